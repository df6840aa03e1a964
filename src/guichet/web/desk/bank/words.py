"""How the bank says its states, kinds and findings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from guichet.kernel.texts import localise
from guichet.kernel.typography import clock_time, long_date, number, percent
from guichet.places.queries import district_names
from guichet.web.desk.templatetags.desk import language

Words = str | Promise

STATE_TONES: Mapping[str, tuple[Words, str, str]] = {
    "draft": (pgettext_lazy("answer", "Draft"), "", "pencil-square"),
    "review": (pgettext_lazy("answer", "To be read again"), "warn", "eye"),
    "published": (pgettext_lazy("answer", "Published"), "ok", "check-circle-fill"),
    "withdrawn": (pgettext_lazy("answer", "Withdrawn"), "late", "x-lg"),
}
KIND_WORDS: Mapping[str, Words] = {
    "wrong": gettext_lazy("It is wrong"),
    "old": gettext_lazy("It is out of date"),
    "unclear": gettext_lazy("It is not clear"),
    "missing": gettext_lazy("Something is missing"),
}
SOURCE_WORDS: Mapping[str, tuple[str, Words]] = {
    "search": ("search", gettext_lazy("searches")),
    "contact": ("telephone", gettext_lazy("contacts")),
    "expert": ("people", gettext_lazy("questions to experts")),
}
EFFECT_WORDS: Mapping[str, Words] = {
    "tell": gettext_lazy("Only says it"),
    "warn": gettext_lazy("Warns on the report form"),
    "stop": gettext_lazy("Stops the report form"),
}
EFFECT_TONES: Mapping[str, str] = {"tell": "info", "warn": "warn", "stop": "late"}
FACT_WORDS: Mapping[str, Words] = {
    "amount": gettext_lazy("Amounts"),
    "time": gettext_lazy("Times of day"),
    "date": gettext_lazy("Dates"),
    "percent": gettext_lazy("Percentages"),
    "phone": gettext_lazy("Telephone numbers"),
    "length": gettext_lazy("Delays and measures"),
}
FINDING_WORDS: Mapping[str, Words] = {
    "answers": gettext_lazy("Between answers"),
    "languages": gettext_lazy("Between languages"),
    "districts": gettext_lazy("Between districts"),
    "link": gettext_lazy("Dead links"),
}
UNIT_WORDS: Mapping[str, Words] = {
    "minute": gettext_lazy("min"),
    "hour": gettext_lazy("h"),
    "day": gettext_lazy("days"),
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
}
LANGUAGE_WORDS: Mapping[str, Words] = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}
WHERE_WORDS: Mapping[str, Words] = {
    "forms": gettext_lazy("Forms to offer"),
    "services": gettext_lazy("Services concerned"),
    "see_also": gettext_lazy("See also"),
    "sources": gettext_lazy("Sources"),
    "read": gettext_lazy("To read"),
    "staff": gettext_lazy("For staff only"),
}


def language_words(code: str) -> str:
    """Name a language in the reader's own, as within a sentence."""
    return str(LANGUAGE_WORDS.get(code, code)).lower()


def district_words() -> dict[str, str]:
    """Give the districts' names by code, in the language of the page (one query)."""
    return {code: localise(name, language()) for code, name in district_names()}


def finding_sentence(kind: str, detail: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what the nightly look found."""
    district = names.get(detail.get("district", ""), detail.get("district", ""))
    if kind == "link":
        return _link_sentence(detail)
    fact = detail["fact"]
    if kind == "answers":
        here, there = _values(fact, detail["here"]), _values(fact, detail["there"])
        return _("%(fact)s: %(here)s here, %(there)s there.") % {
            "fact": str(FACT_WORDS.get(fact, fact)),
            "here": here,
            "there": there,
        }
    said = {"fact": str(FACT_WORDS.get(fact, fact))}
    if kind == "languages":
        said |= {"french": _values(fact, detail["fr"]), "english": _values(fact, detail["en"])}
        sentence = _("%(fact)s: %(french)s in French only, %(english)s in English only.") % said
        return f"{district} – {sentence}" if district else sentence
    said |= {
        "district": district,
        "here": _values(fact, detail["here"]),
        "everywhere": _values(fact, detail["everywhere"]),
    }
    sentence = _("%(fact)s: %(here)s only in %(district)s, %(everywhere)s only in the common text.") % said
    return f"{sentence} ({language_words(detail['language'])})" if detail["language"] else sentence


def _values(fact: str, values: list[str]) -> str:
    return ", ".join(_value(fact, value) for value in values) or _("nothing")


def _value(fact: str, value: str) -> str:
    """Write a fact as people do: « 16 h 30 », « 15 avril », « 10 jours »."""
    if fact == "time":
        return clock_time(dt.time.fromisoformat(value), language())
    if fact == "date":
        day = long_date(dt.date.fromisoformat(f"2028-{value}"), language())  # a leap year has every day
        return day.rpartition(" ")[0].partition(" ")[2].rstrip(",")
    if fact == "length":
        amount, _space, unit = value.partition(" ")
        return f"{number(Decimal(amount), language())}\u00a0{UNIT_WORDS.get(unit, unit)}"
    if fact == "percent":
        return percent(Decimal(value) / 100, language(), max(0, len(value.partition(".")[2])))
    return number(Decimal(value), language()) if fact == "amount" else value


def _link_sentence(detail: Mapping[str, Any]) -> str:
    said = {"where": str(WHERE_WORDS.get(detail["where"], detail["where"])), "to": detail["to"]}
    if detail["why"] == "gone":
        return _("%(where)s: “%(to)s” is closed, withdrawn or does not exist.") % said
    if detail["why"] == "format":
        return _("%(where)s: “%(to)s” is not an address.") % said
    return _("%(where)s: the page %(to)s no longer answers.") % said


def source_count(source: str, count: int) -> str:
    """Say how many times a question came from somewhere."""
    if source == "search":
        words = ngettext("%(count)s search", "%(count)s searches", count)
    elif source == "contact":
        words = ngettext("%(count)s contact", "%(count)s contacts", count)
    else:
        words = ngettext("%(count)s question to experts", "%(count)s questions to experts", count)
    return words % {"count": count}


def people_waiting(count: int) -> str:
    """Say how many people asked."""
    return ngettext("asked once", "asked %(count)s times", count) % {"count": count}
