"""The order of work: what is published, and the files that are put before their turn, with the reason."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import check_text
from guichet.ledger.actions import record
from guichet.permits import events, rules
from guichet.permits.actions.keeping import needs_words, remember
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.models import QueueJump, QueueRule
from guichet.permits.ordering import read_weights, write_weights
from guichet.permits.queries.order import place_of
from guichet.permits.queries.visible import permit_for

MOST_POINTS = 500
USUAL_POINTS = 100


@transaction.atomic
def jump(actor: Actor, reference: str, reason: str, *, points: int = USUAL_POINTS) -> QueueJump:
    """Put a file before its turn (or, with points below zero, after it), with the reason that the team reads."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_jump, permit)
    if State(permit.state) not in STUDIED:
        raise Conflict(_("Only a file that is being studied has a place in the queue."))
    sentence = _("Say why this file goes before the others: everybody in the team will read it.")
    words = needs_words(reason, sentence, "reason")
    if points == 0 or abs(points) > MOST_POINTS:
        raise Invalid(_("Choose from 1 to 500 points."), fields={"points": _("Choose from 1 to 500 points.")})
    before = place_of(permit)
    QueueJump.objects.filter(permit=permit, ended_at__isnull=True).update(ended_at=moment.now())
    found = QueueJump.objects.create(
        permit=permit,
        at=moment.now(),
        by_id=actor.id,
        by_label=actor.label[:120],
        reason=words,
        points=points,
    )
    found.place_before = before
    found.place_after = place_of(permit)
    found.save(update_fields=["place_before", "place_after"])
    remember(actor, events.JUMPED, permit, points=points, before=before, after=found.place_after)
    return found


@transaction.atomic
def end_jump(actor: Actor, reference: str) -> int:
    """Give a file its own place back; returns how many jumps ended."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_jump, permit)
    ended = QueueJump.objects.filter(permit=permit, ended_at__isnull=True).update(ended_at=moment.now())
    if ended:
        remember(actor, events.JUMPED, permit, points=0)
    return ended


@transaction.atomic
def publish_order(
    actor: Actor, weights: Mapping[str, object], note: Mapping[str, str] | None = None
) -> QueueRule:
    """Publish an order rule: it is in force at once, the ones before stay on record. Raises Invalid by field."""
    authorise(actor, rules.may_configure)
    checked = read_weights(weights)
    last = QueueRule.objects.aggregate(last=Max("number"))["last"] or 0
    rule = QueueRule.objects.create(
        number=last + 1,
        weights=write_weights(checked),
        note=check_text(note or {}, required=(), max_length=1_000),
        published_at=moment.now(),
        published_by=actor.label[:120],
    )
    record(actor, events.ORDER_PUBLISHED, rule, number=rule.number)
    return rule
