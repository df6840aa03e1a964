"""Closures from a file: dates in every form met, nothing twice, each refusal with its reason."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo

import pytest
from click.testing import CliRunner

from guichet.cli.importing.closures import read_instant
from guichet.cli.imports import import_group
from guichet.occupations.models import Occupation
from tests.places.geography import collection, feature, line

ZONE = zoneinfo.ZoneInfo("Europe/Paris")
WAY = line((-73.60, 45.54), (-73.599, 45.54))
SAMPLE = collection(
    feature(WAY, id="x", route="Rue A", type_coupure="Totale", cause="Travaux", date_heure="2026-08-05T00:00:00+00:00"),
    feature(WAY, id="x", route="Rue B", cause="Inondation", statut="Résolu", date_heure=1769011728.109),
    feature({"type": "Point", "coordinates": [-73.6, 45.54]}, route="Rue C", date_heure="04-07-2024 09:24:02 +0200"),
    feature(WAY, route="Rue D", debut="2026-08-05", fin="2026-08-09"),
    feature(WAY, id="x", route="Rue A", type_coupure="Totale", cause="Travaux", date_heure="2026-08-05T00:00:00+00:00"),
    feature(WAY, route="Rue E", date_heure="bientôt"),
    feature(WAY, route="Rue F", debut="2026-08-05", fin="2026-08-01"),
    feature(line((2.3, 48.8), (2.31, 48.8)), route="Rue G", date_heure="2026-08-05"),
    {"type": "Feature", "properties": {}, "geometry": None},
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-08-05T00:00:00+00:00", dt.datetime(2026, 8, 5, tzinfo=dt.UTC)),
        ("04-07-2024 09:24:02 +0200", dt.datetime(2024, 7, 4, 7, 24, tzinfo=dt.UTC)),
        ("15-12-2025 20:12:02", dt.datetime(2025, 12, 15, 19, 12, tzinfo=dt.UTC)),
        (1769011728.0, dt.datetime(2026, 1, 21, 16, 8, 48, tzinfo=dt.UTC)),
        ("2026-08-05", dt.datetime(2026, 8, 4, 22, tzinfo=dt.UTC)),
        ("31-02-2026 10:00:00", None),
        ("soon", None),
        (None, None),
    ],
)
def test_every_form_of_date_is_read(written, read):
    assert read_instant(written, ZONE) == read


def test_closures_come_in_once_and_refusals_say_why(city, addresses, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_APP_URL", addresses.application)
    monkeypatch.setenv("DATABASE_ACTIVE_URL", addresses.application)
    path, rejects = tmp_path / "closures.geojson", tmp_path / "rejects.csv"
    path.write_text(json.dumps(SAMPLE))

    def run(*more):
        words = ["closures", str(path), "--city", "ville-a", "--source", "entraves", *more]
        return CliRunner().invoke(import_group, words)

    assert "4 would be put" in run("--dry-run").output
    assert Occupation.objects.count() == 0
    done = run("--rejects", str(rejects))
    assert "9 read, 4 put on the map, 5 refused." in done.output
    reasons = rejects.read_text()
    for words in ("same as #1", "bientôt", "ends before", "outside", "no shape"):
        assert words in reasons
    run()
    assert Occupation.objects.count() == 4
    resolved = Occupation.objects.get(street="Rue B")
    assert (resolved.state, resolved.kind, resolved.end_known) == ("ended", "closure", False)
    assert Occupation.objects.get(street="Rue D").end_known
    assert run("--source", "permit").exit_code != 0
