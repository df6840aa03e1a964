"""A question asked with somebody on the line: taken, answered, promised, settled; and who may do what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from guichet.conversations.actions.asking import (
    accept,
    answer,
    ask,
    ask_again,
    offer_callbacks,
    promise,
    take,
    withdraw,
)
from guichet.conversations.lifecycle import LIFECYCLE, Asked, Urgency
from guichet.conversations.queries.questions import (
    question_for,
    question_shown,
    questions_of_contact,
    waiting_questions,
)
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.personal import hide_personal
from guichet.ledger.models import Entry

LATER = dt.timedelta(minutes=6)


def test_question_is_taken_answered_and_accepted(room, agent, expert):
    asked = ask(agent, "voirie", "Qui ramasse une branche ?", contact_reference="C-1")
    take(expert, asked.pk)
    reply = answer(expert, asked.pk, "La voirie, sous 48 h.")
    accept(agent, asked.pk, reply.pk)
    shown = question_shown(agent, asked.pk)
    assert (shown.question.state, shown.question.taken_name) == ("answered", "Victor Voirie")
    assert shown.question.accepted == reply
    assert [one.text for one in shown.answers] == ["La voirie, sous 48 h."]
    assert [one.question.pk for one in questions_of_contact(agent, "C-1")] == [asked.pk]
    assert questions_of_contact(expert, "C-1") == []
    events = Entry.objects.filter(subject="conversations.question").order_by("id")
    assert [one.event.split(".")[1] for one in events] == ["asked", "taken", "answered", "accepted"]
    assert waiting_questions(room) == []


def test_call_back_is_offered_when_nobody_answers(room, agent, expert):
    held = ask(agent, "voirie", "Une personne attend")
    ask(agent, "voirie", "Pas pressé", urgency=Urgency.LATER)
    answered = ask(agent, "voirie", "Vite répondu")
    answer(expert, answered.pk, "Oui.")
    assert offer_callbacks(system()) == 0
    with moment.as_if(timezone.now() + LATER):
        assert question_shown(agent, held.pk).callback
        assert offer_callbacks(system()) == 1
        assert offer_callbacks(system()) == 0
        promise(agent, held.pk, on=moment.now() + dt.timedelta(hours=2))
    assert Entry.objects.filter(event="conversations.unanswered", subject_id=held.pk).count() == 1
    assert [one.state for one in waiting_questions(room)] == ["asked", "promised"]
    answer(expert, held.pk, "Voici la réponse.")
    assert question_for(agent, held.pk).promised_at is not None


def test_answer_that_does_not_settle_is_asked_again(room, agent, expert):
    asked = ask(agent, "voirie", "Qui ?")
    answer(expert, asked.pk, "Pas nous.")
    assert ask_again(agent, asked.pk).state == Asked.ASKED
    assert question_for(agent, asked.pk).first_answer_at is not None
    withdraw(agent, asked.pk)
    for attempt in (lambda: take(expert, asked.pk), lambda: answer(expert, asked.pk, "Trop tard")):
        with pytest.raises(Conflict):
            attempt()


def test_each_does_their_own_part(room, agent, expert, stranger):
    asked = ask(agent, "voirie", "Qui ?")
    reply = answer(expert, ask(agent, "voirie", "Autre ?").pk, "Nous.")
    for attempt in (
        lambda: take(agent, asked.pk),
        lambda: answer(agent, asked.pk, "Moi-même"),
        lambda: promise(expert, asked.pk),
        lambda: withdraw(expert, asked.pk),
        lambda: offer_callbacks(agent),
    ):
        with pytest.raises(Denied):
            attempt()
    for attempt in (
        lambda: take(stranger, asked.pk),
        lambda: question_for(visitor(resident_id=agent.id), asked.pk),
        lambda: ask(stranger, "voirie", "Et moi ?"),
    ):
        with pytest.raises(NotFound):
            attempt()
    with pytest.raises(Conflict):
        accept(agent, asked.pk, reply.pk)
    with pytest.raises(Invalid):
        promise(agent, asked.pk, on=timezone.now() - dt.timedelta(days=1))
    assert question_for(agent, asked.pk).state == Asked.ASKED


def test_personal_values_stay_out_unless_needed(room, agent):
    words = "Alice (514 555-0199, alice@exemple.ca) demande pour 26-041830, le 2026-11-22"
    hidden = ask(agent, "voirie", words).message.text
    assert hidden == "Alice (•••, •••) demande pour 26-041830, le 2026-11-22"
    assert ask(agent, "voirie", words, keeps_personal=True).message.text == words


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("+33 6 12 34 56 78", "•••"),
        ("06.12.34.56.78.", "•••."),
        ("NAS 046 454 286", "NAS •••"),
        ("au 1234, rue X, H2T 1S6, bac de 360 L", "au 1234, rue X, H2T 1S6, bac de 360 L"),
        ("rien", "rien"),
        ("\ue000 26-041830", " 26-041830"),
    ],
)
def test_hide_personal(text, plain):
    assert hide_personal(text) == plain


@pytest.mark.parametrize("state", list(Asked))
def test_every_state_has_its_moves(state):
    settled = {Asked.WITHDRAWN: ()}
    verbs = LIFECYCLE.verbs(state)
    assert verbs == settled.get(state, verbs)
    assert bool(verbs) == (state is not Asked.WITHDRAWN)
