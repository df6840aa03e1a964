"""Filling a demonstration city with permits: types, conditions, files in every state, and a few told from end to end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from guichet.catalogue.actions import publish_form, save_group, save_service
from guichet.cli.demo.loading import read_toml
from guichet.cli.demo.permit_stories import tell_stories
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.clock import Span, Unit
from guichet.occupations.areas import area_from_words
from guichet.occupations.facts import FACTS
from guichet.people.queries import accounts_by_email, team_named
from guichet.permits.actions.configuring import save_condition, save_district_rule, save_type
from guichet.permits.actions.filing import NewParty
from guichet.permits.actions.importing import PastOpinion, PastPermit, import_batch
from guichet.permits.actions.ordering import publish_order
from guichet.permits.lifecycle import State
from guichet.permits.queries.imports import known_numbers, types_by_words
from guichet.permits.queries.order import order_rule
from guichet.permits.queries.types import permit_type
from guichet.permits.shapes import TypeShown
from guichet.places.editions import CALENDAR, DISTRICTS, LAYERS, one_look
from guichet.places.queries import calendar
from guichet.tariffs.queries import BYLAWS, published

SOURCE = "demonstration"
DAY = dt.timedelta(days=1)
SIZES = {"terrace": (8.0, 2.0), "works": (24.0, 3.0), "event": (40.0, 8.0), "crane": (14.0, 4.0)}
USUAL_SIZE = (6.0, 2.5)
# How many files stand in each state: the queue of a small team on an ordinary week.
PLAN: Sequence[tuple[str, int]] = (
    ("filed", 6), ("in_review", 8), ("conditions", 3), ("incomplete", 5), ("approved", 4), ("issued", 4),
    ("active", 9), ("extended", 2), ("ended", 3), ("closed", 6), ("refused", 2), ("withdrawn", 1), ("lapsed", 1),
    ("revoked", 1),
)  # fmt: skip
BILLED = {State.APPROVED, State.ISSUED, State.ACTIVE, State.EXTENDED, State.ENDED, State.CLOSED}
FEES = ("0", "62.00", "294.30", "118.50", "0", "1480.00", "87.45")


@dataclass(frozen=True, slots=True)
class Scene:
    """What files are made of: the city's file, its types, people and days."""

    data: Mapping[str, Any]
    people: Sequence[Mapping[str, Any]]
    types: Mapping[str, TypeShown]
    ids: Mapping[str, int]
    agents: Sequence[int]
    today: dt.date


def load_permits(folder: Path) -> int:
    """Make the types of permits, then the files; what is there already stays. Gives how many files there are."""
    with one_look(CALENDAR, DISTRICTS, LAYERS, FACTS, BYLAWS):
        return _load(folder)


def _load(folder: Path) -> int:
    data = read_toml(folder, "permits.toml")
    _load_types(data)
    people = read_toml(folder, "people.toml")
    agents = [
        account.pk
        for email, account in sorted(accounts_by_email().items())
        if email in {one["email"] for one in people["staff"] if one["role"] == "permit_agent"}
    ]
    codes = [each["code"] for each in data["types"]]
    kinds = {code: permit_type(system(), code) for code in codes}
    scene = Scene(data, people["residents"], kinds, types_by_words(), agents, moment.today())
    rows = list(_files(scene))
    if not known_numbers(SOURCE, [row.external_id for row in rows]):
        import_batch(system(), SOURCE, rows)
        return len(rows) + tell_stories(data, people)
    return len(rows)


def _load_types(data: Mapping[str, Any]) -> None:
    actor = system()
    for group in data.get("groups", []):
        save_group(actor, group["code"], group["name"], position=group["position"])
    for condition in data["conditions"]:
        save_condition(actor, condition["code"], condition["text"], field=condition["field"])
    known = {code for one in published() for code in one.codes}
    for each in data["types"]:
        _load_type(each, known)
    for rule in data.get("districts", []):
        save_district_rule(actor, rule["type"], rule["district"], rule)
    if order_rule() is None:
        publish_order(actor, {})


def _load_type(each: Mapping[str, Any], tariffs: set[str]) -> None:
    actor = system()
    service = {name: each[name] for name in ("name", "description", "icon", "keywords", "external")}
    more = {"kind": "permit", "group": "permits", "team": "permits", "location": "none", "anonymous": False}
    save_service(actor, each["code"], {**service, **more, "public": True, "published": False})
    publish_form(actor, each["code"], each["questions"])
    values = dict(each["values"])
    values["tariff"] = values["tariff"] if values["tariff"] in tariffs else ""
    save_type(actor, each["code"], values)


