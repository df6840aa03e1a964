"""How numbers, dates, delays and sentences are written for people, in French and in English.

Languages are « fr », « fr-ca » and « en » (anything that begins with fr or en is read as such; another raises
ValueError). Times are aware datetimes already in the city's zone; a naive one raises ValueError. The thin
no-break space (U+202F) stands before ; ! ? and between thousands, the no-break space (U+00A0) before : % $
and units, inside « », and between a day and its month (Office québécois de la langue française, Imprimerie
nationale).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.translation import get_language

NBSP = "\u00a0"
THIN = "\u202f"
APOSTROPHE = "\u2019"
MINUS = "\u2212"

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH, _YEAR = 30.44, 365.25

# fmt: off
_DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS_FR = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
              "novembre", "décembre")
_SHORT_MONTHS_FR = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.",
                    "nov.", "déc.")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_DAYS_EN = ("Mon.", "Tue.", "Wed.", "Thu.", "Fri.", "Sat.", "Sun.")
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
              "October", "November", "December")
_SHORT_MONTHS_EN = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.",
                    "Nov.", "Dec.")
_UNITS = ("km/h", "km²", "km", "m²", "m³", "cm²", "cm³", "cm", "mm", "m", "kg", "mg", "g", "ha", "mL", "ml",
          "cL", "cl", "L", "l", "kWh", "kW", "W", "°C", "ko", "Ko", "Mo", "Go", "min", "s", "j", "jours?",
          "semaines?", "mois", "ans?", "années?", "heures?", "minutes?", "secondes?", "mètres?",
          "kilomètres?", "k€", r"k\$", "M€", r"M\$", r"G\$", "millions?", "milliards?", "dollars?", "euros?",
          "cents?")
# fmt: on
_SP = "[ \u00a0\u2007\u2009\u202f]"
_END = r"[^\s<>«»]*[^\s<>«».,;:!?…)\]}'’\"]"
# Left as they are: page and e-mail addresses, tags and entities, fields to be filled, :names: of emoji.
_KEEP = (
    rf"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{1,20}}://{_END}",
    rf"\b(?:www\.|(?:mailto|tel|sms|geo):){_END}",
    r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+",
    r"</?[A-Za-z][^<>]*>|<!--[^<>]*-->|&(?:[A-Za-z]\w*|\#\w+);",
    r"\{[^{}\n]*\}|%\(\w+\)[sd]|:\w{1,40}:",
)
_MONTH_WORDS = "|".join(_MONTHS_FR)
_UNIT_WORDS = "|".join(_UNITS)
_RULES = re.compile(
    "|".join(
        (
            f"(?P<keep>{'|'.join(_KEEP)})",
            rf"(?P<thousands>(?<![\d.,+/-])(?<!\d{_SP})\d{{1,3}}(?:{_SP}\d{{3}})+(?!\d|(?:{_SP}|-)+\d))",
            rf"(?P<hour>(?<=\d){_SP}+h(?:{_SP}+(?=[0-5]\d(?!\d))|(?![\w'’/])))",
            rf"(?P<unit>(?<=\d){_SP}+(?:{_UNIT_WORDS})(?![\w'’/]))",
            rf"(?P<date>(?:(?<=\d)|(?<=\b1er)){_SP}+(?:{_MONTH_WORDS})\b)",
            rf"(?P<money>(?<=\d){_SP}*[%$€](?![\w(]))",
            rf"(?P<opening>«{_SP}*(?=[^\s»]))",
            rf"(?P<closing>(?<=\S){_SP}*»)",
            rf"(?P<colon>(?<=[^\s:(\[{{«]){_SP}*:(?=[\s»]|$))",
            rf"(?P<strong>(?<=[^\s:;!?(\[{{«¿¡]){_SP}*(?:;(?!-?[)(DPp])|[!?](?![=\[])))",
            r"(?P<apostrophe>(?<=[^\W\d_])'(?=[^\W\d_]))",
        )
    ),
)
_SPACES = re.compile(f"{_SP}+")
# As telephones are written in Canada (« 1 800 555-0199 », « (514) 555-0199 ») and in France (« 01 42 76 40 40 »).
_PHONE = re.compile(
    r"(?<![\w.,:/+$€-])(?:"
    r"(?:\+?1[ -])?(?:\(\d{3}\) ?|\d{3}[ -])\d{3}[ -]\d{4}"
    r"|(?:\+\d{2} |0)\d(?: \d{2}){4}|0 ?8\d{2}(?: \d{3}){2}"
    r")(?![\w-]|[.,]\d)"
)


def _french_piece(found: re.Match[str]) -> str:
    """Write one matched piece as French typography wants it."""
    piece, kind = found[0], found.lastgroup
    if kind == "thousands":
        return _SPACES.sub(THIN, piece)
    if kind in ("hour", "unit", "date"):
        return _SPACES.sub(NBSP, piece)
    if kind in ("money", "colon"):
        return NBSP + piece[-1]
    if kind == "strong":
        return THIN + piece[-1]
    return {"opening": f"«{NBSP}", "closing": f"{NBSP}»", "apostrophe": APOSTROPHE}.get(kind or "", piece)


def french_spaces(text: str) -> str:
    """Set the spaces and apostrophes of a French sentence; doing it twice changes nothing more.

    For plain text (not for HTML: escape after, never before). Page addresses, e-mail addresses, times such as
    16:30, phone numbers, fields in braces, and any tag or entity found there are left as they are. Spaces
    already there are replaced; missing ones are added before ; ! ? : % $ € and inside « ». Units and months
    get a no-break space only where a space was written.
    """
    return _RULES.sub(_french_piece, text)


def phone_spaces(text: str) -> str:
    """Keep each telephone of a text on one line: its spaces no longer break (its hyphens never do)."""
    return _PHONE.sub(lambda found: found[0].replace(" ", NBSP), text)


def is_french(language: str) -> bool:
    """Tell French from English by the language's code; ValueError for any other."""
    family = language[:2].lower()
    if family not in ("fr", "en"):
        raise ValueError(f"no typography for the language {language!r}")
    return family == "fr"


