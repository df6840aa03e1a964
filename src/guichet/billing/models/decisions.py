"""What people decide about money: credits, refunds and write-offs by two; contests; reminders sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guichet.billing.lifecycle import ASKED_WORDS, DECISION_WORDS, Asked
from guichet.billing.models.bills import Bill, Invoice, Receivable
from guichet.billing.models.payments import Holding, Payment
from guichet.people.models import Account, Role


class CreditReason(models.Model):
    """Why money is given back or given up; `cause` gathers reasons so that what causes credits is found."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=40, unique=True)
    label = models.JSONField()
    cause = models.CharField(max_length=20)
    article = models.CharField(max_length=80, blank=True, default="")
    decisions = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.code


class SigningLimit(models.Model):
    """Up to how much an account, or whoever holds a role, may approve. An account's own limit goes before its roles'."""

    id = models.BigAutoField(primary_key=True)
    account = models.OneToOneField(Account, models.CASCADE, null=True, related_name="+")
    role = models.OneToOneField(Role, models.CASCADE, null=True, related_name="+")
    most_cents = models.BigIntegerField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(role__isnull=True), name="signing_limit_of_one"
            ),
            models.CheckConstraint(condition=Q(most_cents__gte=0), name="signing_limit_positive"),
        )

    def __str__(self) -> str:
        return f"{self.account_id or self.role_id}: {self.most_cents}"


class Adjustment(models.Model):
    """A credit, a refund, a write-off or a deposit kept: asked by one person, decided by another.

    `from_version` and `to_version` are set for a credit that follows from a change of the file; `service` is the
    subject's own service (a permit's type), so that forms that cause credits are found.
    """

    id = models.BigAutoField(primary_key=True)
    what = models.CharField(max_length=12, choices=list(DECISION_WORDS.items()))
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="adjustments")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, related_name="adjustments")
    reason = models.ForeignKey(CreditReason, models.PROTECT, null=True, related_name="+")
    amount_cents = models.BigIntegerField()
    article = models.CharField(max_length=80, blank=True, default="")
    bylaw = models.CharField(max_length=60, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    means = models.CharField(max_length=10, blank=True, default="")
    from_version = models.PositiveIntegerField(null=True)
    to_version = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=list(ASKED_WORDS.items()), default=Asked.ASKED)
    asked_by_id = models.BigIntegerField(default=0)
    asked_by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=300, blank=True, default="")
    credit_note = models.OneToOneField(Invoice, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="adjustment_positive"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(asked_by_id=0) | ~Q(decided_by_id=F("asked_by_id")),
                name="adjustment_two_people",
            ),
        )
        indexes = (
            models.Index(fields=["asked_at"], name="adjustment_waiting", condition=Q(state="asked")),
            models.Index(fields=["bill"], name="adjustment_bill"),
            models.Index(fields=["what", "-asked_at"], name="adjustment_register"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.amount_cents}"


class OnlineRefund(models.Model):
    """A refund to be paid back the way it was paid: ordered when signed, then told by the provider how it went.

    `state` is « ordered », « sent » (the provider took it), « done » or « failed » (paid by transfer instead).
    """

    id = models.BigAutoField(primary_key=True)
    decision = models.OneToOneField(Adjustment, models.PROTECT, related_name="online")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    provider = models.CharField(max_length=20)
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=8, default="ordered")
    external_id = models.CharField(max_length=120, blank=True, default="")
    why = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="online_refund_positive"),
            models.UniqueConstraint(
                fields=["provider", "external_id"], name="online_refund_once", condition=~Q(external_id="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.amount_cents} {self.state}"


class Contest(models.Model):
    """Someone says that a line is wrong: what they say, by when the city answers, what it answered."""

    id = models.BigAutoField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="contests")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    line = models.CharField(max_length=80, blank=True, default="")
    words = models.TextField()
    at = models.DateTimeField()
    late = models.BooleanField(default=False)
    answer_by = models.DateField()
    state = models.CharField(max_length=10, default="open")
    outcome = models.CharField(max_length=12, blank=True, default="")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=["answer_by"], name="contest_open", condition=Q(state="open")),
            models.Index(fields=["bill"], name="contest_bill"),
        )

    def __str__(self) -> str:
        return f"{self.bill_id} {self.state}"


class Reminder(models.Model):
    """A reminder that was sent for an invoice: once per level."""

    id = models.BigAutoField(primary_key=True)
    receivable = models.ForeignKey(Receivable, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    balance_cents = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["receivable", "level"], name="reminder_once"),)

    def __str__(self) -> str:
        return f"{self.receivable_id} level {self.level}"
