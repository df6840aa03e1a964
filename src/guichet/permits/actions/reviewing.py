"""Studying a file: what is missing, opinions of other services, conditions, corrections, who has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import Span, Unit
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line, clean_text
from guichet.people.models import Team
from guichet.people.queries import account_with_id, team_named
from guichet.permits import events, rules
from guichet.permits.actions.keeping import check_unchanged, keep, move, needs_words, remember, tick
from guichet.permits.checking import holds, plain_values, write_lack
from guichet.permits.clocks import day_end
from guichet.permits.lifecycle import LIFECYCLE, State, Verdict
from guichet.permits.models import ClockEvent, Condition, Opinion, Permit, PermitCondition
from guichet.permits.queries.types import shown
from guichet.permits.queries.visible import opinion_for, permit_for
from guichet.permits.shapes import Lack, Reviewer
from guichet.places.queries import calendar

LONGEST_WAIT = 180
QUESTION = 500


@dataclass(frozen=True, slots=True)
class NewCondition:
    """A condition to put on a permit: one of the library by its code, with its words changed or not, or new words."""

    code: str = ""
    text: Mapping[str, str] | None = None
    field: str = ""


@transaction.atomic
def ask_missing(
    actor: Actor,
    reference: str,
    lacks: Sequence[Lack],
    words: str = "",
    *,
    days: int | None = None,
    seen_version: int | None = None,
) -> Permit:
    """Ask for what is missing, once and all together; the clocks stand still until it comes or the days are over.

    In France this is the request of article L114-5 of the CRPA: it names the documents and the time given for them.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    if not lacks:
        raise Invalid(_("Say what is missing."), fields={"missing": _("Say what is missing.")})
    given = permit.type.complete_days if days is None else days
    if not 1 <= given <= LONGEST_WAIT:
        raise Invalid(_("Give from 1 to 180 days."), fields={"days": _("Give from 1 to 180 days.")})
    again = permit.state == State.INCOMPLETE
    move(permit, "ask_missing")
    hours = calendar()
    last = hours.local(moment.now()).date() + dt.timedelta(days=given)
    permit.waiting_until, permit.reminded_at = day_end(last, hours), None
    permit.missing = [write_lack(lack) for lack in lacks]
    permit.decision = {**permit.decision, "asked": clean_text(words, 4_000)}
    if again:
        tick(permit, "resumed", "incomplete")
    tick(
        permit,
        "paused",
        "incomplete",
        until=permit.waiting_until,
        ground=str(permit.terms.get("pause_source", "")),
    )
    keep(permit, ("waiting_until", "reminded_at", "missing", "decision"))
    remember(actor, events.ASKED_MISSING, permit, codes=[lack.code for lack in lacks], days=given)
    return permit


@transaction.atomic
def more_time(actor: Actor, reference: str, days: int, *, seen_version: int | None = None) -> Permit:
    """Give an applicant more days to complete a file before it lapses."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    if permit.state != State.INCOMPLETE or permit.waiting_until is None:
        raise Conflict(_("This file is not waiting for its applicant."))
    if not 1 <= days <= LONGEST_WAIT:
        raise Invalid(_("Give from 1 to 180 days."), fields={"days": _("Give from 1 to 180 days.")})
    permit.waiting_until += dt.timedelta(days=days)
    permit.reminded_at = None
    last = ClockEvent.objects.filter(permit=permit, kind="paused").order_by("-id").first()
    if last is not None:
        last.until = permit.waiting_until
        last.save(update_fields=["until"])
    keep(permit, ("waiting_until", "reminded_at"))
    remember(actor, events.MORE_TIME, permit, days=days)
    return permit


@transaction.atomic
def ask_opinions(
    actor: Actor,
    reference: str,
    fields: Sequence[str] | None = None,
    question: str = "",
    *,
    seen_version: int | None = None,
) -> Permit:
    """Ask other services for their opinion, all at once, each until its own limit.

    Without `fields` those that the type names for such answers are asked; a service asked already is not asked twice.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    values = plain_values(permit.answers)
    known = {each.field: each for each in shown(permit.type).reviewers}
    wanted = fields if fields is not None else [f for f, each in known.items() if holds(each.when, values)]
    pending = set(
        Opinion.objects.filter(permit=permit, given_at__isnull=True).values_list("field", flat=True)
    )
    move(permit, "ask_opinions")
    asked = [each for each in dict.fromkeys(wanted) if each not in pending]
    for each in asked:
        reviewer = known.get(each, Reviewer(field=each, team="", days=5))
        _ask(permit, reviewer, clean_line(question, QUESTION))
    keep(permit)
    remember(actor, events.OPINIONS_ASKED, permit, fields=asked)
    return permit


