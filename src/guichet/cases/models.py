"""The case and what hangs on it. Fields and constraints only; the verbs are in actions."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from guichet.cases.lifecycle import OPEN_STATES, State
from guichet.catalogue.models import FormVersion, Service
from guichet.people.models import Account, Resident, Team
from guichet.places.models import District

IS_OPEN = Q(state__in=[state.value for state in OPEN_STATES])
# What queues hold: reports that follow a main case are worked on with it.
IS_WORK = IS_OPEN & Q(main_case__isnull=True)


class Case(models.Model):
    """One request of one person about one thing, whatever the channel.

    `answers` keeps each question's text beside its answer. `promise` keeps the commitment as it was when the case
    was opened. `next_due_at` is the next promise not yet kept; it is null while the clock is paused and after the
    end, so that « late » is one index look-up.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20, unique=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    form = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+", db_index=False)
    answers = models.JSONField(default=list)
    title = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    channel = models.CharField(max_length=10, default="web")
    priority = models.PositiveSmallIntegerField(default=2)

    state = models.CharField(max_length=12, default=State.RECEIVED)
    public_state = models.CharField(max_length=12, default="received")
    waiting_for = models.CharField(max_length=12, blank=True, default="")
    waiting_reason = models.CharField(max_length=200, blank=True, default="")
    waiting_until = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True, default="")
    outcome_detail = models.CharField(max_length=200, blank=True, default="")
    answer = models.TextField(blank=True, default="")

    # Those without an index of their own stand first in one of the indexes below: each index is paid at every case.
    requester = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    route = models.JSONField(default=dict)
    hops = models.PositiveSmallIntegerField(default=0)

    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=240, blank=True, default="")
    fictitious_place = models.BooleanField(default=False)

    promise = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    acknowledge_due_at = models.DateTimeField(null=True)
    take_due_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    next_due_at = models.DateTimeField(null=True)
    reopened_count = models.PositiveSmallIntegerField(default=0)

    main_case = models.ForeignKey("self", models.PROTECT, null=True, related_name="reports", db_index=False)
    follower_count = models.PositiveIntegerField(default=0)
    published = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)
    submission_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # null: many without one
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=64, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector(
            "reference", "external_id", "title", "address", "description", config="public.guichet_fr"
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="case_state"),
            models.CheckConstraint(
                condition=(Q(state="waiting") & ~Q(waiting_for=""))
                | (~Q(state="waiting") & Q(waiting_for="")),
                name="case_waiting_for",
            ),
            models.CheckConstraint(
                condition=IS_OPEN | (Q(ended_at__isnull=False) & ~Q(outcome="")), name="case_end_has_outcome"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True) | Q(cell__isnull=False), name="case_has_cell"
            ),
            models.CheckConstraint(condition=~Q(main_case=F("id")), name="case_not_own_main"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="case_external_once"
            ),
        )
        indexes = (
            models.Index(  # what is counted on every page of the desk stands in it: its rows are not read
                fields=["team", "next_due_at", "id"],
                include=["assignee", "state", "service", "district"],
                condition=IS_WORK,
                name="case_work_team",
            ),
            models.Index(
                fields=["assignee", "next_due_at", "id"], condition=IS_WORK, name="case_work_assignee"
            ),
            models.Index(
                fields=["next_due_at", "id"],
                include=["team", "assignee", "state", "service", "district"],
                condition=IS_WORK,
                name="case_work_due",
            ),
            models.Index(fields=["waiting_until"], condition=Q(state="waiting"), name="case_waiting"),
            models.Index(
                fields=["cell", "service", "ended_at"],
                condition=Q(main_case__isnull=True),
                name="case_spot",
            ),
            models.Index(fields=["requester", "-opened_at"], name="case_requester"),
            models.Index(fields=["-opened_at", "-id"], name="case_opened"),
            models.Index(fields=["-opened_at", "-id"], condition=Q(published=True), name="case_published"),
            models.Index(fields=["team", "-ended_at"], condition=~IS_OPEN, name="case_ended_team"),
            models.Index(fields=["-ended_at", "-id"], condition=~IS_OPEN, name="case_ended"),
            models.Index(fields=["channel", "priority", "state"], name="case_kind"),
            # Past requests have neither: millions of empty ones are not worth an index.
            models.Index(fields=["assignee"], condition=Q(assignee__isnull=False), name="case_assignee"),
            models.Index(fields=["form"], condition=Q(form__isnull=False), name="case_form"),
            models.Index(fields=["main_case"], condition=Q(main_case__isnull=False), name="case_main"),
            GinIndex(fields=["search"], name="case_search"),
        )

    def __str__(self) -> str:
        return self.reference


class Pause(models.Model):
    """A time during which the promise's clock does not run, and its named reason."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=12)
    words = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="pause_one_running"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class MessageKind(models.TextChoices):
    """Who a message is from and who may read it."""

    NOTE = "note"
    MESSAGE = "message"
    QUESTION = "question"
    ANSWER = "answer"
    REPLY = "reply"
    REOPENING = "reopening"


class Message(models.Model):
    """Something written on a case; only a note is internal."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=10, choices=MessageKind.choices)
    body = models.TextField()
    author_id = models.BigIntegerField(default=0)
    author_label = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["case", "at"], name="message_case"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class Follower(models.Model):
    """Someone who wants the news of a case that another person reported (« moi aussi »)."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="followers")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["case", "resident"], name="follower_once"),)

    def __str__(self) -> str:
        return f"{self.resident_id} follows {self.case_id}"


class Task(models.Model):
    """A part of the work, given to one team; the case cannot be resolved while one is open."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="tasks")
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=["team", "due_on"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="task_open_team",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CaseLink(models.Model):
    """Two cases that have to do with each other, and how."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="back_links")
    kind = models.CharField(max_length=12, default="related")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["case", "other", "kind"], name="link_once"),
            models.CheckConstraint(condition=~Q(case=F("other")), name="link_not_self"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class SavedView(models.Model):
    """A set of filters that someone wants to find again, for themselves or for their team."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=80)
    filters = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class AccessCode(models.Model):
    """A six-digit code sent by e-mail, with which a resident opens their case. Only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20)
    resident_id = models.BigIntegerField()
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["reference", "-id"], name="access_code_reference"),)

    def __str__(self) -> str:
        return self.reference


class ImportRun(models.Model):
    """One import of past cases from a file, so that a broken one can be resumed."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    read = models.BigIntegerField(default=0)
    imported = models.BigIntegerField(default=0)
    already_there = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"
