"""Makes the demonstration cities' data files from public data sets; the same input always gives the same files.

Usage: python script/demo_extract.py FOLDER_OF_DATA_SETS. Each city's SOURCES.md says what is real and what is drawn
by lot: of Montréal's requests, labels, months, weekdays, hours, channels and last states are real.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import gzip
import io
import json
import math
import random
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import Point, mapping, shape
from shapely.geometry.base import BaseGeometry

OUT = Path(__file__).parents[1] / "src/guichet/cli/demo/data"
ROWS = 30_000
LAST_DAY = dt.datetime(2026, 8, 20, 23, 0)  # noqa: DTZ001  # the source gives local times without a zone
WEEKDAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
METRES = 111_320.0  # in a degree of latitude
SQUEEZE = math.cos(math.radians(45.52))
PARK = 9
# The code of each borough and its name, as the Commission de toponymie writes it.
# fmt: off
BOROUGHS = {
    "ahuntsic": "Ahuntsic-Cartierville", "anjou": "Anjou", "cdn-ndg": "Côte-des-Neiges–Notre-Dame-de-Grâce",
    "ile-bizard": "L’Île-Bizard–Sainte-Geneviève", "lasalle": "LaSalle", "lachine": "Lachine",
    "plateau": "Le Plateau-Mont-Royal", "sud-ouest": "Le Sud-Ouest",
    "mercier-hochelaga": "Mercier–Hochelaga-Maisonneuve", "montreal-nord": "Montréal-Nord",
    "outremont": "Outremont", "pierrefonds": "Pierrefonds-Roxboro",
    "rdp-pat": "Rivière-des-Prairies–Pointe-aux-Trembles", "rosemont": "Rosemont–La Petite-Patrie",
    "saint-laurent": "Saint-Laurent", "saint-leonard": "Saint-Léonard", "verdun": "Verdun",
    "ville-marie": "Ville-Marie", "villeray": "Villeray–Saint-Michel–Parc-Extension",
}
CHANNELS = {
    "Téléphone": "PROVENANCE_TELEPHONE", "Courriel": "PROVENANCE_COURRIEL", "En personne": "PROVENANCE_PERSONNE",
    "Courrier": "PROVENANCE_COURRIER", "Télécopieur": "PROVENANCE_TELECOPIEUR", "Instance": "PROVENANCE_INSTANCE",
    "Mobile": "PROVENANCE_MOBILE", "Médias sociaux": "PROVENANCE_MEDIASOCIAUX",
    "Site internet": "PROVENANCE_SITEINTERNET",
}
ROAD_CLASSES = {
    "motorway": 1, "trunk": 1, "primary": 1, "motorway_link": 2, "primary_link": 2, "secondary": 2,
    "secondary_link": 3, "tertiary": 3, "tertiary_link": 3, "residential": 4, "unclassified": 4,
    "living_street": 4, "road": 4,
}
# fmt: on
OTHER_UNIT = ("Démonstration - Accueil 311", 5.0)
ADDRESS = re.compile(
    r"(?P<number>\d+(?:[ -]*(?:bis|ter|quater|[A-Za-z]|\d+))?) (?P<street>[^\W\d][^,]{3,}),.*", re.IGNORECASE
)
ENDED = {"Terminée", "Refusée", "Annulée", "Supprimée"}


def read(path: Path) -> str:
    """Read a text, compressed or not."""
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(read(path), newline="")))


def read_features(path: Path) -> list[Any]:
    """Read the features of a GeoJSON file."""
    return list(json.loads(read(path))["features"])


def plain(name: str) -> str:
    """Write a borough's name as the data sets do: hyphens and straight apostrophes."""
    return name.replace("–", "-").replace("’", "'")


def write(path: Path, text: str) -> None:
    """Write a file, compressed without a date (the same text gives the same bytes) when its name ends in .gz."""
    raw = text.encode()
    path.write_bytes(gzip.compress(raw, 9, mtime=0) if path.suffix == ".gz" else raw)
    print(f"{path.relative_to(OUT)}: {path.stat().st_size / 1000:.0f} kB")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write(path, text.getvalue())


