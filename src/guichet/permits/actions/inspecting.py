"""On site: visits planned and done, overruns reported and put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_line, clean_text
from guichet.people.queries import account_with_id
from guichet.permits import events, rules
from guichet.permits.actions.changing import prolong
from guichet.permits.actions.keeping import keep, move, needs_words, remember
from guichet.permits.actions.money import bill_overrun_days
from guichet.permits.models import Inspection, Overrun, Permit
from guichet.permits.queries.visible import inspection_for, permit_for
from guichet.places.queries import calendar

PURPOSES = ("before", "during", "end", "overrun")
ANSWERS = ("yes", "no", "na", "")


@transaction.atomic
def plan_inspection(
    actor: Actor,
    reference: str,
    purpose: str,
    on: dt.date,
    *,
    inspector_id: int | None = None,
    instructions: str = "",
    follows: int | None = None,
) -> Inspection:
    """Plan a visit, with the checklist of the permit's type as it is now."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_plan, permit)
    if purpose not in PURPOSES:
        raise Invalid(_("Choose an answer"), fields={"purpose": _("Choose an answer")})
    if on < calendar().local(moment.now()).date():
        raise Invalid(_("Choose a date from today on."), fields={"on": _("Choose a date from today on.")})
    found = Inspection.objects.create(
        permit=permit,
        purpose=purpose,
        planned_on=on,
        inspector=account_with_id(inspector_id) if inspector_id else None,
        instructions=clean_line(instructions, 500),
        checklist=[{**item, "answer": "", "note": ""} for item in permit.type.checklist],
        follows_id=follows,
    )
    remember(actor, events.INSPECTION_PLANNED, permit, inspection=found.pk, purpose=purpose)
    return found


@transaction.atomic
def inspect(
    actor: Actor,
    inspection_id: int,
    answers: Mapping[str, Mapping[str, str]],
    *,
    conform: bool,
    findings: str = "",
    follow_up_on: dt.date | None = None,
) -> Inspection:
    """Say what a visit found: each line of its checklist, in words, whether all is as allowed; another visit if not.

    `answers` are `{code: {answer: yes|no|na, note}}`. Photos hang on the inspection itself (documents).
    """
    inspection = inspection_for(actor, inspection_id, lock=True)
    permit = permit_for(actor, inspection.permit.reference, lock=True)
    authorise(actor, rules.may_inspect, permit, inspection)
    if inspection.done_at is not None or inspection.cancelled_at is not None:
        raise Conflict(_("This inspection is over. Plan another one."))
    text = clean_text(findings, 4_000)
    if not conform and not text:
        raise Invalid(_("Say what is not as it should be."), fields={"findings": _("Say what is wrong.")})
    inspection.checklist = [
        _answered(item, answers.get(str(item["code"]), {})) for item in inspection.checklist
    ]
    inspection.findings, inspection.conform = text, conform
    inspection.follow_up_on, inspection.done_at = follow_up_on, moment.now()
    inspection.by_label = actor.label[:120]
    inspection.save(update_fields=["checklist", "findings", "conform", "follow_up_on", "done_at", "by_label"])
    if follow_up_on is not None:
        plan_inspection(
            actor,
            permit.reference,
            inspection.purpose,
            follow_up_on,
            inspector_id=inspection.inspector_id,
            follows=inspection.pk,
        )
    remember(actor, events.INSPECTED, permit, inspection=inspection.pk, conform=conform)
    return inspection


def _answered(item: Mapping[str, object], given: Mapping[str, str]) -> dict[str, object]:
    answer = given.get("answer", "")
    if answer not in ANSWERS:
        raise Invalid(_("Choose an answer"), fields={str(item["code"]): _("Choose an answer")})
    return {**item, "answer": answer, "note": clean_line(given.get("note", ""), 300)}


@transaction.atomic
def cancel_inspection(actor: Actor, inspection_id: int, reason: str) -> Inspection:
    """Give up a visit that was planned, with the reason."""
    inspection = inspection_for(actor, inspection_id, lock=True)
    permit = permit_for(actor, inspection.permit.reference, lock=True)
    authorise(actor, rules.may_plan, permit)
    if inspection.done_at is not None or inspection.cancelled_at is not None:
        raise Conflict(_("This inspection is over. Plan another one."))
    inspection.findings = needs_words(reason, _("Give the reasons."), "reason")
    inspection.cancelled_at, inspection.by_label = moment.now(), actor.label[:120]
    inspection.save(update_fields=["findings", "cancelled_at", "by_label"])
    remember(actor, events.INSPECTION_CANCELLED, permit, inspection=inspection.pk)
    return inspection


