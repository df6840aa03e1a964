"""Where a part of a by-law is: in its list, or for a rule in its tariff; read, put in place, taken out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.tariffs.actions import remove_part, save_part
from guichet.tariffs.queries.shown import VersionShown
from guichet.tariffs.taxing import KNOWN
from guichet.web.backoffice.tariffs.forms_parts import FORMS, PartForm
from guichet.web.backoffice.tariffs.forms_rules import RuleForm
from guichet.web.backoffice.tariffs.forms_tables import TableForm

Row = dict[str, Any]


def form_of(part: str) -> type[PartForm]:
    """Give the form of a kind of part; NotFound for another."""
    if part in {"tables", "rules"}:
        return TableForm if part == "tables" else RuleForm
    if part not in FORMS:
        raise NotFound(_("This part is no longer there."))
    return FORMS[part]


def known_part(part: str, code: str) -> Row | None:
    """Give what a new part begins with when it is one that is known everywhere: a tax of a country."""
    return dict(KNOWN[code]) if part == "taxes" and code in KNOWN else None


def stored(shown: VersionShown, part: str, tariff: str, code: str) -> Row | None:
    """Give a part as it is stored; None for a new one; NotFound when it is gone."""
    if code == "new":
        return None
    rows = rows_of(shown, part, tariff)
    found = next((row for row in rows if str(row.get("code")) == code), None)
    if found is None:
        raise NotFound(_("This part is no longer there."))
    return found


def rows_of(shown: VersionShown, part: str, tariff: str) -> list[Row]:
    """Give the rows of a list; the rules are those of a tariff."""
    lists: Mapping[str, Any] = shown.content
    if part != "rules":
        return list(lists.get(part) or ())
    found = next((row for row in lists.get("tariffs") or () if row.get("code") == tariff), None)
    if found is None:
        raise NotFound(_("This part is no longer there."))
    return list(found.get("rules") or ())


def keep(actor: Actor, shown: VersionShown, part: str, tariff: str, code: str, row: Row) -> None:
    """Put a part in its place and save; faults are named by the fields of its form."""
    line, seen = shown.line, shown.version
    old = "" if code == "new" else code
    if part != "rules":
        place = f"{part}.{row.get('code')}."
        _named(place, lambda: save_part(actor, line.code, line.number, part, row, old=old, seen_version=seen))
        return
    rules = rows_of(shown, part, tariff)
    at = next((at for at, one in enumerate(rules) if one.get("code") == old), len(rules))
    rules[at : at + 1] = [row]
    _save_rules(actor, shown, tariff, rules, str(row.get("code")))


def _save_rules(actor: Actor, shown: VersionShown, tariff: str, rules: list[Row], code: str) -> None:
    line = shown.line
    owner = next(row for row in rows_of(shown, "tariffs", "") if row.get("code") == tariff)
    values = {**owner, "rules": rules}

    def act() -> object:
        return save_part(
            actor, line.code, line.number, "tariffs", values, old=tariff, seen_version=shown.version
        )

    _named((f"tariffs.{tariff}.rules.{code}.", f"tariffs.{tariff}.{code}."), act)


def take_out(actor: Actor, shown: VersionShown, part: str, tariff: str, code: str) -> None:
    """Take a part out and save."""
    line = shown.line
    if part != "rules":
        remove_part(actor, line.code, line.number, part, code, seen_version=shown.version)
        return
    _save_rules(
        actor, shown, tariff, [row for row in rows_of(shown, part, tariff) if row.get("code") != code], code
    )


def move(actor: Actor, shown: VersionShown, tariff: str, code: str, step: int) -> None:
    """Move a rule up (−1) or down (1) in its tariff; the whole is checked as for any change."""
    rules = rows_of(shown, "rules", tariff)
    at = next((at for at, one in enumerate(rules) if one.get("code") == code), -1)
    there = at + step
    if at < 0 or not 0 <= there < len(rules):
        return
    rules[at], rules[there] = rules[there], rules[at]
    _save_rules(actor, shown, tariff, rules, code)


def _named(places: str | tuple[str, ...], act: Callable[[], object]) -> None:
    """Name faults as the form does: « rates.issue.value » becomes « value »; those of other parts stay above it."""
    try:
        act()
    except Invalid as fault:
        fields: dict[str, str] = {}
        for name, words in fault.fields.items():
            starts = (places,) if isinstance(places, str) else places
            place = next((start for start in starts if name.startswith(start)), "")
            fields[name.removeprefix(place).rstrip(".") or "code"] = words
        raise Invalid(fault.message, fields=fields) from fault