def write_geojson(path: Path, features: Iterable[tuple[BaseGeometry, Mapping[str, object]]]) -> None:
    """Write shapes at 5 decimals (about 1 m), one feature a line."""
    lines = []
    for area, about in features:
        drawn = mapping(shapely.set_precision(area, 1e-5, mode="pointwise"))
        feature = {"type": "Feature", "properties": about, "geometry": drawn}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    write(path, '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n")


class Districts:
    """Polygons by code, and the code of a point."""

    def __init__(self, areas: Mapping[str, BaseGeometry]) -> None:
        self._codes = list(areas)
        self._tree = shapely.STRtree(list(areas.values()))

    def at(self, lon: float, lat: float) -> str:
        """Give the code of the district that holds a point, or nothing."""
        found = self._tree.query(Point(lon, lat), predicate="within")
        return self._codes[int(found[0])] if len(found) else ""


def montreal_districts(data: Path) -> Districts:
    """Write the 19 boroughs and give them; neighbours are simplified together and keep their common edges."""
    found = read_features(data / "boundaries/montreal_limadmin.geojson")
    areas = {feature["properties"]["NOM"]: shape(feature["geometry"]) for feature in found}
    drawn = shapely.coverage_simplify([areas[plain(name)] for name in BOROUGHS.values()], 1.5e-4)
    features = []
    for (code, name), area in zip(BOROUGHS.items(), drawn, strict=True):
        others = sorted({plain(name), plain(name.replace("–", " – "))})
        features.append((area, {"code": code, "name": name, "external": others}))
    write_geojson(OUT / "montreal/districts.geojson", features)
    return Districts(dict(zip(BOROUGHS, drawn, strict=True)))


def montreal_places(data: Path, districts: Districts) -> None:
    """Write the points of interest and the postal codes that are in a borough."""
    rows: list[dict[str, object]] = []
    for feature in read_features(data / "lieux_publics/montreal_lieux_interet.geojson.gz"):
        about, (lon, lat) = feature["properties"], feature["geometry"]["coordinates"]
        district, name = districts.at(lon, lat), about["Nom français"].strip()
        if district and re.search("[A-Za-z]{3}", name):
            rows.append(
                {
                    "kind": "public",
                    "name": name,
                    "category": about["Catégorie"].strip(),
                    "number": str(about["Numéro"] or "").strip(),
                    "street": str(about["rue"] or "").strip(),
                    "postal_code": str(about["Code postal"] or "").strip(),
                    **_position(lon, lat, district),
                }
            )
    columns = ("kind", "name", "category", "number", "street", "postal_code", "lat", "lon", "district")
    once = {tuple(map(str, row.values())): row for row in rows}
    write_csv(OUT / "montreal/places.csv.gz", columns, [once[key] for key in sorted(once)])
    codes = [
        {"code": row["code_postal"], "lat": row["lat"], "lon": row["lon"]}
        for row in read_csv(data / "codes_postaux_quebec/codes_postaux_qc.csv.gz")
        if row["code_postal"].startswith("H") and districts.at(float(row["lon"]), float(row["lat"]))
    ]
    codes.sort(key=lambda row: row["code"])
    write_csv(OUT / "montreal/postal_codes.csv.gz", ("code", "lat", "lon"), codes)


def _position(lon: float, lat: float, district: str) -> dict[str, object]:
    return {"lat": f"{lat:.5f}", "lon": f"{lon:.5f}", "district": district}


def montreal_roads(data: Path) -> list[tuple[BaseGeometry, str, int]]:
    """Give the roads that cars use: line, name, class."""
    found = read_features(data / "osm_montreal/montreal_nord_centre_roads.geojson.gz")
    return [
        (shape(f["geometry"]), f["properties"].get("name") or "", ROAD_CLASSES[f["properties"]["highway"]])
        for f in found
        if f["properties"]["highway"] in ROAD_CLASSES
    ]


def montreal_map(data: Path, roads: Iterable[tuple[BaseGeometry, str, int]]) -> None:
    """Write the base map: roads joined by name, parks; « k » is the class (1 widest, 9 park), « n » the name."""
    lines: defaultdict[tuple[int, str], list[BaseGeometry]] = defaultdict(list)
    for line, name, kind in roads:
        lines[kind, name].append(line)
    features: list[tuple[BaseGeometry, Mapping[str, object]]] = []
    for park in read_features(data / "osm_montreal/montreal_parcs.geojson"):
        area = shape(park["geometry"]).buffer(0)
        if area.area > 5e-8:
            name = park["properties"].get("name") or ""
            features.append((area.simplify(3e-5), {"k": PARK, "n": name}))
    for (kind, name), parts in sorted(lines.items()):
        joined = shapely.line_merge(shapely.union_all(parts))
        features.append((joined.simplify(1e-5), {"k": kind, "n": name}))
    write_geojson(OUT / "montreal/map.geojson.gz", features)


def montreal_streets(
    data: Path, districts: Districts, roads: Iterable[tuple[BaseGeometry, str, int]]
) -> None:
    """Write streets by borough, and the crossings of two named streets."""
    rows: list[dict[str, object]] = []
    codes = {plain(name): code for code, name in BOROUGHS.items()}
    for row in read_csv(data / "osm_montreal/rues_par_arrondissement.csv"):
        if district := codes.get(row["arrondissement"]):
            place = _position(float(row["lon_moy"]), float(row["lat_moy"]), district)
            rows.append({"kind": "street", "name": row["rue"], "cross": "", **place})
    names: defaultdict[tuple[float, float], set[str]] = defaultdict(set)
    for line, name, _kind in roads:
        for lon, lat in line.coords:
            if name:
                names[lon, lat].add(name)
    crossings: defaultdict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for (lon, lat), here in names.items():
        district = districts.at(lon, lat)
        if len(here) == 2 and district:
            one, other = sorted(here)
            crossings[one, other, district].append((lon, lat))
    for (one, other, district), points in crossings.items():
        lon, lat = min(points)
        rows.append({"kind": "intersection", "name": one, "cross": other, **_position(lon, lat, district)})
    rows.sort(
        key=lambda row: (row["kind"] != "street", *(str(row[key]) for key in ("name", "cross", "district")))
    )
    write_csv(OUT / "montreal/streets.csv.gz", ("kind", "name", "cross", "lat", "lon", "district"), rows)


class Spots:
    """Invented positions: near a postal code of the borough, moved onto the nearest street that is known."""

    def __init__(
        self, data: Path, districts: Districts, lines: Sequence[BaseGeometry], chance: random.Random
    ) -> None:
        self._districts, self._lines, self._chance = districts, lines, chance
        self._tree = shapely.STRtree(lines)
        self._homes: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
        for row in read_csv(data / "codes_postaux_quebec/codes_postaux_qc.csv.gz"):
            lon, lat = float(row["lon"]), float(row["lat"])
            if district := districts.at(lon, lat):
                self._homes[district].append((lon, lat))

    def draw(self, district: str) -> tuple[float, float]:
        """Give a longitude and a latitude within the borough."""
        while True:
            lon, lat = self._chance.choice(self._homes[district])
            lon += self._chance.gauss(0, 60) / METRES / SQUEEZE
            lat += self._chance.gauss(0, 60) / METRES
            here = Point(lon, lat)
            line = self._lines[int(self._tree.nearest(here))]
            if line.distance(here) * METRES < 150:
                here = line.interpolate(line.project(here))
            if self._districts.at(here.x, here.y) == district:
                return here.x, here.y


def montreal_requests(data: Path, districts: Districts, lines: Sequence[BaseGeometry]) -> None:
    """Write the newest requests with the columns of the city's own file."""
    chance = random.Random(311)  # noqa: S311  # an extract that can be made again, not a secret
    rows = read_csv(data / "montreal_311_plateau/requetes311_plateau_2022-2026.csv.gz")
    newest = sorted(rows, key=lambda row: row["MOIS"])[-ROWS:]
    shares = borough_shares(data)
    spots, known = Spots(data, districts, lines, chance), units()
    made = []
    for row in newest:
        created = _moment(row, chance)
        [borough] = chance.choices(list(shares), list(shares.values()))
        lon, lat = spots.draw(borough)
        unit, days = known.get(row["ACTI_NOM"], OTHER_UNIT)
        came = [name for name in row["PROVENANCES"].split("|") if name]
        made.append(
            {
                "NATURE": row["NATURE"],
                "ACTI_NOM": row["ACTI_NOM"],
                "TYPE_LIEU_INTERV": "",
                "ARRONDISSEMENT": plain(BOROUGHS[borough]),
                "DDS_DATE_CREATION": created.isoformat(),
                "PROVENANCE_ORIGINALE": came[0] if came else "",
                **{column: int(name in came) for name, column in CHANNELS.items()},
                "UNITE_RESP_PARENT": unit,
                "LOC_LONG": f"{lon:.5f}",
                "LOC_LAT": f"{lat:.5f}",
                "DERNIER_STATUT": row["DERNIER_STATUT"],
                "DATE_DERNIER_STATUT": _last(created, row["DERNIER_STATUT"], days, chance).isoformat(),
                "POSITION_FICTIVE": 1,
            }
        )
    made.sort(key=lambda row: (str(row["DDS_DATE_CREATION"]), str(row["ACTI_NOM"])))
    numbered = [{"ID_UNIQUE": f"DEMO-{number:06d}", **row} for number, row in enumerate(made, 1)]
    write_csv(OUT / "montreal/requetes.csv.gz", list(numbered[0]), numbered)


def borough_shares(data: Path) -> dict[str, int]:
    """Give the requests of each borough in 2008–2012."""
    counted: Counter[str] = Counter()
    for row in read_csv(data / "montreal_311_agrege_2008_2012/311_pivot.csv.gz"):
        counted[plain(row["Borough"])] += int(row["Requests"])
    return {code: counted[plain(name)] for code, name in BOROUGHS.items()}


def _moment(row: Mapping[str, str], chance: random.Random) -> dt.datetime:
    """Draw a day of the month with the right weekday, and minutes within the hour."""
    year, month = (int(part) for part in row["MOIS"].split("-"))
    days = [
        day
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if dt.date(year, month, day).weekday() == WEEKDAYS.index(row["JOUR_SEMAINE"])
        and dt.date(year, month, day) <= LAST_DAY.date()
    ]
    return dt.datetime(  # noqa: DTZ001
        year, month, chance.choice(days), int(row["HEURE"]), chance.randrange(60), chance.randrange(60)
    )


def _last(created: dt.datetime, state: str, days: float, chance: random.Random) -> dt.datetime:
    """Draw the date of the last state: around the delay of the demonstration's service, most often before it."""
    typical = days * chance.lognormvariate(-0.5, 0.7) if state in ENDED else chance.uniform(0.05, 1.5)
    last = created + dt.timedelta(days=max(typical, 0.02))
    if last > LAST_DAY:
        last = created + chance.random() * max(LAST_DAY - created, dt.timedelta(minutes=20))
    return last.replace(microsecond=0)


def units() -> dict[str, tuple[str, float]]:
    """Give the demonstration's team and delay in days for each label of the city."""
    teams = tomllib.loads((OUT / "montreal/teams.toml").read_text())["teams"]
    names = {team["code"]: team["external"][0] for team in teams}
    services = tomllib.loads((OUT / "montreal/services.toml").read_text())["services"]
    return {
        label: (names[service["team"]], _days(service["commitments"]["resolve"]))
        for service in services
        for label in service["external"]
    }


def _days(span: str) -> float:
    return int(span.split(maxsplit=1)[0]) * (1.4 if span.endswith("working_days") else 1 / 24)


def paris(data: Path) -> None:
    """Write the arrondissements, the reports as they are, and the addresses that they name."""
    found = read_features(data / "boundaries/paris_click_that_hood.geojson")
    areas = {f["properties"]["cartodb_id"]: (shape(f["geometry"]), f["properties"]["name"]) for f in found}
    features = []
    for number, (area, name) in sorted(areas.items()):
        about = {
            "code": str(75000 + number),
            "name": f"{number}{'er' if number == 1 else 'e'} arrondissement",
        }
        features.append((area, {**about, "external": [str(number), f"Paris {number:02d}", name]}))
    write_geojson(OUT / "paris/districts.geojson", features)
    rows = read_csv(data / "dans_ma_rue_paris/dans_ma_rue_sample.csv.gz")
    rows.sort(key=lambda row: (row["datedecl"], row["id_dmr"]))
    write_csv(OUT / "paris/dmr.csv.gz", list(rows[0]), rows)
    paris_places(rows)


def paris_places(rows: Iterable[Mapping[str, str]]) -> None:
    """Write the streets and numbered addresses of the reports, each once, at the mean of its points."""
    points: defaultdict[tuple[str, str, str, str], list[tuple[float, float]]] = defaultdict(list)
    spellings: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        found = ADDRESS.fullmatch(" ".join(row["adresse"].split()))
        if found is None:
            continue
        number, street, district = (
            found["number"].replace(" ", ""),
            found["street"],
            str(75000 + int(row["arrondissement"])),
        )
        spellings[street.casefold()][street] += 1
        point = float(row["lon"]), float(row["lat"])
        points["street", street.casefold(), "", district].append(point)
        points["address", street.casefold(), number, district].append(point)
    made = []
    for (kind, key, number, district), here in points.items():
        lon, lat = sum(x for x, _y in here) / len(here), sum(y for _x, y in here) / len(here)
        name = max(spellings[key].items(), key=lambda each: (each[1], each[0]))[0]
        about = {"kind": kind, "name": name[0].upper() + name[1:], "number": number, "postal_code": district}
        made.append({**about, **_position(lon, lat, district)})
    columns = ("kind", "name", "number", "postal_code", "lat", "lon", "district")
    made.sort(key=lambda row: (row["kind"] != "street", *(str(row[key]) for key in columns[1:])))
    write_csv(OUT / "paris/places.csv.gz", columns, made)


def main() -> None:
    """Make every file."""
    data = Path(sys.argv[1])
    districts = montreal_districts(data)
    roads = montreal_roads(data)
    montreal_places(data, districts)
    montreal_map(data, roads)
    montreal_streets(data, districts, roads)
    montreal_requests(data, districts, [line for line, _name, _kind in roads])
    paris(data)


if __name__ == "__main__":
    main()
