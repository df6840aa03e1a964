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

import psutil  # noqa: E402
import psycopg  # noqa: E402
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
            yield NewPlace("public", given["Nom français"], lat, lon, detail=given["rue"] or "")
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


def load_city(data: Path) -> None:
    """Load Montréal's files, and the postal codes of the whole of Québec."""
    actor = system()
    streets = read(data / "osm_montreal/montreal_nord_centre_roads.geojson.gz")
    parks = read(data / "osm_montreal/montreal_parcs.geojson")
    boroughs = read(data / "boundaries/montreal_limadmin.geojson")
    done(
        "districts",
        lambda: actions.import_districts(actor, boroughs, code_property="CODEID", name_property="NOM").added,
    )
    done("streets and crossings", lambda: actions.import_streets(actor, streets))
    done("layer of streets", lambda: bool(actions.save_map_layer(actor, "streets", streets)))
    done("layer of parks", lambda: bool(actions.save_map_layer(actor, "parks", parks)))
    done("public places, streets", lambda: actions.import_places(actor, public_places(data)))
    done("postal codes", lambda: actions.import_places(actor, postal_codes(data)))


def load_far_too_much(data: Path) -> None:
    """Add ten times the words of a large city."""
    done("town halls", lambda: actions.import_places(system(), town_halls(data)))
    done("addresses", lambda: actions.import_places(system(), addresses(data)))


def done(name: str, step: Callable[[], int]) -> None:
    began, worked = time.perf_counter(), time.process_time()
    made = step()
    took, own = time.perf_counter() - began, time.process_time() - worked
    print(f"{name:24} {made:8} new, {took:6.1f} s ({own:.1f} s of this process)")


def percentiles(times: list[float]) -> str:
    times = sorted(times)
    return f"p50 {times[len(times) // 2]:6.2f}  p95 {times[int(len(times) * 0.95)]:6.2f}"


def worked() -> float:
    """Give the processor's time taken so far by this process and by its database session, in milliseconds."""
    assert isinstance(connection.connection, psycopg.Connection)
    session = psutil.Process(connection.connection.info.backend_pid).cpu_times()
    return (time.process_time() + session.user + session.system) * 1000


def timed(name: str, calls: list[Callable[[], object]], rounds: int = 20) -> None:
    """Time each call several times: the best of each, and the processor's time (which says the same under any load)."""
    best, work = [], []
    for call in calls:
        began, taken = worked(), []
        for _round in range(rounds):
            start = time.perf_counter()
            call()
            taken.append((time.perf_counter() - start) * 1000)
        best.append(min(taken))
        work.append((worked() - began) / rounds)
    print(f"{name:22} best of {rounds}: {percentiles(best)} ms | processor: {percentiles(work)} ms")


def measure() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_place, places_placeword")
    named = Place.objects.exclude(kind="postal_code").count()
    print(f"{Place.objects.count()} places ({named} with a name), {PlaceWord.objects.count()} words")
    searches = [text for line in SEARCHES.splitlines() for text in line.split("|")]
    chance, near = random.Random(7), (45.545, -73.597)
    points = [(chance.uniform(45.50, 45.60), chance.uniform(-73.72, -73.55)) for _ in range(200)]
    timed("address search", [lambda text=text: queries.search_places(text) for text in searches])
    timed(
        "address search, near",
        [lambda text=text: queries.search_places(text, near=near) for text in searches],
    )
    timed("district of a point", [lambda point=point: queries.district_at(*point) for point in points[::4]])
    timed("plan, 150 m", [lambda point=point: queries.plan_around(*point, 150) for point in points[::4]])
    timed("plan, 400 m", [lambda point=point: queries.plan_around(*point, 400) for point in points[::4]])
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
        load_city(data)
    measure()
    if not Place.objects.filter(label="Mairie de Lyon").exists():
        load_far_too_much(data)
        measure()
    del booted


if __name__ == "__main__":
    main(Path(sys.argv[1]))
