"""Money that comes in, money that the city holds for someone, the bank's files, the day at the counter."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guichet.billing.lifecycle import MEANS_WORDS, ORIGIN_WORDS
from guichet.billing.models.bills import Bill, Invoice


class Payment(models.Model):
    """Money received for a bill. `day` is the counter's day it belongs to; `key` makes recording it twice impossible."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="payments")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    means = models.CharField(max_length=10, choices=list(MEANS_WORDS.items()))
    amount_cents = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(default=0)
    by_label = models.CharField(max_length=120)
    note = models.CharField(max_length=120, blank=True, default="")
    provider = models.CharField(max_length=20, blank=True, default="")
    external_id = models.CharField(max_length=120, blank=True, default="")
    returned_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_positive"),
            models.UniqueConstraint(
                fields=["provider", "external_id"],
                name="payment_external_once",
                condition=~Q(external_id=""),
            ),
        )
        indexes = (
            models.Index(fields=["day", "means"], name="payment_day"),
            models.Index(fields=["bill"], name="payment_bill"),
        )

    def __str__(self) -> str:
        return f"{self.means} {self.amount_cents}"


class Holding(models.Model):
    """Money of a payer that the city holds: a credit, what was paid too much, a deposit to give back."""

    id = models.BigAutoField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="holdings")
    payer_key = models.CharField(max_length=120, blank=True, default="")
    origin = models.CharField(max_length=12, choices=list(ORIGIN_WORDS.items()))
    credit_note = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    amount_cents = models.BigIntegerField()
    left_cents = models.BigIntegerField()
    wish = models.CharField(max_length=10, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0) & Q(left_cents__gte=0) & Q(left_cents__lte=F("amount_cents")),
                name="holding_within",
            ),
        )
        indexes = (
            models.Index(fields=["payer_key"], name="holding_payer", condition=Q(left_cents__gt=0)),
            models.Index(fields=["bill"], name="holding_bill"),
        )

    def __str__(self) -> str:
        return f"{self.origin} {self.left_cents}"


class OnlinePayment(models.Model):
    """A payment begun on a provider's page. The provider tells later, once or many times, what became of it."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(unique=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20)
    session_id = models.CharField(max_length=120, blank=True, default="")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default="started")
    url = models.CharField(max_length=1000, blank=True, default="")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["provider", "session_id"], name="online_session_once", condition=~Q(session_id="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.key}"


class ProviderMessage(models.Model):
    """A message of a provider that was dealt with: the same one again changes nothing."""

    id = models.BigAutoField(primary_key=True)
    provider = models.CharField(max_length=20)
    external_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    result = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["provider", "external_id"], name="provider_message_once"),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.external_id}"


class BankFile(models.Model):
    """A statement of the bank, read once."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64, unique=True)
    form = models.CharField(max_length=10)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=120)
    line_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class BankLine(models.Model):
    """Money that came by the bank: matched to an invoice, waiting for someone to settle it, or set aside.

    `key` names the movement whatever file it comes in: overlapping statements are told once.
    """

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120, unique=True)
    on = models.DateField()
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    text = models.CharField(max_length=400, blank=True, default="")
    name = models.CharField(max_length=160, blank=True, default="")
    state = models.CharField(max_length=8, default="open")
    why = models.CharField(max_length=200, blank=True, default="")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="+")
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["on", "id"], name="bank_line_open", condition=Q(state="open")),)

    def __str__(self) -> str:
        return f"{self.on} {self.amount_cents}"


class DayClose(models.Model):
    """The end of a day at the counter: what should be there, what was counted, why they differ, who confirmed."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(unique=True)
    state = models.CharField(max_length=8, default="counted")
    expected = models.JSONField()
    counted = models.JSONField()
    difference_cents = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, default="")
    counted_by_id = models.BigIntegerField()
    counted_by = models.CharField(max_length=120)
    counted_at = models.DateTimeField()
    closed_by_id = models.BigIntegerField(null=True)
    closed_by = models.CharField(max_length=120, blank=True, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_by_id__isnull=True) | ~Q(closed_by_id=F("counted_by_id")),
                name="day_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
