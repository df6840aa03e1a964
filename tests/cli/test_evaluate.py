"""`guichet evaluate same-incident` on a few invented cases."""

from __future__ import annotations

import csv
import gzip
import json

import pytest
from click.testing import CliRunner

from guichet.cli.evaluate import evaluate

COLUMNS = (
    "case_enquiry_id",
    "open_dt",
    "closed_dt",
    "type",
    "location",
    "latitude",
    "longitude",
    "closure_reason",
)
LAMP = "Lamp"
CASES = [
    ("1", "2011-07-01 08:00:00", "2011-07-20 08:00:00", LAMP, "1 A St", "42.3000", "-71.1000", "done"),
    (
        "2",
        "2011-07-01 09:00:00",
        "2011-07-02 09:00:00",
        LAMP,
        "1 A St",
        "42.3000",
        "-71.1000",
        "Duplicate of 1",
    ),
    ("3", "2011-07-03 09:00:00", "", LAMP, "3 A St", "42.3003", "-71.1000", ""),
    ("4", "2011-07-03 10:00:00", "", LAMP, "90 Z St", "42.3400", "-71.0500", ""),
    (
        "5",
        "2011-07-03 11:00:00",
        "2011-07-04 11:00:00",
        LAMP,
        "90 Z St",
        "42.3400",
        "-71.0500",
        "Duplicate of 6",
    ),
    ("6", "2011-07-03 12:00:00", "", LAMP, "90 Z St", "42.3400", "-71.0500", ""),
    ("7", "2011-07-03 13:00:00", "", "Tree", "5 Q St", "42.3700", "-71.0300", ""),
]
PAIRS = [("2", "1"), ("5", "6"), ("8", "1"), ("", "1")]


def write(path, header, rows):
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)
    return path


@pytest.fixture
def pairs(tmp_path):
    return write(tmp_path / "pairs.csv", ("duplicate_id", "original_id"), PAIRS)


@pytest.fixture
def cases(tmp_path):
    bad = [("", "2011-07-01 08:00:00"), ("9", "yesterday"), CASES[0]]
    return write(tmp_path / "cases.csv.gz", COLUMNS, [*reversed(CASES), *bad])


def run(*arguments):
    return CliRunner().invoke(evaluate, ["same-incident", *map(str, arguments)])


def figures(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_same_incident_counts_originals_found(pairs, cases):
    found = figures("--pairs", pairs, "--cases", cases)
    clean = found["groups"]["clean"]
    # Of two pairs, one original came after its duplicate: it cannot be found, but its duplicate can.
    assert (clean["n"], clean["findable"], clean["proposer"]["first"]) == (2, 0.5, 0.5)
    assert clean["distance"]["first"] == 0.5
    assert found["groups"]["clean, later"]["proposer"]["in_three"] == 1.0


def test_same_incident_counts_proposals_to_reports_without_original(pairs, cases):
    found = figures("--pairs", pairs, "--cases", cases)
    # 1, 3, 4 and 7 are in no pair as the later one; only 3 has a neighbour, which is not its original.
    assert (found["alone"], found["proposed_alone"], found["near_alone"]) == (4, 0.25, 0.25)


def test_same_incident_counts_what_it_leaves_out(pairs, cases):
    found = figures("--pairs", pairs, "--cases", cases)
    assert (found["cases"], found["bad_case_rows"]) == (7, 3)
    assert (found["pairs"], found["pairs_missing"], found["bad_pair_rows"]) == (2, 1, 1)


def test_same_incident_finds_the_cases_beside_the_pairs(pairs, cases):
    write(pairs.with_name("another.csv"), ("a", "b"), [("1", "2")])
    assert figures("--pairs", pairs)["cases"] == 7


def test_same_incident_takes_the_commonest_point_of_a_large_file_for_no_place(tmp_path, pairs):
    nowhere = [
        (f"n{n}", "2011-07-05 08:00:00", "", LAMP, f"{n} B St", "42.35", "-71.05", "") for n in range(120)
    ]
    found = figures("--pairs", pairs, "--cases", write(tmp_path / "many.csv", COLUMNS, CASES + nowhere))
    assert found["default_point"] == [42.35, -71.05]
    assert found["proposed_alone"] == pytest.approx(1 / 124)


def test_same_incident_prints_tables(pairs, cases):
    result = run("--pairs", pairs, "--cases", cases)
    assert result.exit_code == 0
    for words in ("7 cases read", "2 pairs used", "clean", "nearest", "Other thresholds", "p95"):
        assert words in result.output


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("words.csv", b"a,b\n1,2\n", "lacks the columns"),
        ("empty.csv", b"", "lacks the columns"),
        ("cut.csv.gz", gzip.compress(b"case_enquiry_id,open_dt\n" * 50, mtime=0)[:30], "cannot be read"),
        ("nothing.csv", b"case_enquiry_id,open_dt,type,latitude,longitude\n", "None of the pairs"),
    ],
)
def test_same_incident_says_what_is_wrong_with_the_cases(tmp_path, pairs, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    result = run("--pairs", pairs, "--cases", path)
    assert result.exit_code == 2
    assert words in result.output


def test_same_incident_says_that_a_file_is_missing(tmp_path, pairs):
    for arguments in (
        ("--pairs", tmp_path / "no.csv"),
        ("--pairs", pairs, "--cases", tmp_path / "no.csv"),
        (),
    ):
        assert run(*arguments).exit_code == 2


def test_same_incident_says_that_no_cases_lie_beside_the_pairs(pairs):
    result = run("--pairs", pairs)
    assert result.exit_code == 2
    assert "--cases" in result.output
