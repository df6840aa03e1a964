"""The look over the whole bank, every night, and what people answer to what it found."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge import events, rules
from guichet.knowledge.checking import Known, LinkClient, check_version
from guichet.knowledge.models import Answer, Finding
from guichet.knowledge.queries import known_targets
from guichet.ledger.actions import record, record_many

_BATCH = 500


def check_bank(actor: Actor, client: LinkClient | None = None) -> int:
    """Look for contradictions and dead links in every published answer; gives how many stand that nobody accepted.

    What was accepted as right stays so until the facts change. Pages elsewhere are asked for only with a `client`.
    One short transaction for each few hundred answers.
    """
    authorise(actor, rules.may_check_bank)
    rows = Answer.objects.filter(live__isnull=False)
    known = known_targets()
    last = 0
    while True:
        answers = list(rows.filter(pk__gt=last).select_related("live").order_by("pk")[:_BATCH])
        if not answers:
            break
        last = answers[-1].pk
        _check_some(actor, answers, known, client)
    return Finding.objects.filter(accepted_at__isnull=True).count()


def _check_some(actor: Actor, answers: list[Answer], known: Known, client: LinkClient | None) -> None:
    """Look over some answers: pages are asked for before anything is changed."""
    now = moment.now()
    found = {
        (answer.pk, one.mark): one
        for answer in answers
        if answer.live is not None
        for one in check_version(answer.live, known, client)
    }
    with transaction.atomic():
        standing = Finding.objects.filter(answer__in=answers)
        there = {(row.answer_id, row.mark): row.pk for row in standing}
        gone = [pk for place, pk in there.items() if place not in found]
        Finding.objects.filter(pk__in=gone).delete()
        fresh = [
            Finding(answer_id=place[0], mark=place[1], kind=one.kind, detail=dict(one.detail), found_at=now)
            for place, one in found.items()
            if place not in there
        ]
        Finding.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
        counts: dict[int, int] = {}
        for row in fresh:
            counts[row.answer_id] = counts.get(row.answer_id, 0) + 1
        touched = [(answer, {"found": counts[answer.pk]}) for answer in answers if answer.pk in counts]
        record_many(actor, events.BANK_CHECKED, touched)


@transaction.atomic
def accept_finding(actor: Actor, finding_id: int) -> Finding:
    """Say that what was found is meant: it is no longer listed, unless the facts change."""
    authorise(actor, rules.may_confirm)
    finding = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None:
        raise NotFound(_("This was corrected meanwhile."))
    finding.accepted_by, finding.accepted_at = actor.label[:120], moment.now()
    finding.save(update_fields=["accepted_by", "accepted_at"])
    record(actor, events.FINDING_ACCEPTED, finding, answer=finding.answer_id)
    return finding
