"""Amounts as formulas: the arithmetic of CEL (https://cel.dev), computed exactly and with its units.

A formula has names, numbers, + − * / and parentheses, nothing else: what depends on a condition is another rule. It
must also be CEL, where numbers without a decimal point are read as if they had one. The evaluation is in fractions:
no amount ever passes through binary floating point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import ExpressionFault, compile_expression
from guichet.tariffs.units import NONE, Unit, name_unit, times

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[A-Za-z_]\w*)|(?P<sign>[-+*/()])|(?P<end>$))"
)
_TEXT_OR_WHOLE = re.compile(r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<![\w.])(\d+)(?![\w.])""")
_WORD = re.compile(r"[A-Za-z_]\w*")
_DEEPEST = 64
_MOST_NAMES = 40
_SAID = 24
_PLAIN_NAMES = {f"v{at}": "double" for at in range(_MOST_NAMES)}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A question, a rate, a table, a quantity or an earlier line, by its code."""

    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sides and one of + − * /; a lone minus is 0 − right."""

    sign: str
    left: Node
    right: Node


Node = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Piece:
    """One factor or addend of the arithmetic as shown: the sign before it and what it is."""

    sign: str
    node: Node


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read: its source, its tree, the names within it in the order in which they appear."""

    source: str
    tree: Node
    names: tuple[str, ...]


@lru_cache(maxsize=4096)
def read_formula(source: str) -> Formula:
    """Read a formula; Invalid, with the place, for anything but arithmetic on names and numbers."""
    if len(source) > LONGEST:
        raise Invalid(_("This formula is too long: make a quantity of a part of it."))
    if not source.strip():
        raise Invalid(_("Write the formula."))
    reader = _Reader(source)
    tree = reader.sum()
    reader.end()
    names = tuple(dict.fromkeys(names_of(tree)))
    if len(names) > _MOST_NAMES:
        raise Invalid(_("This formula is too long: make a quantity of a part of it."))
    return Formula(source.strip(), tree, names)


def check_units(
    formula: Formula, units: Mapping[str, Unit], wanted: Unit | None, language: str = "fr"
) -> Unit:
    """Give the unit of a formula; Invalid when a name is unknown, unlike units are added, or it is not `wanted`."""
    for code in formula.names:
        if code not in units:
            words = _("“%(name)s” is not known here. The names are: %(known)s.")
            raise Invalid(words % {"name": code, "known": ", ".join(sorted(units))})
    try:
        compile_expression(_plain(formula), _PLAIN_NAMES, "double")
    except ExpressionFault as fault:
        raise Invalid(str(fault)) from fault
    found = _unit(formula.tree, units, language)
    if wanted is not None and found != wanted:
        words = _("This formula gives %(found)s; %(wanted)s is needed here.")
        raise Invalid(words % {"found": name_unit(found, language), "wanted": name_unit(wanted, language)})
    return found


def _plain(formula: Formula) -> str:
    """Write a formula with names that are always the same, so that one CEL environment checks them all."""
    short = {name: f"v{at}" for at, name in enumerate(formula.names)}
    return as_cel(_WORD.sub(lambda found: short.get(found[0], found[0]), formula.source))


def evaluate(formula: Formula, value_of: Callable[[str], Fraction]) -> Fraction:
    """Compute a formula exactly; Invalid for a division by zero."""
    return value(formula.tree, value_of)


def value(node: Node, value_of: Callable[[str], Fraction]) -> Fraction:
    """Compute a part of a formula exactly."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return value_of(node.code)
    left, right = value(node.left, value_of), value(node.right, value_of)
    if node.sign == "+":
        return left + right
    if node.sign == "-":
        return left - right
    if node.sign == "*":
        return left * right
    if right == 0:
        words = _(
            "This would divide by zero: %(name)s is 0. Correct it, or ask for the rule to be corrected."
        )
        raise Invalid(words % {"name": say(node.right)}, code="division_by_zero")
    return left / right


def pieces(node: Node) -> list[Piece]:
    """Cut the arithmetic as it is shown: a product into its factors, a sum into its addends; the rest stays whole."""
    if isinstance(node, Operation) and node.sign in "*/":
        return _chain(node, "*/", {"*": "×", "/": "÷"})
    if isinstance(node, Operation):
        return _chain(node, "+-", {"+": "+", "-": "−"})
    return [Piece("", node)]


