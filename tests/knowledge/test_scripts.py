"""Decision trees lead somewhere, from every question."""

from __future__ import annotations

import pytest

from guichet.kernel.errors import Conflict, Invalid
from guichet.knowledge.actions import save_script
from guichet.knowledge.models import Script
from guichet.knowledge.reading import new_once
from guichet.knowledge.stepping import Targets, check_steps
from guichet.tenancy.models import City
from tests.factories import make_answer, make_script, make_service
from tests.knowledge.bank import author

TARGETS = Targets(answers={"bacs"}, elsewhere={"hydro"}, services={"trou": {"depth"}})


def step(code: str, *to: str, **more: object) -> dict:
    return {
        "code": code,
        "question": {"fr": "Oui ou non ?"},
        "choices": [{"label": {"fr": "Oui"}, "to": one, **more} for one in to],
    }


def test_script_that_leads_somewhere_is_kept() -> None:
    steps = [
        step("a", "step:b", "answer:bacs"),
        step("b", "step:a", "service:trou", answers={}),
        step("c", "elsewhere:hydro"),
    ]
    steps[0]["choices"].append({"label": {"fr": "c"}, "to": "step:c"})
    steps[1]["choices"][1]["answers"] = {"depth": "10"}
    read = check_steps(steps, TARGETS)
    assert [one["code"] for one in read] == ["a", "b", "c"]
    assert read[1]["choices"][1]["answers"] == {"depth": "10"}


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([], "steps"),
        ("nonsense", "steps"),
        ([step("a", "step:z")], "steps.0.choices.0.to"),
        ([step("a", "answer:gone")], "steps.0.choices.0.to"),
        ([step("a", "service:closed")], "steps.0.choices.0.to"),
        ([step("a", "elsewhere:x")], "steps.0.choices.0.to"),
        ([step("a", "nowhere")], "steps.0.choices.0.to"),
        ([step("a", "service:trou", answers={"height": "1"})], "steps.0.choices.0.to"),
        ([step("a", "answer:bacs", answers={"depth": "1"})], "steps.0.choices.0.to"),
        ([step("a")], "steps.0.choices"),
        ([step("A!", "answer:bacs")], "steps.0.code"),
        ([step("a", "answer:bacs"), step("a", "answer:bacs")], "steps.1.code"),
        ([step("a", "answer:bacs"), step("b", "answer:bacs")], "steps.1.code"),  # nothing leads to it
        ([step("a", "step:b", "answer:bacs"), step("b", "step:c"), step("c", "step:b")], "steps.1.choices"),
        ([step("a", "step:a")], "steps.0.choices"),
        ([step("a", "answer:bacs") | {"question": {"en": "only"}}], "steps.0.question.fr"),
    ],
)
def test_script_with_no_way_out_is_refused_where_it_fails(steps: object, fault: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_steps(steps, TARGETS)
    assert fault in refused.value.fields


def test_key_taken_at_the_same_instant_is_a_conflict_and_not_a_fault(city: City) -> None:
    make_script("pris")
    with pytest.raises(Conflict), new_once():
        make_script("pris")
    assert Script.objects.count() == 1


def test_script_is_checked_against_what_the_city_has(city: City) -> None:
    make_answer("bacs")
    make_service("trou")
    writer = author()
    good = {"title": {"fr": "Bac non vidé"}, "steps": [step("a", "answer:bacs", "service:trou")]}
    script = save_script(writer, "", good)
    assert script.key == "bac-non-vide"
    with pytest.raises(Invalid):
        save_script(writer, script.key, {"steps": [step("a", "answer:autre")]})
    with pytest.raises(Conflict):
        save_script(writer, script.key, {"active": False}, seen_version=0)
    assert not save_script(writer, script.key, {"active": False}, seen_version=1).active
