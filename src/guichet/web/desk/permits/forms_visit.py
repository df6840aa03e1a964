"""What is filled on site with a thumb: a checklist, photos, as allowed or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from guichet.documents.intake import MAX_BYTES
from guichet.kernel.texts import localise
from guichet.permits.shapes import InspectionShown
from guichet.web.desk.forms import DayInput, needed
from guichet.web.desk.templatetags.desk import language

MOST_PHOTOS = 6
THREE = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("na", gettext_lazy("Not here")))


class ManyPhotos(forms.FileInput):
    """A box from which several photos can be taken or chosen."""

    allow_multiple_selected = True


class VisitDoneForm(forms.Form):
    """The checklist of a visit, what was found, photos, and whether all is as allowed."""

    use_required_attribute = False
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    findings = forms.CharField(
        label=gettext_lazy("What you saw"), required=False, max_length=4_000,
        help_text=gettext_lazy("Needed when something is not as allowed."), widget=forms.Textarea(attrs={"rows": 3, "maxlength": 4_000}),
    )  # fmt: skip
    taken = forms.FileField(
        label=gettext_lazy("Photos"), required=False,
        widget=ManyPhotos(attrs={"multiple": True, "accept": "image/*", "data-max-bytes": MAX_BYTES}),
    )  # fmt: skip
    conform = forms.ChoiceField(
        label=gettext_lazy("All in all"), widget=forms.RadioSelect, error_messages=needed(gettext_lazy("Say whether all is as allowed.")),
        choices=(("yes", gettext_lazy("As allowed")), ("no", gettext_lazy("Not as allowed"))),
    )  # fmt: skip
    follow_up_on = forms.DateField(
        label=gettext_lazy("Come back on"), required=False, widget=DayInput(),
        help_text=gettext_lazy("Another visit is planned for that day."),
    )  # fmt: skip

    def __init__(self, visit: InspectionShown, data: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(data, files, **more)
        self.visit = visit
        self.photos: Sequence[UploadedFile[Any]] = files.getlist("taken")[:MOST_PHOTOS] if files else ()
        self.fields["once"].initial = uuid4().hex
        for item in visit.checklist:
            code = str(item["code"])
            self.fields[f"c_{code}"] = forms.ChoiceField(
                label=localise(item["label"], language()), choices=THREE, widget=forms.RadioSelect, required=False,
                initial=item.get("answer") or None,
            )  # fmt: skip
            self.fields[f"n_{code}"] = forms.CharField(
                label=gettext_lazy("Note"), required=False, max_length=300, initial=item.get("note", "")
            )

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Give each line of the checklist: its answer and its note."""
        codes = [str(item["code"]) for item in self.visit.checklist]
        return [(self[f"c_{code}"], self[f"n_{code}"]) for code in codes]

    def answers(self) -> Mapping[str, Mapping[str, str]]:
        """Give what was answered, by line."""
        given = self.cleaned_data
        codes = [str(item["code"]) for item in self.visit.checklist]
        return {
            code: {"answer": given.get(f"c_{code}") or "", "note": given.get(f"n_{code}") or ""}
            for code in codes
        }
