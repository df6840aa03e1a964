"""How the city bills: who it is on its invoices, its delays, its accounts, its provider. One row."""

from __future__ import annotations

from django.db import models


class Office(models.Model):
    """The city's finance settings; empty fields take the defaults of the city's legal world (office.py)."""

    id = models.BigAutoField(primary_key=True)
    legal_name = models.CharField(max_length=160, blank=True, default="")
    address = models.JSONField(default=list)
    number = models.CharField(max_length=40, blank=True, default="")
    tax_numbers = models.JSONField(default=dict)
    bank = models.JSONField(default=dict)
    due_days = models.PositiveSmallIntegerField(null=True)
    contest_days = models.PositiveSmallIntegerField(null=True)
    answer_days = models.PositiveSmallIntegerField(null=True)
    contest_path = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    reminders = models.JSONField(default=list)
    accounts = models.JSONField(default=dict)
    cheque_days = models.PositiveSmallIntegerField(default=10)
    provider = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="office_one_row"),)

    def __str__(self) -> str:
        return self.legal_name
