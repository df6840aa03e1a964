"""The form of what the city writes when something happens."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy

from guichet.kernel.texts import Text
from guichet.messaging.rendering import MAX_BODY, MAX_SUBJECT, Source
from guichet.web.backoffice.bilingual import ConfigForm, Words


class MailForm(ConfigForm):
    """A subject and a text in each language; a language left empty keeps the text that Guichet has."""

    texts: ClassVar = {
        "subject": Words(gettext_lazy("Subject"), MAX_SUBJECT),
        "body": Words(gettext_lazy("Text"), MAX_BODY, rows=18),
    }

    def source(self, code: str) -> Source:
        """Give what was typed in a language."""
        given: Text = {name: self.cleaned_data.get(f"{name}_{code}") or "" for name in self.texts}
        return Source(given["subject"], given["body"].replace("\r\n", "\n"))
