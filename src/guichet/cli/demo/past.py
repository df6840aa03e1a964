"""Bringing the real past requests of a demonstration city up to today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.utils import timezone

from guichet.cases.queries.imports import refresh_statistics
from guichet.cli.demo.loading import read_toml
from guichet.cli.importing.profile import load_profile
from guichet.cli.importing.rows import PastFile
from guichet.cli.importing.running import Options, run_import

FILES = {"requetes.csv.gz": "montreal-311", "dmr.csv.gz": "paris-dans-ma-rue"}
WEEK = dt.timedelta(days=7)
OPEN_FOR = dt.timedelta(days=18)


def load_past(folder: Path) -> int:
    """Import the city's extract, its dates moved by whole weeks so that it ends now; gives how many cases came in."""
    shift_dates = read_toml(folder, "city.toml").get("shift_dates", False)
    count = 0
    for name, profile in FILES.items():
        if not (folder / name).exists():
            continue
        file = PastFile(folder / name, load_profile(profile))
        file.close_after = OPEN_FOR
        if shift_dates:
            file.shift = (timezone.now() - file.newest()) // WEEK * WEEK
        count += run_import(file, Options(create_missing=True)).imported
    refresh_statistics()
    return count
