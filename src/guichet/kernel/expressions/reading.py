"""The usual forms of a condition, read into pieces that can be said; anything else is Unreadable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


class Unreadable(Exception):
    """The expression is not of a form that can be said in words."""


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or one of its parts, as « answers.size »."""

    path: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, a number, true or false."""

    value: str | float | bool


@dataclass(frozen=True, slots=True)
class Items:
    """A list of literals."""

    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides and what joins them: an operator, or contains, startsWith, endsWith, matches, has, holds."""

    sign: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary of a condition."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions with && or || between them."""

    sign: str
    conditions: tuple[Condition, ...]


Operand = Name | Literal | Items
Condition = Compared | Not | Joined

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\\n]|\\["'\\])*"|'(?:[^'\\\n]|\\["'\\])*')"""
    r"|(?P<number>\d+(?:\.\d+)?)(?![\w.])|(?P<name>[A-Za-z_]\w*)|(?P<sign>&&|\|\||[=!<>]=|[!<>()\[\],.-])|(?P<end>$))"
)
_METHODS = frozenset(("contains", "startsWith", "endsWith", "matches"))
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}
_DEEPEST = 16


def read_condition(source: str) -> Condition:
    """Read a condition; Unreadable when it is of an unusual form."""
    reader = _Reader(source)
    condition = reader.either()
    reader.take("")
    return condition


class _Reader:
    """Reads from left to right, one rule of the grammar a method."""

    def __init__(self, source: str) -> None:
        self._tokens = list(_split(source))
        self._at = 0
        self._depth = 0

    def either(self) -> Condition:
        """Read conditions of which one is enough."""
        return self._joined("||", self._all)

    def _all(self) -> Condition:
        return self._joined("&&", self._one)

    def _joined(self, sign: str, read: Callable[[], Condition]) -> Condition:
        found = [read()]
        while self._is(sign):
            self._at += 1
            found.append(read())
        return found[0] if len(found) == 1 else Joined(sign, tuple(found))

    def _one(self) -> Condition:
        if self._is("!"):
            self._at += 1
            return Not(self._one())
        if self._is("("):
            return self._within()
        left = self._operand()
        kind, sign = self._tokens[self._at]
        if kind == "sign" and sign in _TURNED:
            self._at += 1
            return _compared(sign, left, self._operand())
        if (kind, sign) == ("name", "in"):
            self._at += 1
            return _compared("in", left, self._operand())
        return self._alone(left)

    def _alone(self, left: Operand) -> Condition:
        """Read what is a condition by itself: a yes-or-no answer, or a method of a text."""
        if isinstance(left, Literal) and isinstance(left.value, bool):
            return Compared("holds", left, left)
        if not isinstance(left, Name):
            raise Unreadable
        if not self._is("("):
            return Compared("holds", left, Literal(value=True))
        self._at += 1
        argument = self._operand()
        self.take(")")
        path, _dot, method = left.path.rpartition(".")
        if left.path == "has" and isinstance(argument, Name):
            return Compared("has", argument, argument)
        if path and method in _METHODS and isinstance(argument, Literal):
            return Compared(method, Name(path), argument)
        raise Unreadable

    def _within(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unreadable
        self.take("(")
        condition = self.either()
        self.take(")")
        self._depth -= 1
        return condition

    def _operand(self) -> Operand:
        kind, word = self._tokens[self._at]
        self._at += 1
        if kind == "name" and word not in {"true", "false"}:
            return Name(self._path(word))
        if kind != "sign":
            return _literal(kind, word)
        if word == "-" and self._tokens[self._at][0] == "number":
            return Literal(-float(self._next()))
        if word == "[":
            return Items(tuple(self._literals()))
        raise Unreadable

    def _path(self, first: str) -> str:
        """Read the parts of a name: a.b, a["b"]."""
        path = first
        while True:
            if self._is("."):
                self._at += 1
                if self._tokens[self._at][0] != "name":
                    raise Unreadable
                path += "." + self._next()
            elif self._is("[") and self._tokens[self._at + 1][0] == "text":
                self._at += 1
                path += "." + self._next()[1:-1]
                self.take("]")
            else:
                return path

    def _literals(self) -> Iterator[Literal]:
        while not self._is("]"):
            item = self._operand()
            if not isinstance(item, Literal):
                raise Unreadable
            yield item
            if not self._is("]"):
                self.take(",")
        self.take("]")

    def _is(self, sign: str) -> bool:
        return self._tokens[self._at] == ("sign", sign)

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1][1]

    def take(self, sign: str) -> None:
        """Go past a sign, or past the end for an empty one."""
        if self._tokens[self._at][1] != sign:
            raise Unreadable
        self._at += 1


def _compared(sign: str, left: Operand, right: Operand) -> Compared:
    """Put the name first, and make a list of one what it is."""
    if sign == "in" and isinstance(right, Items) and len(right.literals) == 1:
        return Compared("==", left, right.literals[0])
    if sign != "in" and isinstance(right, Name) and isinstance(left, Literal):
        return Compared(_TURNED[sign], right, left)
    return Compared(sign, left, right)


def _literal(kind: str, word: str) -> Literal:
    """Give the value of a word that stands for itself."""
    if kind == "text":
        return Literal(re.sub(r"\\(.)", r"\1", word[1:-1]))
    if kind == "number":
        return Literal(float(word) if "." in word else int(word))
    if kind == "name":
        return Literal(word == "true")
    raise Unreadable


def _split(source: str) -> Iterator[tuple[str, str]]:
    """Cut an expression into its words and signs, the end included twice."""
    at = 0
    while found := _TOKEN.match(source, at):
        kind = found.lastgroup or ""
        yield kind, found[kind]
        if kind == "end":
            yield kind, ""
            return
        at = found.end()
    raise Unreadable
