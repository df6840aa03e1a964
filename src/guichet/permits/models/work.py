"""The work on a file: opinions, conditions, clock, inspections, overruns, jumps of the queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guichet.people.models import Account, Team
from guichet.permits.lifecycle import Verdict
from guichet.permits.models.files import Permit
from guichet.permits.models.types import Condition


class Opinion(models.Model):
    """What another service of the city was asked, until when, and what it answered."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="opinions")
    field = models.CharField(max_length=20)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    question = models.CharField(max_length=500, blank=True, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    verdict = models.CharField(
        max_length=16, choices=[(each.value, each.value) for each in Verdict], blank=True, default=""
    )
    words = models.TextField(blank=True, default="")
    by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["permit", "field"], condition=Q(given_at__isnull=True), name="opinion_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) | ~Q(verdict=""), name="opinion_given_says"
            ),
        )
        indexes = (
            models.Index(
                fields=["team", "due_at"], condition=Q(given_at__isnull=True), name="opinion_pending"
            ),
            models.Index(fields=["permit"], name="opinion_permit"),
        )

    def __str__(self) -> str:
        return f"{self.field} {self.permit_id}"


class PermitCondition(models.Model):
    """A condition of one permit: the library's words as they were, changed or written for it."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="permit_conditions")
    condition = models.ForeignKey(Condition, models.PROTECT, null=True, related_name="+")
    field = models.CharField(max_length=20, blank=True, default="")
    text = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = (models.Index(fields=["permit", "position"], name="permit_condition"),)

    def __str__(self) -> str:
        return f"{self.permit_id}/{self.position}"


class ClockEvent(models.Model):
    """Something that started, paused, resumed or stopped the clock of a file, and the ground for it."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="clock_events")
    kind = models.CharField(max_length=8)
    cause = models.CharField(max_length=20)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ground = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("started", "paused", "resumed", "stopped")), name="clock_event_kind"
            ),
        )
        indexes = (models.Index(fields=["permit", "at"], name="clock_event_permit"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.permit_id}"


class Inspection(models.Model):
    """A visit on site: when, why, by whom, the checklist as it was, what was found, and what follows."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="inspections")
    purpose = models.CharField(max_length=10)
    planned_on = models.DateField()
    inspector = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    instructions = models.CharField(max_length=500, blank=True, default="")
    checklist = models.JSONField(default=list)
    findings = models.TextField(blank=True, default="")
    conform = models.BooleanField(null=True)
    follow_up_on = models.DateField(null=True)
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    by_label = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(purpose__in=("before", "during", "end", "overrun")), name="inspection_purpose"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(conform__isnull=False), name="inspection_done_says"
            ),
        )
        indexes = (
            models.Index(
                fields=["planned_on"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="inspection_planned",
            ),
            models.Index(fields=["permit"], name="inspection_permit"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.permit_id}"


class Overrun(models.Model):
    """Something that still stands after the end, or wider than allowed: reported, inspected, then put right."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="overruns")
    reported_at = models.DateTimeField()
    reporter = models.CharField(max_length=10)
    case_reference = models.CharField(max_length=20, blank=True, default="")
    words = models.TextField(blank=True, default="")
    inspection = models.ForeignKey(Inspection, models.SET_NULL, null=True, related_name="+")
    until = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=("", "regularised", "billed", "unfounded")), name="overrun_outcome"
            ),
        )
        indexes = (models.Index(fields=["permit"], name="overrun_permit"),)

    def __str__(self) -> str:
        return f"overrun {self.permit_id}"


class PermitMessage(models.Model):
    """Words between the city and whoever asked for a permit, as they were sent; `seen_at` is when the other side read them.

    `outgoing` tells the city's from the applicant's; `template` is the text that the city's began with, if any.
    """

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    outgoing = models.BooleanField()
    by_label = models.CharField(max_length=120, blank=True, default="")
    template = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(words=""), name="permit_message_says"),)
        indexes = (
            models.Index(fields=["permit", "at"], name="permit_message"),
            models.Index(
                fields=["permit"],
                condition=Q(outgoing=False, seen_at__isnull=True),
                name="permit_message_new",
            ),
        )

    def __str__(self) -> str:
        return f"message {self.permit_id}/{self.pk}"


class QueueJump(models.Model):
    """A file put before its turn (or back): who, when, why, from which place to which."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="jumps")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(default=0)
    by_label = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=300)
    points = models.SmallIntegerField(default=0)
    place_before = models.PositiveIntegerField(default=0)
    place_after = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(ended_at__isnull=True),
                include=["points"],
                name="queue_jump_one_running",
            ),
        )
        indexes = (models.Index(fields=["permit", "-at"], name="queue_jump_permit"),)

    def __str__(self) -> str:
        return f"jump {self.permit_id}"
