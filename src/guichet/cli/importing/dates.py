"""Dates as files write them: the forms that are tried, and reading one of them."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from itertools import product

# What databases and spreadsheets write where there is nothing.
NOTHING = frozenset({"", "NULL", "null", "None", "none", "NaN", "nan", "N/A", "n/a", "#N/A"})
_DAYS = (
    "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%Y-%m-%d", "%d-%m-%Y", "%m-%d-%Y", "%Y.%m.%d", "%d.%m.%Y",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%d %b %Y",
    "%b %d, %Y", "%b %d %Y", "%Y%m%d",
)  # fmt: skip
_HOURS = (
    "", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", " %I:%M:%S%p", " %I:%M%p", " %H:%M:%S.%f", ", %H:%M",
    ", %I:%M:%S %p", ", %I:%M %p", " %Hh%M", " %H h %M", " à %H:%M", " à %Hh%M", " à %H h %M", " - %H:%M", "T%H:%M:%S",
    " %H:%M:%S+00", " %H:%M:%S UTC",
)  # fmt: skip
SECONDS = "seconds"  # since 1970, or thousandths of them
FORMATS = (
    "iso",
    *(f"{day}{hour}" for day, hour in product(_DAYS, _HOURS)),
    "%a %b %d %H:%M:%S %Y",
    SECONDS,
)
_SECONDS = re.compile(r"[12]\d{9}(?:\.\d+|\d{3})?")
_HALF_DAY = re.compile(r"(?<=[\d ])([ap])\.? ?m\b\.?", re.IGNORECASE)
_FIRST = re.compile(r"\b1er\b", re.IGNORECASE)
_MONTHS = (
    "jan|ene|gen", "f[ée]v|feb", "mar|m[äa]r|mrz", "avr|apr|abr", "mai|may|mag", "juin|jun|giu", "juil|jul|lug",
    "ao[uû]|aug|ago", "sep|set", "oct|okt|ott", "nov", "d[ée]c|dez|dic",
)  # fmt: skip
_MONTH = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(f'({names})' for names in _MONTHS)})[^\W\d_]*\.?", re.IGNORECASE
)
_TURNED = (("%d/%m", "%m/%d"), ("%d-%m", "%m-%d"))


def read_moment(text: str, form: str) -> dt.datetime | None:
    """Read a date in a form of Python's letters, « iso » or « seconds »; None when it is not one.

    The month of « %b » may be a word of French or English, whole or shortened. A date that says its zone has it.
    """
    try:
        if form == "iso":
            return dt.datetime.fromisoformat(text)
        if form == SECONDS:
            return _since_1970(text)
        if "%b" in form or "%B" in form:
            text, form = _month_as_number(text), form.replace("%b", "%m").replace("%B", "%m")
        if "%p" in form:
            text = _HALF_DAY.sub(r"\1m", text)
        read = dt.datetime.strptime(text, form)  # noqa: DTZ007  # the reader knows the zone
    except ValueError:
        return None
    return read.replace(tzinfo=dt.UTC) if form.endswith(("+00", "UTC")) else read


def read_date(text: str, form: str) -> dt.datetime | None:
    """Read a date to compare it with others of its file; None when it is not one of the years 1950 to 2100."""
    if (form == "iso" and "-" not in text) or not _may_be(text, form):
        return None
    found = read_moment(text, form)
    return found.replace(tzinfo=None) if found and 1950 <= found.year <= 2100 else None


def other_order(form: str) -> str:
    """Give the form that reads the month where this one reads the day; empty when their order is plain."""
    for one, other in _TURNED:
        if form.startswith((one, other)):
            return form.replace(one, other, 1) if form.startswith(one) else form.replace(other, one, 1)
    return ""


def _since_1970(text: str) -> dt.datetime | None:
    if not _SECONDS.fullmatch(text):
        return None
    whole = text.partition(".")[0]
    return dt.datetime.fromtimestamp(int(whole) / (1000 if len(whole) > 10 else 1), tz=dt.UTC)


def _month_as_number(text: str) -> str:
    """Put a number in place of the month's name; a word that stands before the day is left out."""
    apart = re.sub(r"^[^\W\d_]+\.?,? (?=\d)", "", _FIRST.sub("1", text))
    return _MONTH.sub(lambda found: str(found.lastindex), apart, count=1)


@lru_cache(maxsize=1024)
def _signs(form: str) -> tuple[str, bool]:
    plain = re.sub(r"%[a-zA-Z]", "", form)
    return plain.replace(" ", ""), "%b" in form


def _may_be(text: str, form: str) -> bool:
    """Tell at once most forms that a text does not have: trying one costs a hundred times more."""
    if form in {"iso", SECONDS}:
        return True
    signs, named = _signs(form)
    if form.startswith("%Y%m%d") and not text[:8].isdigit():
        return False
    return (
        (":" in text) == (":" in signs)
        and all(sign in text for sign in signs)
        and (named or "/" in signs or "-" in signs or "." in signs or text.isdigit() or ":" in text)
    )
