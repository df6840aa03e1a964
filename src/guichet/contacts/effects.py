"""What follows from contacts: the bank of answers learns what it could not say."""

from __future__ import annotations

from guichet.contacts import events
from guichet.contacts.lifecycle import Result
from guichet.contacts.models import Subject
from guichet.contacts.queries.trails import names_in, trail_of_subject
from guichet.kernel.actor import system
from guichet.kernel.events import Fact, on
from guichet.knowledge.actions import remember_choice
from guichet.knowledge.actions.gaps import report_unanswered


@on(events.SUBJECT_ADDED)
def tell_the_bank(fact: Fact) -> None:
    """Remember which answer these words got, or that they got none from the bank, so that somebody writes it."""
    subject_id = int(str(fact.data.get("subject_id") or 0))
    subject = Subject.objects.select_related("contact__person").filter(pk=subject_id).first()
    if subject is None or not subject.words:
        return
    if subject.result == Result.ANSWERED_BANK:
        remember_choice(system(), subject.words, subject.answer_key, trail=trail_of_subject(subject))
    elif subject.result == Result.ANSWERED:
        report_unanswered(
            system(),
            subject.words,
            source="contact",
            language=subject.language,
            subject=subject.service,
            names=names_in(subject.contact),
        )
