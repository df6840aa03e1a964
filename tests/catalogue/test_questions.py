"""Questions that a city writes: what is kept, what is refused, and where the fault is."""

from __future__ import annotations

import contextlib

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from guichet.catalogue.forms import MAX_QUESTIONS, Kind, read_questions, write_questions
from guichet.kernel.errors import Invalid
from tests.catalogue.questions import choice, question


def fault(*questions) -> str:
    with translation.override("en"), pytest.raises(Invalid) as caught:
        read_questions(list(questions))
    return caught.value.message


def test_each_kind_is_read_and_written_back():
    asked = [
        question(
            kind.value,
            kind.value,
            options=[{"code": "a", "label": {"fr": "A"}}],
            help={"fr": "Aide"},
            **({"questions": [question("inner")], "least": 1, "most": 3} if kind is Kind.GROUP else {}),
        )
        for kind in Kind
    ]
    read = read_questions(asked)
    assert [item.kind for item in read] == list(Kind)
    assert len(read) == 16
    assert read_questions(write_questions(read)) == read


@pytest.mark.parametrize(
    "broken",
    [
        "not a list",
        {"code": "x"},
        [None],
        [["x"]],
        [question("Majuscule")],
        [question("")],
        [question("x", "colour")],
        [question("x", label={})],
        [question("x", label="Sans langue")],
        [question("x", label={"fr": "é" * 241})],
        [question("x", "choice")],
        [question("x", "choices", options=[])],
        [question("x"), question("x")],
        [question(f"q{number}") for number in range(MAX_QUESTIONS + 1)],
    ],
)
def test_read_refuses_what_is_not_a_question(broken):
    with pytest.raises(Invalid):
        read_questions(broken)


@pytest.mark.parametrize("broken", [[{"code": "a"}], ["a"], [{"label": {"fr": "A"}}], "abc", [None]])
def test_read_refuses_choices_that_cannot_be_read(broken):
    with pytest.raises(Invalid):
        read_questions([question("x", "choice", options=broken)])


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ('answers.size = "large"', "Line 1, character 14"),
        ("answers.size ==", "Line 1"),
        ('answers.weight > "lourd"', "Line 1, character 16"),
        ("answers.size", "yes or no is needed"),
        ("answers.ok + 1 > 2", "Line 1, character 12"),
        ('answers.ok || answers.weight == "x"', "Line 1, character 30"),
        ("taille > 1", "taille"),
        ("answers.colour == 'red'", "colour"),
        ("answers.dependent == 'x'", "dependent"),
        ("x" * 3_000, "3,000"),
    ],
)
@pytest.mark.parametrize("name", ["shown_if", "required_if"])
def test_condition_that_cannot_be_used_is_refused_with_its_place(expression, said, name):
    message = fault(
        choice("size", "small", "large"),
        question("weight", "number"),
        question("ok", "yes_no"),
        question("dependent", **{name: expression}),
    )
    assert "dependent" in message
    assert said in message


@pytest.mark.parametrize(
    "expression",
    [
        'answers.size == "large"',
        "answers.weight > 3 && answers.weight < 10",
        "answers.weight >= 2.5",
        "answers.ok == true",
        "!answers.ok",
        '"a" in answers.many',
        "size(answers.many) > 1",
        'answers.day > "2026-01-01"',
        "has(answers.size) && answers.size == 'large'",
        "answers['weight'] > 2.0",
        'answers.note.contains("eau")',
    ],
)
def test_condition_over_answers_of_each_type_is_taken(expression):
    assert read_questions(
        [
            choice("size", "small", "large"),
            question("weight", "number"),
            question("ok", "yes_no"),
            choice("many", "a", "b", kind="choices"),
            question("day", "date"),
            question("note", "long_text"),
            question("dependent", shown_if=expression),
        ]
    )


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["code", "kind", "label", "options", "fr", "shown_if", "help", "unit"]),
                inner,
                max_size=6,
            )
        ),
        max_leaves=15,
    )
)
def test_read_of_anything_is_a_list_or_a_refusal(anything):
    with contextlib.suppress(Invalid):
        assert isinstance(read_questions(anything), list)
