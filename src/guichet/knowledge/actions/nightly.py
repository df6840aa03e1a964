"""The look over the whole bank, every night, and what people answer to what it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.knowledge import events, rules
from guichet.knowledge.checking import Found, Known, LinkClient, between_answers, check_version
from guichet.knowledge.contradictions import Told
from guichet.knowledge.models import Answer, Finding, FindingKind
from guichet.knowledge.queries import known_targets
from guichet.ledger.actions import record, record_many

_BATCH = 500


def check_bank(actor: Actor, client: LinkClient | None = None) -> int:
    """Look for contradictions and dead links in every published answer; gives how many stand that nobody accepted.

    What was accepted as right stays so until the facts change. Pages elsewhere are asked for only with a `client`.
    One short transaction for each few hundred answers, then one for what answers say apart from each other.
    """
    authorise(actor, rules.may_check_bank)
    rows = Answer.objects.filter(live__isnull=False)
    known = known_targets()
    last = 0
    told: list[Told] = []
    ids: dict[str, Answer] = {}
    while True:
        answers = list(rows.filter(pk__gt=last).select_related("live").order_by("pk")[:_BATCH])
        if not answers:
            break
        last = answers[-1].pk
        _check_some(actor, answers, known, client)
        told += [Told(one.key, one.live.texts, frozenset(one.live.services)) for one in answers if one.live]
        ids |= {one.key: one for one in answers}
    _check_pairs(actor, between_answers(told), ids)
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
    fresh = [
        Finding(answer_id=place[0], mark=place[1], kind=one.kind, detail=dict(one.detail), found_at=now)
        for place, one in found.items()
    ]
    with transaction.atomic():
        _keep_findings(actor, Finding.objects.filter(answer__in=answers, other=None), fresh, answers)


def _check_pairs(
    actor: Actor, apart: Mapping[tuple[str, str], Sequence[Found]], answers: Mapping[str, Answer]
) -> None:
    """Remember what pairs of answers say apart."""
    now = moment.now()
    fresh = [
        Finding(
            answer=answers[first],
            other=answers[second],
            mark=one.mark,
            kind=one.kind,
            detail=dict(one.detail),
            found_at=now,
        )
        for (first, second), found in apart.items()
        for one in found
    ]
    with transaction.atomic():
        _keep_findings(actor, Finding.objects.filter(kind=FindingKind.ANSWERS), fresh, list(answers.values()))


def _keep_findings(
    actor: Actor, standing: QuerySet[Finding], found: Sequence[Finding], answers: Sequence[Answer]
) -> None:
    """Forget what no longer stands, and keep what is new."""
    marks = {(row.answer_id, row.mark) for row in found}
    there = {(row.answer_id, row.mark): row.pk for row in standing}
    gone = [pk for place, pk in there.items() if place not in marks]
    Finding.objects.filter(pk__in=gone).delete()
    fresh = [row for row in found if (row.answer_id, row.mark) not in there]
    Finding.objects.bulk_create(fresh, batch_size=_BATCH, ignore_conflicts=True)
    counts = Counter(row.answer_id for row in fresh)
    touched = [(answer, {"found": counts[answer.pk]}) for answer in answers if answer.pk in counts]
    record_many(actor, events.BANK_CHECKED, touched)


@transaction.atomic
def accept_finding(actor: Actor, finding_id: int, why: str = "") -> Finding:
    """Say that what was found is meant: it is no longer listed, unless the facts change.

    `why` is needed where two answers say different things: whoever reads them next asks the same question.
    """
    authorise(actor, rules.may_confirm)
    finding = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None:
        raise NotFound(_("This was corrected meanwhile."))
    reason = clean_line(why, 300)
    if finding.kind == FindingKind.ANSWERS and not reason:
        fault = _("Say why both are right: colleagues will read it.")
        raise Invalid(fault, fields={"why": fault})
    finding.accepted_by, finding.accepted_at, finding.accepted_why = actor.label[:120], moment.now(), reason
    finding.save(update_fields=["accepted_by", "accepted_at", "accepted_why"])
    record(actor, events.FINDING_ACCEPTED, finding, answer=finding.answer_id)
    return finding
