"""Files laid out as well-known cities publish theirs: what the proposed profile makes of each column and date."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tomllib
import zipfile

import openpyxl
import pytest

from guichet.cli.importing.dates import read_moment
from guichet.cli.importing.profile import ProfileFault, read_profile
from guichet.cli.importing.projections import degrees_of
from guichet.cli.importing.propose import propose_profile
from guichet.cli.importing.rows import PastFile

LINES = 60
START = dt.datetime(2024, 1, 3, 8, 0)  # noqa: DTZ001  # as files write it
AMERICAN = "%m/%d/%Y %I:%M:%S %p"


def when(form: str, later: int = 0):
    return lambda n: (START + dt.timedelta(hours=7 * n + later)).strftime(form)


def some(*values: str):
    return lambda n: values[n % len(values)]


def mostly(cell, nothing: str = ""):
    return lambda n: cell(n) if n % 3 else nothing


def number(start: str):
    return lambda n: f"{start}{n:04d}"


def place(degrees: float, mark: str = "."):
    return lambda n: f"{degrees + n / 7919:.6f}".replace(".", mark)


KINDS = some("Pothole", "Graffiti", "Loose dog", "Dead tree", "Noise - party", "Noise - bar", "Missed bin")
BROAD = some("Street", "Street", "Animals", "Trees", "Noise", "Noise", "Waste")
STATE = some("Open", "Closed", "Closed")

# Each file: its columns and what each column holds, then what must be understood of it.
CITIES = {
    "newyork": (
        {
            "Unique Key": number("6001"),
            "Created Date": when(AMERICAN),
            "Closed Date": mostly(when(AMERICAN, 9)),
            "Agency": some("DOT", "NYPD", "DEP"),
            "Agency Name": some("Department of Transportation", "Police Department", "Environment Protection"),
            "Complaint Type": BROAD,
            "Descriptor": KINDS,
            "Location Type": some("Street/Sidewalk", "Residential Building"),
            "Incident Address": number("12 GRAND CONCOURSE "),
            "Address Type": some("ADDRESS", "INTERSECTION"),
            "Status": STATE,
            "Community Board": some("01 BRONX", "13 BROOKLYN"),
            "Borough": some("BRONX", "BROOKLYN"),
            "Open Data Channel Type": some("PHONE", "ONLINE", "MOBILE"),
            "Latitude": place(40.7),
            "Longitude": place(-73.9),
            "Location": lambda n: f"({40.7 + n / 7919:.6f}, {-73.9 + n / 7919:.6f})",
        },
        {
            "id": "Unique Key", "opened": "Created Date", "ended": "Closed Date", "team": "Agency Name",
            "service": "Descriptor", "group": "Complaint Type", "district": "Borough", "lat": "Latitude",
            "channel": "Open Data Channel Type", "address": ["Incident Address"],
        },
        ("America/New_York", [AMERICAN]),
    ),
    "sanfrancisco": (
        {
            "CaseID": number("1700"),
            "Opened": when(AMERICAN),
            "Closed": mostly(when(AMERICAN, 9)),
            "Updated": when(AMERICAN, 10),
            "Status": STATE,
            "Responsible Agency": some("DPW Ops Queue", "HSOC Queue"),
            "Category": BROAD,
            "Request Type": KINDS,
            "Supervisor District": some("1", "2", "3"),
            "Neighborhood": some("Mission", "Tenderloin"),
            "Police District": some("MISSION", "SOUTHERN"),
            "Point": lambda n: f"POINT ({-122.4 - n / 7919:.6f} {37.7 + n / 7919:.6f})",
            "Source": some("Mobile/Open311", "Phone", "Web"),
        },
        {
            "id": "CaseID", "opened": "Opened", "ended": "Closed", "service": "Request Type", "group": "Category",
            "district": "Neighborhood", "team": "Responsible Agency", "channel": "Source", "point": "Point",
        },
        ("America/Los_Angeles", [AMERICAN]),
    ),
    "austin": (
        {
            "Service Request (SR) Number": number("24-00"),
            "SR Type Code": some("POT", "GRA", "DOG", "TRE", "NOP", "NOB", "BIN"),
            "SR Description": KINDS,
            "Method Received": some("Phone", "Spot311 Interface"),
            "SR Status": STATE,
            "Status Change Date": when(AMERICAN, 5),
            "Created Date": when(AMERICAN),
            "Close Date": mostly(when(AMERICAN, 9)),
            "(Latitude.Longitude)": lambda n: f"({30.2 + n / 7919:.6f}, {-97.7 - n / 7919:.6f})",
        },
        {
            "id": "Service Request (SR) Number", "opened": "Created Date", "ended": "Close Date",
            "service": "SR Description", "channel": "Method Received", "point": "(Latitude.Longitude)",
        },
        ("America/Chicago", [AMERICAN]),
    ),
    "calgary": (
        {
            "service_request_id": number("24-000"),
            "requested_date": when("%Y/%m/%d 12:00:00 AM"),
            "updated_date": when("%Y/%m/%d 12:00:00 AM", 24),
            "closed_date": mostly(when("%Y/%m/%d 12:00:00 AM", 24)),
            "status_description": STATE,
            "source": some("App", "Phone"),
            "service_name": KINDS,
            "agency_responsible": some("TRAN - Roads", "UEP - Waste and Recycling"),
            "comm_code": some("BLN", "DNC"),
            "comm_name": some("BELTLINE", "DOWNTOWN"),
            "point": lambda n: f"POINT ({-114 - n / 7919:.6f} {51 + n / 7919:.6f})",
        },
        {
            "id": "service_request_id", "opened": "requested_date", "ended": "closed_date",
            "service": "service_name", "team": "agency_responsible", "district": "comm_name",
        },
        ("America/Denver", ["%Y/%m/%d %I:%M:%S %p"]),
    ),
    "washington": (
        {
            "OBJECTID": number("1"),
            "SERVICECODE": some("S01", "S02", "S03", "S04", "S05", "S06", "S07"),
            "SERVICECODEDESCRIPTION": KINDS,
            "ORGANIZATIONACRONYM": some("DPW", "DDOT"),
            "ADDDATE": when("%Y/%m/%d %H:%M:%S+00"),
            "RESOLUTIONDATE": mostly(when("%Y/%m/%d %H:%M:%S+00", 9)),
            "SERVICEDUEDATE": when("%Y/%m/%d %H:%M:%S+00", 96),
            "SERVICEORDERSTATUS": STATE,
            "SERVICEREQUESTID": number("24-000"),
            "LATITUDE": place(38.9),
            "LONGITUDE": place(-77.0),
        },
        {
            "id": "SERVICEREQUESTID", "opened": "ADDDATE", "ended": "RESOLUTIONDATE", "due": "SERVICEDUEDATE",
            "service": "SERVICECODEDESCRIPTION",
        },
        ("America/New_York", ["%Y/%m/%d %H:%M:%S+00"]),
    ),
    "neworleans": (
        {
            "service_request": number("2024-8"),
            "request_reason": KINDS,
            "date_created": when("%Y-%m-%dT%H:%M:%S.000"),
            "case_title": number("Pothole at Canal St "),
            "date_closed": mostly(when("%Y-%m-%dT%H:%M:%S.000", 9), "NULL"),
            "request_status": STATE,
        },
        {"id": "service_request", "service": "request_reason", "title": "case_title", "ended": "date_closed"},
        (None, ["iso"]),
    ),
    "quebec": (
        {
            "NO_REQUETE": number("2024-"),
            "DATE_OUVERTURE": when("%Y-%m-%d %H h %M"),
            "DATE_FERMETURE": mostly(when("%Y-%m-%d %H h %M", 9)),
            "TYPE_REQUETE": BROAD,
            "SOUS_TYPE": KINDS,
            "MODE_RECEPTION": some("Téléphone", "En ligne"),
            "ARRONDISSEMENT": some("Beauport", "La Cité-Limoilou"),
            "ETAT": some("Ouverte", "Fermée", "Fermée"),
            "UNITE_ADMINISTRATIVE": some("Division du déneigement", "Foresterie urbaine"),
            "LATITUDE": place(46.8, ","),
            "LONGITUDE": place(-71.2, ","),
        },
        {
            "id": "NO_REQUETE", "opened": "DATE_OUVERTURE", "ended": "DATE_FERMETURE", "service": "SOUS_TYPE",
            "group": "TYPE_REQUETE", "district": "ARRONDISSEMENT", "team": "UNITE_ADMINISTRATIVE",
            "status": "ETAT", "channel": "MODE_RECEPTION", "lat": "LATITUDE",
        },
        ("America/Toronto", ["%Y-%m-%d %H h %M"]),
    ),
    "rennes": (
        {
            "Numéro": number("SIG-"),
            "Date signalement": when("%d/%m/%Y à %Hh%M"),
            "Date réalisation": mostly(when("%d/%m/%Y à %Hh%M", 9)),
            "Thème": BROAD,
            "Objet": KINDS,
            "Quartier": some("Centre", "Maurepas"),
            "Etat": some("En cours de traitement", "Clos", "Clos"),
            "Service gestionnaire": some("Direction de la voirie", "Direction des jardins"),
            "X_L93": place(352_000, ","),
            "Y_L93": place(6_789_000, ","),
        },
        {
            "opened": "Date signalement", "ended": "Date réalisation", "service": "Objet", "group": "Thème",
            "team": "Service gestionnaire", "lat": "Y_L93", "lon": "X_L93",
        },
        ("Europe/Paris", ["%d/%m/%Y à %Hh%M"]),
    ),
}  # fmt: skip


def written(folder, columns, *, name="requests.csv", encoding="utf-8", above="", **how):
    """Write a file as one of these cities would."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        file.write(above)
        writer = csv.writer(file, **how)
        writer.writerow(columns)
        writer.writerows([cell(n) for cell in columns.values()] for n in range(LINES))
    return path