def number(n: float | Decimal, language: str, decimals: int | None = None) -> str:
    """Write a number: « 4 212 », « 1,2 », “4,212”, “1.2”.

    Without `decimals`, a whole number has none and another at most two, without closing zeros. Halves round
    away from zero. NaN and infinities raise ValueError.
    """
    exact = Decimal(str(n))
    if not exact.is_finite():
        raise ValueError(f"not a number to be written: {n}")
    digits = 2 if decimals is None else decimals
    text = f"{exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP):,f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    sign = MINUS if text.startswith("-") and text.strip("-0.,") else ""
    text = text.lstrip("-")
    if is_french(language):
        text = text.replace(",", THIN).replace(".", ",")
    return sign + text


def figure(n: int) -> str:
    """Write a whole number in the language that is spoken now: « 10 000 », “10,000”."""
    return number(n, get_language() or "fr")


def percent(share: float | Decimal, language: str, decimals: int = 0) -> str:
    """Write a share between 0 and 1 as a percentage: « 42 % », “42%”."""
    return number(Decimal(str(share)) * 100, language, decimals) + (
        f"{NBSP}%" if is_french(language) else "%"
    )


def plural(n: float | Decimal, one: str, many: str, language: str) -> str:
    """Choose the form of a word for a count; in French whatever is under 2 is singular, in English only 1."""
    size = abs(float(n))
    singular = size < 2 if is_french(language) else size == 1
    return one if singular else many


def counted(n: int, one: str, many: str, language: str) -> str:
    """Write a count and its word: « 4 212 requêtes », « 0 requête »."""
    return f"{number(n, language)}{NBSP}{plural(n, one, many, language)}"


def distance(metres: float, language: str, *, away: bool = False) -> str:
    """Write a distance as walked: « 60 m », « 1,2 km »; with `away`, « à 60 m », “60 m away”.

    Rounded to 10 m under a kilometre (never under 10 m), to 100 m under ten, then to the kilometre.
    """
    if metres < 0:
        raise ValueError("a distance is not negative")
    tens = max(10, math.floor(metres / 10 + 0.5) * 10)
    if tens < 1000:
        text = f"{tens}{NBSP}m"
    elif metres < 9950:
        text = f"{number(metres / 1000, language, 1).removesuffix('.0').removesuffix(',0')}{NBSP}km"
    else:
        text = f"{number(metres / 1000, language, 0)}{NBSP}km"
    if not away:
        return text
    return f"à {text}" if is_french(language) else f"{text} away"


