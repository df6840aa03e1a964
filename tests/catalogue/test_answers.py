"""What people answer: every kind of question, shown and required ones, what is dropped, what is refused."""

from __future__ import annotations

import pytest
from django_tenants.utils import tenant_context
from hypothesis import given
from hypothesis import strategies as st

from guichet.catalogue.forms import Kind, check_answers, check_email, check_phone, read_questions
from guichet.kernel.errors import Invalid
from tests.catalogue.questions import choice, question


def check(questions, given, **more):
    """Give (values by code, faults by code)."""
    kept, faults = check_answers(read_questions(questions), given, language="fr", **more)
    return {answer["code"]: answer["value"] for answer in kept}, faults


# kind → (what is typed, what is kept, what is shown in French)
GOOD = {
    "text": ("  Bonjour  ", "Bonjour", "Bonjour"),
    "long_text": ("un\r\ndeux", "un\ndeux", "un\ndeux"),
    "number": (" 1 234,5 ", "1234.5", "1234.5\u00a0m"),
    "yes_no": ("yes", True, "Oui"),
    "choice": ("a", "a", "A"),
    "choices": (["a", "b"], ["a", "b"], "A, B"),
    "date": ("2026-02-28", "2026-02-28", "2026-02-28"),
    "time": ("16:30", "16:30:00", "16:30:00"),
    "place": ("Parc La Fontaine", "Parc La Fontaine", "Parc La Fontaine"),
    "email": ("Lucie@example.org", "Lucie@example.org", "Lucie@example.org"),
    "phone": ("514 555-0142", "514 555-0142", "514 555-0142"),
}
BAD = {
    "text": ["x" * 301, ["a"], {"a": 1}],
    "long_text": ["é" * 4_001, ["a"]],
    "number": ["douze", "1e999", "NaN", "9" * 500, "1.2.3", [1]],
    "yes_no": ["maybe", ["yes"]],
    "choice": ["c", "A", ["a"], "'; --"],
    "choices": [["a", "c"], "c", {"a": 1}],
    "date": ["2026-02-30", "demain", "2026-13-01", ["2026-02-01"]],
    "time": ["25:00", "midi", "16h30"],
    "place": ["x" * 301],
    "email": ["lucie", "lucie@", "@example.org", "a b@example.org", "a@b", "x" * 300 + "@example.org"],
    "phone": ["12", "abc", "call me", "\x00"],
}


def of_kind(kind, **more):
    options = {"options": [{"code": code, "label": {"fr": code.upper()}} for code in "ab"]}
    unit = {"unit": "m"} if kind == "number" else {"questions": [question("x")]} if kind == "group" else {}
    return question("q", kind, **(options if kind in {"choice", "choices"} else {}), **unit, **more)


@pytest.mark.parametrize("kind", GOOD)
def test_good_answer_of_each_kind_is_kept_with_its_question(kind):
    typed, value, shown = GOOD[kind]
    kept, faults = check_answers(read_questions([of_kind(kind)]), {"q": typed}, language="fr", country="CA")
    assert faults == {}
    (answer,) = kept
    assert (answer["value"], answer["display"]["fr"]) == (value, shown)
    assert (answer["kind"], answer["label"]) == (kind, {"fr": "Question q"})


@pytest.mark.parametrize(
    ("kind", "typed"), [(kind, typed) for kind, all_of in BAD.items() for typed in all_of]
)
def test_bad_answer_of_each_kind_is_a_fault(kind, typed):
    values, faults = check([of_kind(kind)], {"q": typed}, country="CA")
    if typed == "\x00":  # nothing is left of it
        assert (values, faults) == ({}, {})
    else:
        assert values == {}
        assert faults["q"]


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in {Kind.PHOTO, Kind.FILE}])
@pytest.mark.parametrize("empty", [None, ""])
def test_empty_answer_is_a_fault_only_where_one_is_needed(kind, empty):
    assert check([of_kind(kind.value)], {"q": empty}) == ({}, {})
    values, faults = check([of_kind(kind.value, required=True)], {"q": empty})
    assert values == {}
    assert faults["q"]


@pytest.mark.parametrize("kind", ["text", "long_text", "place", "email", "number"])
def test_blank_answer_is_an_empty_one(kind):
    assert set(check([of_kind(kind, required=True)], {"q": "  \t "})[1]) == {"q"}


@pytest.mark.parametrize("kind", ["photo", "file"])
def test_photo_is_no_answer_even_when_needed(kind):
    assert check([question("q", kind, required=True)], {"q": "x"}) == ({}, {})


