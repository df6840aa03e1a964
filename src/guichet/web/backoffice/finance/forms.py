"""The forms of finance's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.billing.accounts import ACCOUNTS
from guichet.billing.actions.configuring import CAUSES, NewReason
from guichet.billing.lifecycle import DECISION_WORDS, Decision
from guichet.billing.office import OfficeShown
from guichet.web.backoffice.bilingual import ConfigForm, Words
from guichet.web.kit.amounts import AmountField

if TYPE_CHECKING:
    from guichet.billing.models import CreditReason, Office

CAUSE_WORDS = {
    "file": gettext_lazy("The file changed"),
    "form": gettext_lazy("The form was misunderstood"),
    "bylaw": gettext_lazy("The by-law is hard to apply"),
    "city": gettext_lazy("The city made a mistake"),
    "payer": gettext_lazy("The payer cannot or will not pay"),
    "works": gettext_lazy("Works of the city"),
}
TAXES = {"quebec": ("TPS", "TVQ"), "france": ("TVA",)}
DAYS = ("due_days", "contest_days", "answer_days", "cheque_days")
WITH_REASON = (Decision.CREDIT, Decision.WRITE_OFF)


def _days(label: Any, help_text: Any = "") -> forms.IntegerField:
    wrong = gettext_lazy("Write a number of days from 0 to 365.")
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=365,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "g-num"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong, "required": wrong},
    )


class OfficeForm(ConfigForm):
    """How the city bills. What a paper was issued with stays as it was."""

    texts: ClassVar = {
        "terms": Words(
            gettext_lazy("Terms of payment printed on each invoice"), 600, rows=3,
            help=gettext_lazy("Such as the interest on what is late, and the by-law that sets it."),
        ),
        "contest_path": Words(gettext_lazy("How an invoice is contested"), 600, rows=4),
    }  # fmt: skip
    legal_name = forms.CharField(label=gettext_lazy("Name on invoices"), max_length=160, required=False)
    address = forms.CharField(
        label=gettext_lazy("Address on invoices"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number of the organisation"), max_length=40, required=False,
        help_text=gettext_lazy("NEQ in Québec, SIRET in France."),
    )  # fmt: skip
    due_days = _days(gettext_lazy("An invoice is due after"))
    contest_days = _days(gettext_lazy("It may be contested for"))
    answer_days = _days(gettext_lazy("The city answers within"), gettext_lazy("Working days."))
    cheque_days = _days(gettext_lazy("A cheque paid too much is refunded after"))
    reminders = forms.CharField(
        label=gettext_lazy("Reminders leave, in days after the date"), max_length=40, required=False,
        help_text=gettext_lazy("Such as 7, 21, 45. Nobody who contests is reminded."),
    )  # fmt: skip
    bank = forms.CharField(
        label=gettext_lazy("Bank details"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One on a line, such as: IBAN = FR76 3000…"),
    )  # fmt: skip

    def __init__(self, *args: Any, kept: Office, holds: OfficeShown, world: str, **given: Any) -> None:
        self.holds, self.taxes = holds, TAXES[world]
        initial = {
            "legal_name": kept.legal_name,
            "address": "\n".join(kept.address),
            "number": kept.number,
            **{name: getattr(holds, name) for name in DAYS},
            "reminders": ", ".join(str(days) for days in holds.reminder_days),
            "bank": "\n".join(f"{name} = {words}" for name, words in kept.bank.items()),
        }
        texts = {"terms": holds.terms, "contest_path": holds.contest_path}
        super().__init__(*args, stored=texts, initial={**initial, **given.pop("initial", {})}, **given)

    def prepare(self) -> None:
        """Add the numbers of the taxes and of the accounts."""
        for name in self.taxes:
            self.fields[f"tax_{name}"] = forms.CharField(
                label=_("Number for the tax %(tax)s") % {"tax": name},
                max_length=40,
                required=False,
                initial=self.holds.tax_numbers.get(name, ""),
            )
        for name, (_number, words) in ACCOUNTS.items():
            self.fields[f"account_{name}"] = forms.CharField(
                label=str(words), max_length=20, required=False, initial=self.holds.accounts[name]
            )

    def tax_fields(self) -> list[BoundField]:
        """Give the fields of the numbers of taxes."""
        return [self[f"tax_{name}"] for name in self.taxes]

    def account_fields(self) -> list[BoundField]:
        """Give the fields of the numbers of accounts."""
        return [self[f"account_{name}"] for name in ACCOUNTS]

    def changes(self) -> dict[str, object]:
        """Give what is to be kept, as the room takes it."""
        given = self.cleaned_data
        days = [one.strip() for one in given["reminders"].replace(";", ",").split(",") if one.strip()]
        taxes = {name: given[f"tax_{name}"] for name in self.taxes}
        return {
            "legal_name": given["legal_name"],
            "address": given["address"].splitlines(),
            "number": given["number"],
            **{name: given[name] for name in DAYS},
            "reminders": days,
            "bank": _pairs(given["bank"]),
            "tax_numbers": {**self.holds.tax_numbers, **taxes},
            "accounts": {name: given[f"account_{name}"] for name in ACCOUNTS},
            "terms": self.text("terms"),
            "contest_path": self.text("contest_path"),
        }


def _pairs(text: str) -> dict[str, str]:
    cut = (line.partition("=") for line in text.splitlines())
    return {name.strip(): words.strip() for name, _equal, words in cut if name.strip() and words.strip()}


class ReasonForm(ConfigForm):
    """A reason of credits: its words, what causes it, the article, what it may be given for."""

    texts: ClassVar = {"label": Words(gettext_lazy("Words"), 120, needed=gettext_lazy("Name the reason."))}
    cause = forms.ChoiceField(
        label=gettext_lazy("What causes it"), choices=[(one, CAUSE_WORDS[one]) for one in CAUSES],
        help_text=gettext_lazy("Totals by cause show which forms and by-laws lead to credits."),
    )  # fmt: skip
    article = forms.CharField(label=gettext_lazy("Article"), max_length=80, required=False)
    decisions = forms.MultipleChoiceField(
        label=gettext_lazy("Offered for"),
        choices=[(one.value, DECISION_WORDS[one]) for one in WITH_REASON],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("None ticked: for all."),
    )
    position = forms.IntegerField(label=gettext_lazy("Place in the list"), min_value=0, max_value=999)
    active = forms.BooleanField(label=gettext_lazy("Offered to those who ask"), required=False, initial=True)

    def new(self, code: str) -> NewReason:
        """Give the reason as the room takes it."""
        given = self.cleaned_data
        return NewReason(
            code,
            self.text("label"),
            given["cause"],
            given["article"],
            given["decisions"],
            given["position"],
            given["active"],
        )


def reason_values(row: CreditReason) -> Mapping[str, Any]:
    """Give what the form of a reason begins with."""
    return {name: getattr(row, name) for name in ("cause", "article", "decisions", "position", "active")}


class LimitForm(ConfigForm):
    """Up to how much one may sign."""

    amount = AmountField(
        label=gettext_lazy("Signs up to"),
        error_messages={"required": gettext_lazy("Write an amount, such as 500.")},
        help_text=gettext_lazy("0: signs nothing."),
    )
