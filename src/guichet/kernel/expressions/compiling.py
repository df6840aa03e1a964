"""CEL expressions over declared variables: checked when they are saved, fast when they are used."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache

from cel_expr_python import cel  # type: ignore[import-untyped] # typed, without a py.typed mark
from django.utils.translation import gettext as _

from guichet.kernel.expressions.faults import ExpressionFault, compile_fault, run_fault, type_words
from guichet.kernel.typography import figure

Variables = Mapping[str, str]
"""Names and their types: string, int, double, bool, timestamp, list_string, list_int, list_double, list (of anything),
map (of anything), map_string, map_int, map_double, map_bool. Keys of maps are texts. A dotted name (« answers.size »)
declares one answer with its own type, checked when the expression is compiled."""

MAX_LENGTH = 2_000

_T = cel.Type
_SIMPLE = {
    "string": _T.STRING,
    "int": _T.INT,
    "double": _T.DOUBLE,
    "bool": _T.BOOL,
    "timestamp": _T.TIMESTAMP,
}
_TYPES = {
    **_SIMPLE,
    "list": _T.List(_T.DYN),
    "map": _T.Map(_T.STRING, _T.DYN),
    **{f"list_{name}": _T.List(of) for name, of in _SIMPLE.items()},
    **{f"map_{name}": _T.Map(_T.STRING, of) for name, of in _SIMPLE.items()},
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
# fmt: off
_TAKEN = frozenset((
    "as", "break", "bool", "bytes", "const", "continue", "double", "duration", "dyn", "else", "false", "for",
    "function", "if", "import", "in", "int", "let", "list", "loop", "map", "namespace", "null", "null_type",
    "optional_type", "package", "return", "string", "timestamp", "true", "type", "uint", "var", "void", "while",
))
# fmt: on
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_RESULTS: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "string": (str,),
    "int": (int,),
    "double": (float, int),
    "timestamp": (dt.datetime,),
    "list_string": (list,),
}


class Expression:
    """A compiled expression; made by `compile_expression`, shared between threads."""

    def __init__(self, source: str, program: cel.Expression, variables: Variables, result: str) -> None:
        self.source = source
        self.result = result
        self._program = program
        self._needed = {
            name: kind
            for name, kind in variables.items()
            if re.search(rf"\b{name.partition('.')[0]}\b", source)
        }

    def __repr__(self) -> str:
        return f"Expression({self.source!r})"

    def evaluate(self, values: Mapping[str, object]) -> object:
        """Compute the result for some values, as a plain Python value of the type asked for.

        A declared variable that is missing or None takes the empty value of its type: "", 0, 0.0, false, an empty
        list or map, 1970-01-01 (UTC) for a time. A dotted variable is looked for under its full name, then within
        its parts. Names that are not declared are ignored. Dates become texts within maps (2026-11-24), and midnight
        UTC as timestamps. Raises ExpressionFault for a division by zero, a key that a map does not have, an index
        out of bounds, a bad pattern, a value of another type than declared: the caller decides what that means.
        """
        data = {name: _given(name, kind, values) for name, kind in self._needed.items()}
        try:
            value = self._program.eval(data=data)
            plain = value.plain_value()
            failed = value.type() == _T.ERROR
        except (RuntimeError, TypeError, ValueError, OverflowError) as problem:
            raise run_fault(str(problem)) from problem
        if failed:
            raise run_fault(str(plain))
        return self._checked(plain)

    def _checked(self, plain: object) -> object:
        """Give the result when it has the type asked for, which answers of any type can hide until now."""
        if self.result == "any":
            return plain
        wanted = _RESULTS[self.result]
        if not isinstance(plain, wanted) or (isinstance(plain, bool) and self.result != "bool"):
            raise _wrong_result(type(plain).__name__, self.result)
        if (
            self.result == "list_string"
            and isinstance(plain, list)
            and not all(isinstance(i, str) for i in plain)
        ):
            raise _wrong_result("list", self.result)
        return float(plain) if isinstance(plain, int) and self.result == "double" else plain


def compile_expression(source: str, variables: Variables, result: str = "bool") -> Expression:
    """Compile an expression, or find it compiled.

    `result` is the type that it must give: bool, string, int, double, timestamp, list_string, or any. Raises
    ExpressionFault, with the place and the fault in words, when it is empty or longer than 2,000 characters, does not
    parse, names something unknown, or gives another type. Expressions over untyped answers are checked again when
    evaluated. An unknown type in `variables` is a ValueError.
    """
    if len(source) > MAX_LENGTH:
        words = _("This expression has %(length)s characters; it can have at most %(most)s.")
        raise ExpressionFault(
            words % {"length": figure(len(source)), "most": figure(MAX_LENGTH)}, 1, MAX_LENGTH + 1
        )
    return _compiled(source, tuple(sorted(variables.items())), result)


def is_name(name: str) -> bool:
    """Tell whether a name can be that of a variable: letters, digits and _, and no word that CEL keeps for itself."""
    return bool(_NAME.fullmatch(name)) and _TAKEN.isdisjoint(name.split("."))


@lru_cache(maxsize=2048)
def _compiled(source: str, variables: tuple[tuple[str, str], ...], result: str) -> Expression:
    if not source.strip():
        raise ExpressionFault(_("The expression is empty."), 1, 1)
    names = dict(variables)
    try:
        program = _environment(variables).compile(source)
    except (RuntimeError, TypeError) as problem:
        raise compile_fault(str(problem), source, names) from problem
    _check_result(program.return_type().name(), result)
    return Expression(source, program, names, result)


@lru_cache(maxsize=128)
def _environment(variables: tuple[tuple[str, str], ...]) -> cel.Env:
    """Make the CEL environment of a schema."""
    types = {}
    for name, kind in variables:
        if not is_name(name):
            raise ValueError(f"not a name for a variable: {name!r}")
        if kind not in _TYPES:
            raise ValueError(f"no type {kind!r} for the variable {name!r}")
        types[name] = _TYPES[kind]
    return cel.NewEnv(variables=types)


def _check_result(found: str, wanted: str) -> None:
    """Refuse an expression whose type is known and is not the one asked for."""
    if wanted == "any" or found == "DYN":
        return
    if wanted not in _RESULTS:
        raise ValueError(f"no result of type {wanted!r}")
    fits = {wanted.upper(), "INT"} if wanted == "double" else {wanted.upper()}
    if wanted == "list_string":
        fits = {"LIST<STRING>", "LIST<DYN>"}
    if found not in fits:
        raise _wrong_result(found, wanted, 1, 1)


def _wrong_result(found: str, wanted: str, line: int = 0, column: int = 0) -> ExpressionFault:
    python = {
        "str": "string",
        "float": "double",
        "datetime": "timestamp",
        "dict": "map",
        "NoneType": "null_type",
    }
    words = _("This gives %(found)s; %(wanted)s is needed here.") % {
        "found": type_words(python.get(found, found)),
        "wanted": type_words(wanted),
    }
    return ExpressionFault(words, line, column)


def _given(name: str, kind: str, values: Mapping[str, object]) -> object:
    """Find the value of a variable and bring it to what CEL takes for its type."""
    value: object = values
    if name in values:
        value = values[name]
    else:
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
    shape, _of, inner = kind.partition("_")
    try:
        return _READERS[shape](value, inner)
    except (TypeError, ValueError, OverflowError) as problem:
        words = _("The value of “%(name)s” is not %(type)s.") % {"name": name, "type": type_words(shape)}
        raise ExpressionFault(words) from problem


def _text(value: object, _inner: str) -> str:
    if value is not None and not isinstance(value, str):
        raise TypeError(value)
    return str(value or "")


def _whole(value: object, _inner: str) -> int:
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value != int(value):
        raise TypeError(value)
    if not -(2**63) <= value < 2**63:
        raise OverflowError(value)
    return int(value)


def _real(value: object, _inner: str) -> float:
    if value is None:
        return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError(value)
    return float(value)


def _yes_no(value: object, _inner: str) -> bool:
    if value is not None and not isinstance(value, bool):
        raise TypeError(value)
    return bool(value)


def _instant(value: object, _inner: str) -> dt.datetime:
    if value is None:
        return _EPOCH
    if isinstance(value, dt.datetime) and value.utcoffset() is not None:
        return value.astimezone(dt.UTC)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)
    raise TypeError(value)


def _items(value: object, inner: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list | tuple | set | frozenset):
        raise TypeError(value)
    items = sorted(value, key=str) if isinstance(value, set | frozenset) else value
    return [_READERS[inner](item, "") if inner else _plain(item) for item in items]


def _entries(value: object, inner: str) -> dict[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return {str(key): _READERS[inner](item, "") if inner else _plain(item) for key, item in value.items()}


_READERS: dict[str, Callable[[object, str], object]] = {
    "string": _text,
    "int": _whole,
    "double": _real,
    "bool": _yes_no,
    "timestamp": _instant,
    "list": _items,
    "map": _entries,
}


def _plain(value: object) -> object:
    """Bring a value without declared type to what CEL takes."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _entries(value, "")
    return _items(value, "")
