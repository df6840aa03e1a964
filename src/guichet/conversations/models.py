"""Rooms between first and second line, what is said and asked there, and threads on a subject."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q

from guichet.conversations.lifecycle import UNSETTLED, WAITING, Asked, Urgency
from guichet.people.models import Account, Team


class Conversation(models.Model):
    """Where people speak: a room (« room:voirie ») or a thread on a subject (« case:26-041830 »).

    `seq` numbers every message and every change of one, in the order of their commits: whoever writes holds this row.
    A reader who knows the last number that they saw can ask for all that came after it, without loss.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    seq = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Room(models.Model):
    """A room on some subjects: its first line asks, its second line answers.

    `services` are codes of the catalogue. With `for_everyone`, all of the staff may come in and ask. A question asked
    with the person on the line that nobody answers within `minutes` is offered as a call-back. Messages are removed
    after `keep_months` months.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.OneToOneField(Conversation, models.PROTECT, related_name="room")
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    about = models.JSONField(default=dict, blank=True)
    services = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    for_everyone = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(default=5)
    keep_months = models.PositiveSmallIntegerField(default=24)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class Line(models.TextChoices):
    """On which side of a room a team is."""

    FIRST = "first"
    SECOND = "second"


class RoomTeam(models.Model):
    """A team of a room: everybody in it may read, ask and answer."""

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, models.CASCADE, related_name="teams")
    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    line = models.CharField(max_length=6, choices=Line.choices)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["room", "team"], name="room_team_once"),)

    def __str__(self) -> str:
        return f"{self.room_id} {self.line} {self.team_id}"


class Duty(models.Model):
    """Someone who is on duty in a room: on which days of the week (1 is Monday), from when to when, in the city's time."""

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, models.CASCADE, related_name="duties")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    weekdays = ArrayField(models.PositiveSmallIntegerField())
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="duty_ends_after_start"),
        )

    def __str__(self) -> str:
        return f"{self.account_id} in {self.room_id}"


class MessageKind(models.TextChoices):
    """What a message is."""

    SAID = "said"
    QUESTION = "question"
    ANSWER = "answer"


class Message(models.Model):
    """One thing said. `author_id` is an account; the name is copied, so that it stays.

    `changed_seq` is the number of its last change. A retracted message keeps its place and loses its text. `key` is the
    form that it was sent by, so that a form sent twice speaks once.
    """

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    seq = models.BigIntegerField()
    changed_seq = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=MessageKind.choices, default=MessageKind.SAID)
    author_id = models.BigIntegerField()
    author_name = models.CharField(max_length=120)
    text = models.TextField()
    key = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    retracted_at = models.DateTimeField(null=True)
    about = models.ForeignKey("Question", models.SET_NULL, null=True, related_name="answers")
    search = models.GeneratedField(
        expression=SearchVector("text", config="public.guichet_fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(
                fields=["conversation", "author_id", "key"], name="message_key_once", condition=~Q(key="")
            ),
        )
        indexes = (
            models.Index(fields=["conversation", "changed_seq"], name="message_changed"),
            models.Index(fields=["at"], name="message_at"),
            GinIndex(fields=["search"], name="message_search"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.seq}"


class Question(models.Model):
    """A question asked in a room. `contact` is the reference of the call or visit that it is asked for, never a name.

    `due_at` is when a call-back is offered (only with the person on the line), `offered_at` when it was. Accounts are
    ids with a copied name.
    """

    id = models.BigAutoField(primary_key=True)
    room = models.ForeignKey(Room, models.CASCADE, related_name="questions")
    message = models.OneToOneField(Message, models.CASCADE, related_name="question")
    contact = models.CharField(max_length=60, blank=True, default="")
    urgency = models.CharField(max_length=10, default=Urgency.HOLD)
    state = models.CharField(max_length=10, default=Asked.ASKED)
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    taken_by = models.BigIntegerField(null=True)
    taken_name = models.CharField(max_length=120, blank=True, default="")
    taken_at = models.DateTimeField(null=True)
    first_answer_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    promised_for = models.DateTimeField(null=True)
    accepted = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = (
            models.Index(
                fields=["room", "asked_at"],
                name="question_unsettled",
                condition=Q(state__in=[state.value for state in UNSETTLED]),
            ),
            models.Index(
                fields=["due_at"],
                name="question_due",
                condition=Q(state__in=[state.value for state in WAITING], offered_at__isnull=True),
            ),
            models.Index(fields=["contact"], name="question_contact", condition=~Q(contact="")),
            models.Index(fields=["room", "first_answer_at"], name="question_answered"),
        )

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class Reading(models.Model):
    """How far someone has read. `follows` a thread: they wrote in it, or their team was called to it."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="readings")
    account_id = models.BigIntegerField()
    seq = models.BigIntegerField(default=0)
    follows = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account_id", "conversation"], name="reading_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.conversation_id} {self.seq}"


class Presence(models.Model):
    """Someone who has a room open now: each server process says so for its own pages, every few seconds."""

    id = models.BigAutoField(primary_key=True)
    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["conversation", "account"], name="presence_once"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.conversation_id}"
