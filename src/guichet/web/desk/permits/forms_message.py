"""What an agent writes to an applicant: free words, or a ready text made one's own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from guichet.catalogue.queries import service_with_code
from guichet.kernel.texts import localise
from guichet.permits.shapes import PermitShown
from guichet.web.desk.forms import needed
from guichet.web.desk.permits.forms import LINES, WORDS, PermitForm


def ready_texts(permit: PermitShown) -> list[tuple[str, str]]:
    """Give the ready answers of a permit's service, in the applicant's language: code and words."""
    service = service_with_code(permit.type.code)
    found = service.replies if service else []
    return [
        (str(each.get("code", "")), localise(each["text"], permit.language))
        for each in found
        if isinstance(each, dict) and isinstance(each.get("text"), dict)
    ]


class MessageForm(PermitForm):
    """A message to the applicant, with the ready texts that it can begin with."""

    words = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=WORDS,
        widget=LINES,
        error_messages=needed(gettext_lazy("Write your message.")),
    )

    def prepare(self) -> None:
        """Know the ready texts that can be taken."""
        self.replies = ready_texts(self.permit)

    def begin_with(self, code: str) -> None:
        """Begin with a ready text, by its code; an unknown one changes nothing."""
        self.fields["words"].initial = dict(self.replies).get(code, "")

    def template(self) -> str:
        """Give the code of the ready text that the message holds; empty for free words."""
        words = self.cleaned_data["words"]
        return next((code for code, text in self.replies if text and text in words), "")
