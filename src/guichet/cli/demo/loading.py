"""Loading a demonstration city from its folder of readable files."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guichet.catalogue.actions import publish_form, save_commitment, save_group, save_rule, save_service
from guichet.catalogue.queries import all_rules
from guichet.kernel.actor import system
from guichet.messaging.actions import save_template
from guichet.people.actions import Contact, NewAccount, meet_resident, save_account, save_role, save_team
from guichet.people.queries import accounts_by_email
from guichet.places.actions.calendar import add_special_day, fill_holidays, set_hours
from guichet.places.actions.districts import import_districts
from guichet.places.actions.map_layers import save_map_layer
from guichet.places.actions.places import import_places
from guichet.places.actions.streets import import_streets
from guichet.places.storing import NewPlace
from guichet.places.typed import read_number
from guichet.tenancy.actions import NewCity

FOLDER = Path(__file__).parent / "data"
PASSWORD = "guichet-demonstration"  # noqa: S105  # printed on the sign-in page of demonstrations only
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PRIORITIES = {"low": 3, "normal": 2, "urgent": 1}
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account shown to newcomers."""

    name: str
    email: str
    role: dict[str, str]


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """Read one file of a city's folder."""
    return tomllib.loads((folder / name).read_text(encoding="utf-8"))


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """Read the rows of a compressed table; nothing when the city has no such file."""
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_json(path: Path) -> Any:
    """Read a JSON file, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return json.loads(data)


def new_city(folder: Path) -> NewCity:
    """Read what a city is made of; its host is `<slug>.localhost`, which every browser leads to this machine."""
    data = read_toml(folder, "city.toml")
    show = data.get("demonstration", {})
    settings = {
        name: data[name]
        for name in (
            *("languages", "locale", "time_zone", "legal_world", "vocabulary", "colour", "flower"),
            *("centre_lat", "centre_lon", "bounds"),
        )
    }
    settings.update(
        phone=data["phone"],
        phone_hours=data["phone_hours"],
        sender=data["sender"],
        reopen_days=data["reopen_days"],
        banner=show.get("banner", {}),
        attribution=show.get("attribution", {}),
        claims=data.get("claims", {}),
    )
    return NewCity(
        slug=data["slug"], name=data["name"], hosts=[f"{data['slug']}.localhost"], settings=settings
    )


def load_people(folder: Path) -> list[DemoAccount]:
    """Create teams, roles, accounts and residents; gives the accounts to show."""
    actor = system()
    for team in read_toml(folder, "teams.toml")["teams"]:
        save_team(
            actor,
            team["code"],
            team["name"],
            email=team["email"],
            on_call=team["on_call"],
            phone=team.get("phone", ""),
            external=team.get("external", []),
        )
    people = read_toml(folder, "people.toml")
    roles = {role["code"]: role["name"] for role in people["roles"]}
    for role in people["roles"]:
        save_role(actor, role["code"].replace("_", "-"), role["name"], role["grants"])
    shown, known = [], accounts_by_email()
    for person in people["staff"]:
        is_shown = person.get("shown", False)
        account = NewAccount(
            email=person["email"],
            name=person["name"],
            language=person["language"],
            teams=person["teams"],
            roles=[role.replace("_", "-") for role in (person["role"], *person.get("also", []))],
            password=PASSWORD if is_shown else "",
        )
        there = known.get(account.email)
        save_account(actor, account, account_id=there.pk if there else None)
        if is_shown:
            shown.append(DemoAccount(person["name"], person["email"], roles[person["role"]]))
    for resident in people["residents"]:
        meet_resident(actor, resident_contact(resident))
    return shown


def resident_contact(resident: dict[str, Any]) -> Contact:
    """Give the contact of an invented resident."""
    return Contact(
        name=f"{resident['first_name']} {resident['last_name']}",
        email=resident["email"],
        phone=resident["phone"],
        language=resident["language"],
    )


def load_calendar(folder: Path) -> None:
    """Set opening hours, holidays of last year to next year, and bridge days."""
    actor, data = system(), read_toml(folder, "city.toml")
    hours = {
        number: [_opening(span) for span in data["hours"][name]]
        for number, name in enumerate(WEEKDAYS, start=1)
    }
    set_hours(actor, hours)
    this_year = dt.datetime.now(tz=dt.UTC).year
    fill_holidays(actor, range(this_year - 1, this_year + 2))
    for closed in data.get("closed_days", []):
        add_special_day(actor, closed["date"], closed["name"])


def _opening(span: str) -> tuple[dt.time, dt.time]:
    opens, _dash, closes = span.partition("-")
    return dt.time.fromisoformat(opens), dt.time.fromisoformat(closes)


def load_places(folder: Path) -> int:
    """Load districts, streets, public places, postal codes and the base map; gives the number of places."""
    actor = system()
    districts = read_json(folder / "districts.geojson")
    import_districts(actor, districts, code_property="code", name_property="name")
    save_map_layer(actor, "districts", districts)
    count = 0
    if (folder / "map.geojson.gz").exists():
        plan = read_json(folder / "map.geojson.gz")
        for code, shapes in _layers(plan).items():
            save_map_layer(actor, code, shapes)
        count += import_streets(actor, plan, name_property="n")
    for name, kind in (("streets", "street"), ("places", "public"), ("postal_codes", "postal_code")):
        rows = (row for row in read_rows(folder / f"{name}.csv.gz") if _is_usable(row))
        places = [_place(row, kind) for row in rows]
        count += import_places(actor, places) if places else 0
    return count


def _is_usable(row: dict[str, str]) -> bool:
    """Crossings are found from the streets' lines; an address without its number says nothing."""
    kind = row.get("kind")
    return kind != "intersection" and not (kind == "address" and not read_number(row["number"]))


