"""Measure the address search and its neighbours on real data: `python -m tests.places.measure_search DATA_FOLDER`.

Makes a city in the database of GUICHET_DATA (or DATABASE_URL), loads the folder's streets, public places, postal codes,
town halls and addresses once, then prints figures. Not a test: nothing here passes or fails.
"""

# ruff: noqa: S311, T201  # it prints, and its chance is not a secret

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from guichet.cli.boot import boot, prepare_django

prepare_django()

import shapely.geometry  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from guichet.kernel.actor import system  # noqa: E402
from guichet.places import actions, queries  # noqa: E402
from guichet.places.actions import NewPlace  # noqa: E402
from guichet.places.models import Place, PlaceWord  # noqa: E402
from guichet.tenancy.actions import NewCity, create_city  # noqa: E402
from guichet.tenancy.queries import city_named  # noqa: E402

SEARCHES = """beaubien est|parc lafontaine|6540 chabot|12 bis rue de Rivoli|papineau et beaubien|angle Papineau / Beaubien
coin Saint-Denis et Jean-Talon|H2S2N1|H2S|boul st laurent|chabto|beaubein est|papinau|christofe colon|10e avenue
5800 10e avenue|premiere avenue|av du mont royal|pie 9|delorimier|bibliotheque rosemont|biblioteque|piscine|parc|rue
6540 rue chabot, montréal H2G 2S8|jarry est et st-hubert|sherbrooke st east|mairie de lyon|mairie|saint|rue saint
109 bd de sebastopol|boulevard voltaire paris 75011|quai de la gare|place de la republique|hotel de ville|zzzzz xxxx"""


def read(path: Path) -> str:
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def rows(path: Path) -> Iterator[dict[str, str]]:
    return csv.DictReader(read(path).splitlines())


def public_places(data: Path) -> Iterator[NewPlace]:
    for feature in json.loads(read(data / "lieux_publics/montreal_lieux_interet.geojson.gz"))["features"]:
        given = feature["properties"]
        if (given["Nom français"] or "").strip():
            lon, lat = feature["geometry"]["coordinates"][:2]
            yield NewPlace(
                "public", given["Nom français"], lat, lon, detail=f"{given['Numéro']}, {given['rue']}"
            )
    for feature in json.loads(read(data / "osm_montreal/montreal_parcs.geojson"))["features"]:
        if feature["properties"].get("name"):
            middle = shapely.geometry.shape(feature["geometry"]).representative_point()
            yield NewPlace("public", feature["properties"]["name"], middle.y, middle.x, weight=3)
    for row in rows(data / "osm_montreal/rues_par_arrondissement.csv"):
        yield NewPlace("street", row["rue"], float(row["lat_moy"]), float(row["lon_moy"]))


def postal_codes(data: Path) -> Iterator[NewPlace]:
    for row in rows(data / "codes_postaux_quebec/codes_postaux_qc.csv.gz"):
        yield NewPlace(
            "postal_code", row["code_postal"], float(row["lat"]), float(row["lon"]), detail=row["lieu"]
        )


def town_halls(data: Path) -> Iterator[NewPlace]:
    """Give 34,000 public places and as many streets with other words than Montréal's."""
    for row in rows(data / "mairies_france/mairies.csv.gz"):
        if row["lat"]:
            lat, lon = float(row["lat"]), float(row["lon"])
            yield NewPlace("public", f"Mairie de {row['nom']}", lat, lon, detail=row["code_insee"])
            yield NewPlace("street", f"Rue de {row['nom']}", lat, lon, detail=row["code_insee"])
            yield NewPlace("intersection", f"Rue de la Mairie et rue de {row['nom']}", lat, lon)


def addresses(data: Path) -> Iterator[NewPlace]:
    for row in rows(data / "dans_ma_rue_paris/dans_ma_rue_sample.csv.gz"):
        number, _space, street = row["adresse"].partition(",")[0].partition(" ")
        if number.isdigit() and street.strip():
            lat, lon = float(row["lat"]), float(row["lon"])
            yield NewPlace("address", street, lat, lon, number=number, detail=row["code_postal"] + " Paris")