@pytest.mark.parametrize("city", CITIES)
def test_file_of_a_well_known_city_is_understood_and_read_to_its_last_line(tmp_path, city):
    columns, understood, (zone, formats) = CITIES[city]
    is_french = city in {"quebec", "rennes"}
    how = {"encoding": "cp1252", "delimiter": ";"} if is_french else {}
    path = written(tmp_path, columns, **how)
    data = tomllib.loads(propose_profile(path))
    assert {role: data["columns"].get(role) for role in understood} == understood
    assert data["dates"]["formats"] == formats
    assert data["dates"].get("zone") == zone
    drafts = list(PastFile(path, read_profile(data), "America/Chicago").read())
    assert len({draft.external_id for draft in drafts}) == LINES
    assert {draft.ended_at is not None for draft in drafts} == {True, False}
    if city == "rennes":
        assert [round(drafts[0].lat, 2), round(drafts[0].lon, 2)] == [48.11, -1.68]
    if city == "washington":  # its dates say that they are of Greenwich
        assert drafts[0].opened_at == START.replace(tzinfo=dt.UTC)


def small():
    return {"Numéro": number("A"), "Date": when("%d/%m/%Y"), "Type": KINDS, "Statut": STATE}


def test_title_above_the_header_and_the_mark_of_a_spreadsheet_are_passed(tmp_path):
    path = written(tmp_path, small(), above="Rapport des requêtes;;;\n;;;\n", delimiter=";")
    data = tomllib.loads(propose_profile(path))
    assert data["header_line"] == 3
    assert len(list(PastFile(path, read_profile(data)).read())) == LINES
    path = written(tmp_path, small(), above="sep=;\r\n", delimiter=";")
    assert tomllib.loads(propose_profile(path))["columns"]["id"] == "Numéro"


