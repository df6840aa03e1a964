"""Forms with which one comes back to a case, and writes on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import check_email
from guichet.documents.intake import MAX_BYTES
from guichet.kernel.errors import Invalid
from guichet.kernel.references import read_reference
from guichet.web.portal.details import ManyFiles

MAX_MESSAGE = 4_000


class FollowForm(forms.Form):
    """A number and the address that goes with it."""

    use_required_attribute = False

    number = forms.CharField(
        label=gettext_lazy("Number"),
        help_text=gettext_lazy("It is in the e-mail you received. Example: 26-041873"),
        max_length=30,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "g-num", "maxlength": 30}
        ),
        error_messages={"required": gettext_lazy("Enter the number")},
    )
    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("The one you gave us: we send a code there, nothing else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={"required": gettext_lazy("Enter the address to send the code to")},
    )

    def clean_number(self) -> str:
        """Read a number as people write it."""
        read = read_reference(self.cleaned_data["number"])
        if read is None:
            raise forms.ValidationError(_("This is not a number of ours. It looks like 26-041873."))
        return read

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        return _read_email(self.cleaned_data["email"])


class NumbersForm(forms.Form):
    """Only the address, for someone who lost their number."""

    use_required_attribute = False

    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("The one you gave us when you wrote to us."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={"required": gettext_lazy("Enter the address to send your numbers to")},
    )

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        return _read_email(self.cleaned_data["email"])


def _read_email(typed: str) -> str:
    try:
        return check_email(typed)
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message) from refusal


class CodeForm(forms.Form):
    """The six digits that came by e-mail."""

    use_required_attribute = False

    code = forms.CharField(
        label=gettext_lazy("Six-digit code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "g-num g-short",
                "maxlength": 12,
            }
        ),
        error_messages={"required": gettext_lazy("Enter the six digits from the e-mail")},
    )


class ReplyForm(forms.Form):
    """A message to the team, or the answer to its question, with photos."""

    use_required_attribute = False

    body = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MAX_MESSAGE}),
        error_messages={"required": gettext_lazy("Write your message")},
    )
    joined = forms.FileField(
        label=gettext_lazy("Photos or documents"),
        help_text=gettext_lazy("Three at most."),
        required=False,
        widget=ManyFiles(attrs={"multiple": True, "data-max-bytes": MAX_BYTES}),
    )

    def __init__(self, data: Any = None, *, is_question: bool = False) -> None:
        super().__init__(data)
        if is_question:
            self.fields["body"].label = _("Your answer")
            self.fields["body"].error_messages["required"] = _("Write your answer")


class ReopenForm(forms.Form):
    """What is not settled: a reason, and words when one wants to add some."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is wrong")},
    )
    words = forms.CharField(
        label=gettext_lazy("Anything else to know?"),
        required=False,
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MAX_MESSAGE}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        chosen = self.fields["reason"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = list(reasons().items())

    @property
    def why(self) -> str:
        """Give what the team will read."""
        chosen = reasons()[self.cleaned_data["reason"]]
        return f"{chosen}. {self.cleaned_data['words']}".strip()


def reasons() -> dict[str, str]:
    """Give what can be wrong with a case that the city says is settled."""
    return {
        "still": _("The problem is still there"),
        "back": _("It was done, but it came back"),
        "partly": _("Only a part was done"),
        "answer": _("The answer does not say what I asked"),
    }
