"""Creating and filling the demonstration cities; what was done is not done again."""

from __future__ import annotations

import json
import multiprocessing
import zoneinfo
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import connections
from django.utils import timezone
from django_tenants.utils import tenant_context
from rich.console import Console

from guichet.cli.demo.bank import load_bank, load_remarks
from guichet.cli.demo.billing import load_billing
from guichet.cli.demo.loading import (
    FOLDER,
    PASSWORD,
    DemoAccount,
    load_calendar,
    load_catalogue,
    load_people,
    load_places,
    load_templates,
    new_city,
)
from guichet.cli.demo.occupations import load_ground
from guichet.cli.demo.past import load_past
from guichet.cli.demo.permits import load_permits
from guichet.cli.demo.stories import load_stories
from guichet.cli.demo.talk import load_contacts, load_rooms
from guichet.cli.demo.tariffs import load_tariffs
from guichet.kernel.installation import DEMO_ACCOUNTS
from guichet.kernel.texts import localise
from guichet.tenancy.actions import create_city
from guichet.tenancy.queries import city_named

CITIES = ("montreal", "paris")
_FORK = multiprocessing.get_context("fork")  # all modules are read already


@dataclass(frozen=True, slots=True)
class DemoCity:
    """What to tell a newcomer about a city."""

    slug: str
    name: str
    host: str
    accounts: list[DemoAccount]
    password: str


def ensure_demo(data: Path, console: Console) -> list[DemoCity]:
    """Create and fill the demonstration cities unless that was done; a broken loading is done again from its start.

    The second city is filled by a process of its own while this one fills the first.
    """
    for slug in CITIES:
        if city_named(slug) is None:
            create_city(new_city(FOLDER / slug))
    connections.close_all()  # a connection cannot be shared with the process that begins here
    beside = [
        _FORK.Process(target=_ensure, args=(data, slug, Console(force_terminal=False)))
        for slug in CITIES[1:]
        if _mark(data, slug) is None
    ]
    for process in beside:
        process.start()
    try:
        first = _ensure(data, CITIES[0], console)
    finally:
        for process in beside:
            process.join()
    cities = [first, *(_ensure(data, slug, console) for slug in CITIES[1:])]
    write_accounts(data, cities)
    return cities


def write_accounts(data: Path, cities: Sequence[DemoCity]) -> None:
    """Write the accounts where the sign-in page of a demonstration reads them."""
    shown = {
        city.slug: [{**asdict(account), "password": city.password} for account in city.accounts]
        for city in cities
    }
    (data / DEMO_ACCOUNTS).write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")


def _mark(data: Path, slug: str) -> list[DemoAccount] | None:
    """Give the accounts of a city that is filled, or nothing."""
    place = data / "marks" / f"demo-{slug}.json"
    if not place.exists():
        return None
    return [DemoAccount(**account) for account in json.loads(place.read_text())["accounts"]]


def _ensure(data: Path, slug: str, console: Console) -> DemoCity:
    folder = FOLDER / slug
    new, city = new_city(folder), city_named(slug)
    if city is None:
        city = create_city(new)
    elif (known := _mark(data, slug)) is not None:
        return DemoCity(slug, localise(city.name, "fr"), new.hosts[0], known, PASSWORD)
    with (
        console.status(f"{new.name['fr']}…") as status,
        tenant_context(city),
        timezone.override(zoneinfo.ZoneInfo(city.time_zone)),
    ):
        accounts = load_people(folder)
        load_calendar(folder)
        status.update(f"{new.name['fr']} : lieux…")
        load_places(folder)
        load_ground(folder)
        load_catalogue(folder)
        load_templates(folder)
        load_tariffs(folder)
        status.update(f"{new.name['fr']} : réponses…")
        answers = load_bank(folder)
        status.update(f"{new.name['fr']} : requêtes passées…")
        past = load_past(folder)
        told = load_stories(folder)
        load_remarks(folder)
        status.update(f"{new.name['fr']} : contacts…")
        load_rooms(folder)
        load_contacts(folder)
        status.update(f"{new.name['fr']} : permis…")
        load_billing(folder)
        permits = load_permits(folder)
    console.print(
        f"{new.name['fr']} : {past} requêtes réelles, {told} racontées, {answers} réponses, {permits} permis."
    )
    place = data / "marks" / f"demo-{slug}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps({"accounts": [asdict(account) for account in accounts]}))
    return DemoCity(slug, new.name["fr"], new.hosts[0], accounts, PASSWORD)