def test_dates_of_one_file_have_one_order_of_day_and_month(tmp_path):
    early = {"Closed": some("02/01/2024", "03/01/2024"), **small(), "Date": when("%d/%m/%Y")}
    data = tomllib.loads(propose_profile(written(tmp_path, early)))
    assert data["dates"]["formats"] == ["%d/%m/%Y"]


@pytest.mark.parametrize("kind", ["zip", "xlsx", "json", "geojson"])
def test_what_is_no_csv_is_read_all_the_same(tmp_path, kind):
    rows = [{name: cell(n) for name, cell in small().items()} for n in range(LINES)]
    path = tmp_path / f"requests.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(written(tmp_path, small()), "inside/requests.csv")
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        for row in ([*small()], *([*row.values()] for row in rows)):
            book.active.append(row)
        book.save(path)
    else:
        place = {"type": "Point", "coordinates": [-73.5, 45.5]}
        features = [{"type": "Feature", "properties": row, "geometry": place} for row in rows]
        found = rows if kind == "json" else {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(found))
    data = tomllib.loads(propose_profile(path))
    drafts = list(PastFile(path, read_profile(data)).read())
    assert [draft.external_id for draft in drafts] == [row["Numéro"] for row in rows]
    assert {(draft.lat, draft.lon) for draft in drafts} == {
        (45.5, -73.5) if kind == "geojson" else (None, None)
    }


