"""What is wrong with an expression, where, in words for the person who typed it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel.errors import Invalid

_PLACE = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): (.*)")
_OPERATOR_SIGNS = str.maketrans("", "", "_@")
_TYPE = re.compile(r"google\.protobuf\.(?:Timestamp|Duration)|list|map|[a-z_]+")
_INSTEAD = {"=": "==", "and": "&&", "or": "||", "not": "!", "&": "&&", "|": "||", "<>": "!="}

TYPE_WORDS = {
    "string": gettext_lazy("a text"),
    "int": gettext_lazy("a whole number"),
    "uint": gettext_lazy("a whole number"),
    "double": gettext_lazy("a number with decimals"),
    "bool": gettext_lazy("yes or no"),
    "timestamp": gettext_lazy("a date and time"),
    "google.protobuf.Timestamp": gettext_lazy("a date and time"),
    "duration": gettext_lazy("a length of time"),
    "google.protobuf.Duration": gettext_lazy("a length of time"),
    "list": gettext_lazy("a list"),
    "map": gettext_lazy("a group of answers"),
    "null_type": gettext_lazy("nothing"),
}


class ExpressionFault(Invalid):
    """An expression that cannot be used, or not with these values.

    `line` and `column` count from 1 in characters, and are 0 when the fault appeared only with the values. `reason` is
    the fault alone; `message` begins with its place.
    """

    def __init__(self, reason: str, line: int = 0, column: int = 0) -> None:
        self.reason, self.line, self.column = reason, line, column
        message = reason
        if line:
            message = _("Line %(line)d, character %(column)d: %(reason)s") % {
                "line": line,
                "column": column,
                "reason": reason,
            }
        super().__init__(message, code="expression")


def type_words(name: str) -> str:
    """Say what a CEL type is."""
    found = _TYPE.match(name.lower() if name.isupper() or "<" in name else name)
    return str(TYPE_WORDS.get(found[0] if found else name, name))


def compile_fault(raw: str, source: str, known: Iterable[str]) -> ExpressionFault:
    """Make a fault of what the compiler says; `known` are the names that may be used, to propose the nearest."""
    found = _PLACE.search(raw)
    if found is None or int(found[1]) < 1:
        return ExpressionFault(_("This is too complicated to be computed. Split it in two."), 1, 1)
    line, column, said = int(found[1]), int(found[2]), found[3]
    for pattern, words in _COMPILE_WORDS:
        if match := re.search(pattern, said):
            return ExpressionFault(words(match, _before(source, line, column), known), line, column)
    return ExpressionFault(_("This cannot be used here."), line, column)


def _before(source: str, line: int, column: int) -> str:
    """Give what is written before a place, on its line."""
    lines = source.split("\n")
    return lines[line - 1][: column - 1] if line <= len(lines) else ""


Match = re.Match[str]
Words = Callable[[Match, str, Iterable[str]], str]


def _at_the_end(_match: Match, _before_it: str, _known: Iterable[str]) -> str:
    return _("Something is missing at the end.")


def _unexpected(match: Match, before: str, _known: Iterable[str]) -> str:
    word = match[1].strip()
    if before.split()[-1:] == ["not"]:
        word = "not"
    if word in _INSTEAD:
        return _("“%(word)s” is not used here; write “%(instead)s”.") % {
            "word": word,
            "instead": _INSTEAD[word],
        }
    if word[:1] in {"'", '"'} and word[-1:] != word[:1]:
        return _("A quotation mark is missing.")
    return _("“%(word)s” is not expected here.") % {"word": word}


def _unknown(match: Match, _before_it: str, known: Iterable[str]) -> str:
    names = [*known, *FUNCTIONS]
    near = difflib.get_close_matches(match[1], names, n=1, cutoff=0.7)
    if near:
        return _("“%(name)s” is not known here. Did you mean “%(near)s”?") % {
            "name": match[1],
            "near": near[0],
        }
    return _("“%(name)s” is not known here.") % {"name": match[1]}


def _no_overload(match: Match, _before_it: str, _known: Iterable[str]) -> str:
    operator = match[1].translate(_OPERATOR_SIGNS)
    types = ", ".join(
        type_words(name) for name in _TYPE.findall(re.sub(r"(list|map)\([^()]*\)", r"\1", match[2]))
    )
    return _("“%(operator)s” does not work with: %(types)s.") % {"operator": operator, "types": types}


def _no_parts(match: Match, _before_it: str, _known: Iterable[str]) -> str:
    return _("What is before the full stop is %(type)s and has no parts.") % {"type": type_words(match[1])}


def _bad_number(_match: Match, _before_it: str, _known: Iterable[str]) -> str:
    return _("This number is too large.")


FUNCTIONS = (
    "contains", "startsWith", "endsWith", "matches", "size", "has", "exists", "all", "filter", "map", "timestamp",
    "duration", "int", "double", "string", "getHours", "getMinutes", "getDayOfWeek", "getMonth", "getFullYear",
    "getDayOfMonth", "true", "false",
)  # fmt: skip
_COMPILE_WORDS: tuple[tuple[str, Words], ...] = (
    (r"(?:mismatched|extraneous) input '<EOF>'", _at_the_end),
    (r"(?:mismatched|extraneous) input '(.*?)' expecting", _unexpected),
    (r"no viable alternative at input '(.*?)'", _unexpected),
    (r"token recognition error at: '(.*)'", _unexpected),
    (r"undeclared reference to '([^']*)'", _unknown),
    (r"no matching overload for '([^']*)' applied to '(.*)'", _no_overload),
    (r"expression of type '([^']*)' cannot be the operand of a select", _no_parts),
    (r"invalid (?:int|uint|double|float)\w* literal", _bad_number),
)


def run_fault(raw: str) -> ExpressionFault:
    """Make a fault of what the runtime says about an expression and its values."""
    for sign, words in _RUN_WORDS:
        if sign in raw:
            return ExpressionFault(str(words))
    return ExpressionFault(_("This cannot be computed with these values."))


_RUN_WORDS = (
    ("by zero", gettext_lazy("A number is divided by zero.")),
    ("Index error", gettext_lazy("The list has no item at this place.")),
    ("index out of bounds", gettext_lazy("The list has no item at this place.")),
    ("Key not found", gettext_lazy("An answer that the expression needs is not there.")),
    ("regular expression", gettext_lazy("The pattern cannot be read.")),
    ("conver", gettext_lazy("A value cannot be converted.")),
    ("overflow", gettext_lazy("A number becomes too large.")),
    ("Iteration budget", gettext_lazy("This is too complicated to be computed. Split it in two.")),
)
