"""A profile proposed for a file never seen: it can be loaded, and it brings the file in."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

import pytest

from guichet.cases.models import Case
from guichet.cli.importing.meanings import channel_of, status_of
from guichet.cli.importing.profile import ProfileFault, load_profile
from guichet.cli.importing.propose import propose_profile
from guichet.cli.importing.rows import PastFile
from tests.cli.importing import SAMPLES, imported, table

CHANCE = random.Random(42)  # noqa: S311  # the same invented cities each time


def proposed(path: Path):
    """Propose a profile for a file, and load it as one that was written by hand."""
    written = path.with_suffix(".toml") if path.parent.name != "data" else None
    text = propose_profile(path)
    data = tomllib.loads(text)
    if written is None:
        return data, text
    written.write_text(text, encoding="utf-8")
    return data, load_profile(str(written))


# What each real file must be understood as.
UNDERSTOOD = {
    "boston-311": {
        "id": "case_enquiry_id",
        "opened": "open_dt",
        "ended": "closed_dt",
        "due": "target_dt",
        "service": "type",
        "group": "reason",
        "status": "case_status",
        "channel": "source",
        "team": "queue",
        "lat": "latitude",
        "lon": "longitude",
        "address": ["location"],
        "answer": "closure_reason",
    },
    "montreal-311": {
        "id": "ID_UNIQUE",
        "opened": "DDS_DATE_CREATION",
        "ended": "DATE_DERNIER_STATUT",
        "service": "ACTI_NOM",
        "status": "DERNIER_STATUT",
        "channel": "PROVENANCE_ORIGINALE",
        "team": "UNITE_RESP_PARENT",
        "district": "ARRONDISSEMENT",
        "lat": "LOC_LAT",
        "lon": "LOC_LONG",
    },
    "paris-dans-ma-rue": {
        "id": "id_dmr",
        "opened": "datedecl",
        "service": "soustype",
        "group": "type",
        "channel": "prefixe",
        "team": "intervenant",
        "lat": "lat",
        "lon": "lon",
        "address": ["adresse"],
    },
    "montreal-plateau": {"service": "ACTI_NOM", "status": "DERNIER_STATUT", "channel": "PROVENANCES"},
}


@pytest.mark.parametrize("name", SAMPLES)
def test_proposal_for_a_real_file_understands_its_columns_and_imports_it(city, tmp_path, name):
    path = tmp_path / "unknown.csv"
    path.write_bytes(SAMPLES[name].read_bytes())
    data, profile = proposed(path)
    assert UNDERSTOOD[name].items() <= data["columns"].items()
    report = imported(path, profile)
    assert (report.rejected, report.left_out) == (0, 0)
    assert Case.objects.count() == report.imported > 45


def test_proposal_for_a_file_without_days_tells_how_they_are_chosen(tmp_path):
    path = tmp_path / "unknown.csv"
    path.write_bytes(SAMPLES["montreal-plateau"].read_bytes())
    dates = proposed(path)[0]["dates"]
    assert (dates["month"], dates["weekday"], dates["hour"]) == ("MOIS", "JOUR_SEMAINE", "HEURE")


def when(number: int, form: str, month: int = 3) -> str:
    """Give the moment of a line, in order, within the first days of a month: day and month look alike."""
    day, hour = 1 + number // 12, number % 12
    half = "AM" if number % 2 else "PM"
    return form.format(d=day, m=month, h=hour or 12, half=half, i=number % 60)


def american(folder: Path) -> Path:
    kinds = ["Pothole", "Graffiti Removal", "Street Light Out", "Abandoned Vehicle", "Missed Trash"]
    rows = []
    for n in range(120):
        closed = n % 3 != 0
        rows.append(
            [
                f"SR24-{1000 + n}",
                CHANCE.choice(kinds),
                when(n, "{m:02d}/{d:02d}/2024 {h:02d}:{i:02d}:00 {half}"),
                when(n, "{m:02d}/{d:02d}/2024 {h:02d}:{i:02d}:30 {half}", 4) if closed else "",
                "Completed" if closed else CHANCE.choice(["Open", "In Progress"]),
                CHANCE.choice(["Phone Call", "Mobile Device", "Internet", "Open311 Interface"]),
                CHANCE.choice(["Streets & San", "CDOT", "Forestry"]),
                f"{100 + n} N MAIN ST",
                f"Ward {n % 9}",
                f"POINT (-87.{600 + n} 41.{800 + n})",
                f"Please fix this,\nit is dangerous near number {n}" if n % 2 else "",
            ]
        )
    header = [
        "SR Number",
        "Request Type",
        "Created Date",
        "Closed Date",
        "Status",
        "Intake Method",
        "Owner Department",
        "Street Address",
        "Ward",
        "Location",
        "Description",
    ]
    return table(folder, rows, header, name="chicago-like.csv")


def spanish(folder: Path) -> Path:
    kinds = ["Baches", "Alumbrado público", "Recogida de muebles", "Poda de árbol", "Ruido"]
    rows = []
    for n in range(120):
        ended = n % 4 != 0
        rows.append(
            [
                str(20_240_000 + n),
                when(n, "{d:02d}/{m:02d}/2024 {h:02d}:{i:02d}"),
                when(n, "{d:02d}/{m:02d}/2024 {h:02d}:{i:02d}", 5) if ended else "",
                CHANCE.choice(kinds),
                CHANCE.choice(["Cerrada", "Resuelta"]) if ended else CHANCE.choice(["Abierta", "En proceso"]),
                CHANCE.choice(["Teléfono", "Correo electrónico", "Aplicación móvil", "Presencial"]),
                CHANCE.choice(["Centro", "Norte", "Sur"]),
                f"Calle Mayor, {n}",
                f"40,{400 + n}",
                f"-3,{700 + n}",
            ]
        )
    header = [
        "Nº",
        "Fecha de creación",
        "Fecha de cierre",
        "Tipo de solicitud",
        "Estado",
        "Canal",
        "Barrio",
        "Dirección",
        "Latitud",
        "Longitud",
    ]
    return table(folder, rows, header, name="solicitudes.csv", encoding="cp1252", delimiter=";")


def german(folder: Path) -> Path:
    kinds = ["Schlagloch", "Straßenbeleuchtung", "Wilder Müll", "Baumpflege"]
    rows = []
    for n in range(120):
        ended = n % 4 != 0
        rows.append(
            [
                f"M-{n:05d}",
                when(n, "{d:02d}.{m:02d}.2024 {h:02d}:{i:02d}"),
                CHANCE.choice(kinds),
                CHANCE.choice(["Erledigt", "Geschlossen"])
                if ended
                else CHANCE.choice(["Offen", "In Bearbeitung"]),
                when(n, "{d:02d}.{m:02d}.2024 {h:02d}:{i:02d}", 6) if ended else "",
                CHANCE.choice(["Mitte", "Pankow", "Neukölln"]),
                CHANCE.choice(["Telefon", "E-Mail", "App", "Online"]),
                f"Hauptstraße {n}",
                f"52.{500 + n}, 13.{400 + n}",
            ]
        )
    header = [
        "Vorgangsnummer",
        "Eingangsdatum",
        "Kategorie",
        "Bearbeitungsstand",
        "Erledigt am",
        "Bezirk",
        "Meldeweg",
        "Adresse",
        "Koordinaten",
    ]
    return table(folder, rows, header, name="meldungen.csv", encoding="utf-16", delimiter="\t")


def nameless(folder: Path) -> Path:
    rows = [
        [str(n), CHANCE.choice(["aaa bbb", "ccc ddd", "eee fff"]), f"2024-0{1 + n % 9}-11"] for n in range(60)
    ]
    return table(folder, rows, ["k1", "k2", "k3"], name="nameless.csv")


def lineless(folder: Path) -> Path:
    """Names of columns on several lines, quotes, a column twice, one without a name, signs of all sorts."""
    rows = [
        [
            f"2024-03-{1 + n % 28:02d}",
            CHANCE.choice(['Trou "profond"', "Arbre\nmort", "Bruit\\nuit"]),
            "x",
            "y",
            "",
        ]
        for n in range(60)
    ]
    header = ["Date\nd’ouverture", 'Type de "demande"', "Type", "Type", ""]
    return table(folder, rows, header, name="bizarre (1).csv")


@pytest.mark.parametrize("city_like", [american, spanish, german, nameless, lineless])
def test_proposal_for_another_city_brings_its_file_in(city, tmp_path, city_like):
    path = city_like(tmp_path)
    _data, profile = proposed(path)
    report = imported(path, profile)
    assert (report.rejected, report.left_out, report.already_there) == (0, 0, 0)
    assert Case.objects.count() == report.imported == sum(1 for _line in PastFile(path, profile).lines())


def test_american_file_is_read_with_the_month_first(city, tmp_path):
    data, profile = proposed(american(tmp_path))
    assert data["columns"] | {"address": ["Street Address"]} == data["columns"]
    assert data["columns"]["service"] == "Request Type"
    assert data["columns"]["point"] == "Location"
    assert data["columns"]["description"] == "Description"
    assert data["dates"] == {"zone": "America/Chicago", "formats": ["%m/%d/%Y %I:%M:%S %p"]}
    assert data["values"]["channel"]["Phone Call"] == "phone"
    imported(tmp_path / "chicago-like.csv", profile)
    assert {day.month for day in Case.objects.values_list("opened_at", flat=True)} == {3}
    first = Case.objects.get(external_id="SR24-1001")
    assert (round(first.lat), round(first.lon)) == (42, -88)
    assert set(Case.objects.values_list("state", flat=True)) == {"received", "in_progress", "closed"}


def test_spanish_file_is_understood(city, tmp_path):
    data, profile = proposed(spanish(tmp_path))
    columns = data["columns"]
    assert (columns["opened"], columns["ended"]) == ("Fecha de creación", "Fecha de cierre")
    assert (columns["service"], columns["status"]) == ("Tipo de solicitud", "Estado")
    assert (columns["district"], columns["channel"]) == ("Barrio", "Canal")
    assert columns["address"] == ["Dirección"]
    assert data["values"]["status"] == {
        "Cerrada": "unstated",
        "Resuelta": "done",
        "Abierta": "received",
        "En proceso": "taken",
    }
    assert data["values"]["channel"] == {
        "Teléfono": "phone",
        "Correo electrónico": "email",
        "Aplicación móvil": "mobile",
        "Presencial": "counter",
    }
    imported(tmp_path / "solicitudes.csv", profile)
    case = Case.objects.get(external_id="20240001")
    assert (case.lat, case.lon) == (40.401, -3.701)


def test_german_file_is_understood(tmp_path):
    data, _profile = proposed(german(tmp_path))
    columns = data["columns"]
    assert (columns["id"], columns["opened"], columns["ended"]) == (
        "Vorgangsnummer",
        "Eingangsdatum",
        "Erledigt am",
    )
    assert (columns["service"], columns["status"]) == ("Kategorie", "Bearbeitungsstand")
    assert (columns["district"], columns["channel"]) == ("Bezirk", "Meldeweg")
    assert (columns["point"], columns["address"]) == ("Koordinaten", ["Adresse"])
    assert set(data["values"]["status"].values()) == {"done", "unstated", "received", "taken"}


def test_file_without_number_nor_place_is_told_apart_by_what_does_not_change(tmp_path):
    head = (
        "Creation Date,Status,Intersection Street 1,Intersection Street 2,Ward,Service Request Type,Division"
    )
    lines = [
        f"2025-01-{n % 28 + 1:02d} 08:{n % 60:02d}:00.0000000,{('New', 'Completed')[n % 2]},{n} Queen St E,{n} Main St,"
        f"Davenport (09),{('Road - Pot hole', 'Noise')[n % 2]},{('Roads', 'Licensing')[n % 2]}"
        for n in range(90)
    ]
    path = tmp_path / "past.csv"
    path.write_text("\n".join([head, *lines]))
    data, profile = proposed(path)
    assert not {"Status", "Division"} & set(profile.identity)
    assert data["columns"]["address"] == ["Intersection Street 1", "Intersection Street 2"]
    assert "zone" not in data["dates"]  # nothing tells where: the importing city's own
    first = next(PastFile(path, profile, "America/Toronto").read())
    assert first.opened_at.isoformat() == "2025-01-01T08:00:00-05:00"


def test_hour_that_stands_apart_from_its_day_is_read_with_it(tmp_path):
    head = "N° de signalement;Date de dépôt;Heure de dépôt;Sous-thématique;Canal;Coordonnées"
    lines = [
        f"NM-{n};{n % 28 + 1:02d}/03/2025;{n % 24:02d}:15;{('Tag', 'Dépôt sauvage')[n % 2]};Mail;47.21{n:02d}, -1.55"
        for n in range(60)
    ]
    path = tmp_path / "past.csv"
    path.write_text("\n".join([head, *lines]))
    data, profile = proposed(path)
    assert data["columns"]["opened_time"] == "Heure de dépôt"
    assert data["values"]["channel"] == {"Mail": "email"}
    assert [draft.opened_at.isoformat() for draft in PastFile(path, profile).read()][
        1
    ] == "2025-03-02T01:15:00+01:00"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("one line only", "one column only"),
        ("<!DOCTYPE html>\n<html><body>404, sorry</body></html>\n", "a web page"),
        ("a,b\n", "header"),
        ("number,size\n1,2\n3,4\n", "no column looks like"),
        ("name,colour\nx,y\nz,w\n", "no column looks like"),
    ],
)
def test_proposal_for_what_is_no_such_table_says_so(tmp_path, content, said):
    path = tmp_path / "x.csv"
    path.write_text(content)
    with pytest.raises(ProfileFault, match=said):
        propose_profile(path)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Fermé", "unstated"),
        ("Closed", "unstated"),
        ("Résolu", "done"),
        ("Unresolved", "received"),
        ("Non traité", "received"),
        ("Traitée", "done"),
        ("Transmise pour traitement", "received"),
        ("Prise en charge", "taken"),
        ("Assigned", "taken"),
        ("Duplicate", "duplicate"),
        ("Refusée", "refused"),
        ("Referred to county", "not_ours"),
        ("Scheduled", "planned"),
        ("Nouveau", "received"),
        ("À planifier", "received"),
        ("Pris en compte", "taken"),
        ("Soldée", "unstated"),
        ("", "received"),
    ],
)
def test_state_of_another_system_has_a_meaning(word, meaning):
    assert status_of(word) == meaning


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Appel téléphonique", "phone"),
        ("311 Call", "phone"),
        ("Application mobile", "mobile"),
        ("iPhone App", "mobile"),
        ("Site Internet", "web"),
        ("Courriel", "email"),
        ("Courrier", "letter"),
        ("Comptoir", "counter"),
        ("Élu", "council"),
        ("Employee Generated", "internal"),
        ("Facebook", "social"),
        ("En ligne", "web"),
        ("spot-open311-interface", "mobile"),
        ("Generated In House", "internal"),
        ("Pigeon", "other"),
    ],
)
def test_channel_of_another_system_has_a_meaning(word, meaning):
    assert channel_of(word) == meaning
