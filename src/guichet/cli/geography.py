"""`guichet city load`: what a city is made of on the map, from its own files."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from django.db import transaction
from django.utils.translation import override
from django_tenants.utils import tenant_context

from guichet.cli.boot import boot
from guichet.cli.importing.files import open_text, whole_file
from guichet.cli.importing.tables import UnreadableFile
from guichet.cli.paths import EXISTING
from guichet.kernel.actor import system
from guichet.kernel.errors import Refused
from guichet.places.actions import import_districts, import_places, import_streets, save_map_layer
from guichet.places.shapes import read_features
from guichet.places.tables import TableReport, places_of_features, places_of_rows
from guichet.tenancy.queries import city_named

ENCODINGS = ("utf-8-sig", "cp1252")
GEOGRAPHIC = (".geojson", ".json", ".geojson.gz", ".json.gz")
KINDS = {"places": "public", "streets": "street", "addresses": "address", "postal_codes": "postal_code"}


@click.command(short_help="Bring a city's districts, streets and places in.")
@click.argument("slug")
@click.option(
    "--districts", type=EXISTING, help="Areas (GeoJSON). Load them first: the rest is placed in them."
)
@click.option(
    "--district-code", default="code", show_default=True, help="Property that tells districts apart."
)
@click.option("--district-name", default="name", show_default=True, help="Property that names them.")
@click.option("--streets", type=EXISTING, help="Lines with names (GeoJSON; crossings are found), or a table.")
@click.option("--street-name", default="name", show_default=True, help="Property that names streets.")
@click.option("--parks", type=EXISTING, help="Areas drawn on the map (GeoJSON).")
@click.option("--places", type=EXISTING, help="Public places: points (GeoJSON) or a table (CSV).")
@click.option("--addresses", type=EXISTING, help="Addresses: a table with number, street and position.")
@click.option("--postal-codes", type=EXISTING, help="Postal codes: a table with code and position.")
@click.option("--check", is_flag=True, help="Say what would happen; keep nothing.")
def load(slug: str, *, check: bool, **files: Any) -> None:
    """Bring a city's districts, streets, places, addresses and postal codes in from its files (GeoJSON, CSV, .gz).

    Can be done again: what is known is brought up to date, never doubled. The city's middle and bounds follow.
    """
    booted = boot()
    city = city_named(slug)
    if city is None:
        raise click.ClickException(f"There is no city called {slug}. See: guichet city list")
    try:
        with override("en"), tenant_context(city), transaction.atomic():
            done = _load(files)
            if check:
                transaction.set_rollback(True)
    except (Refused, UnreadableFile, ValueError) as refusal:
        raise click.ClickException(str(getattr(refusal, "message", refusal))) from refusal
    if not done:
        raise click.UsageError("Give at least one file. See: guichet city load --help")
    click.echo("Nothing was kept: this was a check." if check else "Done. The pages show it at once.")
    del booted


def _load(files: dict[str, Any]) -> int:
    done = 0
    if path := files["districts"]:
        report = import_districts(
            system(),
            whole_file(path),
            code_property=files["district_code"],
            name_property=files["district_name"],
        )
        click.echo(f"Districts: {report.read} read, {report.added} new, {report.changed} changed.")
        _tell([f"{note.about}: {note.words}" for note in report.notes])
        save_map_layer(system(), "districts", whole_file(path), name_property=files["district_name"])
        done += 1
    if (path := files["streets"]) and _is_geographic(path):
        added = import_streets(system(), whole_file(path), name_property=files["street_name"])
        save_map_layer(system(), "streets", whole_file(path), name_property=files["street_name"])
        click.echo(f"Streets and crossings: {added} new.")
        done += 1
    if path := files["parks"]:
        layer = save_map_layer(system(), "parks", whole_file(path))
        click.echo(f"Parks: {len(layer.geojson['features'])} drawn.")
        done += 1
    for name, kind in KINDS.items():
        path = files[name]
        if path and not (name == "streets" and _is_geographic(path)):
            _load_places(name, path, kind)
            done += 1
    return done


def _load_places(name: str, path: Path, kind: str) -> None:
    report = _read(path, kind)
    added = import_places(system(), report.places) if report.places else 0
    known = len(report.places) - added
    words = name.replace("_", " ").capitalize()
    click.echo(
        f"{words}: {added} new, {known} already there or twice in the file, {report.passed_over} passed over."
    )
    _tell(report.why)


def _read(path: Path, kind: str) -> TableReport:
    if _is_geographic(path):
        features, _notes = read_features(whole_file(path))
        return places_of_features(features, kind)
    with open_text(path, ENCODINGS) as (file, delimiter):
        return places_of_rows(csv.DictReader(file, delimiter=delimiter), kind)


def _is_geographic(path: Path) -> bool:
    return path.name.lower().endswith(GEOGRAPHIC)


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(f"  {line}")
