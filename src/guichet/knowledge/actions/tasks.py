"""What people say of an answer becomes a task of the team that owns it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_text
from guichet.knowledge import events, rules
from guichet.knowledge.models import Answer, AnswerTask, Audience, FeedbackKind, TaskState
from guichet.knowledge.stems import without_personal
from guichet.ledger.actions import record

MOST_OPEN = 200
LONGEST = 1_000


@transaction.atomic
def give_feedback(actor: Actor, key: str, *, kind: str, text: str = "", language: str = "") -> AnswerTask:
    """Say what is wrong with an answer (wrong, old, unclear, missing); its owner team gets a task.

    The same remark made again counts one more time on the open task. A resident's words are kept without e-mail
    addresses and numbers that may point at someone. Raises Invalid for another kind, or a remark too long.
    """
    answer = Answer.objects.select_related("live", "newest").filter(key=key[:80]).first()
    if answer is None or (not actor.is_staff and not actor.is_system and answer.live is None):
        raise NotFound(_("There is no such answer."))
    public = answer.live is not None and answer.live.audience == Audience.RESIDENTS
    authorise(actor, lambda who: rules.may_give_feedback(who, public=public))
    if kind not in FeedbackKind.values:
        raise Invalid(_("Say what is wrong with it."), fields={"kind": _("Say what is wrong with it.")})
    if len(text) > LONGEST:
        fault = _("This text has %(length)s characters; it can have at most %(most)s.")
        fault %= {"length": figure(len(text)), "most": figure(LONGEST)}
        raise Invalid(fault, fields={"text": fault})
    words = clean_text(text, LONGEST) if actor.is_staff else without_personal(text, LONGEST)
    task = _again(answer, kind, words) or AnswerTask.objects.create(
        answer=answer,
        team_id=answer.owner_team_id,
        kind=kind,
        text=words,
        said_by_id=actor.id if actor.is_staff else None,
        said_by_name=actor.label[:120] if actor.is_staff else "",
        language=(language or actor.language)[:5],
        version=answer.live.number if answer.live else 0,
        created_at=moment.now(),
    )
    record(actor, events.FEEDBACK_GIVEN, answer, task=task.pk, kind=kind, team=answer.owner_team_id)
    return task


def _again(answer: Answer, kind: str, words: str) -> AnswerTask | None:
    """Count a remark that is there already; past a great many open ones, each kind is counted on its first."""
    waiting = AnswerTask.objects.filter(answer=answer, kind=kind, state=TaskState.OPEN).order_by("id")
    same = waiting.filter(text=words).first()
    if same is None and AnswerTask.objects.filter(answer=answer, state=TaskState.OPEN).count() >= MOST_OPEN:
        same = waiting.first()
    if same is not None:
        AnswerTask.objects.filter(pk=same.pk).update(times=F("times") + 1)
        same.refresh_from_db()
    return same


@transaction.atomic
def settle_task(actor: Actor, task_id: int, *, done: bool, reply: str = "") -> AnswerTask:
    """Settle a remark: done, or refused with why; whoever made it, if a colleague, reads the reply."""
    task = AnswerTask.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound(_("There is no such task."))
    authorise(actor, rules.may_settle_task, task.team_id)
    if task.state != TaskState.OPEN:
        raise Conflict(_("%(person)s settled this already.") % {"person": task.settled_by_name})
    words = clean_text(reply, LONGEST)
    if not done and not words:
        raise Invalid(_("Say why nothing changes."), fields={"reply": _("Say why nothing changes.")})
    task.state = TaskState.DONE if done else TaskState.REFUSED
    task.reply, task.settled_by_name, task.settled_at = words, actor.label[:120], moment.now()
    task.save(update_fields=["state", "reply", "settled_by_name", "settled_at"])
    record(actor, events.TASK_SETTLED, task, state=str(task.state), answer=task.answer_id)
    return task
