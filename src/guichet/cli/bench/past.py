"""How many past requests a second can be brought in."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import os
import tempfile
import time
from pathlib import Path

from django_tenants.utils import tenant_context

from guichet.cli.bench.opening import Rate
from guichet.cli.demo.loading import FOLDER
from guichet.cli.importing.profile import load_profile
from guichet.cli.importing.rows import PastFile
from guichet.cli.importing.running import Options, run_import
from guichet.tenancy.actions import NewCity, create_city
from guichet.tenancy.queries import city_named

SLUG = "bench-import"
ROWS = 60_000


def import_rate() -> Rate:
    """Import a file into an empty city: Boston's when GUICHET_BENCH_FILE names it, else one made from the extract."""
    city = city_named(SLUG) or create_city(NewCity(SLUG, {"fr": "Mesure"}, [f"{SLUG}.localhost"]))
    given = os.environ.get("GUICHET_BENCH_FILE")
    with tempfile.TemporaryDirectory() as folder, tenant_context(city):
        path = Path(given) if given else _made(Path(folder) / "requests.csv")
        profile = load_profile("boston-311" if given else "montreal-311")
        profile = dataclasses.replace(profile, source=f"bench-{int(time.time())}")
        started = time.perf_counter()
        report = run_import(PastFile(path, profile), Options(create_missing=True, show_missing=True))
        return Rate("past requests imported", report.imported, time.perf_counter() - started, report.rejected)


def _made(path: Path) -> Path:
    """Write the demonstration's extract twice, the second time under other numbers."""
    with gzip.open(FOLDER / "montreal" / "requetes.csv.gz", "rt", encoding="utf-8", newline="") as source:
        header, *lines = list(csv.reader(source))
    number = header.index("ID_UNIQUE")
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        for copy in range(ROWS // len(lines)):
            for line in lines:
                writer.writerow([f"{copy}-{cell}" if at == number else cell for at, cell in enumerate(line)])
    return path
