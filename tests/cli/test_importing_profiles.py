"""The mapping file of an import: what it may say, and what to change when it says something else."""

from __future__ import annotations

import pytest

from guichet.cli.importing.profile import ProfileFault, built_in_profiles, load_profile, read_profile
from tests.cli.importing import SAMPLES, SMALL, sample


def test_each_profile_that_comes_with_guichet_has_its_sample():
    assert set(built_in_profiles()) == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_profile_reads_every_line_of_its_sample(name):
    found = list(sample(name).read())
    assert len(found) >= 50
    assert not [line for line in found if line is not None and hasattr(line, "reason")]


def test_profile_is_loaded_by_its_path(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('source = "x"\n[columns]\nid = "a"\nservice = "b"\nopened = "c"\naddress = "d"\n')
    profile = load_profile(str(path))
    assert (profile.source, profile.address, profile.zone) == ("x", ("d",), "")


@pytest.mark.parametrize("name", ["nothing", "../boston-311", "/", ""])
def test_profile_that_is_not_there_names_those_that_are(name):
    with pytest.raises(ProfileFault, match="boston-311"):
        load_profile(name)


@pytest.mark.parametrize("content", [b"source = ", b"\xff\xfe\x00", b"[columns\n", b"a = 1\na = 2\n"])
def test_profile_that_is_no_toml_says_where(tmp_path, content):
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(ProfileFault, match=r"mine\.toml"):
        load_profile(str(path))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, "colour"),
        ({"columns": {"service": "kind", "opened": "when", "id": "number", "colour": "x"}}, "colour"),
        ({"columns": {"opened": "when", "id": "number"}}, "service is missing"),
        ({"columns": {"service": "kind", "id": "number"}}, "opened is missing"),
        ({"columns": {"service": "kind", "opened": "when"}}, "id is missing"),
        ({"columns": {**SMALL["columns"], "lat": 12}}, "lat"),
        ({"columns": "kind"}, "section"),
        ({"columns": {**SMALL["columns"], "address": 5}}, "address"),
        ({"source": 5}, "source"),
        ({"encodings": ["utf-9"]}, "utf-9"),
        ({"encodings": []}, "encodings"),
        ({"delimiter": "||"}, "delimiter"),
        ({"dates": {"zone": "Mars/Olympus"}}, "Mars/Olympus"),
        ({"dates": {"zone": "../etc"}}, "zone"),
        ({"dates": {"formats": 3}}, "formats"),
        ({"dates": []}, "section"),
        ({"place": {"default_points": [[1]]}}, "latitude"),
        ({"place": {"default_points": 5}}, "default_points"),
        ({"skip": {"kind": 5}}, "kind"),
        ({"values": {"status": {"Fini": "finished"}}}, "Fini"),
        ({"values": {"status": {"Fini": ["done"]}}}, "Fini"),
        ({"values": {"channel": {"Pigeon": "pigeon"}}}, "pigeon"),
        ({"answers": [{"match": "(", "outcome": "done"}]}, "match"),
        ({"answers": [{"match": "x", "outcome": "finished"}]}, "finished"),
        ({"answers": [{"outcome": "done"}]}, "match"),
        ({"answers": ["x"]}, "outcome"),
        ({"no_status": {"open_days": "ten"}}, "open_days"),
    ],
)
def test_profile_with_a_fault_says_what_to_change(change, said):
    with pytest.raises(ProfileFault, match=said):
        read_profile({**SMALL, **change})


def test_profile_without_a_source_is_refused():
    with pytest.raises(ProfileFault, match="source"):
        read_profile({"columns": SMALL["columns"]})


def test_one_format_or_encoding_may_be_written_alone():
    profile = read_profile({**SMALL, "encodings": "cp1252", "dates": {"formats": "%d/%m/%Y"}})
    assert (profile.encodings, profile.formats) == (("cp1252",), ("%d/%m/%Y",))
