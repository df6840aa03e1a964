"""The days on which the law or habit closes public offices; a city confirms or edits the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import holidays

Names = dict[dt.date, dict[str, str]]

_LANGUAGES = {"CA": ("fr", "en_CA"), "FR": ("fr", "en_US")}
_ALSACE_MOSELLE = "57"
_EASTER_MONDAY_AFTER_GOOD_FRIDAY = dt.timedelta(days=3)
_NAMED_AGAIN = {
    "Jour de l’an": "Jour de l’An",
    "Labor Day": "Labour Day",
    "Saint Jean Baptiste Day": "Québec’s National Holiday",
    "(observé)": "(reporté)",
}
# (month, day) of the days between Christmas and New Year that Québec's public offices also take.
_QUEBEC_OFFICES = {
    (1, 2): {"fr": "Lendemain du jour de l’An", "en": "Day after New Year’s Day"},
    (12, 24): {"fr": "Veille de Noël", "en": "Christmas Eve"},
    (12, 26): {"fr": "Lendemain de Noël", "en": "Boxing Day"},
    (12, 31): {"fr": "Veille du jour de l’An", "en": "New Year’s Eve"},
}


def _name(raw: str) -> str:
    name = raw.replace("'", "\u2019")
    for old, new in _NAMED_AGAIN.items():
        name = name.replace(old, new)
    return name


def holidays_for(country: str, subdivision: str, years: Iterable[int], *, offices: bool = True) -> Names:
    """Give the holidays of some years, in order of date, each with its name in French and in English.

    `country` is CA or FR; `subdivision` is QC for Québec, and for France nothing, « alsace-moselle » (Good
    Friday and Saint Stephen's Day: article L. 3134-13 of the Code du travail) or an overseas code such as
    974. In Québec, `offices` adds the days on which public offices close besides the Act respecting labour
    standards and the National Holiday Act: Easter Monday (Interpretation Act, s. 61) and 24, 26, 31 December
    and 2 January (habit of the public service, by collective agreement). A holiday moved by law to the Monday
    is there on both dates. Another country or subdivision raises ValueError.
    """
    if country not in _LANGUAGES:
        raise ValueError(f"no holidays known for the country {country!r}")
    code = _ALSACE_MOSELLE if subdivision.lower() == "alsace-moselle" else subdivision
    wanted = sorted(set(years))
    if not wanted:
        return {}
    found: Names = {}
    for language, locale in zip(("fr", "en"), _LANGUAGES[country], strict=True):
        try:
            days = holidays.country_holidays(country, subdiv=code or None, years=wanted, language=locale)
        except NotImplementedError as problem:
            raise ValueError(f"no holidays known for {country} {subdivision!r}") from problem
        for day, name in days.items():
            found.setdefault(day, {})[language] = _name(name)
    if offices and (country, code) == ("CA", "QC"):
        found = _quebec_offices(found, wanted) | found
    return {day: found[day] for day in sorted(found) if day.year in wanted}


def _quebec_offices(known: Names, years: list[int]) -> Names:
    """Give the days that Québec's public offices take besides those already known."""
    also: Names = {
        day + _EASTER_MONDAY_AFTER_GOOD_FRIDAY: {"fr": "Lundi de Pâques", "en": "Easter Monday"}
        for day, names in known.items()
        if names["en"] == "Good Friday"
    }
    for year in years:
        for (month, day_of_month), names in _QUEBEC_OFFICES.items():
            also[dt.date(year, month, day_of_month)] = dict(names)
    return also