def _aware(moment_given: dt.datetime) -> dt.datetime:
    if moment_given.utcoffset() is None:
        raise ValueError("a time without a time zone cannot be told to anyone")
    return moment_given


def _day_of_month(d: dt.date) -> str:
    return "1er" if d.day == 1 else str(d.day)


@lru_cache(maxsize=2048)
def long_date(d: dt.date, language: str) -> str:
    """Write a date in full: « mardi 24 novembre 2026 », « mardi 1er… », “Tuesday, November 24, 2026”."""
    if is_french(language):
        return f"{_DAYS_FR[d.weekday()]} {_day_of_month(d)}{NBSP}{_MONTHS_FR[d.month - 1]} {d.year}"
    return f"{_DAYS_EN[d.weekday()]}, {_MONTHS_EN[d.month - 1]}{NBSP}{d.day}, {d.year}"


@lru_cache(maxsize=2048)
def short_date(d: dt.date, language: str, today: dt.date) -> str:
    """Write a date for a list: « auj. », « hier », « demain », « mar. 24 nov. »; another year is said."""
    french = is_french(language)
    near = {-1: ("hier", "yesterday"), 0: ("auj.", "today"), 1: ("demain", "tomorrow")}
    days = d.toordinal() - today.toordinal()
    if days in near:
        return near[days][0 if french else 1]
    other = d.year != today.year
    if french:
        text = f"{_DAYS_FR[d.weekday()][:3]}. {_day_of_month(d)}{NBSP}{_SHORT_MONTHS_FR[d.month - 1]}"
        return f"{text} {d.year}" if other else text
    text = f"{_SHORT_DAYS_EN[d.weekday()]}, {_SHORT_MONTHS_EN[d.month - 1]}{NBSP}{d.day}"
    return f"{text}, {d.year}" if other else text


def day_words(d: dt.date, language: str, *, short: bool = False, year: bool = True) -> str:
    """Write a date without its day of the week: « 1er janvier 2027 », « 4 déc. », “January 1, 2027”, “Dec. 4”."""
    if is_french(language):
        month = (_SHORT_MONTHS_FR if short else _MONTHS_FR)[d.month - 1]
        return f"{_day_of_month(d)}{NBSP}{month}" + (f" {d.year}" if year else "")
    month = (_SHORT_MONTHS_EN if short else _MONTHS_EN)[d.month - 1]
    return f"{month}{NBSP}{d.day}" + (f", {d.year}" if year else "")


def period_words(starts: dt.date, ends: dt.date, language: str, *, short: bool = False) -> str:
    """Write a period, both days counted: « du 23 novembre au 4 décembre 2026 », « du 8 au 9 mai 2026 », « le 3 mai 2026 ».

    The year of the first day is said when it is another; a short period of one year has none.
    """
    french, two_years = is_french(language), starts.year != ends.year
    last = day_words(ends, language, short=short, year=two_years or not short)
    if starts == ends:
        return f"le {last}" if french else f"on {last}"
    if (starts.year, starts.month) == (ends.year, ends.month):  # the month is said once
        if french:
            return f"du {_day_of_month(starts)} au {last}"
        begun = day_words(starts, language, short=short, year=False)
        return f"from {begun} to {ends.day}" + ("" if short else f", {ends.year}")
    first = day_words(starts, language, short=short, year=two_years)
    return f"du {first} au {last}" if french else f"from {first} to {last}"


def clock_time(t: dt.time | dt.datetime, language: str) -> str:
    """Write a time of day: « 16 h 30 », « 8 h », « 8 h 05 »; “4:30 p.m.”, “8 a.m.”, “noon”, “midnight”.

    A bare time has no zone and is taken as the city's; a datetime must be aware.
    """
    if isinstance(t, dt.datetime):
        t = _aware(t).time()
    if is_french(language):
        return f"{t.hour}{NBSP}h" + (f"{NBSP}{t.minute:02d}" if t.minute else "")
    if not t.minute and t.hour in (0, 12):
        return "noon" if t.hour else "midnight"
    minutes = f":{t.minute:02d}" if t.minute else ""
    return f"{t.hour % 12 or 12}{minutes}{NBSP}{'p.m.' if t.hour >= 12 else 'a.m.'}"


