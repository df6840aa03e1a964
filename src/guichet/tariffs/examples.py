"""The worked examples of a by-law: files calculated by hand from the published rule, tried on what was written."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.money import ZERO, say_money
from guichet.kernel.texts import localise
from guichet.tariffs.book import Book
from guichet.tariffs.computing import Asked, Stretch, compute
from guichet.tariffs.content import Example
from guichet.tariffs.values import Computed, Input


@dataclass(frozen=True, slots=True)
class Tried:
    """An example and what the by-law gives for it: passed, or what differs in sentences."""

    example: Example
    computed: Computed | None
    refused: str
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Tell whether the by-law gives what was worked out by hand."""
        return not self.differences


def try_all(book: Book) -> list[Tried]:
    """Try every example of a version, in order."""
    return [try_example(book, example) for example in book.content.examples.values()]


def try_example(book: Book, example: Example) -> Tried:
    """Compute an example with its own by-law, as if it were in force on all of its days."""
    inputs = {
        code: Input(code, given, label=book.content.questions[code].label)
        for code, given in example.answers.items()
        if code in book.content.questions
    }
    if unknown := [code for code in example.answers if code not in book.content.questions]:
        words = _("The by-law does not ask for this: %(names)s.") % {"names": ", ".join(unknown)}
        return Tried(example, None, "", (words,))
    stretch = Stretch(book, example.starts, example.ends)
    asked = Asked(example.tariff, inputs, example.starts, example.ends, example.starts, book, (stretch,))
    try:
        computed = compute(asked)
    except Invalid as refusal:
        words = _("The by-law refuses this file: %(why)s") % {"why": refusal.message}
        return Tried(example, None, refusal.message, () if example.total is None else (words,))
    return Tried(example, computed, "", tuple(_differences(book, example, computed)))


def _differences(book: Book, example: Example, computed: Computed) -> list[str]:
    if example.total is None:
        return [_("This file had to be refused; the by-law gives an amount for it.")]
    found = []
    words = _("%(what)s: worked by hand %(hand)s, by the by-law %(given)s.")
    language = get_language() or "fr"

    def said(amount: Decimal) -> str:
        return say_money(amount, book.currency, language)

    if computed.total != example.total:
        found.append(words % {"what": _("Total"), "hand": said(example.total), "given": said(computed.total)})
    for code, amount in example.lines.items():
        lines = [line for line in computed.lines if line.code == code]
        given = sum((line.amount for line in lines), start=ZERO)
        if given != amount:
            label = localise(lines[0].label, language) if lines else code
            found.append(words % {"what": label, "hand": said(amount), "given": said(given)})
    return found
