"""The forms of finance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guichet.billing.lifecycle import COUNTED, MEANS_WORDS, Means
from guichet.web.kit.amounts import AmountField

REFUNDED_BY = (Means.TRANSFER, Means.CHEQUE, Means.CARD, Means.CASH)


class PaymentForm(forms.Form):
    """Money received over the counter: how much, how, the number of the cheque."""

    use_required_attribute = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    means = forms.ChoiceField(
        label=gettext_lazy("Paid by"),
        choices=[(one.value, MEANS_WORDS[one]) for one in (*COUNTED, Means.TRANSFER)],
        error_messages={"required": gettext_lazy("Choose how it is paid.")},
    )
    amount = AmountField(
        label=gettext_lazy("Amount received"),
        error_messages={"required": gettext_lazy("Write an amount, such as 294,30.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Number of the cheque or of the receipt"), max_length=120, required=False
    )


class CreditForm(forms.Form):
    """A credit asked for."""

    use_required_attribute = False

    amount = AmountField(label=gettext_lazy("Amount"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"))
    article = forms.CharField(label=gettext_lazy("Article"), max_length=80, required=False)
    words = forms.CharField(
        label=gettext_lazy("Why, in a sentence"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]


class WriteOffForm(CreditForm):
    """What is still owed, given up: no amount nor article."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["amount"], self.fields["article"]


class RefundForm(forms.Form):
    """Money held, paid out."""

    holding = forms.IntegerField(widget=forms.HiddenInput)
    amount = AmountField(label=gettext_lazy("Amount"))
    means = forms.ChoiceField(
        label=gettext_lazy("Refunded by"),
        choices=[
            (Means.ONLINE.value, gettext_lazy("On the card that paid online")),
            *((one.value, MEANS_WORDS[one]) for one in REFUNDED_BY),
        ],
    )


class DepositForm(forms.Form):
    """A deposit, or a part of it, given back."""

    use_required_attribute = False

    amount = AmountField(label=gettext_lazy("Amount given back"))


class KeepDepositForm(forms.Form):
    """A deposit, or a part of it, kept for damage."""

    use_required_attribute = False

    amount = AmountField(label=gettext_lazy("Amount kept"))
    words = forms.CharField(
        label=gettext_lazy("Why, in a sentence"),
        help_text=gettext_lazy(
            "What was damaged, what its repair costs, by which article: the payer reads it."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why the deposit is kept.")},
    )


class AnswerForm(forms.Form):
    """The answer to whoever contests."""

    use_required_attribute = False

    contest = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[
            ("kept", gettext_lazy("The amount is kept")),
            ("corrected", gettext_lazy("The amount is corrected")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether the amount is kept or corrected.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Your reasons"),
        help_text=gettext_lazy("Whoever asked will read them."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write your reasons: whoever asked will read them.")},
    )


class PayerForm(forms.Form):
    """Who pays, and where they live."""

    use_required_attribute = False

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    address = forms.CharField(
        label=gettext_lazy("Postal address"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    number = forms.CharField(label=gettext_lazy("Number of the organisation"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("fr", "Français"), ("en", "English")]
    )


class CountForm(forms.Form):
    """What was counted of a day."""

    use_required_attribute = False

    cash = AmountField(label=MEANS_WORDS[Means.CASH])
    card = AmountField(label=MEANS_WORDS[Means.CARD])
    cheque = AmountField(label=MEANS_WORDS[Means.CHEQUE])
    reason = forms.CharField(
        label=gettext_lazy("If there is a difference: why"), max_length=300, required=False
    )
