"""The bill of a subject and its versions; invoices and credit notes, which nothing changes once they are issued.

Amounts are whole cents of the bill's currency.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guichet.billing.lifecycle import PAPER_WORDS, PaperKind


class Counter(models.Model):
    """The last number of a series in a year. Its row is locked by whoever issues: no gap, never twice."""

    id = models.BigAutoField(primary_key=True)
    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["series", "year"], name="counter_once"),)

    def __str__(self) -> str:
        return f"{self.series}-{self.year}: {self.last}"


class Bill(models.Model):
    """What one subject (a permit, a service) costs one payer, from its first version to its last.

    `settled_version` is the version up to which papers were issued (0: none); `stated_cents` the total of the last
    version, `invoiced_cents` and `credited_cents` of the papers. `by_month` bills are invoiced month by month.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=16, unique=True)
    token = models.CharField(max_length=64, unique=True)
    subject_kind = models.CharField(max_length=20)
    subject_reference = models.CharField(max_length=40)
    part = models.CharField(max_length=20, blank=True, default="")
    title = models.JSONField(default=dict)
    currency = models.CharField(max_length=3)
    payer = models.JSONField()
    payer_key = models.CharField(max_length=120, blank=True, default="")
    payer_name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    by_month = models.BooleanField(default=False)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    version_count = models.PositiveIntegerField(default=0)
    settled_version = models.PositiveIntegerField(default=0)
    stated_cents = models.BigIntegerField(default=0)
    invoiced_cents = models.BigIntegerField(default=0)
    credited_cents = models.BigIntegerField(default=0)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject_kind", "subject_reference", "part"], name="bill_once"),
            models.CheckConstraint(
                condition=Q(credited_cents__gte=0) & Q(credited_cents__lte=F("invoiced_cents")),
                name="bill_credits_within",
            ),
        )
        indexes = (
            models.Index(
                fields=["stated_at"],
                name="bill_to_issue",
                condition=Q(by_month=False) & Q(settled_version__lt=F("version_count")),
            ),
            models.Index(fields=["payer_key"], name="bill_payer", condition=~Q(payer_key="")),
        )

    def __str__(self) -> str:
        return self.reference


class BillVersion(models.Model):
    """One statement of a bill: what was computed, from which facts of the file, by whom and why. Never changed."""

    id = models.BigAutoField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(default=0)
    by_label = models.CharField(max_length=120)
    reason = models.CharField(max_length=300, blank=True, default="")
    facts = models.JSONField(default=dict)
    computed = models.JSONField()
    total_cents = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["bill", "number"], name="bill_version_once"),
            models.CheckConstraint(condition=Q(total_cents__gte=0), name="bill_version_total"),
        )

    def __str__(self) -> str:
        return f"{self.bill_id} v{self.number}"


class Invoice(models.Model):
    """An issued paper: invoice, supplement, month or credit note. The runtime role may only add rows.

    An opening paper stands for one that the former system issued: `former_number` is its number there. `lines` are the paper's own: code, label, kind, cents, article… ; for a credit note amounts are positive too.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, choices=list(PAPER_WORDS.items()))
    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    sequence = models.PositiveIntegerField()
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="papers")
    version = models.PositiveIntegerField()
    about = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    month = models.CharField(max_length=7, blank=True, default="")
    seller = models.JSONField()
    payer = models.JSONField()
    payer_name = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    currency = models.CharField(max_length=3)
    lines = models.JSONField()
    words = models.JSONField(default=dict)
    net_cents = models.BigIntegerField()
    tax_cents = models.BigIntegerField()
    deposit_cents = models.BigIntegerField(default=0)
    total_cents = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField()
    contest_until = models.DateField()
    issued_by = models.CharField(max_length=120)
    former_number = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "year", "sequence"], name="paper_number_once"),
            models.CheckConstraint(
                condition=Q(total_cents__gt=0)
                & Q(total_cents=F("net_cents") + F("tax_cents") + F("deposit_cents")),
                name="paper_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(kind=PaperKind.CREDIT_NOTE.value, series="C")
                | Q(kind=PaperKind.OPENING.value, series="A")
                | (~Q(kind__in=[PaperKind.CREDIT_NOTE.value, PaperKind.OPENING.value]) & Q(series="F")),
                name="paper_series",
            ),
        )
        indexes = (
            models.Index(fields=["bill", "id"], name="paper_bill"),
            models.Index(fields=["former_number"], name="paper_former", condition=~Q(former_number="")),
        )

    def __str__(self) -> str:
        return self.number


class Receivable(models.Model):
    """What is still owed of an invoice: the moving part of a paper that does not move."""

    id = models.BigAutoField(primary_key=True)
    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="receivable")
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="receivables")
    due_on = models.DateField()
    total_cents = models.BigIntegerField()
    paid_cents = models.BigIntegerField(default=0)
    credited_cents = models.BigIntegerField(default=0)
    written_off_cents = models.BigIntegerField(default=0)
    balance_cents = models.BigIntegerField()
    contested = models.BooleanField(default=False)
    reminder_level = models.PositiveSmallIntegerField(default=0)
    remind_on = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    balance_cents=F("total_cents")
                    - F("paid_cents")
                    - F("credited_cents")
                    - F("written_off_cents")
                ),
                name="receivable_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(balance_cents__gte=0)
                & Q(paid_cents__gte=0)
                & Q(credited_cents__gte=0)
                & Q(credited_cents__lte=F("total_cents"))
                & Q(written_off_cents__gte=0),
                name="receivable_within",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], name="receivable_open", condition=Q(balance_cents__gt=0)),
            models.Index(
                fields=["remind_on"],
                name="receivable_remind",
                condition=Q(balance_cents__gt=0) & Q(contested=False) & Q(remind_on__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.balance_cents}"


class Instalment(models.Model):
    """A month of a bill that is invoiced month by month: its lines, and its invoice once there is one."""

    id = models.BigAutoField(primary_key=True)
    bill = models.ForeignKey(Bill, models.PROTECT, related_name="instalments")
    month = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    lines = models.JSONField()
    total_cents = models.BigIntegerField()
    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, related_name="instalment")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["bill", "month"], name="instalment_once"),)
        indexes = (
            models.Index(fields=["month", "id"], name="instalment_due", condition=Q(invoice__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.bill_id} {self.month}"
