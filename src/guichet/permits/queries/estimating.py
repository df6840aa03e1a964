"""What a permit would cost, when it could start, and who is there already: all before anything is filed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.kept import CATALOGUE
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text
from guichet.occupations.areas import Area, read_area
from guichet.occupations.facts import FACTS
from guichet.occupations.queries import Conflict, conflicts
from guichet.occupations.queries.conflicts import AROUND, CLEARANCE_EDITION
from guichet.permits import rules
from guichet.permits.checking import check_period, lacks_of
from guichet.permits.models import Permit
from guichet.permits.placing import KINDS, Placed, period_of, place
from guichet.permits.pricing import Priced, lower, price, priced
from guichet.permits.queries.types import earliest_of, permit_type, too_late_words
from guichet.permits.queries.visible import permit_for
from guichet.permits.shapes import Earliest, Lack, TypeShown
from guichet.places.editions import CALENDAR, DISTRICTS, LAYERS, one_look
from guichet.places.queries import calendar
from guichet.tariffs.queries.finding import BYLAWS
from guichet.tariffs.values import Computed, Variant

BYLAW_FAULTS = frozenset(
    {"no_tariff", "bylaw_hole", "two_bylaws", "division_by_zero", "bands_hole", "bands_overlap"}
)
"""What is wrong with a by-law, and not with what was asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone has said so far of the permit that they think of; all but the dates may be missing.

    `answers` are values by question code, `given` the codes of the documents that are joined already, `number`
    that of the file itself, which is no conflict of its own.
    """

    starts_on: dt.date
    ends_on: dt.date
    hours: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    area: Mapping[str, Any] | None = None
    lat: float | None = None
    lon: float | None = None
    measures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    by_company: bool = False
    renewal: bool = False
    given: frozenset[str] = frozenset()
    reachable: bool = True
    address: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate: what it costs and why, cheaper lawful ways, the first lawful day, who clashes, what is still lacking.

    `computed` is None when the permit is free, or when `faults` (by field) say what the by-law still needs.
    """

    type: TypeShown
    computed: Computed | None
    variants: tuple[Variant, ...]
    earliest: Earliest
    too_late: Text
    conflicts: tuple[Conflict, ...]
    measures: Mapping[str, Mapping[str, Any]]
    lacks: tuple[Lack, ...]
    faults: Mapping[str, str]
    area: Mapping[str, Any] | None
    district: str


def estimate(actor: Actor, code: str, asked: Asked, *, with_conflicts: bool = True) -> Estimate:
    """Work out what a permit would cost and whether it could be given, keeping nothing.

    What cannot be (an end before the start, an area in the river) is told in `faults`, so that the page stays whole.
    """
    authorise(actor, rules.may_estimate)
    with one_look(CALENDAR, DISTRICTS, LAYERS, FACTS, BYLAWS, CATALOGUE, CLEARANCE_EDITION):
        return _estimate(actor, code, asked, with_conflicts=with_conflicts)


def _estimate(actor: Actor, code: str, asked: Asked, *, with_conflicts: bool) -> Estimate:
    faults: dict[str, str] = {}
    placed = _placed(asked, faults)
    kind = permit_type(actor, code, placed.district.code if placed.district else "")
    computed, variants, thinkable = None, list[Variant](), True
    try:
        check_period(kind, asked.starts_on, asked.ends_on)
    except Invalid as fault:
        faults.update(fault.fields)
        thinkable = fault.code != "year"
    if thinkable:
        computed, variants = _cost(actor, kind, asked, placed, faults)
    earliest = earliest_of(kind, moment.today(), calendar())
    late = too_late_words(kind, earliest) if asked.starts_on < earliest.day else {}
    found: list[Conflict] = []
    if with_conflicts and thinkable and placed.read and asked.ends_on >= asked.starts_on:
        found = conflicts_for(
            actor,
            placed.read,
            asked.starts_on,
            asked.ends_on,
            asked.hours,
            kind.use,
            but=("permit", asked.number) if asked.number else None,
            around=dt.timedelta(),
        )
    lacks = lacks_of(
        kind,
        asked.answers,
        given={*asked.given, *(each for each, value in asked.answers.items() if value not in (None, "", []))},
        has_area=placed.area is not None or bool(placed.measures),
        has_address=bool(asked.address) or placed.lat is not None,
        reachable=asked.reachable,
    )
    return Estimate(
        type=kind,
        computed=computed,
        variants=tuple(variants),
        earliest=earliest,
        too_late=late,
        conflicts=tuple(found),
        measures=placed.measures,
        lacks=tuple(lacks),
        faults=faults,
        area=placed.area,
        district=placed.district.code if placed.district else "",
    )


def _placed(asked: Asked, faults: dict[str, str]) -> Placed:
    try:
        return place(asked.area, asked.lat, asked.lon, asked.measures)
    except Invalid as fault:
        faults["area"] = fault.message
        return place(None, None, None, asked.measures)


def _cost(
    actor: Actor, kind: TypeShown, asked: Asked, placed: Placed, faults: dict[str, str]
) -> tuple[Computed | None, list[Variant]]:
    file = Priced(
        tariff=kind.tariff,
        starts=asked.starts_on,
        ends=asked.ends_on,
        on=moment.today(),
        district=placed.district.code if placed.district else "",
        answers=asked.answers,
        measures=placed.measures,
        renewal=asked.renewal,
        by_company=asked.by_company,
    )
    try:
        computed = price(actor, file)
        return computed, lower(actor, file) if computed and computed.total else []
    except Invalid as fault:
        faults.update(_said(actor, fault))
        return None, []


def _said(actor: Actor, fault: Invalid) -> Mapping[str, str]:
    """Say why there is no price: whoever asks for a permit cannot mend a by-law, and reads what to do all the same."""
    if actor.is_staff or fault.code not in BYLAW_FAULTS:
        return fault.fields or {"fee": fault.message}
    words = _(
        "The City has no price for these dates yet. Choose other dates, or send the request all the same: you are told "
        "the amount before you owe anything."
    )
    return {"fee": words}


def conflicts_for(
    actor: Actor,
    area: Area,
    starts_on: dt.date,
    ends_on: dt.date,
    hours: str,
    use: str,
    but: tuple[str, str] | None = None,
    around: dt.timedelta = AROUND,
) -> list[Conflict]:
    """Give who clashes with an area between two days; `around` is how long before and after others are told too."""
    starts, ends = period_of(starts_on, ends_on, hours)
    return conflicts(actor, area, starts, ends, kind=str(KINDS.get(use, "")), but=but, around=around)


def conflicts_of(actor: Actor, reference: str) -> list[Conflict]:
    """Give who clashes with a file, itself left out; none when it has no area."""
    permit = permit_for(actor, reference)
    if not permit.area:
        return []
    return conflicts_for(
        actor,
        read_area(permit.area),
        permit.starts_on,
        permit.ends_on,
        permit.hours,
        permit.type.use,
        but=("permit", permit.reference),
    )


def price_of(actor: Actor, permit: Permit) -> tuple[Computed | None, str]:
    """Compute what a file costs as it is now; with a sentence when the by-law cannot say."""
    try:
        return price(actor, priced(permit, on=_filed_on(permit))), ""
    except Invalid as fault:
        return None, fault.message


def _filed_on(permit: Permit) -> dt.date:
    return calendar().local(permit.filed_at).date() if permit.filed_at else moment.today()
