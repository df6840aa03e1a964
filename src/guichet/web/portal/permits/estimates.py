"""The moving estimate: what it would cost, what would cost less, whether it is too late, who is there already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from guichet.kernel.actor import Actor
from guichet.kernel.money import say_money
from guichet.kernel.texts import localise
from guichet.permits.facts import MEASURE_WORDS
from guichet.permits.lifecycle import Role
from guichet.permits.queries.estimating import Asked, Estimate, estimate
from guichet.permits.queries.types import earliest_start
from guichet.permits.shapes import Lack, PermitShown, TypeShown
from guichet.tariffs.values import Computed
from guichet.web.kit.area_found import ConflictLine, conflict_lines
from guichet.web.kit.areas import AreaForm
from guichet.web.portal.entrance import language
from guichet.web.portal.permits.asking import AREA, PERIOD, Asking, Period
from guichet.web.portal.permits.forms import PriceForm

MOST_CONFLICTS = 3
USUAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class EstimateShown:
    """An estimate in words; `computed` is None while it cannot be worked out, and `lacks` say what it waits for."""

    computed: Computed | None = None
    total: str = ""
    free: bool = False
    cheaper: Sequence[tuple[str, str]] = ()
    too_late: str = ""
    faults: Sequence[str] = ()
    clashes: Sequence[ConflictLine] = ()
    waits_for: Sequence[str] = ()
    lacks: Sequence[Lack] = ()
    supposed_days: int = 0
    before: str = ""
    difference: str = ""
    dearer: bool = False


def estimate_of_asking(actor: Actor, asking: Asking) -> EstimateShown:
    """Estimate a draft as it is now; what it still waits for is said."""
    period = asking.period
    waits = []
    if asking.kind.drawn and not asking.area.get("geometry"):
        waits.append("place")
    if period is None and waits:
        return EstimateShown(free=asking.kind.free, waits_for=[*waits, "dates"])
    found = estimate(actor, asking.kind.code, asked_of(asking, period or _usual(actor, asking)))
    return replace(_shown(found, waits), supposed_days=0 if period else USUAL_DAYS)


def _usual(actor: Actor, asking: Asking) -> Period:
    """Give the days that are taken while none are chosen: a week from the first lawful day."""
    first = earliest_start(actor, asking.kind.code, district=asking.district).day
    return Period(first, first + dt.timedelta(days=USUAL_DAYS - 1))


def asked_of(asking: Asking, period: Period) -> Asked:
    """Give a draft with its days as the room of permits takes it."""
    area, applicant = asking.area, asking.parties.get(Role.APPLICANT, {})
    return Asked(
        starts_on=period.starts,
        ends_on=period.ends,
        hours=period.hours,
        answers={code: value for code, value in asking.answers.items() if not code.startswith("_")},
        area=area.get("geometry") or None,
        lat=_float(area.get("lat")),
        lon=_float(area.get("lon")),
        by_company=bool(applicant.get("organisation", "").strip()),
        given=frozenset(asking.documents),
        reachable=bool(applicant.get("email") or applicant.get("phone")),
        address=str(area.get("place", "")),
    )


def _float(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


def typed_over(asking: Asking, data: QueryDict) -> Asking:
    """Give a draft with what is typed just now, right or wrong, over it; nothing is kept."""
    answers = dict(asking.answers)
    if "starts" in data or "ends" in data:
        answers[PERIOD] = {name: data.get(name, "")[:20] for name in ("starts", "ends", "hours")}
    if "area" in data or "area_place" in data:
        form = AreaForm("area", data)
        if form.is_valid():
            answers[AREA] = form.answer()
    return replace(asking, answers=answers)


def estimate_of_price(actor: Actor, kind: TypeShown, form: PriceForm) -> EstimateShown:
    """Estimate what is slid on the page of a type, without a place: the most usual street is taken."""
    if kind.free:
        return EstimateShown(free=True)
    values: Mapping[str, Any] = form.initial
    if form.is_bound:
        if not form.is_valid():
            return EstimateShown(faults=[str(words[0]) for words in form.errors.values()])
        values = form.cleaned_data
    starts = values.get("starts") or form.initial["starts"]
    ends = starts + dt.timedelta(days=int(values["days"]) - 1)
    asked = Asked(starts_on=starts, ends_on=ends, measures=_slid(values), answers={})
    return _shown(estimate(actor, kind.code, asked, with_conflicts=False), [])


def _slid(values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    if "length" not in values:
        return {}
    length, width = Decimal(str(values["length"])), Decimal(str(values["width"]))
    sizes = {
        "length_m": (length, "m"),
        "width_m": (width, "m"),
        "frontage_m": (length, "m"),
        "area_m2": (length * width, "m2"),
    }
    measures = {
        code: {"value": float(value), "unit": unit, "origin": "applicant"}
        for code, (value, unit) in sizes.items()
    }
    return measures | {"street_class": {"value": "local", "unit": "", "origin": "type"}}


def estimate_of_permit(actor: Actor, shown: PermitShown) -> EstimateShown:
    """Estimate a file that was prepared and not sent."""
    asked = Asked(
        starts_on=shown.starts_on,
        ends_on=shown.ends_on,
        hours=shown.hours,
        answers={str(each["code"]): each.get("value") for each in shown.answers},
        area=shown.area,
        lat=shown.lat,
        lon=shown.lon,
        measures=shown.measures,
        by_company=shown.by_company,
        renewal=bool(shown.renewed_from),
        address=shown.address,
        number=shown.reference,
    )
    return _shown(estimate(actor, shown.type.code, asked), [])


def _shown(found: Estimate, waits: list[str]) -> EstimateShown:
    words = language()
    computed = found.computed
    currency = computed.currency if computed else ""
    known = {code: localise(label, words) for code, label in MEASURE_WORDS.items()}
    faults = [each if " " in each.strip() else known.get(code, each) for code, each in found.faults.items()]
    return EstimateShown(
        computed=computed,
        total=say_money(computed.total, currency, words) if computed else "",
        free=found.type.free,
        cheaper=[
            (localise(each.sentence, words), say_money(each.saving, currency, words))
            for each in found.variants
        ],
        too_late=localise(found.too_late, words) if found.too_late else "",
        faults=[] if waits else list(dict.fromkeys(faults)),
        clashes=conflict_lines(found.conflicts[:MOST_CONFLICTS]),
        waits_for=waits,
        lacks=found.lacks,
    )