def load(data: Path) -> None:
    actor = system()
    streets = read(data / "osm_montreal/montreal_nord_centre_roads.geojson.gz")
    parks = read(data / "osm_montreal/montreal_parcs.geojson")
    boroughs = read(data / "boundaries/montreal_limadmin.geojson")

    def districts() -> int:
        return actions.import_districts(actor, boroughs, code_property="CODEID", name_property="NOM").added

    def layers() -> int:
        actions.save_map_layer(actor, "streets", streets)
        actions.save_map_layer(actor, "parks", parks)
        return 2

    steps: dict[str, Callable[[], int]] = {
        "districts": districts,
        "streets and crossings": lambda: actions.import_streets(actor, streets),
        "layers": layers,
        "public places, streets": lambda: actions.import_places(actor, public_places(data)),
        "postal codes": lambda: actions.import_places(actor, postal_codes(data)),
        "town halls": lambda: actions.import_places(actor, town_halls(data)),
        "addresses": lambda: actions.import_places(actor, addresses(data)),
    }
    for name, step in steps.items():
        began, worked = time.perf_counter(), time.process_time()
        made = step()
        took, own = time.perf_counter() - began, time.process_time() - worked
        print(f"{name:24} {made:8} new, {took:6.1f} s ({own:.1f} s of this process)")


def percentiles(times: list[float]) -> str:
    times = sorted(times)
    p50, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    return f"p50 {p50:.2f} ms, p95 {p95:.2f} ms, worst {times[-1]:.2f} ms"


def timed(name: str, calls: list[Callable[[], object]]) -> None:
    times, own = [], time.process_time()
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    own = (time.process_time() - own) / len(calls) * 1000
    print(f"{name:24} {percentiles(times)} (mean of this process's own time {own:.2f} ms)")


def measure() -> None:
    print(f"{Place.objects.count()} places, {PlaceWord.objects.count()} words")
    searches = [text for line in SEARCHES.splitlines() for text in line.split("|")]
    for text in searches:
        queries.search_places(text)
    timed("address search", [lambda text=text: queries.search_places(text) for text in searches * 12])
    near = (45.545, -73.597)
    timed(
        "address search, near",
        [lambda text=text: queries.search_places(text, near=near) for text in searches * 6],
    )
    chance = random.Random(7)
    points = [(chance.uniform(45.50, 45.60), chance.uniform(-73.72, -73.55)) for _ in range(400)]
    queries.district_at(*points[0])
    timed("district of a point", [lambda point=point: queries.district_at(*point) for point in points])
    queries.plan_around(*points[0])
    timed("plan, 150 m", [lambda point=point: queries.plan_around(*point, 150) for point in points])
    timed("plan, 400 m", [lambda point=point: queries.plan_around(*point, 400) for point in points])
    plan = queries.plan_around(45.5449, -73.5967, 150)
    print(
        f"a plan of 150 m has {sum(len(path) for _rank, path in plan.roads) + len(plan.areas)} characters of paths"
    )
    for layer in queries.map_layers().values():
        print(f"layer {layer.code:18} {len(layer.body) // 1000} kB, {len(layer.gzipped) // 1000} kB gzipped")


def main(data: Path) -> None:
    booted = boot(as_owner=True)
    call_command("migrate_schemas", verbosity=0, interactive=False, skip_checks=True)
    name = {"fr": "Montréal"}
    city = city_named("places-measured") or create_city(
        NewCity("places-measured", name, ["measured.localhost"])
    )
    connection.set_tenant(city)
    if not Place.objects.exists():
        load(data)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE places_place, places_placeword")
    measure()
    del booted


if __name__ == "__main__":
    main(Path(sys.argv[1]))
