"""Two versions of a bill side by side: what changed in the file, line by line, in money, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from guichet.billing.shapes import Changes, FactChange, LineChange
from guichet.billing.values import read_facts
from guichet.kernel.money import ZERO
from guichet.kernel.texts import Text
from guichet.tariffs.units import say_quantity
from guichet.tariffs.values import Computed, FeeLine

LANGUAGES = ("fr", "en")


def keyed(lines: Sequence[FeeLine]) -> dict[str, FeeLine]:
    """Give lines by a key that finds them again in another version: their code, and their rank among its namesakes."""
    seen: Counter[str] = Counter()
    found: dict[str, FeeLine] = {}
    for line in lines:
        seen[line.code] += 1
        found[line.code if seen[line.code] == 1 else f"{line.code}~{seen[line.code]}"] = line
    return found


def compare(
    before: tuple[int, Computed, Mapping[str, Any]], after: tuple[int, Computed, Mapping[str, Any]]
) -> Changes:
    """Compare two versions, each given as its number, its computation and its facts as stored."""
    old, new = keyed(before[1].lines), keyed(after[1].lines)
    lines = tuple(_line_change(key, old.get(key), new.get(key)) for key in dict.fromkeys((*new, *old)))
    telling = max(lines, key=lambda line: abs(line.difference), default=None)
    return Changes(
        before=before[0],
        after=after[0],
        facts=_fact_changes(before[2], after[2]),
        lines=lines,
        total_before=before[1].total,
        total_after=after[1].total,
        article=telling.article if telling and telling.difference else "",
        bylaw=telling.bylaw if telling and telling.difference else "",
    )


def _line_change(key: str, old: FeeLine | None, new: FeeLine | None) -> LineChange:
    line = new or old
    if line is None:
        raise ValueError(f"no version has the line {key}")
    before, after = old.amount if old else None, new.amount if new else None
    return LineChange(
        code=key,
        label=line.label,
        before=before,
        after=after,
        difference=(after or ZERO) - (before or ZERO),
        why={language: _why(old, new, language) for language in LANGUAGES},
        article=line.article,
        bylaw=line.bylaw,
    )


def say_terms(line: FeeLine, language: str) -> str:
    """Write the arithmetic of a line in short: « 15 m² × 12 jours »; amounts of money are left out."""
    said = ""
    for term in line.terms:
        if "$" in term.unit or "€" in term.unit or "CAD" in term.unit or "EUR" in term.unit:
            continue
        quantity = say_quantity(term.value, term.unit, language)
        said = f"{said} {term.sign or '×'} {quantity}" if said else quantity
    return said


def _why(old: FeeLine | None, new: FeeLine | None, language: str) -> str:
    with translation.override(language):
        if old is None or new is None:
            return _("New line") if old is None else _("This line no longer applies")
        if old.amount == new.amount:
            return _("Nothing changes")
        before, after = say_terms(old, language), say_terms(new, language)
        if before and after and before != after:
            return _("%(after)s instead of %(before)s") % {"before": before, "after": after}
        if (old.bylaw, old.bylaw_version, old.article) != (new.bylaw, new.bylaw_version, new.article):
            return _("Another article applies: %(article)s") % {"article": new.article}
        words = _("Still %(terms)s, of another amount") if after else _("Follows from the other lines")
        return words % {"terms": after}


def _fact_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FactChange, ...]:
    old = {fact.code: fact for fact in read_facts(before)}
    new = {fact.code: fact for fact in read_facts(after)}
    none: Text = {}
    found = []
    for code in dict.fromkeys((*new, *old)):
        was, now = old.get(code), new.get(code)
        if was is not None and now is not None and was.value == now.value:
            continue
        either = now or was
        label = either.label if either else none
        found.append(FactChange(code, label, was.value if was else none, now.value if now else none))
    return tuple(found)
