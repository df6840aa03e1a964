"""What one can do to one's own permit: bring what is missing, ask for a change, give it up, ask for it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import check_email
from guichet.documents.intake import MAX_BYTES
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.permits.shapes import PermitShown
from guichet.permits.signing import read_number
from guichet.web.portal.entrance import language
from guichet.web.portal.permits.forms import DayInput

MOST = 2_000
LINES = forms.Textarea(attrs={"rows": 4, "maxlength": MOST})


class CompleteForm(forms.Form):
    """What is missing: a box for each document, and words."""

    use_required_attribute = False

    def __init__(self, shown: PermitShown, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.shown = shown
        self.asked = [lack for lack in shown.missing if lack.kind == "document"]
        for lack in self.asked:
            self.fields[f"d_{lack.code}"] = forms.FileField(
                label=localise(lack.label, language()), help_text=localise(lack.sentence, language()), required=False,
                widget=forms.FileInput(attrs={"data-max-bytes": MAX_BYTES}),
            )  # fmt: skip
        self.others = [localise(lack.label, language()) for lack in shown.missing if lack.kind != "document"]
        self.fields["words"] = forms.CharField(
            label=gettext_lazy("Your answer"), required=bool(self.others), max_length=MOST, widget=LINES,
            error_messages={"required": gettext_lazy("Write your answer")},
        )  # fmt: skip

    @property
    def boxes(self) -> list[forms.BoundField]:
        """Give the boxes of the documents."""
        return [self[f"d_{lack.code}"] for lack in self.asked]


class RevisionForm(forms.Form):
    """What one says of a change that is made at once; the change itself may say enough."""

    use_required_attribute = False
    words = forms.CharField(
        label=gettext_lazy("Why, or anything to say"), max_length=MOST, widget=LINES, required=False,
        help_text=gettext_lazy("Whoever studies your file reads it beside what changed."),
    )  # fmt: skip


class WishForm(forms.Form):
    """What should change in a permit, or until when it should last; someone of the city reads it."""

    use_required_attribute = False
    until = forms.DateField(label=gettext_lazy("New last day"), required=False, widget=DayInput())
    words = forms.CharField(
        label=gettext_lazy("What should change, and why?"), max_length=MOST, widget=LINES,
        help_text=gettext_lazy("Dates, size, place, people. If it costs more or less, the bill follows, line by line."),
        error_messages={"required": gettext_lazy("Say what should change.")},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, longer: bool = False) -> None:
        super().__init__(data)
        if longer:
            self.fields["until"].required = True
            self.fields["until"].error_messages["required"] = gettext_lazy("Choose the new last day.")
            self.fields["words"].label = gettext_lazy("Why does it last longer?")
            self.fields["words"].help_text = ""
        else:
            del self.fields["until"]


class MessageForm(forms.Form):
    """What one answers to the City about one's own permit."""

    use_required_attribute = False
    words = forms.CharField(
        label=gettext_lazy("Your answer"), max_length=MOST, widget=LINES,
        error_messages={"required": gettext_lazy("Write your answer")},
    )  # fmt: skip


class GiveUpForm(forms.Form):
    """Why one gives a request up, if one wants to say it."""

    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Why? You need not say."), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
    )  # fmt: skip


class AgainForm(forms.Form):
    """The days of a renewal: last year's, moved to the next season."""

    use_required_attribute = False
    starts = forms.DateField(
        label=gettext_lazy("First day"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose the first day.")},
    )
    ends = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput(),
        error_messages={"required": gettext_lazy("Choose the last day.")},
    )


class LinkForm(forms.Form):
    """A number and an address: if they go together, the link of the permit is sent there."""

    use_required_attribute = False
    number = forms.CharField(
        label=gettext_lazy("Number of the permit"), max_length=30, help_text=gettext_lazy("Example: P-26-00318"),
        error_messages={"required": gettext_lazy("Enter the number")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "g-num", "maxlength": 30}),
    )  # fmt: skip
    email = forms.CharField(
        label=gettext_lazy("Your e-mail"), max_length=254, help_text=gettext_lazy("The one you gave us: we send the link there, nothing else."),
        error_messages={"required": gettext_lazy("Write the address to which we send the link")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
    )  # fmt: skip

    def clean_number(self) -> str:
        """Read a number as people write it."""
        read = read_number(self.cleaned_data["number"])
        if read is None:
            raise forms.ValidationError(
                gettext_lazy("This is not a number of a permit. It looks like P-26-00318.")
            )
        return read

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        try:
            return check_email(self.cleaned_data["email"])
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message) from refusal
