"""From JSON to the parts of a by-law: each field read once, each fault named by its place (« rates.issue.value »)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import is_name
from guichet.kernel.money import Rounding
from guichet.kernel.texts import Text, check_text
from guichet.tariffs import content as parts
from guichet.tariffs.units import read_unit

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TARIFF_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LONG = 1200
MOST_PARTS = 200


Data = Mapping[str, Any]


def read_content(data: Data) -> parts.Content:
    """Read the content of a version; Invalid with all faults by place. What fits together is for checking.py."""
    faults: dict[str, str] = {}
    read: dict[str, dict[str, Any]] = {}
    for name, reader in READERS.items():
        read[name] = _read_all(name, data.get(name) or [], reader, faults)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return parts.Content(
        **read,
        about=text_of(data, "about", _LONG, needed=False),
        source=str(data.get("source") or ""),
        demonstration=bool(data.get("demonstration")),
    )


def _read_all(
    name: str, rows: Sequence[Data], reader: Callable[[Data], Any], faults: dict[str, str]
) -> dict[str, Any]:
    read: dict[str, Any] = {}
    if len(rows) > MOST_PARTS:
        faults[name] = _("There are too many parts here: at most %(most)d.") % {"most": MOST_PARTS}
        return read
    for at, row in enumerate(rows):
        code = str(row.get("code") or at + 1)
        try:
            part = reader(row)
        except Invalid as fault:
            faults.update(
                {
                    f"{name}.{code}.{place}": why
                    for place, why in (fault.fields or {"": fault.message}).items()
                }
            )
            continue
        if part.code in read:
            faults[f"{name}.{code}.code"] = _("The code “%(code)s” is there twice.") % {"code": code}
        read[part.code] = part
    return read


def text_of(data: Data, field: str, longest: int = 200, *, needed: bool = True) -> Text:
    """Read a text in both languages; French is needed."""
    try:
        return check_text(data.get(field), required=("fr",) if needed else (), max_length=longest)
    except Invalid as fault:
        raise Invalid(
            fault.message, fields={f"{field}.{code}": why for code, why in fault.fields.items()}
        ) from fault


def code_of(data: Data, pattern: re.Pattern[str] = _CODE) -> str:
    """Read a code: it stands in formulas, so it has small letters, digits and underscores only."""
    code = str(data.get("code") or "")
    if not pattern.fullmatch(code) or (pattern is _CODE and not is_name(code)):
        words = _("A code begins with a small letter, then letters, digits and _ only; some words are taken.")
        raise Invalid(words, fields={"code": words})
    return code


def number_of(data: Data, field: str, *, needed: bool = True) -> Decimal | None:
    """Read an exact number, with a point or a comma; Invalid for anything else, and for huge ones."""
    written = str(data.get(field) if data.get(field) is not None else "").strip()
    if not written and not needed:
        return None
    return exact(written, field)


def exact(written: str, field: str) -> Decimal:
    """Read a number as people type it: « 1 234,50 », 12.5; at most 12 figures before and 6 after the point."""
    plain = re.sub(r"[ \u00a0\u202f]", "", written).replace(",", ".").replace("\u2212", "-")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) >= 10**12 or found != round(found, 6):
        words = _("Write a number, such as 12 or 1.15.")
        raise Invalid(words, fields={field: words})
    return found


def _needed(data: Data, field: str) -> Decimal:
    found = number_of(data, field)
    return found if found is not None else Decimal(0)


def _choice(data: Data, field: str, among: Sequence[str], default: str = "") -> str:
    found = str(data.get(field) or default)
    if found not in among:
        words = _("Choose one of: %(known)s.") % {"known": ", ".join(one for one in among if one)}
        raise Invalid(words, fields={field: words})
    return found


def _unit(data: Data, field: str = "unit") -> str:
    unit = str(data.get(field) or "").strip()
    try:
        read_unit(unit)
    except Invalid as fault:
        raise Invalid(fault.message, fields={field: fault.message}) from fault
    return unit


def day_of(given: object, field: str) -> dt.date:
    """Read a date: one already, or 2026-01-31."""
    if isinstance(given, dt.date):
        return given
    try:
        return dt.date.fromisoformat(str(given or ""))
    except ValueError as fault:
        words = _("Write the date as year-month-day, such as 2026-01-31.")
        raise Invalid(words, fields={field: words}) from fault


def _names(data: Data, field: str) -> tuple[str, ...]:
    return tuple(str(one) for one in data.get(field) or ())


def _article(data: Data) -> parts.Article:
    code = str(data.get("code") or "").strip()[:40]
    if not code:
        words = _("Write the number of the article.")
        raise Invalid(words, fields={"code": words})
    return parts.Article(code, text_of(data, "title"), text_of(data, "text", _LONG))


def _question(data: Data) -> parts.Question:
    kind = _choice(data, "kind", parts.QUESTION_KINDS, "number")
    choices = tuple((str(one.get("code")), text_of(one, "label")) for one in data.get("choices") or ())
    if kind == "choice" and len({code for code, _label in choices}) < max(2, len(choices)):
        words = _("A choice needs at least two answers with codes of their own.")
        raise Invalid(words, fields={"choices": words})
    default = None if data.get("default") in (None, "") else str(data["default"])
    if default is not None and kind == "choice" and default not in {code for code, _label in choices}:
        words = _("The answer by default is one of the choices.")
        raise Invalid(words, fields={"default": words})
    if default is not None and kind in ("number", "whole"):
        exact(default, "default")
    lowest = number_of(data, "lowest", needed=False) or Decimal(0)
    return parts.Question(
        code=code_of(data),
        kind=kind,
        label=text_of(data, "label"),
        unit=_unit(data),
        choices=choices,
        default=default,
        lowest=lowest,
        highest=number_of(data, "highest", needed=False),
        adjustable=bool(data.get("adjustable")),
        hint=text_of(data, "hint", 300, needed=False),
    )


def _steps(data: Data) -> tuple[tuple[dt.date | None, Decimal], ...]:
    rows = data.get("steps") or [{"value": data.get("value")}]
    steps = tuple(
        (day_of(row["from"], "steps") if row.get("from") else None, _needed(row, "value")) for row in rows
    )
    dates = [step[0] for step in steps]
    later = [day for day in dates[1:] if day is not None]
    if dates[0] is not None or len(later) < len(steps) - 1 or sorted(set(later)) != later:
        words = _("The first figure holds from the beginning, the next ones each from a later day.")
        raise Invalid(words, fields={"steps": words})
    return steps


def _rate(data: Data) -> parts.Rate:
    return parts.Rate(
        code_of(data), text_of(data, "label"), _unit(data), str(data.get("article") or ""), _steps(data)
    )


def _band(data: Data) -> parts.Band:
    limits = {}
    for code, pair in (data.get("limits") or {}).items():
        low, high = (str(side if side is not None else "") for side in ([*list(pair), "", ""])[:2])
        limits[str(code)] = (exact(low or "0", "limits"), exact(high, "limits") if high else None)
        if high and limits[str(code)][0] >= exact(high, "limits"):
            words = _("A band goes from a smaller to a larger limit.")
            raise Invalid(words, fields={"bands": words})
    when = {
        str(code): tuple(str(one) for one in ([given] if isinstance(given, str) else given))
        for code, given in (data.get("when") or {}).items()
    }
    return parts.Band(_needed(data, "value"), text_of(data, "label", needed=False), limits, when)


def _table(data: Data) -> parts.Table:
    bands = tuple(_band(row) for row in data.get("bands") or ())
    by = _names(data, "by")
    if not bands or not 1 <= len(by) <= 2 or len(set(by)) < len(by):
        words = _("A table has at least one band, by one or two different facts.")
        raise Invalid(words, fields={"bands": words})
    closed = _choice(data, "closed", ("up_to", "below"), "up_to")
    article = str(data.get("article") or "")
    return parts.Table(code_of(data), text_of(data, "label"), _unit(data), article, by, closed, bands)


def _window(data: Data) -> parts.Window | None:
    given = data.get("window")
    if not given:
        return None
    season = None
    if given.get("season"):
        first, last = (str(day) for day in given["season"])
        if not _DAY.fullmatch(first) or not _DAY.fullmatch(last):
            words = _("Write the day as month-day, such as 11-15.")
            raise Invalid(words, fields={"window": words})
        season = (first, last)
    up_to = given.get("up_to")
    return parts.Window(
        _choice(given, "unit", tuple(parts.SPANS.values())),
        int(given.get("after") or 0),
        int(up_to) if up_to not in (None, "") else None,
        season,
    )


def _quantity(data: Data) -> parts.Quantity:
    window, formula = _window(data), str(data.get("formula") or "").strip()
    if bool(window) == bool(formula):
        words = _("A quantity is worked out by a formula or counts time: one of the two.")
        raise Invalid(words, fields={"formula": words})
    return parts.Quantity(
        code=code_of(data),
        label=text_of(data, "label"),
        formula=formula,
        window=window,
        rounding=_choice(data, "rounding", ("", "up", "down", "half_up")),
        least=number_of(data, "least", needed=False),
        most=number_of(data, "most", needed=False),
    )


def _rule(data: Data) -> parts.Rule:
    kind = _choice(data, "kind", parts.RULE_KINDS, "fee")
    formula = str(data.get("formula") or "").strip()
    if bool(formula) != (kind in parts.WITH_FORMULA):
        words = _("Write the formula.") if not formula else _("A rule of this kind has no formula.")
        raise Invalid(words, fields={"formula": words})
    ground = text_of(data, "ground", 400, needed=kind == "exemption")
    sayings = tuple(
        parts.Saying(str(row.get("when") or "").strip(), text_of(row, "text", 500))
        for row in data.get("sentence") or ()
    )
    if kind == "refusal" and not sayings:
        words = _("Say in a sentence why this is refused and what to do.")
        raise Invalid(words, fields={"sentence": words})
    rounding = str(data.get("rounding") or "")
    if kind == "rounding" or rounding:
        rounding = _choice(data, "rounding", [one.value for one in Rounding])
    return parts.Rule(
        code=code_of(data),
        kind=kind,
        label=text_of(data, "label"),
        article=str(data.get("article") or ""),
        when=str(data.get("when") or "").strip(),
        formula=formula,
        of=_names(data, "of"),
        taxable=bool(data.get("taxable", True)),
        ground=ground,
        rounding=rounding,
        sentence=sayings,
    )


def _tax(data: Data) -> parts.Tax:
    return parts.Tax(code_of(data), text_of(data, "label"), text_of(data, "law", 300), _steps(data))


def _tariff(data: Data) -> parts.Tariff:
    faults: dict[str, str] = {}
    rules = _read_all("rules", data.get("rules") or [], _rule, faults)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    rounding = Rounding(_choice(data, "rounding", [one.value for one in Rounding], Rounding.CENT))
    return parts.Tariff(
        code_of(data, _TARIFF_CODE),
        text_of(data, "name"),
        tuple(rules.values()),
        _names(data, "taxes"),
        rounding,
        _names(data, "others"),
    )


def _example(data: Data) -> parts.Example:
    starts, ends = day_of(data.get("starts"), "starts"), day_of(data.get("ends"), "ends")
    return parts.Example(
        code=str(data.get("code") or "").strip()[:40] or "1",
        title=text_of(data, "title"),
        tariff=str(data.get("tariff") or ""),
        starts=starts,
        ends=ends,
        answers={str(code): str(given) for code, given in (data.get("answers") or {}).items()},
        total=number_of(data, "total", needed=False),
        lines={str(code): exact(str(given), "lines") for code, given in (data.get("lines") or {}).items()},
        working=text_of(data, "working", _LONG),
    )


READERS: Mapping[str, Callable[[Data], Any]] = {
    "articles": _article,
    "questions": _question,
    "rates": _rate,
    "tables": _table,
    "quantities": _quantity,
    "taxes": _tax,
    "tariffs": _tariff,
    "examples": _example,
}
