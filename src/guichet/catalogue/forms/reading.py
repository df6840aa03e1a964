"""One answer as a form gives it, read as what its question takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from guichet.catalogue.forms.questions import ATTACHED, Kind, Question
from guichet.catalogue.forms.rich import read_area, read_files, read_period
from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line, clean_text
from guichet.people.contact_keys import home_country

MAX_LINE = 300
MAX_DIGITS = 40


def _read_line(question: Question, raw: object) -> object:
    line = clean_line(str(raw or ""), 20_000)
    if len(line) > MAX_LINE:
        raise Invalid(_("Shorten this answer to 300 characters."))
    return line


def _read_text(question: Question, raw: object) -> object:
    text = clean_text(str(raw or ""), 20_000)
    if len(text) > 4_000:
        raise Invalid(_("Shorten this answer to 4,000 characters."))
    return text


def _read_number(question: Question, raw: object) -> object:
    text = (
        str(raw or "").strip().replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    )
    if not text:
        return None
    if len(text) > MAX_DIGITS:
        raise Invalid(_("This number is too large"))
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise Invalid(_("Write a number, such as 12 or 2.5")) from error
    if not number.is_finite() or abs(number) > Decimal("1e12"):
        raise Invalid(_("This number is too large"))
    return number


def _read_yes_no(question: Question, raw: object) -> object:
    if isinstance(raw, bool):
        return raw
    if not raw:
        return None
    known = {"yes": True, "no": False, "true": True, "false": False}
    if str(raw).lower() not in known:
        raise Invalid(_("Choose one of the answers shown"))
    return known[str(raw).lower()]


def _read_choice(question: Question, raw: object) -> object:
    code = str(raw or "")
    if code and code not in {option.code for option in question.options}:
        raise Invalid(_("Choose one of the answers shown"))
    return code


def _read_choices(question: Question, raw: object) -> object:
    codes = (
        list(dict.fromkeys(map(str, raw))) if isinstance(raw, list | tuple) else ([str(raw)] if raw else [])
    )
    if not set(codes) <= {option.code for option in question.options}:
        raise Invalid(_("Choose among the answers shown"))
    return codes


def _read_date(question: Question, raw: object) -> object:
    if not raw:
        return None
    try:
        return dt.date.fromisoformat(str(raw))
    except ValueError as error:
        raise Invalid(_("This date does not exist. Check the day, the month and the year")) from error


def _read_time(question: Question, raw: object) -> object:
    if not raw:
        return None
    try:
        return dt.time.fromisoformat(str(raw))
    except ValueError as error:
        raise Invalid(_("Write an hour such as 16:30")) from error


def _read_email(question: Question, raw: object) -> object:
    return check_email(str(raw or ""))


def check_email(text: str) -> str:
    """Read an e-mail address; empty stays empty. Raises Invalid with what to do."""
    address = clean_line(text, 254)
    if not address:
        return ""
    if address.endswith("@"):
        raise Invalid(_("Complete the address: the end, after “@”, is missing"))
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(_("Write an address such as name@example.ca")) from error
    return address


def _read_phone(raw: object, country: str) -> object:
    text = str(raw or "")
    return check_phone(text, country or home_country()) if text.strip() else ""


def check_phone(text: str, country: str) -> str:
    """Read a telephone number of a country (ISO code), kept as typed; empty stays empty. Raises Invalid."""
    line = clean_line(text, 40)
    if not line:
        return ""
    try:
        number = phonenumbers.parse(line, country)
    except phonenumbers.NumberParseException as error:
        raise Invalid(_("Write a telephone number with its area code")) from error
    if not phonenumbers.is_possible_number(number):
        raise Invalid(_("Write a telephone number with its area code"))
    return line


def read_answer(question: Question, raw: object, *, country: str = "") -> object:
    """Read what was given for one question; a group of answers where one is asked is refused.

    Telephone numbers are those of a country (ISO code), by default the current city's.
    """
    if question.kind in ATTACHED:
        return read_files(question, raw) if isinstance(raw, list | tuple) else []
    if question.kind in (Kind.PERIOD, Kind.AREA) and isinstance(raw, Mapping):
        return (read_period if question.kind is Kind.PERIOD else read_area)(question, raw)
    if question.kind in (Kind.PERIOD, Kind.AREA, Kind.GROUP):
        if raw:
            raise Invalid(_("This answer cannot be read"))
        return None
    several = isinstance(raw, list | tuple) and question.kind is Kind.CHOICES
    if not several and not isinstance(raw, str | bool | int | float | Decimal | dt.date | dt.time | None):
        raise Invalid(_("This answer cannot be read"))
    if question.kind is Kind.PHONE:
        return _read_phone(raw, country)
    return _READERS[question.kind](question, raw)


_READERS: dict[Kind, Callable[[Question, object], object]] = {
    Kind.TEXT: _read_line,
    Kind.PLACE: _read_line,
    Kind.LONG_TEXT: _read_text,
    Kind.NUMBER: _read_number,
    Kind.YES_NO: _read_yes_no,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.DATE: _read_date,
    Kind.TIME: _read_time,
    Kind.EMAIL: _read_email,
}
