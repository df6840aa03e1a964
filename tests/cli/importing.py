"""Files of past requests, real samples and invented ones, for tests of imports."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from guichet.cli.importing.profile import Profile, load_profile, read_profile
from guichet.cli.importing.rows import Draft, PastFile, Rejected
from guichet.cli.importing.running import Options, Report, run_import

DATA = Path(__file__).parent / "data"
# The profiles that come with Guichet, each with a sample of its file.
SAMPLES = {
    "boston-311": DATA / "boston-311.csv",
    "montreal-311": DATA / "montreal-311.csv",
    "montreal-plateau": DATA / "montreal-plateau.csv",
    "paris-dans-ma-rue": DATA / "paris-dans-ma-rue.csv",
}
CREATING = Options(create_missing=True)
HEADER = ("number", "kind", "when")
SMALL = {
    "source": "small",
    "columns": {"id": "number", "service": "kind", "opened": "when"},
    "dates": {"zone": "America/Toronto"},
}


def sample(name: str) -> PastFile:
    """Give a built-in profile's sample, ready to be read."""
    return PastFile(SAMPLES[name], load_profile(name))


def small(**more: object) -> Profile:
    """Give a profile for a small table; a section is completed, another entry replaced."""
    data = dict(SMALL)
    for name, value in more.items():
        known = data.get(name)
        data[name] = {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
    return read_profile(data)


def table(
    folder: Path,
    rows: Iterable[Sequence[str]],
    header: Sequence[str] = HEADER,
    *,
    name: str = "past.csv",
    **how: object,
) -> Path:
    """Write a table of comma-separated values."""
    path = folder / name
    encoding = str(how.pop("encoding", "utf-8"))
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, **how).writerows([header, *rows])
    return path


def drafts(path: Path, profile: Profile) -> list[Draft]:
    """Read a file of which no line may be rejected."""
    found = list(PastFile(path, profile).read())
    assert not [line.reason for line in found if isinstance(line, Rejected)]
    return [line for line in found if isinstance(line, Draft)]


def reasons(path: Path, profile: Profile) -> list[str]:
    """Give why the lines of a file are rejected."""
    return [line.reason for line in PastFile(path, profile).read() if isinstance(line, Rejected)]


def imported(path: Path, profile: Profile, options: Options = CREATING) -> Report:
    """Import a file into the city; every line must be accounted for."""
    report = run_import(PastFile(path, profile), options)
    assert report.adds_up()
    return report
