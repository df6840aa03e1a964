"""The journal: every movement of money as an entry whose debits equal its credits. Rows are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guichet.billing.models.bills import Invoice
from guichet.billing.models.payments import Holding, Payment


class Export(models.Model):
    """A part of the journal that was handed to finance: its entries, up to a day, and its sum."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by_label = models.CharField(max_length=120)
    until = models.DateField()
    entry_count = models.PositiveIntegerField()
    debit_cents = models.BigIntegerField()

    def __str__(self) -> str:
        return f"export {self.pk}"


class JournalEntry(models.Model):
    """One movement, dated by the city's day. `key` makes writing it twice impossible; only `export` ever changes."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    day = models.DateField()
    at = models.DateTimeField()
    what = models.CharField(max_length=20)
    paper = models.CharField(max_length=40, blank=True, default="")
    by_label = models.CharField(max_length=120)
    total_cents = models.BigIntegerField()
    export = models.ForeignKey(Export, models.PROTECT, null=True, related_name="entries")

    class Meta:
        indexes = (
            models.Index(fields=["day", "id"], name="journal_to_export", condition=Q(export__isnull=True)),
        )

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """One line of an entry: an account, a debit or a credit in cents."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="postings")
    account = models.CharField(max_length=20)
    debit_cents = models.BigIntegerField(default=0)
    credit_cents = models.BigIntegerField(default=0)
    detail = models.CharField(max_length=80, blank=True, default="")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="postings")
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="postings")
    holding = models.ForeignKey(Holding, models.PROTECT, null=True, related_name="postings")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(debit_cents=0) & Q(credit_cents__gt=0))
                | (Q(debit_cents__gt=0) & Q(credit_cents=0)),
                name="posting_one_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account} {self.debit_cents - self.credit_cents}"
