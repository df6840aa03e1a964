"""What every verb does at its end: the clock, the next date, the version of the file, the memory."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.events import Event
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.permits.facts import facts_of
from guichet.permits.lifecycle import LIFECYCLE
from guichet.permits.models import ClockEvent, Permit, PermitCondition, PermitVersion
from guichet.permits.timing import set_dues, set_next
from guichet.places.queries import calendar


def check_unchanged(permit: Permit, seen_version: int | None) -> None:
    """Refuse to act on a file that changed since it was read."""
    if seen_version is not None and permit.version != seen_version:
        raise Conflict(
            _("This file changed while you were writing. Read what changed; what you typed is kept.")
        )


def move(permit: Permit, verb: str) -> None:
    """Bring a permit to the state that a verb leads to, or raise Conflict; nothing is saved."""
    permit.state = LIFECYCLE.next(permit.state, verb)


def keep(permit: Permit, fields: Sequence[str] = ()) -> None:
    """Save changed fields with the dates that follow from them and the version."""
    hours = calendar()
    set_dues(permit, ClockEvent.objects.filter(permit=permit), hours)
    set_next(permit, permit.type, hours)
    permit.version += 1
    permit.updated_at = moment.now()
    always = ("state", "due_at", "legal_due_at", "next_at", "version", "updated_at")
    permit.save(update_fields=[*dict.fromkeys([*fields, *always])])


def remember(actor: Actor, event: Event, permit: Permit, **data: object) -> None:
    """Record an event of a permit with its version and team."""
    record(actor, event, permit, version=permit.version, team=permit.team_id, state=permit.state, **data)


def tick(
    permit: Permit, kind: str, cause: str, *, until: dt.datetime | None = None, ground: str = ""
) -> None:
    """Note that the clock of a file started, paused, resumed or stopped, and why."""
    ClockEvent.objects.create(
        permit=permit, kind=kind, cause=cause, at=moment.now(), until=until, ground=ground[:200]
    )


def note_version(actor: Actor, permit: Permit, verb: str, reason: str = "") -> PermitVersion:
    """Keep what the permit says now as its next version.

    At the decision, conditions alone make no new version: nobody holds a paper yet, and the one that was filed takes them.
    """
    texts = PermitCondition.objects.filter(permit=permit).order_by("position", "id")
    facts = facts_of(permit, texts.values_list("text", flat=True))
    last = PermitVersion.objects.filter(permit=permit).order_by("-number").first()
    if last is not None and verb in _DECISIONS and {**last.facts, "conditions": facts["conditions"]} == facts:
        last.facts = facts
        last.save(update_fields=["facts"])
        return last
    permit.facts_version = last.number + 1 if last else 1
    return PermitVersion.objects.create(
        permit=permit,
        number=permit.facts_version,
        at=moment.now(),
        by_label=actor.label[:120],
        verb=verb,
        reason=clean_line(reason, 300),
        facts=facts,
    )


_DECISIONS = ("approve", "silence")


def extensions_of(permit: Permit) -> int:
    """Count how often a permit was extended."""
    return PermitVersion.objects.filter(permit=permit, verb="extend").count()


def needs_words(words: str, sentence: str, field: str, most: int = 300) -> str:
    """Give a reason cleaned, or refuse to go on without it."""
    text = clean_line(words, most)
    if not text:
        raise Invalid(sentence, fields={field: sentence})
    return text
