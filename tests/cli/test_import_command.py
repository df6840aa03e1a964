"""The commands of imports, as someone types them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from guichet.cases.models import Case
from guichet.cli.imports import import_group
from tests.cases.scene import everything
from tests.cli.importing import SAMPLES, table


@pytest.fixture
def run(city, addresses, monkeypatch):
    """Give a function that runs `guichet import …` on this test's database."""
    monkeypatch.setenv("DATABASE_APP_URL", addresses.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", addresses.application)

    def command(*words):
        return CliRunner().invoke(import_group, [str(word) for word in words], env={"COLUMNS": "200"})

    return command


def brought_in(run, *more, name="paris-dans-ma-rue", **given):
    path = given.get("path", SAMPLES[name])
    return run("cases", "--city", "ville-a", "--profile", given.get("profile", name), *more, path)


def test_cases_come_in_and_are_counted(run, tmp_path):
    rejects = tmp_path / "rejected.csv"
    done = brought_in(run, "--create-missing", "--rejects", rejects)
    assert (done.exit_code, Case.objects.count()) == (0, 60), done.output
    for words in ("read", "imported", "already there", "rejected", "left out"):
        assert words in done.output
    assert not rejects.exists()


def test_dry_run_changes_nothing(run):
    before = everything()
    done = brought_in(run, "--dry-run", "--create-missing")
    assert done.exit_code == 0
    assert "what would happen" in done.output
    assert everything() == before


def test_rejected_lines_are_written_beside_the_file(run, tmp_path):
    path = tmp_path / "paris.csv"
    path.write_bytes(SAMPLES["paris-dans-ma-rue"].read_bytes())
    done = brought_in(run, path=path)
    assert "use --create-missing" in done.output
    assert len((tmp_path / "paris.csv.rejected.csv").read_text(encoding="utf-8").splitlines()) == 61


@pytest.mark.parametrize(
    ("city_name", "profile", "said"),
    [
        ("nowhere", "boston-311", "no city « nowhere »"),
        ("ville-a", "nothing", "no profile « nothing »"),
        ("ville-a", "boston-311", "no column"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run, city_name, profile, said):
    done = run("cases", "--city", city_name, "--profile", profile, SAMPLES["paris-dans-ma-rue"])
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())
    assert "Traceback" not in done.output
    assert not Case.objects.exists()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"\x1f\x8b\x08\x00broken", b""])
def test_unreadable_file_is_one_sentence(run, tmp_path, content):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    for done in (brought_in(run, path=path), run("profile", path)):
        assert done.exit_code == 1
        assert done.output.startswith("Error: ")
        assert "Traceback" not in done.output


def test_profile_is_proposed_on_screen_or_in_a_file_then_used(run, tmp_path):
    path, written = tmp_path / "paris.csv", tmp_path / "mine.toml"
    path.write_bytes(SAMPLES["paris-dans-ma-rue"].read_bytes())
    assert 'service = "soustype"' in run("profile", path).output
    assert run("profile", path, "--output", written).exit_code == 0
    done = brought_in(run, "--create-missing", path=path, profile=written)
    assert (done.exit_code, Case.objects.count()) == (0, 60), done.output


def test_profiles_are_listed(run):
    assert run("profiles").output.split() == sorted(SAMPLES)


def test_names_with_brackets_are_shown_as_written(run, tmp_path):
    header = ["id_dmr", "soustype", "datedecl"]
    path = table(tmp_path, [["1", "[/réservé] Trou", "2024-05-06"]], header, name="past [bold].csv")
    done = brought_in(run, "--dry-run", "--create-missing", path=path)
    assert "[/réservé] Trou" in done.output
