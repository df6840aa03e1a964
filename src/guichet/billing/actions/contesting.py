"""Someone says that a line is wrong; the city answers."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.actions.journal import told
from guichet.billing.lifecycle import CONTESTS, PaperKind
from guichet.billing.models import Bill, Contest, Invoice, Receivable
from guichet.billing.queries.visible import bill_for, bill_with_id, office
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import Span, Unit
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line, clean_text
from guichet.ledger.actions import record
from guichet.places.queries import calendar

MOST_OPEN = 3
OUTCOMES = ("kept", "corrected")


@transaction.atomic
def contest(actor: Actor, reference: str, line: str, words: str) -> Contest:
    """Say that a line of a bill (or all of it: empty) is wrong. Reminders wait until the city has answered.

    After the date printed on the invoice it is kept all the same, marked as late. Raises Conflict when several wait.
    """
    bill = bill_for(actor, reference, lock=True)
    authorise(actor, rules.may_contest, bill)
    said = clean_text(words, 4_000)
    if len(said) < 5:
        fault = _("Write what seems wrong to you.")
        raise Invalid(fault, fields={"words": fault})
    if Contest.objects.filter(bill=bill, state="open").count() >= MOST_OPEN:
        raise Conflict(
            _("We have your questions and will answer them. Wait for our answer before you send more.")
        )
    paper = Invoice.objects.filter(bill=bill).exclude(kind=PaperKind.CREDIT_NOTE).order_by("-id").first()
    made = Contest.objects.create(
        bill=bill,
        invoice=paper,
        line=clean_line(line, 80),
        words=said,
        at=moment.now(),
        late=paper is not None and city_today() > paper.contest_until,
        answer_by=calendar().add(moment.now(), Span(office().answer_days, Unit.WORKING_DAYS)).date(),
    )
    Receivable.objects.filter(bill=bill, balance_cents__gt=0).update(contested=True)
    record(actor, events.CONTESTED, bill, **told(bill, contest=made.pk))
    return made


@transaction.atomic
def answer_contest(actor: Actor, contest_id: int, outcome: str, words: str) -> Contest:
    """Answer: the amount is kept, or corrected (the correction is a new version or a credit, made beside this)."""
    found = Contest.objects.filter(pk=contest_id).values_list("bill_id", flat=True).first()
    if found is None:
        raise NotFound(_("There is no such question."))
    bill: Bill = bill_with_id(actor, found, lock=True)
    authorise(actor, rules.may_issue)
    row = Contest.objects.select_for_update().get(pk=contest_id)
    row.state = CONTESTS.next(row.state, "answer")
    faults = {}
    if outcome not in OUTCOMES:
        faults["outcome"] = _("Say whether the amount is kept or corrected.")
    said = clean_text(words, 4_000)
    if len(said) < 15:
        faults["words"] = _("Write your reasons: whoever asked will read them.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    row.outcome, row.answer = outcome, said
    row.answered_at, row.answered_by = moment.now(), actor.label[:120]
    row.save()
    if not Contest.objects.filter(bill=bill, state="open").exists():
        Receivable.objects.filter(bill=bill).update(contested=False)
    record(actor, events.CONTEST_ANSWERED, bill, **told(bill, contest=row.pk, outcome=outcome))
    return row