def _layers(plan: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Part the base map into its two layers: lines are streets, areas are parks."""
    parted: dict[str, list[dict[str, Any]]] = {"streets": [], "parks": []}
    for feature in plan["features"]:
        parted["streets" if "LineString" in feature["geometry"]["type"] else "parks"].append(feature)
    return {code: {"type": "FeatureCollection", "features": features} for code, features in parted.items()}


def _place(row: dict[str, str], kind: str) -> NewPlace:
    street = ", ".join(filter(None, (row.get("number"), row.get("street"))))
    kind = row.get("kind") or kind
    return NewPlace(
        kind=kind,
        label=row.get("name") or row["code"],
        detail=street if kind == "public" else "",
        number=row.get("number", "") if kind == "address" else "",
        lat=float(row["lat"]),
        lon=float(row["lon"]),
    )


def load_catalogue(folder: Path) -> int:
    """Create groups, services with questions and commitments, and routing rules; gives the number of services."""
    actor, data = system(), read_toml(folder, "services.toml")
    for position, group in enumerate(data["groups"]):
        save_group(actor, group["code"], group["name"], position=position)
    for service in data["services"]:
        save_service(actor, service["code"], _service_values(service))
        if service.get("questions"):
            publish_form(actor, service["code"], service["questions"])
        steps = {step: _span(text) for step, text in service.get("commitments", {}).items()}
        if steps:
            save_commitment(actor, service["code"], steps)
    if all_rules():
        return len(data["services"])
    for rule in read_toml(folder, "routing.toml")["rules"]:
        save_rule(actor, name=rule["name"], expression=rule["when"], team=rule["team"])
    return len(data["services"])


def _service_values(service: dict[str, Any]) -> dict[str, Any]:
    plain = ("group", "name", "description", "icon", "location", "anonymous", "public", "published")
    values = {name: service[name] for name in plain}
    season = service.get("season", {})
    values.update(
        keywords=service.get("keywords", {}),
        local_words=service.get("local_words", []),
        external=service.get("external", []),
        season_from=season.get("from", ""),
        season_to=season.get("to", ""),
        same_incident_radius=service.get("same_incident_radius", 0),
        urgent_note=service.get("urgent", {}),
        claim_words=service.get("claim_words", False),
        team=service.get("team", ""),
        replies=service.get("replies", []),
        priority=PRIORITIES[service.get("priority", "normal")],
        territory=service.get("territory", []),
    )
    return values


def _span(text: str) -> tuple[int, str]:
    amount, unit = text.split()
    return int(amount), unit


def load_templates(folder: Path) -> int:
    """Create the city's mail templates."""
    templates = read_toml(folder, "templates.toml")["templates"]
    for template in templates:
        save_template(system(), event=template["event"], subject=template["subject"], body=template["body"])
    return len(templates)
