"""What follows from contacts: the bank of answers learns what it could not say."""

from __future__ import annotations

from guichet.contacts import events
from guichet.contacts.lifecycle import Result
from guichet.contacts.models import Subject
from guichet.kernel.actor import system
from guichet.kernel.events import Fact, on
from guichet.knowledge.actions import remember_choice
from guichet.knowledge.actions.gaps import report_unanswered


@on(events.SUBJECT_ADDED)
def tell_the_bank(fact: Fact) -> None:
    """Remember which answer these words got, or that they got none from the bank, so that somebody writes it."""
    subject = Subject.objects.filter(pk=int(str(fact.data.get("subject_id") or 0))).first()
    if subject is None or not subject.words:
        return
    if subject.result == Result.ANSWERED_BANK:
        remember_choice(system(), subject.words, subject.answer_key)
    elif subject.result == Result.ANSWERED:
        report_unanswered(
            system(), subject.words, source="contact", language=subject.language, subject=subject.service
        )
