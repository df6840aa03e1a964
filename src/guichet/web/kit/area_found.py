"""What is told of an area while one draws it: its measures in words, and who else is there."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guichet.kernel import typography
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.occupations.areas import Area
from guichet.occupations.kinds import kind_words
from guichet.occupations.queries import Conflict, Measured, Origin, conflicts, measures
from guichet.places.queries import district_named
from guichet.tenancy.queries import current_city
from guichet.web.kit.areas import AreaForm, instants, read_day

SHOWN = 6
UNITS = {"m2": "m²", "m": "m"}
NAMES: dict[str, str | Promise] = {
    "area_m2": gettext_lazy("Area"),
    "length_m": gettext_lazy("Length"),
    "width_m": gettext_lazy("Width"),
    "frontage_m": gettext_lazy("Along the street"),
    "street": gettext_lazy("Street"),
    "street_class": gettext_lazy("Kind of street"),
    "lanes": gettext_lazy("Traffic lanes"),
    "bus": gettext_lazy("Bus"),
    "bike": gettext_lazy("Cycle way"),
    "meters": gettext_lazy("Paid parking places"),
    "trees": gettext_lazy("Trees"),
    "park": gettext_lazy("Park"),
    "district": gettext_lazy("District"),
}
VALUES: dict[str, str | Promise] = {
    "artery": gettext_lazy("main street"),
    "collector": gettext_lazy("through street"),
    "local": gettext_lazy("local street"),
    "lane": gettext_lazy("lane or path"),
    "track": gettext_lazy("separate track"),
    "cycle_lane": gettext_lazy("lane painted on the street"),
    "shared_lane": gettext_lazy("lane shared with cars"),
    "share_busway": gettext_lazy("lane shared with buses"),
    "cyclestreet": gettext_lazy("cycle street"),
    "none": gettext_lazy("none"),
    "yes": gettext_lazy("yes"),
    "park": gettext_lazy("yes"),
}


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in words, with where it comes from (« OpenStreetMap, 2021 »)."""

    code: str
    name: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One conflict in words: what it is, when, and in one sentence how much it disturbs."""

    title: str
    kind: str
    when: str
    dates: str
    sentence: str
    clash: bool
    street: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a page tells of an area; `shapes` is GeoJSON for the map, `unknown` names what no layer says."""

    lines: Sequence[MeasureLine]
    unknown: Sequence[str]
    clashes: Sequence[ConflictLine]
    around: Sequence[ConflictLine]
    more: int
    shapes: str
    has_period: bool
    approximate: bool = False


def found_of(form: AreaForm, actor: Actor, data: Mapping[str, Any], asked: Mapping[str, str]) -> Found | None:
    """Tell of the area of a form; None when it has none (yet).

    `asked` names the fields of the period (`starts`, `ends`), the `kind` of occupation, and `but` (« source:reference »)
    of the file that asks.
    """
    if form.area is None:
        return None
    first = read_day(data, asked.get("starts") or "starts")
    last = read_day(data, asked.get("ends") or "ends") or first
    met: list[Conflict] = []
    if first and last and first <= last:
        source, _colon, reference = asked.get("but", "").partition(":")
        but = (source, reference) if reference else None
        met = conflicts(actor, form.area, *instants(first, last), kind=asked.get("kind", ""), but=but)
    return tell(form.area, met, has_period=first is not None, approximate=form.approximate)


def tell(area: Area, met: Sequence[Conflict], *, has_period: bool = True, approximate: bool = False) -> Found:
    """Put measures and conflicts in words."""
    measured = measures(area).items()
    lines = conflict_lines(met)
    clashes = [line for line in lines if line.when == "present"]
    around = [line for line in lines if line.when != "present"]
    return Found(
        lines=[_measure(code, one) for code, one in measured if one.is_known],
        unknown=[_name(code) for code, one in measured if not one.is_known],
        clashes=clashes[:SHOWN],
        around=around[:SHOWN],
        more=max(len(clashes) - SHOWN, 0) + max(len(around) - SHOWN, 0),
        shapes=_shapes(area, met),
        has_period=has_period,
        approximate=approximate,
    )


def conflict_lines(met: Sequence[Conflict]) -> list[ConflictLine]:
    """Put conflicts in words, in the order in which they were given."""
    return [ConflictLine(*_conflict(one)) for one in met]


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


def measured_words(code: str, one: Measured) -> str:
    """Write a measure: « 36 m² », « rue artérielle », « aucune »."""
    if one.value is None:
        return str(_("unknown"))
    if isinstance(one.value, int | float) and not isinstance(one.value, bool):
        unit = UNITS.get(one.unit, one.unit)
        digits = typography.number(one.value, language())
        return f"{digits}{typography.NBSP}{unit}" if unit else digits
    value = str(one.value)
    if code == "district":
        known = district_named(value)
        return localise(known.name, language()) if known else value
    key = "cycle_lane" if code == "bike" and value == "lane" else value
    return str(VALUES.get(key, value))


def _measure(code: str, one: Measured) -> MeasureLine:
    told = [one.source or str(_("the city’s map"))] if one.origin == Origin.LAYER and one.dated else []
    if told and one.dated:
        told.append(str(one.dated.year))
    return MeasureLine(code, _name(code), measured_words(code, one), ", ".join(told))


def _name(code: str) -> str:
    """Name a measure; a district is called as the city does."""
    if code == "district":
        words = current_city().vocabulary.get("district", {})
        own = (words.get(language()) or words.get("fr") or {}).get("one")
        return str(own).capitalize() if own else str(NAMES[code])
    return str(NAMES[code])


def _conflict(one: Conflict) -> tuple[str, str, str, str, str, bool, str]:
    title = localise(one.title, language()) or kind_words(one.kind)
    return title, kind_words(one.kind), one.when, _dates(one), _sentence(one), one.is_clash, one.street


def _dates(one: Conflict) -> str:
    first = timezone.localtime(one.starts).date()
    last = (timezone.localtime(one.ends) - dt.timedelta(microseconds=1)).date()
    begins = typography.long_date(first, language())
    if not one.end_known:
        return _("from %(first)s, end not known") % {"first": begins}
    if first == last:
        return begins
    return _("from %(first)s to %(last)s") % {"first": begins, "last": typography.long_date(last, language())}


def _sentence(one: Conflict) -> str:
    days = max(round(one.overlap_days), 1)
    told = typography.counted(days, _("day"), _("days"), language())
    if one.when == "past":
        return _("Ends before you begin.")
    if one.when == "future":
        return _("Begins after you end.")
    if one.overlap_m2 > 0:
        square = f"{typography.number(one.overlap_m2, language(), 0 if one.overlap_m2 >= 10 else 1)}{typography.NBSP}m²"
        return _("Same place for %(days)s: %(square)s in common.") % {"days": told, "square": square}
    metres = (
        f"{typography.number(one.distance_m, language(), 0 if one.distance_m >= 1 else 1)}{typography.NBSP}m"
    )
    return _("%(metres)s away for %(days)s: less than the %(clearance)s to be kept free.") % {
        "metres": metres,
        "days": told,
        "clearance": f"{typography.number(one.clearance_m, language())}{typography.NBSP}m",
    }


def _shapes(area: Area, met: Sequence[Conflict]) -> str:
    features = [{"type": "Feature", "properties": {"kind": "area"}, "geometry": area.geometry}]
    features += [
        {
            "type": "Feature",
            "properties": {"kind": "clash" if one.when == "present" else "around"},
            "geometry": json.loads(one.geometry),
        }
        for one in met
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
