"""Words that mean the same here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guichet.kernel.errors import Invalid
from guichet.knowledge.queries import SynonymsRow


class GroupForm(forms.Form):
    """One group of words, typed with commas."""

    use_required_attribute = False
    words = forms.CharField(
        label=gettext_lazy("Words that mean the same"),
        help_text=gettext_lazy("With commas: vidanges, ordures, poubelles."),
        max_length=1_000,
        error_messages={"required": gettext_lazy("Write at least two words that mean the same.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Note for colleagues"), max_length=200, required=False, empty_value=""
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def group(self) -> list[str]:
        """Give the words one by one."""
        return [word for word in self.cleaned_data["words"].replace("\n", ",").split(",") if word.strip()]

    def refuse(self, refusal: Invalid) -> None:
        """Put what the room found wrong beside the words."""
        self.add_error("words", refusal.message)


def initial_of(row: SynonymsRow) -> dict[str, Any]:
    """Give what the form of a group begins with."""
    return {"words": ", ".join(row.words), "note": row.note, "seen": row.version}