@pytest.mark.parametrize(
    "text",
    ["🕳️ 👩🏽‍🔧", "حفرة في الطريق", "'); DROP TABLE x; --", "<script>alert(1)</script>", "{{ x }}"],
)
@pytest.mark.parametrize("kind", ["text", "long_text", "place"])
def test_strange_answer_is_kept_as_typed(kind, text):
    assert check([question("q", kind)], {"q": text}) == ({"q": text}, {})


def test_control_characters_are_dropped():
    assert check([question("q")], {"q": "a\x00b\x1b\u202ec"}) == ({"q": "abc"}, {})


def test_same_choice_twice_counts_once():
    assert check([choice("q", "a", "b", kind="choices")], {"q": ["a", "a"]}) == ({"q": ["a"]}, {})


def test_answer_to_a_question_that_is_not_there_is_dropped():
    assert check([question("q")], {"q": "x", "other": "y"}) == ({"q": "x"}, {})


POTHOLE = [
    choice("size", "small", "large", required=True),
    question("depth", "number", shown_if='answers.size == "large"', required_if='answers.size == "large"'),
    question("warned", "yes_no", shown_if="answers.depth > 10"),
    question("who", "text", shown_if="answers.warned", required_if="answers.warned"),
]


def test_question_is_asked_when_another_says_so():
    assert check(POTHOLE, {"size": "small"}) == ({"size": "small"}, {})
    assert set(check(POTHOLE, {"size": "large"})[1]) == {"depth"}
    assert check(POTHOLE, {"size": "large", "depth": "4"})[1] == {}
    assert set(check(POTHOLE, {"size": "large", "depth": "40", "warned": "yes"})[1]) == {"who"}


def test_hidden_answer_is_dropped_with_its_fault_and_what_hung_on_it():
    given_before = {"size": "small", "depth": "40", "warned": "yes", "who": "Paul"}
    assert check(POTHOLE, given_before) == ({"size": "small"}, {})
    assert check(POTHOLE, {"size": "small", "depth": "profond"}) == ({"size": "small"}, {})


def test_internal_question_is_for_the_staff():
    questions = [question("q"), question("secret", internal=True, required=True)]
    assert check(questions, {"q": "x", "secret": "y"}) == ({"q": "x"}, {})
    assert check(questions, {"q": "x", "secret": "y"}, internal=True)[0] == {"q": "x", "secret": "y"}
    assert set(check(questions, {"q": "x"}, internal=True)[1]) == {"secret"}


def test_condition_that_cannot_be_computed_asks_without_needing():
    condition = "answers['nothing'] == 'x'"
    questions = [question("q", shown_if=condition, required_if=condition)]
    assert check(questions, {}) == ({}, {})
    assert check(questions, {"q": "x"}) == ({"q": "x"}, {})


@given(
    st.dictionaries(
        st.sampled_from(["size", "depth", "warned", "who", "x"]),
        st.none()
        | st.text()
        | st.integers()
        | st.floats()
        | st.booleans()
        | st.lists(st.text(max_size=3), max_size=3),
    )
)
def test_anything_given_is_kept_or_a_fault(anything):
    values, faults = check(POTHOLE, anything)
    assert set(values) | set(faults) <= {"size", "depth", "warned", "who"}
    assert not set(values) & set(faults)


@pytest.mark.parametrize(
    ("text", "country", "good"),
    [
        ("514 555-0142", "CA", True),
        ("+33 1 42 76 40 40", "CA", True),
        ("01 42 76 40 40", "FR", True),
        ("01 42", "FR", False),
        ("", "CA", True),
    ],
)
def test_phone_is_read_as_its_country_does(text, country, good):
    if good:
        assert check_phone(text, country) == text
    else:
        with pytest.raises(Invalid):
            check_phone(text, country)


def test_email_is_cleaned():
    assert check_email("  lucie@example.org ") == "lucie@example.org"
    assert check_email("") == ""


def test_phone_of_a_question_is_read_as_the_city_does(city, other_city):
    asked = read_questions([question("q", "phone")])
    canadian, french = {"q": "514 555-0142"}, {"q": "01 42 76 40 40"}
    assert not check_answers(asked, canadian, language="fr")[1]
    with tenant_context(other_city):
        assert not check_answers(asked, french, language="fr")[1]
        assert check_answers(asked, canadian, language="fr")[1]
