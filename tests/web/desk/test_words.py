"""What the desk says, without a page: the next step, refusals, dates."""

from __future__ import annotations

import datetime as dt

import pytest
from django import forms
from django.utils import timezone

from guichet.kernel.errors import Conflict, Invalid
from guichet.web.desk.answers import add_refusal
from guichet.web.desk.lines import Group, Voice, group_of, shorten
from guichet.web.desk.next_step import Situation, last_reopening_day, next_step

EVERY_VERB = frozenset({"take", "end", "plan", "resume", "reschedule", "write"})


@pytest.mark.parametrize(
    ("given", "verb"),
    [
        ({"state": "received"}, "take"),
        ({"state": "triaged"}, "take"),
        ({"state": "reopened"}, "take"),
        ({"state": "received", "wrote": "Alice", "when": "hier"}, "write"),
        ({"state": "in_progress"}, "plan"),
        ({"state": "in_progress", "late": True}, "reschedule"),
        ({"state": "in_progress", "open_tasks": ["Parcs – Couper"]}, ""),
        ({"state": "in_progress", "done_tasks": 1}, "end"),
        ({"state": "in_progress", "assignee": "Samuel"}, ""),
        ({"state": "in_progress", "assignee": "Samuel", "mine": True}, "plan"),
        ({"state": "waiting", "waiting_for": "resident", "until": "demain"}, ""),
        ({"state": "waiting", "waiting_for": "date", "until": "demain"}, "end"),
        ({"state": "waiting", "waiting_for": "third_party", "waiting_reason": "Hydro"}, "resume"),
        ({"state": "resolved"}, ""),
        ({"state": "received", "main": "26-000001"}, ""),
    ],
)
def test_next_step_of_a_situation(given: dict, verb: str) -> None:
    step = next_step(Situation(offered=EVERY_VERB, **given))
    assert step.verb == verb
    assert step.sentence


def test_verb_that_one_does_not_have_is_not_proposed() -> None:
    assert next_step(Situation(state="received", offered=frozenset())).verb == ""


def test_time_to_reopen_ends() -> None:
    ended = timezone.now()
    assert last_reopening_day(ended, 30, ended + dt.timedelta(days=29)) is not None
    assert last_reopening_day(ended, 30, ended + dt.timedelta(days=31)) is None
    assert last_reopening_day(None, 30, ended) is None


class Ask(forms.Form):
    team = forms.CharField(required=False)
    detail = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("refusal", "errors"),
    [
        (Invalid("Choisissez une équipe.", fields={"team": "zorglub"}), {"team": ["Choisissez une équipe."]}),
        (Invalid("Il manque.", fields={"detail": "Dites pourquoi."}), {"detail": ["Dites pourquoi."]}),
        (Invalid("Il manque.", fields={"autre": "Dites ceci."}), {"__all__": ["Dites ceci."]}),
        (Conflict("Cela a changé."), {"__all__": ["Cela a changé."]}),
    ],
)
def test_refusal_is_put_where_it_is_read(refusal, errors: dict) -> None:
    form = Ask({})
    add_refusal(form, refusal)
    assert form.errors == errors


def test_conflict_gives_what_changed() -> None:
    assert add_refusal(Ask({}), Conflict("Cela a changé.", changes=("Samuel : prise en charge",))) == (
        "Samuel : prise en charge",
    )


def test_group_of_a_date() -> None:
    noon = dt.datetime(2026, 11, 18, 12, 0, tzinfo=timezone.get_default_timezone())
    hours, voice = dt.timedelta(hours=1), Voice("fr", "f", noon)
    assert group_of(None, voice) is Group.PAUSED
    assert group_of(noon - hours, voice) is Group.LATE
    assert group_of(noon + 35 * hours, voice) is Group.SOON
    assert group_of(noon + 60 * hours, voice) is Group.LATER


def test_days_are_shortened_in_lists() -> None:
    assert shorten("2\u00a0jours de retard") == "2\u00a0j de retard"
    assert shorten("3\u00a0h de retard") == "3\u00a0h de retard"
