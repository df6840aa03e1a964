"""What a file lacks before it can be filed: dates, place, people, documents. Nothing here is kept."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.kernel.texts import localise
from guichet.kernel.typography import figure, long_date
from guichet.permits.shapes import Document, Earliest, Lack, TypeShown
from guichet.permits.wording import say

ANSWERS = {"answers": "map"}
LONGEST_EVER = 3_700
FIRST_YEAR, YEARS_AHEAD = 2000, 20
_TIME = r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?)?"
_HOURS = re.compile(rf"\s*{_TIME}\s*(?:-|–|—|à|a|to)\s*{_TIME}\s*")
_NAMED = re.compile(r"\banswers\.([A-Za-z_][A-Za-z0-9_]*)")


def holds(expression: str, values: Mapping[str, object]) -> bool:
    """Tell whether a condition of a type is true of some answers; an empty one is, one over what was not asked is not.

    One that cannot be computed otherwise is true: a document asked for once too often is better than one forgotten.
    """
    if not expression.strip():
        return True
    if set(_NAMED.findall(expression)) - set(values):
        return False
    try:
        return bool(
            compile_expression(expression, ANSWERS, result="bool").evaluate({"answers": dict(values)})
        )
    except ExpressionFault:
        return True


def plain_values(answers: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Give the values of answers by code, as conditions and fees read them."""
    return {str(answer["code"]): answer.get("value") for answer in answers if answer.get("code")}


def needed_documents(kind: TypeShown, values: Mapping[str, object]) -> list[Document]:
    """Give the documents that a file with such answers needs."""
    return [document for document in kind.documents if holds(document.when, values)]


def check_period(kind: TypeShown, starts: dt.date, ends: dt.date) -> None:
    """Refuse an end before the start, and a permit that is longer than its type allows. Raises Invalid."""
    for field, day in (("starts_on", starts), ("ends_on", ends)):
        check_year(day, field)
    if ends < starts:
        raise _invalid("ends_on", _("The last day comes before the first one. Check the two dates."))
    days = (ends - starts).days + 1
    if days > min(kind.longest_days, LONGEST_EVER):
        raise _invalid(
            "ends_on",
            _(
                "This permit lasts %(most)s days at most; you ask for %(days)s. Shorten the dates, or ask for an "
                "extension once you are on site."
            )
            % {"most": figure(kind.longest_days), "days": figure(days)},
        )
    if kind.season_from and kind.season_to and not _within_season(kind, starts, ends):
        raise _invalid(
            "starts_on",
            _("This permit is for the season from %(first)s to %(last)s. Choose dates within it.")
            % {"first": _day(kind.season_from), "last": _day(kind.season_to)},
        )


def is_thinkable(day: dt.date) -> bool:
    """Tell whether a day is one that a permit can be about: neither long past nor far in the future."""
    return FIRST_YEAR <= day.year <= moment.today().year + YEARS_AHEAD


def check_year(day: dt.date, field: str) -> None:
    """Refuse a year that was surely mistyped, before anything is computed with it. Raises Invalid (code « year »)."""
    if not is_thinkable(day):
        words = _("Check the year: %(year)s cannot be right.") % {"year": day.year}
        raise Invalid(words, fields={field: words}, code="year")


def read_hours(text: str) -> str:
    """Read hours as people write them (« 9 h à 17 h », « 9:00-17:30 ») as « 09:00-17:30 »; nothing stays nothing.

    Raises Invalid (field « hours ») for what are no hours.
    """
    if not text.strip():
        return ""
    found = _HOURS.fullmatch(text)
    if found is not None:
        opens, since, closes, until = (int(part or 0) for part in found.groups())
        if max(opens, closes) < 24 and max(since, until) < 60:
            return f"{opens:02d}:{since:02d}-{closes:02d}:{until:02d}"
    raise _invalid("hours", _("Write the hours such as 9:00-17:00, or leave them empty for day and night."))


def check_extension(kind: TypeShown, starts: dt.date, until: dt.date, extensions: int) -> None:
    """Refuse an extension past what its type allows in all: so many times, so many days from the first one.

    Says the last day that is left, or that a new request is needed. Raises Invalid about « until ».
    """
    if kind.most_extensions is not None and extensions >= kind.most_extensions:
        sentence = ngettext(
            "This permit was extended once already, which is the most its type allows. A new request is needed.",
            "This permit was extended %(n)s times already, which is the most its type allows. A new request is needed.",
            extensions,
        ) % {"n": figure(extensions)}
        if not kind.most_extensions:
            sentence = _("This permit cannot be extended: a new request is needed.")
        raise _invalid("until", sentence)
    if kind.longest_total is None:
        return
    last = starts + dt.timedelta(days=kind.longest_total - 1)
    if until > last:
        words = _(
            "With its extensions this permit lasts %(most)s days at most from its first day: %(day)s is the last one "
            "possible. To stay longer, a new request is needed."
        )
        day = long_date(last, get_language() or "fr")
        raise _invalid("until", words % {"most": figure(kind.longest_total), "day": day})


def _invalid(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})


def _within_season(kind: TypeShown, starts: dt.date, ends: dt.date) -> bool:
    first, last = starts.strftime("%m-%d"), ends.strftime("%m-%d")
    if kind.season_from <= kind.season_to:
        return starts.year == ends.year and kind.season_from <= first and last <= kind.season_to
    return not kind.season_to < first < kind.season_from and not kind.season_to < last < kind.season_from


def _day(month_day: str) -> str:
    month, day = month_day.split("-")
    return f"{day}/{month}"


def check_start(earliest: Earliest, starts: dt.date, words: Mapping[str, str]) -> None:
    """Refuse a start before the first lawful day, and say what to do. Raises Invalid."""
    if starts < earliest.day:
        raise _invalid("starts_on", localise(words, get_language() or "fr"))


def lacks_of(
    kind: TypeShown,
    values: Mapping[str, object],
    *,
    given: Collection[str],
    has_area: bool,
    has_address: bool,
    reachable: bool,
) -> list[Lack]:
    """Give what a file still lacks: its place, someone to answer to, and the documents that it needs.

    `given` are the codes of the documents and questions that were answered.
    """
    found = []
    if kind.drawn and not has_area:
        words = say(
            "Dessinez la zone occupée, ou tapez ses mesures.", "Draw the occupied area, or type its size."
        )
        found.append(Lack("area", {"fr": "Zone occupée", "en": "Occupied area"}, "area", sentence=words))
    if not has_address and not has_area:
        words = say("Dites où : une adresse suffit.", "Say where: an address is enough.")
        found.append(Lack("address", {"fr": "Adresse", "en": "Address"}, "address", sentence=words))
    if not reachable:
        words = say(
            "Laissez un courriel ou un téléphone : c’est là que va la réponse.",
            "Leave an e-mail address or a telephone number: the answer goes there.",
        )
        found.append(
            Lack("applicant", {"fr": "Personne qui demande", "en": "Applicant"}, "party", sentence=words)
        )
    found += [
        Lack(document.code, document.label, "document", sentence=document.help)
        for document in needed_documents(kind, values)
        if document.required and document.code not in given
    ]
    return found


def write_lack(lack: Lack) -> dict[str, Any]:
    """Give a lack as a file keeps it."""
    return {
        "code": lack.code,
        "label": lack.label,
        "kind": lack.kind,
        "page": lack.page,
        "sentence": lack.sentence,
    }


def read_lack(data: Mapping[str, Any]) -> Lack:
    """Read a lack back."""
    return Lack(
        data["code"],
        data["label"],
        data.get("kind", "document"),
        data.get("page", 0),
        data.get("sentence", {}),
    )
