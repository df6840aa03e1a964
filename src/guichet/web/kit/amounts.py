"""The field of an amount, read as people type it: « 1 234,50 » and “1,234.50”."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _


class AmountField(forms.CharField):
    """An amount with at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"inputmode": "decimal", "autocomplete": "off", "class": "g-num", "maxlength": 20}
        super().__init__(max_length=20, widget=forms.TextInput(attrs=attributes), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write a known amount as it is typed in the reader's language: « 186,75 », “186.75”; what was typed stays."""
        if isinstance(value, Decimal) and (get_language() or "fr").startswith("fr"):
            return str(value).replace(".", ",")
        return value

    def clean(self, value: str) -> Decimal | None:
        """Read the amount; ValidationError when it is none."""
        typed = super().clean(value)
        if not typed:
            return None
        plain = re.sub(r"[\s\u00a0\u202f$€]", "", typed)
        if "," in plain and "." in plain:
            last = max(plain.rfind(","), plain.rfind("."))
            plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
        try:
            amount = Decimal(plain.replace(",", "."))
        except InvalidOperation as fault:
            raise forms.ValidationError(_("Write an amount, such as 294,30.")) from fault
        if not amount.is_finite() or amount != amount.quantize(Decimal("0.01")) or abs(amount) > 10**11:
            raise forms.ValidationError(_("Write an amount, such as 294,30."))
        return amount.quantize(Decimal("0.01"))
