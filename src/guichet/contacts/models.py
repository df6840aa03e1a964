"""Contacts, their subjects and the call-backs promised. Fields and constraints only; the verbs are in actions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guichet.cases.models import Case
from guichet.contacts.lifecycle import CallBackState, Channel, Result, State
from guichet.people.models import Account, Resident, Team
from guichet.places.models import District

IS_DRAFT = Q(state__in=[State.OPEN, State.HELD])


class Contact(models.Model):
    """One call, visit or message. While it is open it is a draft, kept as one types.

    `words` is what was typed in the one field, `typed` what was chosen beside it (service, answer, place): both are
    there to find the screen as it was. `key` makes beginning twice begin once. `held_seconds` is time on hold.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=10, default=Channel.PHONE)
    state = models.CharField(max_length=8, default=State.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    held_since = models.DateTimeField(null=True)
    held_seconds = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    agent = models.ForeignKey(Account, models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=20, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    number_given = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="fr")
    words = models.TextField(blank=True, default="")
    notes = models.TextField(blank=True, default="")
    typed = models.JSONField(default=dict)
    address = models.CharField(max_length=240, blank=True, default="")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=[one.value for one in State]), name="contact_state"),
            models.CheckConstraint(
                condition=Q(channel__in=[one.value for one in Channel]), name="contact_channel"
            ),
            models.CheckConstraint(
                condition=IS_DRAFT | Q(state=State.ENDED, ended_at__isnull=False), name="contact_end_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(state=State.HELD, held_since__isnull=False)
                | (~Q(state=State.HELD) & Q(held_since__isnull=True)),
                name="contact_held_since",
            ),
        )
        indexes = (
            models.Index(fields=["agent", "-saved_at"], condition=IS_DRAFT, name="contact_drafts"),
            models.Index(fields=["-started_at", "-id"], name="contact_started"),
            models.Index(fields=["agent", "-started_at"], name="contact_agent"),
            models.Index(
                fields=["person", "-started_at"], condition=Q(person__isnull=False), name="contact_person"
            ),
            models.Index(
                fields=["phone_key", "-started_at"], condition=~Q(phone_key=""), name="contact_phone"
            ),
        )

    def __str__(self) -> str:
        return self.reference


class Subject(models.Model):
    """One thing that a contact was about, and how it came out.

    `topic` is what makes two subjects « the same » in time: the service's code, else the answer's key, else nothing.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="subjects")
    at = models.DateTimeField()
    service = models.CharField(max_length=80, blank=True, default="")
    topic = models.CharField(max_length=120, blank=True, default="")
    words = models.CharField(max_length=300, blank=True, default="")
    result = models.CharField(max_length=16)
    answer_key = models.CharField(max_length=120, blank=True, default="")
    answer_title = models.CharField(max_length=240, blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    question_id = models.BigIntegerField(null=True)
    sent_to = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(result__in=[one.value for one in Result]), name="subject_result"
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.ANSWERED_BANK) | ~Q(answer_key=""), name="subject_has_answer"
            ),
            models.CheckConstraint(
                condition=~Q(result__in=[Result.CASE_OPENED, Result.CASE_FOLLOWED]) | Q(case__isnull=False),
                name="subject_has_case",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=[Result.OUTSIDE, Result.TRANSFERRED, Result.TRANSFER_FAILED])
                | ~Q(sent_to=""),
                name="subject_sent_to",
            ),
        )
        indexes = (
            models.Index(fields=["contact", "id"], name="subject_contact"),
            models.Index(fields=["topic", "at"], name="subject_topic"),
            models.Index(fields=["case"], condition=Q(case__isnull=False), name="subject_case"),
            models.Index(
                fields=["question_id"], condition=Q(question_id__isnull=False), name="subject_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.result}"


class CallBack(models.Model):
    """A promise to call someone: by when, by whom, how often it was tried, and how it ended."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="callbacks")
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=10, default=CallBackState.WAITING)
    due_at = models.DateTimeField()
    about = models.CharField(max_length=300, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    owner = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=500, blank=True, default="")
    promised_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CallBackState]), name="callback_state"
            ),
            models.CheckConstraint(
                condition=Q(state=CallBackState.WAITING, ended_at__isnull=True)
                | (~Q(state=CallBackState.WAITING) & Q(ended_at__isnull=False)),
                name="callback_end_is_dated",
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="callback_due"),
            models.Index(fields=["owner", "due_at"], condition=Q(state="waiting"), name="callback_owner"),
            models.Index(fields=["contact"], name="callback_contact"),
        )

    def __str__(self) -> str:
        return f"{self.contact_id} {self.due_at}"
