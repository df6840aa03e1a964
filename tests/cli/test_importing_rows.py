"""Reading the lines of past requests: encodings, separators, dates, places, and why a line cannot be used."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from guichet.cli.importing.files import LONGEST_CELL, UnreadableFile
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.importing.rows import PastFile
from guichet.kernel.moment import as_if
from tests.cases.scene import TUESDAY
from tests.cli.importing import HEADER, drafts, reasons, small, table

LINE = ["1", "Nid-de-poule « été »", "2024-05-06 07:08:09"]
PLACE = {"columns": {"lat": "lat", "lon": "lon"}}
POINT = {"columns": {"point": "point"}}


def one(tmp_path, line, profile=None, header=HEADER, **how):
    (draft,) = drafts(table(tmp_path, [line], header, **how), profile or small())
    return draft


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_read_any_encoding_and_separator(tmp_path, encoding, delimiter):
    draft = one(tmp_path, LINE, encoding=encoding, delimiter=delimiter)
    assert (draft.external_id, draft.service) == ("1", "Nid-de-poule « été »")
    assert draft.opened_at == dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=ZoneInfo("America/Toronto"))


def test_read_a_header_whose_names_hold_other_separators(tmp_path):
    header = ["number", "kind", "when", "a, b, c", "d; e; f, g"]
    draft = one(tmp_path, [*LINE, "x", "y"], header=header, delimiter=";", quoting=1)
    assert draft.external_id == "1"


def test_read_a_compressed_file_whatever_its_name(tmp_path):
    path = table(tmp_path, [LINE])
    path.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    assert len(drafts(path, small())) == 1


def test_read_lines_with_breaks_within_cells_and_blank_lines(tmp_path):
    path = table(tmp_path, [["1", "Un\ndeux", "2024-05-06"], [], ["", "", ""], LINE])
    assert [draft.line for draft in drafts(path, small())] == [2, 5]
    path.write_text(path.read_text().replace("\r\n", "\r"))
    assert len(drafts(path, small())) == 2


def test_read_drops_forbidden_signs(tmp_path):
    path = table(tmp_path, [["1", "Trou", "2024-05-06"]])
    path.write_bytes(path.read_bytes().replace(b"Trou", b"T\x00ro\x07u"))
    assert drafts(path, small())[0].service == "Trou"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 a broken workbook", "save it as CSV"),
        (b"\xd0\xcf\x11\xe0 an old one", "save it as CSV"),
        (b"%PDF-1.7", "save it as CSV"),
        (b"\x1f\x8b\x08\x00 not really compressed", "damaged"),
        (gzip.compress(b"number,kind,when\n" + b"1,x,2024-05-06\n" * 500, mtime=0)[:-20], "damaged"),
        (b'number,kind,when\n1,"never closed,2024-05-06\n' + b"x" * LONGEST_CELL, "never closed"),
        (b"", "no column"),
        (b"\n\n\n", "no column"),
        (b"kind;when\nx;2024-05-06\n", "no column « number »"),
    ],
)
def test_unreadable_file_is_said_in_a_sentence(tmp_path, content, said):
    path = tmp_path / "past.csv"
    path.write_bytes(content)
    with pytest.raises(ProfileFault, match=said):
        list(PastFile(path, small()).read())


def test_folder_or_missing_file_is_said_in_a_sentence(tmp_path):
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(UnreadableFile, match="cannot be opened"):
            list(PastFile(path, small()).read())


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (["", "Trou", "2024-05-06"], "no number"),
        (["1", " ", "2024-05-06"], "no service"),
        (["1", "Trou", ""], "no opening date"),
        (["1", "Trou", "hier"], "the date « hier » cannot be read"),
        (["1", "Trou", "2024-02-30"], "cannot be read"),
        (["1", "Trou", "1812-06-18"], "cannot be"),
        (["1", "Trou", "2999-01-01"], "cannot be"),
        (["1", "Trou"], "the line has 2 cells, the header 3"),
        (["1", "Trou", "2024-05-06", "x"], "the line has 4 cells, the header 3"),
    ],
)
def test_line_that_cannot_be_used_says_why(tmp_path, line, reason):
    with as_if(TUESDAY):
        (found,) = reasons(table(tmp_path, [line, LINE][:1]), small())
    assert reason in found


def test_names_are_not_taken_from_lines_whose_cells_are_shifted(tmp_path):
    short, long = ["Trou", "2024-05-06"], ["2", "Trou", "2024-05-06", "x"]
    file = PastFile(table(tmp_path, [short, LINE, long]), small())
    assert list(file.names()) == [(LINE[1], "", "")]
    assert file.count == 3


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("iso", "2024-05-06T07:08:09Z", "2024-05-06T07:08:09+00:00"),
        ("iso", "2024-07-06 23:30", "2024-07-06T23:30:00-04:00"),
        ("iso", "2024-01-06", "2024-01-06T00:00:00-05:00"),
        ("%m/%d/%Y %I:%M:%S %p", "07/04/2024 11:30:00 PM", "2024-07-04T23:30:00-04:00"),
        ("%d/%m/%Y %H:%M", "04/07/2024 23:30", "2024-07-04T23:30:00-04:00"),
        ("%d.%m.%Y", "04.07.2024", "2024-07-04T00:00:00-04:00"),
    ],
)
def test_date_is_read_in_the_zone_of_the_file(tmp_path, form, text, expected):
    draft = one(tmp_path, ["1", "Trou", text], small(dates={"formats": [form]}))
    assert draft.opened_at == dt.datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["45.5", "-73.6"], (45.5, -73.6)),
        (["45,5", "-73,6"], (45.5, -73.6)),
        (["", "-73.6"], (None, None)),
        (["0", "0"], (None, None)),
        (["45.4", "-73.4"], (None, None)),
    ],
)
def test_position_is_read_unless_it_stands_for_unknown(tmp_path, cells, expected):
    profile = small(**PLACE, place={"default_points": [[45.4, -73.4]]})
    draft = one(tmp_path, [*LINE, *cells], profile, (*HEADER, "lat", "lon"))
    assert (draft.lat, draft.lon) == expected


@pytest.mark.parametrize(
    "point",
    [
        "45.5, -73.6",
        "(45.5, -73.6)",
        "45.5 -73.6",
        "POINT (-73.6 45.5)",
        "point(-73.6 45.5)",
        "SRID=4326;POINT(-73.6 45.5)",
        '{"type": "Point", "coordinates": [-73.6, 45.5]}',
    ],
)
def test_point_in_one_column_is_read_in_each_notation(tmp_path, point):
    draft = one(tmp_path, [*LINE, point], small(**POINT), (*HEADER, "point"))
    assert (draft.lat, draft.lon) == (45.5, -73.6)


@pytest.mark.parametrize("cells", [["nord", "ouest"], ["95", "10"], ["45.5", "-273"]])
def test_position_that_is_none_rejects_the_line(tmp_path, cells):
    path = table(tmp_path, [[*LINE, *cells]], (*HEADER, "lat", "lon"))
    assert len(reasons(path, small(**PLACE))) == 1


ENDED = {
    "columns": {"status": "state", "ended": "end", "answer": "words"},
    "values": {"status": {"Fermé": "unstated", "Refusé": "refused", "En cours": "taken"}},
    "answers": [{"match": "^Doublon", "outcome": "duplicate"}],
}


@pytest.mark.parametrize(
    ("state", "end", "words", "expected"),
    [
        ("fermé", "2024-05-08", "", (True, "2024-05-08", "unstated")),
        ("Fermé", "2024-05-08", "Doublon de 12", (True, "2024-05-08", "duplicate")),
        ("Refusé", "", "non", (True, "2024-05-06", "refused")),
        ("En cours", "2024-05-08", "x", (True, None, "")),
        ("Inconnu", "2024-05-08", "", (True, "2024-05-08", "unstated")),
        ("Inconnu", "", "", (False, None, "")),
        ("Fermé", "2024-05-01", "", (True, "2024-05-06", "unstated")),
    ],
)
def test_state_says_whether_and_how_it_ended(tmp_path, state, end, words, expected):
    line = ["1", "Trou", "2024-05-06", state, end, words]
    draft = one(tmp_path, line, small(**ENDED), (*HEADER, "state", "end", "words"))
    ended = draft.ended_at.date().isoformat() if draft.ended_at else None
    assert (draft.taken, ended, draft.outcome) == expected


def test_file_without_states_counts_its_newest_days_as_open(tmp_path):
    lines = [["1", "Trou", "2024-05-01"], ["2", "Trou", "2024-05-09"], ["3", "Trou", "2024-05-20"]]
    found = drafts(table(tmp_path, lines), small(no_status={"open_days": 14}))
    assert [draft.ended_at is not None for draft in found] == [True, False, False]


def test_channel_is_the_first_named(tmp_path):
    profile = small(columns={"channel": "how"}, values={"channel": {"Téléphone": "phone"}})
    header = (*HEADER, "how")
    for words, channel in (
        ("TÉLÉPHONE|Courriel", "phone"),
        ("Téléphone; x", "phone"),
        ("Pigeon", "other"),
        ("", "other"),
    ):
        assert one(tmp_path, [*LINE, words], profile, header).channel == channel


def test_month_weekday_and_hour_give_a_day_that_fits(tmp_path):
    dates = {"month": "month", "weekday": "day", "hour": "hour", "zone": "America/Toronto"}
    profile = small(columns={"opened": "hour"}, dates=dates)
    header = ("number", "kind", "month", "day", "hour")
    lines = [[str(n), "Trou", "2024-02", "Jeudi", "15"] for n in range(9)]
    found = {draft.opened_at for draft in drafts(table(tmp_path, lines, header), profile)}
    assert {(day.month, day.isoweekday(), day.hour) for day in found} == {(2, 4, 15)}
    assert len({day.day for day in found}) == 5
    assert reasons(table(tmp_path, [["1", "Trou", "février", "Jeudi", "15"]], header), profile)


def test_lines_without_a_number_are_told_apart_by_what_they_hold(tmp_path):
    profile = replace(
        small(identity={"columns": ["kind", "when"]}), columns={"service": "kind", "opened": "when"}
    )
    lines = [["x", "Trou", "2024-05-06"], ["y", "Trou", "2024-05-06"], ["z", "Trou", "2024-05-07"]]
    first = [draft.external_id for draft in drafts(table(tmp_path, lines), profile)]
    again = [draft.external_id for draft in drafts(table(tmp_path, lines), profile)]
    assert len(set(first)) == 3
    assert first == again


def test_lines_that_the_profile_leaves_out_are_counted_as_such(tmp_path):
    path = table(tmp_path, [["1", "Information", "2024-05-06"], LINE])
    assert [line is None for line in PastFile(path, small(skip={"kind": ["Information"]})).read()] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    "text", ["🕳️ 👩🏽‍🔧", "حفرة", "'); DROP TABLE x; --", "<script>", "=cmd|' /C calc'!A0"]
)
def test_strange_texts_are_kept(tmp_path, text):
    draft = one(tmp_path, [*LINE, text], small(columns={"description": "words"}), (*HEADER, "words"))
    assert draft.description == text


def test_long_texts_are_cut_to_what_a_case_holds(tmp_path):
    columns = {"description": "words", "answer": "words", "title": "words"}
    draft = one(
        tmp_path,
        ["9" * 500, "x" * 500, "2024-05-06", "é" * 10_000],
        small(columns=columns),
        (*HEADER, "words"),
    )
    assert (len(draft.external_id), len(draft.service)) == (64, 200)
    assert (len(draft.description), len(draft.title)) == (4_000, 160)
