"""Conditions typed by a city: refused with their fault, computed, shared between threads."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.errors import Invalid
from guichet.kernel.expressions import MAX_LENGTH, ExpressionFault, compile_expression

VARIABLES = {
    "service": "string",
    "hour": "int",
    "area": "double",
    "urgent": "bool",
    "received": "timestamp",
    "tags": "list_string",
    "answers": "map",
    "fee.rate": "double",
}
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


class Code(StrEnum):
    POTHOLE = "pothole"


def holds(source: str, **values: object) -> object:
    return compile_expression(source, VARIABLES).evaluate(values)


@pytest.mark.parametrize(
    ("source", "line", "column", "words"),
    [
        ("service == ", 1, 12, "missing at the end"),
        ("", 1, 1, "empty"),
        ("  \n ", 1, 1, "empty"),
        ("servce == 'a'", 1, 1, "Did you mean “service”"),
        ("zzz", 1, 1, "“zzz” is not known"),
        ("service == 'a' &&\n  hours > 3", 2, 3, "Did you mean “hour”"),
        ("'é🎉' == servce", 1, 9, "service"),
        ("service == 3", 1, 9, "“==” does not work with: a text, a whole number"),
        ("urgent && hour", 1, 8, "“&&” does not work with: yes or no, a whole number"),
        ("service.contains(3)", 1, 17, "“contains” does not work with"),
        ("tags == 'a'", 1, 6, "a list, a text"),
        ("service = 'a'", 1, 9, "write “==”"),
        ("urgent and urgent", 1, 8, "write “&&”"),
        ("urgent or urgent", 1, 8, "write “||”"),
        ("not urgent", 1, 5, "write “!”"),
        ("service == 'a", 1, 12, "quotation mark"),
        ("urgent)", 1, 7, "“)” is not expected"),
        ("hour", 1, 1, "This gives a whole number; yes or no is needed"),
        ("tags", 1, 1, "This gives a list"),
        ("service.size", 1, 8, "is a text and has no parts"),
        ("hour > 99999999999999999999", 1, 8, "too large"),
        ("(" * 60 + "urgent" + ")" * 60, 1, 1, "too complicated"),
        ("fee.rat > 1.0", 1, 4, "not known"),
        ("\ud800", 1, 1, "too complicated"),
        ("urgent || " * 250 + "urgent", 1, MAX_LENGTH + 1, "2,506 characters"),
    ],
)
def test_compile_of_faulty_source_says_where_and_why(source: str, line: int, column: int, words: str) -> None:
    with pytest.raises(ExpressionFault) as refusal:
        compile_expression(source, VARIABLES)
    assert (refusal.value.line, refusal.value.column) == (line, column)
    assert words in refusal.value.reason
    assert refusal.value.message.startswith(f"Line {line}, character {column}: ")
    assert isinstance(refusal.value, Invalid)


@pytest.mark.parametrize(
    ("source", "values", "expected"),
    [
        ("service == 'pothole'", {"service": Code.POTHOLE}, True),
        ("service in ['a', 'b'] || hour >= 8", {"service": "c", "hour": 8}, True),
        ("area > 2.5", {"area": Decimal("2.6")}, True),
        ("area == 3.0", {"area": 3}, True),
        ("hour == 3", {"hour": 3.0}, True),
        ("'x' in tags", {"tags": {"x", "y"}}, True),
        ("tags.exists(t, t.startsWith('y'))", {"tags": ("x",)}, False),
        ("received > timestamp('2026-11-24T16:00:00Z')", {"received": NOON}, True),
        ("received.getHours('America/Toronto') == 12", {"received": NOON}, True),
        ("received < timestamp('2026-11-25T00:00:01Z')", {"received": date(2026, 11, 25)}, True),
        ("answers.size > 2", {"answers": {"size": Decimal(3)}}, True),
        ("answers.day == '2026-11-24'", {"answers": {"day": date(2026, 11, 24)}}, True),
        ("'a' in answers.kinds", {"answers": {"kinds": ("a",)}}, True),
        ("answers.flag", {"answers": {"flag": True}}, True),
        ("has(answers.size) && answers.size > 2", {"answers": {}}, False),
        ("answers.note == null", {"answers": {"note": None}}, True),
        ("fee.rate > 1.0", {"fee": {"rate": 2}}, True),
        ("fee.rate > 1.0", {"fee.rate": 2}, True),
        ("service.matches('^(a+)+$')", {"service": "a" * 5000 + "b"}, False),
    ],
)
def test_evaluate_computes_plain_values(source: str, values: dict[str, object], expected: object) -> None:
    assert compile_expression(source, VARIABLES).evaluate(values) is expected


@pytest.mark.parametrize(
    "source",
    [
        "service == ''",
        "hour == 0",
        "area == 0.0",
        "!urgent",
        "received == timestamp('1970-01-01T00:00:00Z')",
        "tags == []",
        "answers == {}",
        "fee.rate == 0.0",
    ],
)
def test_evaluate_without_values_takes_empty_ones(source: str) -> None:
    assert holds(source) is True
    assert (
        holds(source, service=None, hour=None, area=None, urgent=None, received=None, tags=None, answers=None)
        is True
    )


@pytest.mark.parametrize(
    ("source", "values", "words"),
    [
        ("1 / hour == 1", {"hour": 0}, "divided by zero"),
        ("1 % hour == 1", {"hour": 0}, "divided by zero"),
        ("tags[3] == 'a'", {"tags": ["a"]}, "no item"),
        ("answers.size == 3", {}, "not there"),
        ("service.matches(service)", {"service": "("}, "pattern"),
        ("int(service) == 3", {"service": "x"}, "converted"),
        ("hour * 9223372036854775807 > 0", {"hour": 3}, "too large"),
        ("answers.size + 1 == 2", {"answers": {"size": "x"}}, "cannot be computed"),
        ("answers.size", {"answers": {"size": 3}}, "yes or no is needed"),
        ("hour == 1", {"hour": "1"}, "“hour” is not a whole number"),
        ("hour == 1", {"hour": True}, "“hour” is not a whole number"),
        ("hour == 1", {"hour": 1.5}, "“hour” is not a whole number"),
        ("hour == 1", {"hour": 2**70}, "“hour” is not a whole number"),
        ("area == 1.0", {"area": "1"}, "a number with decimals"),
        ("urgent", {"urgent": "yes"}, "“urgent” is not yes or no"),
        ("service == ''", {"service": 3}, "“service” is not a text"),
        ("received > received", {"received": NOON.replace(tzinfo=None)}, "a date and time"),
        ("tags == []", {"tags": "a"}, "“tags” is not a list"),
        ("tags == []", {"tags": [1]}, "“tags” is not a list"),
        ("answers == {}", {"answers": {"x": object()}}, "a group of answers"),
        (
            "[1,2,3,4,5,6,7,8,9].all(a, tags.all(b, tags.all(c, tags.all(d, b == b))))",
            {"tags": ["a"] * 40},
            "complicated",
        ),
    ],
)
def test_evaluate_that_fails_is_a_fault(source: str, values: dict[str, object], words: str) -> None:
    with pytest.raises(ExpressionFault) as refusal:
        holds(source, **values)
    assert words in refusal.value.message
    assert refusal.value.line == 0


@pytest.mark.parametrize(
    ("source", "result", "expected"),
    [
        ("service + '!'", "string", "a!"),
        ("hour + 1", "int", 9),
        ("hour * 2", "double", 16.0),
        ("area * 2.0", "double", 5.0),
        ("urgent ? 12.5 : 0.0", "double", 0.0),
        ("received", "timestamp", NOON),
        ("tags.map(t, t + '!')", "list_string", ["x!"]),
        ("hour", "any", 8),
    ],
)
def test_evaluate_gives_the_type_asked_for(source: str, result: str, expected: object) -> None:
    values = {"service": "a", "hour": 8, "area": 2.5, "received": NOON, "tags": ["x"]}
    found = compile_expression(source, VARIABLES, result).evaluate(values)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("source", "result"), [("hour", "string"), ("area", "int"), ("true", "double"), ("[1]", "list_string")]
)
def test_compile_to_another_type_is_a_fault(source: str, result: str) -> None:
    with pytest.raises(ExpressionFault, match="is needed here"):
        compile_expression(source, VARIABLES, result)


@pytest.mark.parametrize(
    "variables", [{"x": "number"}, {"dyn": "int"}, {"a.in": "int"}, {"2x": "int"}, {"a b": "int"}]
)
def test_compile_with_impossible_variables_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="variable"):
        compile_expression("true", variables)


def test_compile_again_finds_the_same_program() -> None:
    assert compile_expression("hour > 4", VARIABLES) is compile_expression(
        "hour > 4", dict(reversed(VARIABLES.items()))
    )
    assert compile_expression("hour > 4", VARIABLES) is not compile_expression("hour > 4", {"hour": "int"})


def test_expressions_hold_in_many_threads() -> None:
    start, wrong = Barrier(8), []

    def work(own: int) -> None:
        start.wait()
        for turn in range(150):
            source = f"hour == {own} && tags.exists(t, t == '{turn % 7}')"
            if (
                holds(source, hour=own, tags=[str(turn % 7)]) is not True
                or holds(source, hour=-1) is not False
            ):
                wrong.append((own, turn))

    threads = [Thread(target=work, args=(own,)) for own in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


_PIECES = st.sampled_from(
    ["service", "hour", "answers", ".", "size", "(", ")", "[", "]", "'a'", "3", "2.5", "==", "!=", "&&", "||", "!", " ",
     "in", "'", '"', "\n", "{", "}", ":", ",", "?", "-", "é", "true", "null", ".contains(", "has(", "=", "and", "\x00"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_any_source_compiles_or_is_a_fault(source: str) -> None:
    found: object = True
    with suppress(ExpressionFault):
        found = holds(source, service="a", answers={"size": 3})
    assert isinstance(found, bool)
