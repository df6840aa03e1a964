"""From a draft to what the city says: read again by a second person, published, withdrawn."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.kernel.words import clean_line
from guichet.knowledge import events, rules
from guichet.knowledge.actions.writing import changes_since, found_answer
from guichet.knowledge.content import TRUNK
from guichet.knowledge.editions import ANSWERS
from guichet.knowledge.lifecycle import LIFECYCLE
from guichet.knowledge.models import Answer, AnswerVersion, Finding, Gap, GapState
from guichet.ledger.actions import record
from guichet.people.queries import account_with_id
from guichet.places.editions import renew

REVIEW_EVERY = dt.timedelta(days=365)


@transaction.atomic
def submit(actor: Actor, key: str, *, reader: int | None = None) -> Answer:
    """Ask a second reader (an account's id; none: whoever publishes) to read a draft again.

    Raises Invalid for an answer that says nothing in French, has no owner, or whose reader wrote it.
    """
    authorise(actor, rules.may_write)
    answer = found_answer(key)
    state = LIFECYCLE.next(answer.state, "submit")
    faults = _missing(answer)
    if reader is not None:
        faults |= _set_reader(answer, reader)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    answer.state = state
    _keep(answer)
    record(actor, events.ANSWER_SUBMITTED, answer, number=_number(answer), reader=answer.second_reader_id)
    return answer


def _missing(answer: Answer) -> dict[str, str]:
    faults = {}
    french = answer.newest.texts.get(TRUNK, {}).get("fr", {}) if answer.newest else {}
    if not french.get("title"):
        faults["texts..fr.title"] = _("Write the French title: French is always there.")
    if not french.get("say"):
        faults["texts..fr.say"] = _("Write what an agent says aloud, in French.")
    if answer.owner_team is None:
        faults["owner_team"] = _("Choose the team that keeps this answer right.")
    return faults


def _set_reader(answer: Answer, reader: int) -> dict[str, str]:
    account = account_with_id(reader)
    if account is None:
        return {"second_reader": _("Choose someone who works here.")}
    if reader in authors_of(answer):
        return {"second_reader": _("The second reader is someone who did not write it.")}
    answer.second_reader = account
    return {}


def authors_of(answer: Answer) -> set[int]:
    """Give the accounts that wrote what is new since the published version."""
    since = answer.live.number if answer.live else 0
    rows = AnswerVersion.objects.filter(answer=answer, number__gt=since, author__isnull=False)
    return set(rows.values_list("author__id", flat=True))


@transaction.atomic
def publish(actor: Actor, key: str, *, seen_number: int | None = None) -> Answer:
    """Say from now on what was submitted. Whoever wrote it is refused: two people for what is published.

    Raises Conflict with what changed when the version read (`seen_number`) is no longer the newest.
    """
    answer = found_answer(key)
    authors = authors_of(answer)
    if actor.has("bank.publish") and actor.id in authors:
        raise Denied(_("You wrote this: someone else reads it again and publishes it."))
    authorise(actor, rules.may_publish, authors)
    state = LIFECYCLE.next(answer.state, "publish")
    if seen_number is not None and _number(answer) != seen_number:
        changes = tuple(changes_since(answer, seen_number))
        raise Conflict(_("Someone changed this answer after you read it. Read it again."), changes=changes)
    now, today = moment.now(), moment.today()
    if answer.newest is None:
        raise Conflict(_("There is nothing to publish."))
    answer.newest.published_at, answer.newest.published_by = now, actor.label[:120]
    answer.newest.save(update_fields=["published_at", "published_by"])
    answer.state, answer.live = state, answer.newest
    answer.reviewed_on, answer.reviewed_by = today, actor.label[:120]
    if answer.review_on is None or answer.review_on <= today:
        answer.review_on = today + REVIEW_EVERY
    answer.withdrawn_why = answer.replaced_by = answer.returned_why = ""
    _keep(answer)
    Gap.objects.filter(answer=answer, state=GapState.DRAFTED).update(waiting=0)
    renew(ANSWERS)
    record(actor, events.ANSWER_PUBLISHED, answer, number=_number(answer))
    return answer


@transaction.atomic
def return_draft(actor: Actor, key: str, why: str) -> Answer:
    """Give a draft back to its author, with why."""
    authorise(actor, rules.may_return)
    answer = found_answer(key)
    state = LIFECYCLE.next(answer.state, "return")
    reason = clean_line(why, 300)
    if not reason:
        raise Invalid(_("Say what has to change."), fields={"why": _("Say what has to change.")})
    answer.state, answer.returned_why = state, reason
    _keep(answer)
    record(actor, events.ANSWER_RETURNED, answer, number=_number(answer))
    return answer


@transaction.atomic
def withdraw(actor: Actor, key: str, why: str, *, replaced_by: str = "") -> Answer:
    """Stop saying an answer at once; whoever is reading it is told why, and what to read instead."""
    authorise(actor, rules.may_withdraw)
    answer = found_answer(key)
    state = LIFECYCLE.next(answer.state, "withdraw")
    reason, other = clean_line(why, 300), clean_line(replaced_by, 80)
    if not reason:
        raise Invalid(_("Say why: colleagues will read it."), fields={"why": _("Say why.")})
    if other and not Answer.objects.filter(key=other, live__isnull=False).exclude(pk=answer.pk).exists():
        fault = _("Choose an answer that is published.")
        raise Invalid(fault, fields={"replaced_by": fault})
    answer.state, answer.live = state, None
    answer.withdrawn_why, answer.replaced_by = reason, other
    _keep(answer)
    Finding.objects.filter(Q(answer=answer) | Q(other=answer)).delete()
    renew(ANSWERS)
    record(actor, events.ANSWER_WITHDRAWN, answer, number=_number(answer), replaced=bool(other))
    return answer


def _number(answer: Answer) -> int:
    return answer.newest.number if answer.newest else 0


def _keep(answer: Answer) -> None:
    answer.version += 1
    answer.updated_at = moment.now()
    answer.save()
