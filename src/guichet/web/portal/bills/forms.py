"""The form with which one says that a line is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_QUESTION = 4_000


class QuestionForm(forms.Form):
    """Which line, and what seems wrong."""

    use_required_attribute = False

    line = forms.ChoiceField(label=gettext_lazy("Which line?"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What seems wrong to you?"),
        help_text=gettext_lazy("For example: the area is 12 m², not 15; or the container left on Thursday."),
        max_length=MAX_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MAX_QUESTION}),
        error_messages={"required": gettext_lazy("Write what seems wrong to you.")},
    )

    def __init__(self, *args: Any, lines: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("", _("The whole bill")), *lines]  # type: ignore[attr-defined]