def moment(when: dt.datetime, language: str, now: dt.datetime) -> str:
    """Write a time for a list: « auj., 8 h 50 », « mar. 24 nov., 16 h 30 »."""
    today = _aware(now).astimezone(_aware(when).tzinfo).date()
    return f"{short_date(when.date(), language, today)}, {clock_time(when, language)}"


def long_moment(when: dt.datetime, language: str) -> str:
    """Write a time in full: « mardi 24 novembre 2026 à 16 h 30 », “… November 24, 2026 at 4:30 p.m.”."""
    at = "à" if is_french(language) else "at"
    return f"{long_date(_aware(when).date(), language)} {at} {clock_time(when, language)}"


@lru_cache(maxsize=2048)
def _days_words(days: int, language: str) -> str:
    """Write a number of days in the unit that people would say: days, then months, then years."""
    french = is_french(language)
    if days < 60:
        return counted(days, *(("jour", "jours") if french else ("day", "days")), language)
    if days < 730:
        return counted(int(days / _MONTH), *(("mois", "mois") if french else ("month", "months")), language)
    return counted(int(days / _YEAR), *(("an", "ans") if french else ("year", "years")), language)


def _within_a_day(seconds: float, language: str) -> str:
    """Write less than a day in one unit: « 40 minutes », « 3 h »."""
    if seconds < _HOUR:
        return counted(max(1, int(seconds // _MINUTE)), "minute", "minutes", language)
    return f"{int(seconds // _HOUR)}{NBSP}h"


def duration_words(seconds: float, language: str) -> str:
    """Write a length of time, rounded down: « 40 minutes », « 3 h 20 min », « 2 jours et 4 h », « 3 mois ».

    Hours are said with the days under three days; months (30.44 days) from 60 days, years from 730. A
    negative length raises ValueError.
    """
    if seconds < 0:
        raise ValueError("a length of time is not negative")
    french = is_french(language)
    if seconds < _MINUTE:
        return f"moins d{APOSTROPHE}une minute" if french else "less than a minute"
    days, rest = divmod(int(seconds), _DAY)
    hours, minutes = rest // _HOUR, rest % _HOUR // _MINUTE
    if days >= 3 or (days and not hours):
        return _days_words(days, language)
    if days:
        return f"{_days_words(days, language)} {'et' if french else 'and'} {hours}{NBSP}h"
    if hours and minutes:
        return f"{hours}{NBSP}h {minutes}{NBSP}min"
    return _within_a_day(rest, language)


def relative(when: dt.datetime, now: dt.datetime, language: str) -> str:
    """Write a time by its distance from now: « il y a 40 minutes », « dans 2 h », « hier ».

    From 24 hours on, days are those of the calendar (from Monday 23 h to Wednesday 1 h: 2 days).
    """
    french = is_french(language)
    seconds = (_aware(when) - _aware(now)).total_seconds()
    ahead, length = seconds > 0, abs(seconds)
    if length < _MINUTE:
        return f"à l{APOSTROPHE}instant" if french else "just now"
    if length < _DAY:
        words = _within_a_day(length, language)
    else:
        days = abs(when.date().toordinal() - now.astimezone(when.tzinfo).date().toordinal())
        if days <= 1:
            return ("demain" if ahead else "hier") if french else ("tomorrow" if ahead else "yesterday")
        words = _days_words(days, language)
    if french:
        return f"dans {words}" if ahead else f"il y a {words}"
    return f"in {words}" if ahead else f"{words} ago"


def lateness(due: dt.datetime, now: dt.datetime, language: str) -> str:
    """Write by how much a date is passed: « 3 h de retard », « 2 jours de retard »; empty when it is not.

    Whole days from 24 hours on, counted by the clock (not working time).
    """
    french = is_french(language)
    seconds = (_aware(now) - _aware(due)).total_seconds()
    if seconds <= 0:
        return ""
    words = (
        _within_a_day(seconds, language) if seconds < _DAY else _days_words(int(seconds // _DAY), language)
    )
    return f"{words} de retard" if french else f"{words} late"
