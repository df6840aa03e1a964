"""Changing types of permits, what a district changes of them, and the library of conditions: all checked as data."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_with_code
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.permits import events, rules
from guichet.permits.checking import ANSWERS, LONGEST_EVER
from guichet.permits.lifecycle import Silence
from guichet.permits.models import Condition, DistrictRule, PermitKind, PermitType, PermitUse
from guichet.permits.models.types import Billed, ClockUnit, LeadUnit
from guichet.places.queries.districts import district_named

_CODE = re.compile(r"^[a-z0-9][a-z0-9_-]{0,58}$")
_MONTH_DAY = re.compile(r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
LONG = 2_000
Reader = Callable[[object], object]


def _whole(least: int, most: int) -> Reader:
    def read(value: object) -> int:
        text = str(value if value is not None else "").strip()
        if not text.isdigit() or not least <= int(text) <= most:
            words = _("Write a whole number from %(least)s to %(most)s.")
            raise Invalid(words % {"least": least, "most": most})
        return int(text)

    return read


def _perhaps(read: Reader) -> Reader:
    """Read what may be left empty (None)."""
    return lambda value: None if value in (None, "") else read(value)


def _one_of(values: list[str]) -> Reader:
    def read(value: object) -> str:
        if value not in values:
            raise Invalid(_("Choose one of the answers shown"))
        return str(value)

    return read


def _text(value: object) -> object:
    return check_text(value or {}, required=(), max_length=LONG)


def _line(value: object) -> str:
    return clean_line(str(value or ""), 200)


def _month_day(value: object) -> str:
    text = str(value or "").strip()
    if text and not _MONTH_DAY.fullmatch(text):
        raise Invalid(_("Write a month and a day, such as 04-15."))
    return text


def _rows(names: Mapping[str, Reader]) -> Reader:
    """Read a list of small things, each with its own fields; the code is needed and unique."""

    def read(value: object) -> list[dict[str, object]]:
        if not isinstance(value, list | tuple) or len(value) > 60:
            raise Invalid(_("This list cannot be read."))
        found = [_row(each, names) for each in value]
        keys = [row.get("code") or row.get("field") for row in found]
        if len(set(keys)) < len(keys):
            raise Invalid(_("Two lines have the same code."))
        return found

    return read


def _row(given: object, names: Mapping[str, Reader]) -> dict[str, object]:
    if not isinstance(given, Mapping) or set(given) - set(names):
        raise Invalid(_("This list cannot be read."))
    return {name: reader(given.get(name)) for name, reader in names.items()}


def _code(value: object) -> str:
    text = str(value or "").strip()
    if not _CODE.fullmatch(text):
        raise Invalid(_("Use lower-case letters without accents, digits, hyphens."))
    return text


def _label(value: object) -> object:
    return check_text(value, max_length=240)


def _when(value: object) -> str:
    text = str(value or "").strip()
    if text:
        try:
            compile_expression(text, ANSWERS, result="bool")
        except ExpressionFault as fault:
            raise Invalid(fault.message) from fault
    return text


def _yes(value: object) -> bool:
    return value is None or bool(value)


_DAYS = _whole(0, 365)
TYPE_FIELDS: Mapping[str, Reader] = {
    "kind": _one_of(list(PermitKind.values)),
    "use": _one_of(list(PermitUse.values)),
    "tariff": _line,
    "needed_by": _text,
    "not_needed": _text,
    "documents": _rows({"code": _code, "label": _label, "help": _text, "required": _yes, "when": _when}),
    "lead_amount": _DAYS,
    "lead_unit": _one_of(list(LeadUnit.values)),
    "late_help": _text,
    "longest_days": _whole(1, LONGEST_EVER),
    "extendable": bool,
    "most_extensions": _perhaps(_whole(0, 99)),
    "longest_total": _perhaps(_whole(1, LONGEST_EVER)),
    "reviewers": _rows(
        {
            "field": _code,
            "team": _line,
            "days": _whole(1, 365),
            "unit": _one_of(["working_days", "days"]),
            "when": _when,
        }
    ),
    "conditions": _rows({"code": _code, "when": _when}),
    "promise_amount": _whole(1, 365),
    "promise_unit": _one_of(list(ClockUnit.values)),
    "clock_amount": _DAYS,
    "clock_unit": _one_of(list(ClockUnit.values)),
    "silence": _one_of([each.value for each in Silence]),
    "clock_source": _line,
    "complete_days": _whole(1, 180),
    "pause_source": _line,
    "appeal": _text,
    "billed": _one_of(list(Billed.values)),
    "paid_before_issue": bool,
    "must_declare": bool,
    "unused_days": _whole(1, 730),
    "renewable": bool,
    "renewal_free_study": bool,
    "season_from": _month_day,
    "season_to": _month_day,
    "remind_days": _whole(0, 90),
    "checklist": _rows({"code": _code, "label": _label}),
    "harm": _whole(0, 3),
    "public_map": bool,
    "drawn": bool,
}
"""What a city changes of a type, each with what reads and checks it."""


@transaction.atomic
def save_type(
    actor: Actor, code: str, values: Mapping[str, Any], *, seen_version: int | None = None
) -> PermitType:
    """Create or change what a service of kind « permit » asks, allows and promises; fields left out stay.

    Files that were filed keep the clock that they came with. Raises Invalid by field, Conflict when it changed meanwhile.
    """
    authorise(actor, rules.may_configure)
    service = service_with_code(code)
    if service is None or service.kind != "permit":
        raise Invalid(_("Make a service of the kind “permit” first."), fields={"service": code})
    checked = _checked(values)
    row = PermitType.objects.select_for_update().filter(service=service).first() or PermitType(
        service=service, version=0
    )
    if seen_version is not None and row.version != seen_version:
        raise Conflict(_("Someone else saved this permit meanwhile. Compare, then save again."))
    changed = [name for name, value in checked.items() if not row.pk or getattr(row, name) != value]
    for name in changed:
        setattr(row, name, checked[name])
    _check_whole(row)
    row.version += 1
    row.save()
    record(actor, events.TYPE_SAVED, row, service=service.code, fields=sorted(changed), version=row.version)
    return row


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(TYPE_FIELDS):
        raise ValueError(f"a type of permit has no such fields: {sorted(unknown)}")
    checked: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, value in values.items():
        try:
            checked[name] = TYPE_FIELDS[name](value)
        except Invalid as fault:
            faults[name] = fault.message
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return checked


def _check_whole(row: PermitType) -> None:
    faults = {}
    if row.silence != Silence.NONE and not row.clock_amount:
        faults["clock_amount"] = _("Silence only decides once a time has run out: give it.")
    if row.silence != Silence.NONE and not row.clock_source:
        faults["clock_source"] = _("Name the text that says so.")
    if bool(row.season_from) != bool(row.season_to):
        faults["season_to"] = _("Give both ends of the season, or none.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)


@transaction.atomic
def save_district_rule(
    actor: Actor, code: str, district: str, values: Mapping[str, Any]
) -> DistrictRule | None:
    """Say what a district changes of a type; with no value left, the district does as the city. Raises Invalid."""
    authorise(actor, rules.may_configure)
    row = PermitType.objects.select_for_update().filter(service__code=clean_line(code, 80)).first()
    place = district_named(clean_line(district, 60))
    if row is None or place is None:
        raise Invalid(_("There is no such permit or no such place."), fields={"district": district})
    readers = {name: TYPE_FIELDS[name] for name in ("lead_amount", "longest_days", "promise_amount")}
    checked: dict[str, Any] = {
        name: reader(values[name]) if values.get(name) not in (None, "") else None
        for name, reader in readers.items()
    }
    checked["tariff"] = _line(values.get("tariff"))
    checked["documents"] = TYPE_FIELDS["documents"](values.get("documents") or [])
    checked["note"] = _text(values.get("note"))
    row.version += 1
    row.save(update_fields=["version"])
    record(actor, events.TYPE_SAVED, row, service=code, district=place.code, version=row.version)
    if not any(checked.values()):
        DistrictRule.objects.filter(type=row, district=place).delete()
        return None
    rule, _made = DistrictRule.objects.update_or_create(type=row, district=place, defaults=checked)
    return rule


@transaction.atomic
def save_condition(
    actor: Actor, code: str, text: Mapping[str, str], *, field: str = "", active: bool = True
) -> Condition:
    """Create or change a condition of the library; permits that have it keep the words that they were given."""
    authorise(actor, rules.may_configure)
    values = {"text": check_text(text, max_length=1_000), "field": clean_line(field, 20), "active": active}
    row = Condition.objects.select_for_update().filter(code=_code(code)).first() or Condition(
        code=_code(code), version=0
    )
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    record(actor, events.CONDITION_SAVED, row, version=row.version)
    return row