def _files(scene: Scene) -> Iterator[PastPermit]:
    number = 0
    for state, count in PLAN:
        for place in range(count):
            yield _file(scene, number, State(state), place)
            number += 1


def _file(scene: Scene, number: int, state: State, place: int) -> PastPermit:
    code = list(scene.types)[(number * 3 + place) % len(scene.types)]
    kind = scene.types[code]
    spot = scene.data["places"][number % len(scene.data["places"])]
    length, width = SIZES.get(kind.use, USUAL_SIZE)
    shift = number // len(scene.data["places"])
    area = area_from_words(
        spot["lat"] + shift * 0.0003,
        spot["lon"] + shift * 0.0005,
        length,
        width,
        float(spot["bearing"]),
        offset_m=4.0,
    )
    days = _days(scene, kind, number, state, place)
    values = {
        "lane": number % 3 == 0,
        "sidewalk_free": number % 2 == 0,
        "night": number % 4 == 0,
        "tenant": False,
    }
    return PastPermit(
        external_id=f"D-{number + 1:04d}",
        type_id=scene.ids[code],
        state=state.value,
        address=spot["street"],
        area=area.geometry,
        answers=[_answer(name, value) for name, value in values.items()],
        parties=tuple(_people(scene, number)),
        harm=number % 4 if number % 5 == 0 else None,
        harm_reason="" if number % 5 else "Chantier arrêté en attendant",
        agent_id=scene.agents[number % len(scene.agents)] if scene.agents and number % 3 else None,
        conditions=_conditions(scene, kind)
        if state not in {State.FILED, State.INCOMPLETE, State.IN_REVIEW}
        else (),
        opinions=tuple(_opinions(scene, kind, number, state)),
        filed_late=number % 6 == 0,
        **_money(number, state, days),
        missing=[_lack(kind)] if state is State.INCOMPLETE else (),
        decision=_decision(kind, state),
        channel="web" if number % 4 else "counter",
        **days,
    )


