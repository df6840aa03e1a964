"""The searches of one contact, so that one that failed meets the one that then succeeded."""

from __future__ import annotations

from guichet.contacts.models import Contact, Subject
from guichet.knowledge.stems import stems_of


def trail_of(contact: Contact) -> str:
    """Name the searches for the subject that a contact is at: those for another subject say nothing of these."""
    return f"{contact.reference}:{Subject.objects.filter(contact=contact).count()}"


def trail_of_subject(subject: Subject) -> str:
    """Name the searches that came before a subject was noted."""
    before = Subject.objects.filter(contact_id=subject.contact_id, pk__lt=subject.pk).count()
    return f"{subject.contact.reference}:{before}"


def names_in(contact: Contact) -> tuple[str, ...]:
    """Give the names that the words of a contact may hold."""
    return tuple(name for name in (contact.name, contact.person.name if contact.person else "") if name)


def follow_search(sought: str, topic: str) -> tuple[str, str]:
    """Follow what is sought as it is typed: give the search to go on with, and the one that was left for it.

    Words taken away, added or still being typed are the same search; other words are another one, and the first one
    ended without an answer. Empty when none did.
    """
    before, now = set(stems_of(sought)), set(stems_of(topic))
    if not now or now < before or (before and sought.startswith(topic)):
        return sought, ""
    if before <= now or topic.startswith(sought):
        return topic, ""
    return topic, sought
