"""Reading what was typed, field by field, with every fault kept beside its field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line, fold
from guichet.knowledge.content import RESERVED


class Reading:
    """What was typed, of which only the fields that are there are read; `done` gives them or refuses them all."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self._checked: dict[str, Any] = {}
        self._faults: dict[str, str] = {}

    def text(self, name: str, most: int, *required: str) -> None:
        """Read a text by language, at most so many characters long, needed in some languages."""
        if name not in self._values:
            return
        try:
            self._checked[name] = check_text(self._values[name], required=required, max_length=most)
        except Invalid as fault:
            self._faults |= {f"{name}.{language}": words for language, words in fault.fields.items()}
            if not fault.fields:
                self._faults[name] = fault.message

    def words(self, name: str, most: int) -> None:
        """Read a list of words; those that differ only by accents or capitals count once."""
        if name in self._values:
            words = [clean_line(str(word), 60) for word in self._values[name]]
            self._checked[name] = list({fold(word): word for word in words if word}.values())[:most]

    def flags(self, *names: str) -> None:
        """Read what is yes or no."""
        self._checked |= {name: bool(self._values[name]) for name in names if name in self._values}

    def codes(self, name: str, known: Callable[[], Collection[str]], fault: str) -> None:
        """Read codes that must all be known."""
        if name in self._values:
            self._checked[name] = sorted({str(code) for code in self._values[name]})
            if set(self._checked[name]) - set(known()):
                self._faults[name] = fault

    def line(self, name: str, most: int, fits: Callable[[str], bool], fault: str) -> None:
        """Read a line that may be empty, else must fit."""
        if name in self._values:
            self._checked[name] = clean_line(str(self._values[name] or ""), most)
            if self._checked[name] and not fits(self._checked[name]):
                self._faults[name] = fault

    def value(self, name: str, read: Callable[[Any], Any], fault: str = "") -> None:
        """Read anything else: a value that `read` refuses (ValueError, or Invalid with its own faults) is a fault."""
        if name not in self._values:
            return
        try:
            self._checked[name] = read(self._values[name])
        except ValueError:
            self._faults[name] = fault
        except Invalid as refusal:
            self._faults |= refusal.fields or {name: refusal.message}

    def done(self) -> dict[str, Any]:
        """Give what was read. Raises Invalid with every fault."""
        if self._faults:
            raise Invalid(next(iter(self._faults.values())), fields=self._faults)
        return self._checked


def free_key(title: str, taken: Callable[[str], Collection[str]], fallback: str) -> str:
    """Make a key from a title that is not taken yet: « collecte-des-ordures », « collecte-des-ordures-2 ».

    `taken` gives the keys that begin like one.
    """
    stem = slugify(fold(title))[:70].strip("-") or fallback
    known = {*RESERVED, *taken(stem)}
    number, key = 1, stem
    while key in known:
        number += 1
        key = f"{stem}-{number}"
    return key


@contextmanager
def new_once() -> Iterator[None]:
    """Save something new whose key somebody else may be taking at this instant: a Conflict that says what to do."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as taken:
        raise Conflict(_("Someone else is creating the same one just now. Send it again.")) from taken


def first_text(text: Mapping[str, str], languages: Sequence[str] = ("fr", "en")) -> str:
    """Give a text in the first language that it has."""
    return next((text[one] for one in languages if text.get(one)), "")