def _chain(node: Node, signs: str, shown: Mapping[str, str]) -> list[Piece]:
    if isinstance(node, Operation) and node.sign in signs:
        return [*_chain(node.left, signs, shown), Piece(shown[node.sign], node.right)]
    return [Piece("", node)]


def say(node: Node) -> str:
    """Write a part of a formula back."""
    if isinstance(node, Number):
        return str(Decimal(node.value.numerator) / Decimal(node.value.denominator))
    if isinstance(node, Name):
        return node.code
    return f"({say(node.left)} {node.sign} {say(node.right)})"


def as_cel(source: str) -> str:
    """Give whole numbers their decimal point, as CEL wants beside other numbers; texts stay as they are."""
    return _TEXT_OR_WHOLE.sub(lambda found: found[1] or f"{found[2]}.0", source)


def unit_of(node: Node, units: Mapping[str, Unit]) -> Unit:
    """Give the unit of a part of a formula that was checked."""
    return _unit(node, units, "fr")


def _unit(node: Node, units: Mapping[str, Unit], language: str) -> Unit:
    if isinstance(node, Number):
        return NONE
    if isinstance(node, Name):
        return units[node.code]
    left, right = _unit(node.left, units, language), _unit(node.right, units, language)
    if node.sign in "*/":
        return times(left, right, way=1 if node.sign == "*" else -1)
    if left != right and not _is_zero(node.left):
        words = _("%(left)s and %(right)s cannot be added or subtracted: %(first)s and %(second)s.")
        names = {"first": name_unit(left, language), "second": name_unit(right, language)}
        raise Invalid(words % {"left": say(node.left), "right": say(node.right), **names}, code="units")
    return right


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and node.value == 0


def names_of(node: Node) -> Iterator[str]:
    """Give the names within a part of a formula, from left to right."""
    if isinstance(node, Name):
        yield node.code
    elif isinstance(node, Operation):
        yield from names_of(node.left)
        yield from names_of(node.right)


class _Reader:
    """Reads from left to right, one rule of the grammar a method."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._depth = 0
        self._kind, self._word = "", ""
        self._next()

    def sum(self) -> Node:
        """Read products with + or − between them."""
        node = self._product()
        while self._kind == "sign" and self._word in "+-":
            sign = self._word
            self._next()
            node = Operation(sign, node, self._product())
        return node

    def end(self) -> None:
        """Be at the end, or say where not."""
        if self._kind != "end":
            raise self._fault()

    def _product(self) -> Node:
        node = self._one()
        while self._kind == "sign" and self._word in "*/":
            sign = self._word
            self._next()
            node = Operation(sign, node, self._one())
        return node

    def _one(self) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Invalid(_("This formula has too many parentheses within each other."))
        kind, word = self._kind, self._word
        if kind == "number":
            self._next()
            return Number(Fraction(word))
        if kind == "name":
            self._next()
            return Name(word)
        if word == "-" and kind == "sign":
            self._next()
            return Operation("-", Number(Fraction(0)), self._one())
        if word != "(" or kind != "sign":
            raise self._fault()
        self._next()
        node = self.sum()
        if self._word != ")":
            raise self._fault()
        self._next()
        return node

    def _next(self) -> None:
        found = _TOKEN.match(self._source, self._at)
        if found is None:
            raise self._fault()
        self._kind = found.lastgroup or ""
        self._word = found[self._kind]
        self._at = found.end()

    def _fault(self) -> Invalid:
        if self._kind == "end":
            said = self._source.strip()
            if len(said) > _SAID:  # the last whole words
                said = "…" + said[-_SAID:].partition(" ")[2]
            words = _(
                "The formula stops too soon, after “%(near)s”: a number, a name or a parenthesis is missing."
            )
            return Invalid(words % {"near": said} if said else _("Write a formula."))
        words = _("Near “%(near)s” (character %(at)d): write names, numbers, + − * / and parentheses only.")
        start = max(0, self._at - len(self._word))
        return Invalid(words % {"near": self._source[start : start + 12].strip(), "at": start + 1})
