"""A case opened from a contact: the case, its subject, and who it is for, together or not at all."""

from __future__ import annotations

from django.db import transaction

from guichet.cases.actions.grouping import attach, follow
from guichet.cases.actions.opening import NewCase, open_case
from guichet.cases.queries import Case
from guichet.cases.queries.visible import case_for
from guichet.contacts import rules
from guichet.contacts.actions.subjects import NewSubject, add_subject
from guichet.contacts.lifecycle import LIFECYCLE, Result
from guichet.contacts.models import Subject
from guichet.contacts.queries.visible import contact_for
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.people.actions import Contact


@transaction.atomic
def open_case_from(actor: Actor, reference: str, new: NewCase, *, attach_to: str = "") -> Case:
    """Open a case for the person of a contact and note it; attached to a main case when its number is given.

    Raises Invalid by field as opening a case does; sending it twice opens it once.
    """
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    LIFECYCLE.next(contact.state, "write")
    case = open_case(actor, new)
    if attach_to and case.main_case_id is None:
        case = attach(actor, case.reference, attach_to)
    if not Subject.objects.filter(contact=contact, case=case).exists():
        add_subject(
            actor,
            reference,
            NewSubject(
                result=Result.CASE_OPENED, service=new.service, words=new.description, case=case.reference
            ),
        )
        if contact.person_id is None and case.requester_id is not None:
            contact.person_id = case.requester_id
            contact.save(update_fields=["person"])
    return case


@transaction.atomic
def follow_for(actor: Actor, reference: str, case: str, *, words: str = "") -> bool:
    """Let the person of a contact follow a case that is published; False when they have no e-mail address, or it is not."""
    contact = contact_for(actor, reference, lock=True)
    authorise(actor, rules.may_write, contact)
    main, person = case_for(actor, case), contact.person
    email = contact.email or (person.email if person else "")
    if not email or not main.published:
        return False
    name = contact.name or (person.name if person else "")
    phone = contact.phone or (person.phone if person else "")
    follow(actor, case, Contact(name=name, email=email, phone=phone, language=contact.language))
    add_subject(actor, reference, NewSubject(Result.CASE_FOLLOWED, words=words, case=case))
    return True