@transaction.atomic
def report_overrun(
    actor: Actor, reference: str, words: str, *, case_reference: str = "", inspect_on: dt.date | None = None
) -> Overrun:
    """Say that something still stands after its end, or beyond its place: a visit is planned for the next working day.

    A resident who read the code on site may report it, through the door that checked the code.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_report_overrun, permit)
    return _reported(actor, permit, words, case_reference, inspect_on)


@transaction.atomic
def report_overrun_on_site(actor: Actor, permit: Permit, words: str, *, case_reference: str = "") -> Overrun:
    """Report an overrun of a permit whose public code was read on site (`queries.public.permit_of_code`)."""
    authorise(actor, rules.may_report_overrun, permit)
    return _reported(actor, permit, words, case_reference, None)


def _reported(
    actor: Actor, permit: Permit, words: str, case_reference: str, inspect_on: dt.date | None
) -> Overrun:
    move(permit, "report_overrun")
    known = Overrun.objects.filter(permit=permit, outcome="").order_by("id").first()
    if known is not None:
        known.words = clean_text(f"{known.words}\n{words}", 4_000)
        known.save(update_fields=["words"])
        return known
    hours = calendar()
    today = hours.local(moment.now()).date()
    day = inspect_on or next(hours.working_days_from(today + dt.timedelta(days=1)))
    visit = Inspection.objects.create(
        permit=permit,
        purpose="overrun",
        planned_on=day,
        instructions=clean_line(words, 500),
        checklist=[{**item, "answer": "", "note": ""} for item in permit.type.checklist],
    )
    found = Overrun.objects.create(
        permit=permit,
        reported_at=moment.now(),
        reporter=actor.kind.value,
        case_reference=clean_line(case_reference, 20),
        words=clean_text(words, 4_000),
        inspection=visit,
    )
    remember(actor, events.OVERRUN_REPORTED, permit, overrun=found.pk, case=found.case_reference)
    return found


def _open_overrun(permit: Permit) -> Overrun:
    found = Overrun.objects.select_for_update().filter(permit=permit, outcome="").order_by("id").first()
    if found is None:
        raise Conflict(_("No overrun of this permit waits to be settled."))
    return found


def _settle(actor: Actor, permit: Permit, overrun: Overrun, outcome: str, until: dt.date | None) -> Overrun:
    overrun.outcome, overrun.until, overrun.settled_at = outcome, until, moment.now()
    overrun.save(update_fields=["outcome", "until", "settled_at"])
    remember(actor, events.OVERRUN_SETTLED, permit, overrun=overrun.pk, outcome=outcome)
    return overrun


@transaction.atomic
def regularise(actor: Actor, reference: str, until: dt.date, reason: str) -> Overrun:
    """Put an overrun right: the same permit goes on until another day, and the days in between are billed."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    overrun = _open_overrun(permit)
    if until <= permit.ends_on:
        raise Invalid(_("Choose a day after the present end."), fields={"until": _("Choose a later day.")})
    move(permit, "regularise")
    prolong(actor, permit, until, reason)
    return _settle(actor, permit, overrun, "regularised", until)


@transaction.atomic
def bill_overrun(actor: Actor, reference: str, until: dt.date, reason: str) -> Overrun:
    """Bill the days that an occupation stood there after its end, without allowing them."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    overrun = _open_overrun(permit)
    move(permit, "bill_overrun")
    if until <= permit.ends_on:
        raise Invalid(_("Choose a day after the present end."), fields={"until": _("Choose a later day.")})
    bill_overrun_days(actor, permit, until, needs_words(reason, _("Give the reasons."), "reason"))
    keep(permit, ("fee",))
    return _settle(actor, permit, overrun, "billed", until)


@transaction.atomic
def dismiss_overrun(actor: Actor, reference: str, reason: str) -> Overrun:
    """Say that nothing stood there beyond what was allowed, with what was seen."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_plan, permit)
    overrun = _open_overrun(permit)
    overrun.words = clean_text(
        f"{overrun.words}\n— {needs_words(reason, _('Give the reasons.'), 'reason')}", 4_000
    )
    overrun.save(update_fields=["words"])
    return _settle(actor, permit, overrun, "unfounded", None)