def _ask(permit: Permit, reviewer: Reviewer, question: str) -> Opinion:
    now, hours = moment.now(), calendar()
    team = team_named(reviewer.team) if reviewer.team else None
    unit = Unit.WORKING_DAYS if reviewer.unit == "working_days" else Unit.DAYS
    return Opinion.objects.create(
        permit=permit,
        field=reviewer.field[:20],
        team=team,
        question=question,
        asked_at=now,
        due_at=hours.add(now, Span(reviewer.days, unit)),
    )


@transaction.atomic
def give_opinion(actor: Actor, opinion_id: int, verdict: str, words: str = "") -> Opinion:
    """Answer for a service. Against, or with conditions, needs its reasons: the applicant will read them."""
    opinion = opinion_for(actor, opinion_id, lock=True)
    permit = permit_for(actor, opinion.permit.reference, lock=True)
    authorise(actor, rules.may_give_opinion, permit, opinion)
    permit.state = LIFECYCLE.next(permit.state, "give_opinion")
    if opinion.given_at is not None:
        raise Conflict(_("This opinion was given already."))
    if verdict not in {each.value for each in Verdict}:
        raise Invalid(_("Choose an answer"), fields={"verdict": _("Choose an answer")})
    text = clean_text(words, 4_000)
    if verdict in {Verdict.UNFAVOURABLE, Verdict.WITH_CONDITIONS} and not text:
        raise Invalid(_("Give the reasons."), fields={"words": _("Give the reasons.")})
    opinion.verdict, opinion.words = verdict, text
    opinion.given_at, opinion.by_label = moment.now(), actor.label[:120]
    opinion.save(update_fields=["verdict", "words", "given_at", "by_label"])
    keep(permit)
    remember(actor, events.OPINION_GIVEN, permit, field=opinion.field, verdict=verdict)
    return opinion


@transaction.atomic
def chase_opinions(actor: Actor, field: str) -> int:
    """Remind a service of all the opinions that it owes, in one message; returns how many there are."""
    authorise(actor, lambda who: who.is_system or who.has("permit.handle"))
    rows = Opinion.objects.select_for_update(of=("self",)).filter(field=field, given_at__isnull=True)
    found = list(rows.select_related("permit").order_by("due_at", "id"))
    now = moment.now()
    for opinion in found:
        opinion.chased_at = now
    Opinion.objects.bulk_update(found, ["chased_at"])
    if found:
        remember(
            actor, events.OPINION_CHASED, found[0].permit, field=field, opinions=[each.pk for each in found]
        )
    return len(found)


@transaction.atomic
def set_conditions(
    actor: Actor, reference: str, conditions: Sequence[NewCondition], *, seen_version: int | None = None
) -> Permit:
    """Put the conditions of a permit, in their order, in place of those before."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    move(permit, "set_conditions")
    library = {
        each.code: each for each in Condition.objects.filter(code__in=[c.code for c in conditions if c.code])
    }
    PermitCondition.objects.filter(permit=permit).delete()
    PermitCondition.objects.bulk_create(
        [_condition(permit, new, library.get(new.code), place) for place, new in enumerate(conditions)]
    )
    keep(permit)
    remember(actor, events.CONDITIONS_SET, permit, codes=[each.code for each in conditions if each.code])
    return permit


def _condition(permit: Permit, new: NewCondition, known: Condition | None, position: int) -> PermitCondition:
    if new.code and known is None:
        raise Invalid(_("This condition is not in the library."), fields={"conditions": new.code})
    text = check_text(new.text, max_length=1_000) if new.text else (known.text if known else {})
    if not text:
        raise Invalid(_("Write this condition."), fields={"conditions": _("Write this condition.")})
    field = new.field or (known.field if known else "")
    return PermitCondition(permit=permit, condition=known, field=field[:20], text=text, position=position)


@transaction.atomic
def assign(
    actor: Actor,
    reference: str,
    *,
    agent_id: int | None = None,
    team: str = "",
    harm: int | None = None,
    harm_reason: str = "",
    seen_version: int | None = None,
) -> Permit:
    """Say who studies a file, in which team, and how much its waiting harms (0 to 3, with the reason)."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    if agent_id is not None:
        permit.agent = account_with_id(agent_id) if agent_id else None
    if team:
        permit.team = _team(team)
    if harm is not None and harm != permit.harm:
        if not 0 <= harm <= 3:
            raise Invalid(_("Choose an answer"), fields={"harm": _("Choose an answer")})
        sentence = _("Say why waiting harms: the order of work depends on it.")
        permit.harm_reason = needs_words(harm_reason, sentence, "harm_reason", 200)
        permit.harm = harm
    keep(permit, ("agent", "team", "harm", "harm_reason"))
    remember(actor, events.ASSIGNED, permit, agent=agent_id or 0, harm=permit.harm)
    return permit


def _team(code: str) -> Team:
    found = team_named(code)
    if found is None:
        raise Invalid(_("This team does not exist."), fields={"team": code})
    return found
