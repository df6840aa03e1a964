"""Questions asked in rooms: those that wait, one's own, that of a call."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from guichet.conversations.lifecycle import UNSETTLED, WAITING, Asked, Urgency
from guichet.conversations.models import Message, MessageKind, Question, Room
from guichet.conversations.queries.rooms import visible_rooms
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """A question with its answers, the oldest first. `callback` says that it is time to offer a call-back."""

    question: Question
    room: Room
    words: str
    answers: list[Message]
    waited: dt.timedelta
    callback: bool


def question_for(actor: Actor, question_id: int, *, lock: bool = False) -> Question:
    """Find a question of a room that the actor sees, or that they asked; locked when asked for. Raises NotFound."""
    rows = _rows().filter(pk=question_id).filter(Q(room__in=visible_rooms(actor)) | Q(asked_by=_asker(actor)))
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise NotFound(_("There is no such question, or its room is not one of yours."))
    return found


def question_shown(actor: Actor, question_id: int) -> QuestionShown:
    """Read a question with what was answered (two queries). Raises NotFound."""
    return _shown(question_for(actor, question_id))


def questions_of_contact(actor: Actor, contact: str) -> list[QuestionShown]:
    """Give the questions that the actor asked for a call or a visit, the oldest first."""
    if not contact or not actor.is_staff:
        return []
    rows = _rows().filter(contact=contact, asked_by=actor.id).order_by("id")
    return [_shown(question) for question in rows]


def waiting_questions(room: Room) -> list[Question]:
    """Give what waits in a room: with someone on the line first, then by how long it waited."""
    return waiting_in(room.conversation_id)


def waiting_in(conversation_id: int) -> list[Question]:
    """Give what waits in the room of a conversation, in the same order; for the house's own use."""
    order = Case(
        *(When(urgency=urgency, then=Value(place)) for place, urgency in enumerate(Urgency)),
        default=Value(9),
        output_field=IntegerField(),
    )
    rows = _rows().filter(room__conversation=conversation_id, state__in=UNSETTLED).annotate(place=order)
    settled_last = Case(
        When(state=Asked.PROMISED, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    return list(rows.order_by(settled_last, "place", "asked_at", "id")[:50])


def overdue_questions(*, limit: int = 200) -> list[int]:
    """Give the questions for which a call-back has to be offered now, by id."""
    due = Question.objects.filter(state__in=WAITING, offered_at=None, due_at__lte=moment.now())
    return list(due.order_by("due_at", "id").values_list("pk", flat=True)[:limit])


def offers_callback(question: Question) -> bool:
    """Tell whether nobody answered in the time that the room gives itself."""
    late = question.due_at is not None and question.due_at <= moment.now()
    return question.state in WAITING and late


def _shown(question: Question) -> QuestionShown:
    answers = Message.objects.filter(about=question, kind=MessageKind.ANSWER, retracted_at=None)
    end = question.first_answer_at or question.promised_at or moment.now()
    return QuestionShown(
        question=question,
        room=question.room,
        words=question.message.text,
        answers=list(answers.defer("search").order_by("seq")),
        waited=end - question.asked_at,
        callback=offers_callback(question),
    )


def _asker(actor: Actor) -> int:
    """Give the account that may have asked; nobody asks as a visitor, whatever their number."""
    return actor.id if actor.is_staff else -1


def _rows() -> QuerySet[Question]:
    return Question.objects.select_related("room", "room__conversation", "message").defer("message__search")