def _money(number: int, state: State, days: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the former system billed: nothing before a decision, then an invoice that is paid, or not yet."""
    fee = Decimal(FEES[number % len(FEES)])
    if state not in BILLED or not fee:
        return {}
    invoiced = days["decided_at"].date()
    unpaid = state is State.APPROVED or number % 4 == 1
    return {
        "fee": fee,
        "balance": fee if unpaid else Decimal(0),
        "invoice": f"2026-{4000 + number}",
        "invoiced_on": invoiced,
        "due_on": invoiced + 30 * DAY,
    }


def _answer(code: str, value: object) -> dict[str, Any]:
    said = {"fr": "Oui" if value else "Non", "en": "Yes" if value else "No"}
    return {"code": code, "kind": "yes_no", "label": _LABELS[code], "value": value, "display": said}


_LABELS = {
    "lane": {"fr": "Prend une voie de circulation", "en": "Takes a traffic lane"},
    "sidewalk_free": {"fr": "Trottoir libre sur 1,5 m", "en": "1.5 m of the sidewalk free"},
    "night": {"fr": "Reste la nuit", "en": "Stays overnight"},
    "tenant": {"fr": "Locataire", "en": "Tenant"},
}


def _lack(kind: TypeShown) -> dict[str, Any]:
    document = kind.documents[0] if kind.documents else None
    label = document.label if document else {"fr": "Croquis", "en": "Sketch"}
    return {"code": document.code if document else "plan", "label": label, "kind": "document"}


def _conditions(scene: Scene, kind: TypeShown) -> list[dict[str, str]]:
    library = {each["code"]: each["text"] for each in scene.data["conditions"]}
    return [library[str(each["code"])] for each in kind.conditions]


def _people(scene: Scene, number: int) -> Iterator[NewParty]:
    person = scene.people[(number * 7) % len(scene.people)]
    name = f"{person['first_name']} {person['last_name']}"
    firm = COMPANIES[number % len(COMPANIES)] if number % 2 else ""
    address = f"{100 + number * 3}, rue des Exemples\n{scene.data.get('town', '')}".strip()
    yield NewParty(
        "applicant",
        name,
        firm,
        email=person["email"],
        phone=person["phone"],
        address=address,
        language=person["language"],
    )
    if number % 5 == 1:
        yield NewParty(
            "contractor", organisation=COMPANIES[(number + 2) % len(COMPANIES)], phone=person["phone"]
        )
    if number % 7 == 3:
        yield NewParty(
            "payer", organisation="Gestion Immobilière du Parc", address=address, email=person["email"]
        )


COMPANIES = (
    "Rénovations Chabot", "Bâti-Nord", "Échafaudages Rive-Sud", "Toitures Lumière", "Productions du Canal",
    "Café des Tilleuls", "Maçonnerie Ferland",
)  # fmt: skip


def _decision(kind: TypeShown, state: State) -> dict[str, Any]:
    if state is State.REFUSED:
        words = "Le passage des piétons serait réduit à moins d’un mètre."
        return {"outcome": "refused", "reasons": ["access"], "words": words, "appeal": kind.appeal}
    if state is State.LAPSED:
        return {"lapsed": "incomplete"}
    if state is State.REVOKED:
        return {
            "outcome": "approved",
            "revoked": "L’occupation bloquait la borne d’incendie malgré deux avis.",
        }
    if state is State.WITHDRAWN:
        return {"withdrawn": "Projet reporté"}
    return {"outcome": "approved"} if state not in {State.FILED, State.INCOMPLETE, State.IN_REVIEW} else {}


def _opinions(scene: Scene, kind: TypeShown, number: int, state: State) -> Iterator[PastOpinion]:
    if state is not State.IN_REVIEW:
        return
    asked = _at(scene.today - (2 + number % 5) * DAY, 10)
    for place, reviewer in enumerate(kind.reviewers):
        team = team_named(reviewer.team)
        due = calendar().add(asked, Span(reviewer.days, Unit.WORKING_DAYS))
        given = place == 0 and number % 2 == 0
        yield PastOpinion(
            reviewer.field,
            team.pk if team else None,
            asked,
            due,
            given_at=asked + dt.timedelta(hours=20) if given else None,
            verdict="favourable" if given else "",
        )


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, 15), tzinfo=calendar().zone)


STUDIED = (State.FILED, State.IN_REVIEW, State.CONDITIONS)
DEAD = (State.REFUSED, State.WITHDRAWN, State.LAPSED)
ON_SITE = (State.ACTIVE, State.EXTENDED)
GONE = (State.ENDED, State.CLOSED, State.REVOKED)


def _days(scene: Scene, kind: TypeShown, number: int, state: State, place: int) -> dict[str, Any]:
    """Give the days of a file so that its state is true today, and a few lapse this week."""
    today = scene.today
    filed, starts, ends = _period(scene, kind, number, state, place)
    filed_at = _at(filed, 9 + number % 7)
    found: dict[str, Any] = {
        "created_at": filed_at,
        "filed_at": filed_at,
        "starts_on": starts,
        "ends_on": ends,
    }
    if state in STUDIED:
        return found
    if state is State.INCOMPLETE:
        return found | {"waiting_until": _at(today + (2 + place * 3) * DAY, 23)}
    found["decided_at"] = min(filed_at + (2 + number % 9) * DAY, _at(today - DAY, 15))
    if state not in {*DEAD, State.APPROVED}:
        found["issued_at"] = found["decided_at"] + dt.timedelta(hours=3)
    if state in GONE:
        found["ends_on"] = min(ends, today - DAY)
        found["ended_at"] = _at(found["ends_on"] + DAY, 0)
    return found


def _period(
    scene: Scene, kind: TypeShown, number: int, state: State, place: int
) -> tuple[dt.date, dt.date, dt.date]:
    """Give when a file came in, and its first and last day."""
    today, length = scene.today, min(5 + number * 5 % 24, kind.longest_days) - 1
    filed = today - (3 + number * 2 % 15) * DAY
    starts = today + (2 + number * 3 % 18) * DAY
    if state in ON_SITE:
        starts, length = today - (1 + place) * DAY, max(length, place + 2 + number % 4)
    elif state in GONE:
        starts = today - (40 + number) * DAY
    elif state is State.APPROVED:
        starts = today + (1 + place * 2) * DAY
    elif state in DEAD:
        filed = today - (25 + number % 20) * DAY
    elif state is State.FILED and kind.silence == "refusal" and place < 2:
        filed = today - (57 + place) * DAY
    if starts <= filed:
        filed = starts - (8 + number % 12) * DAY
    return filed, starts, starts + length * DAY
