"""Tables of figures by bands: refused when bands overlap or leave a hole, looked up exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.tariffs.content import Band, Question, Table
from guichet.tariffs.units import say_quantity

Span = tuple[Decimal, Decimal | None]


def check_bands(table: Table, questions: Mapping[str, Question]) -> None:
    """Look at every combination that a file can bring: exactly one band for each, else Invalid says for which."""
    axes = [_axis(table, code, questions[code]) for code in table.by]
    for cell in product(*axes):
        found = [
            band
            for band in table.bands
            if all(_covers(band, code, at) for code, at in zip(table.by, cell, strict=True))
        ]
        if len(found) == 1:
            continue
        place = ", ".join(_cell_words(questions[code], at) for code, at in zip(table.by, cell, strict=True))
        words = (
            _("Two bands of this table hold for: %(place)s. Keep one.")
            if found
            else _("No band of this table holds for: %(place)s. Add one.")
        )
        said = words % {"place": place}
        raise Invalid(said, fields={"bands": said}, code="bands_overlap" if found else "bands_hole")


def _axis(table: Table, code: str, question: Question) -> Sequence[Span | str]:
    """Give the smallest pieces that the limits of a table cut a fact into, or its choices."""
    if question.kind == "choice":
        return [choice for choice, _label in question.choices]
    if question.kind == "yes_no":
        return ["yes", "no"]
    edges: set[Decimal] = {question.lowest}
    for band in table.bands:
        low, high = band.limits.get(code, (question.lowest, None))
        edges |= {low, *([high] if high is not None else [])}
    ordered = sorted(edge for edge in edges if edge >= question.lowest and _under(edge, question.highest))
    ends: list[Decimal | None] = [*ordered[1:], question.highest]
    return list(zip(ordered, ends, strict=True))


def _under(edge: Decimal, highest: Decimal | None) -> bool:
    return highest is None or edge < highest


def _covers(band: Band, code: str, at: Span | str) -> bool:
    if isinstance(at, str):
        return code not in band.when or at in band.when[code]
    if code not in band.limits:
        return True
    low, high = band.limits[code]
    return low <= at[0] and (high is None or (at[1] is not None and at[1] <= high))


def _cell_words(question: Question, at: Span | str) -> str:
    language = get_language() or "fr"
    label = localise(question.label, language)
    if isinstance(at, str):
        return f"{label} = {localise(dict(question.choices).get(at, {}), language) or at}"
    low = say_quantity(at[0], question.unit, language)
    if at[1] is None:
        return _("%(what)s over %(low)s") % {"what": label, "low": low}
    high = say_quantity(at[1], question.unit, language)
    return _("%(what)s from %(low)s to %(high)s") % {"what": label, "low": low, "high": high}


def look_up(table: Table, facts: Mapping[str, Decimal | str]) -> Band:
    """Give the band for some facts (numbers by Decimal, choices by code; yes and no for a yes-or-no answer).

    Invalid when none or several hold: a table that was saved always has one.
    """
    found = [band for band in table.bands if all(_holds(table, band, code, facts[code]) for code in table.by)]
    if len(found) == 1:
        return found[0]
    language = get_language() or "fr"
    words = (
        _("Two bands of “%(table)s” hold for this file: the by-law must be corrected first.")
        if found
        else _("The table “%(table)s” has no figure for this file: the by-law must be completed first.")
    )
    raise Invalid(
        words % {"table": localise(table.label, language)}, code="bands_overlap" if found else "bands_hole"
    )


def _holds(table: Table, band: Band, code: str, fact: Decimal | str) -> bool:
    if isinstance(fact, str):
        return code not in band.when or fact in band.when[code]
    if code not in band.limits:
        return True
    low, high = band.limits[code]
    if table.closed == "up_to":
        first = min(other.limits[code][0] for other in table.bands if code in other.limits)
        above = fact > low or fact == low == first
        return above and (high is None or fact <= high)
    return fact >= low and (high is None or fact < high)


def band_words(table: Table, band: Band, questions: Mapping[str, Question], language: str) -> str:
    """Say which files a band is for: « jusqu’à 50 m² », « plus de 50 m² et jusqu’à 100 m², rue locale »."""
    if band.label:
        return localise(band.label, language)
    said = []
    for code in table.by:
        question = questions[code]
        if code in band.limits:
            said.append(_limits_words(band.limits[code], question.unit, table.closed, language))
        elif code in band.when:
            labels = dict(question.choices)
            joined = " ou " if language.startswith("fr") else " or "
            said.append(
                joined.join(localise(labels.get(one, {}), language) or one for one in band.when[code])
            )
    return ", ".join(words for words in said if words)


def _limits_words(span: Span, unit: str, closed: str, language: str) -> str:
    french = language.startswith("fr")
    low = say_quantity(span[0], unit, language) if span[0] else ""
    high = say_quantity(span[1], unit, language) if span[1] is not None else ""
    if closed == "up_to":
        over = (f"plus de {low}" if french else f"over {low}") if low else ""
        to = (f"jusqu’à {high}" if french else f"up to {high}") if high else ""
    else:
        over = (f"à partir de {low}" if french else f"from {low}") if low else ""
        to = (f"moins de {high}" if french else f"under {high}") if high else ""
    return (" et " if french else " and ").join(part for part in (over, to) if part)