def test_what_cannot_be_read_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b\n")
        archive.writestr("b.csv", "a,b\n")
    with pytest.raises(ProfileFault, match=r"more than one table \(a.csv, b.csv\): unpack it"):
        propose_profile(path)
    path.write_bytes(io.BytesIO(b'{"cases": []').getvalue())
    with pytest.raises(ProfileFault, match="broken JSON"):
        propose_profile(path)
    path.write_text('{"cases": [1, 2]}')
    with pytest.raises(ProfileFault, match="without a list of records"):
        propose_profile(path)


@pytest.mark.parametrize(
    ("text", "form", "read"),
    [
        ("1er août 2024", "%d %b %Y", "2024-08-01"),
        ("mardi 3 déc. 2024", "%d %b %Y", "2024-12-03"),
        ("03-Jan-2024 08:15 PM", "%d-%b-%Y %I:%M %p", "2024-01-03T20:15"),
        ("1/3/2024 8:15 a.m.", "%m/%d/%Y %I:%M %p", "2024-01-03T08:15"),
        ("03/01/2024 à 08h15", "%d/%m/%Y à %Hh%M", "2024-01-03T08:15"),
        ("1704269700000", "seconds", "2024-01-03T08:15+00:00"),
        ("2024-01-03 08:15:00 UTC", "%Y-%m-%d %H:%M:%S UTC", "2024-01-03T08:15+00:00"),
        ("20241399", "%Y%m%d", None),
        ("demain", "seconds", None),
    ],
)
def test_date_is_read_as_it_was_written(text, form, read):
    assert read_moment(text, form) == (dt.datetime.fromisoformat(read) if read else None)


# Points of which the degrees are published or follow from the definition of the projection.
@pytest.mark.parametrize(
    ("name", "east", "north", "lat", "lon"),
    [
        ("lambert-93", 700_000, 6_600_000, 46.5, 3.0),
        ("EPSG:2154", 648_237.3, 6_862_271.7, 48.8584, 2.2945),  # the Eiffel Tower
        ("cc-48", 1_700_000, 7_200_000, 48.0, 3.0),
        ("mtm-8", 304_800, 4_984_944.378 * 0.9999, 45.0, -73.5),
        ("EPSG:32618", 500_000, 4_984_944.378 * 0.9996, 45.0, -75.0),
        ("lambert-quebec", 0, 0, 44.0, -68.5),
        ("EPSG:3857", 111_319.4908, 0, 0.0, 1.0),
    ],
)
def test_metres_become_degrees(name, east, north, lat, lon):
    found = degrees_of(name)(east, north)
    assert found == pytest.approx((lat, lon), abs=2e-6)
    assert degrees_of("mtm-77") is None


def test_projection_that_is_not_known_is_refused_by_name():
    data = {
        "source": "x",
        "columns": {"id": "a", "service": "b", "opened": "c"},
        "place": {"projection": "mtm-77"},
    }
    with pytest.raises(ProfileFault, match="« mtm-77 » is not known; known: lambert-93"):
        read_profile(data)
