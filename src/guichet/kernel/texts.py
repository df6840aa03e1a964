"""Words that a city writes itself, in each of its languages: {"fr": …, "en": …}."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_line, clean_text

Text = dict[str, str]

LINE = 300
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")
_NO_LIMIT = 1_000_000


def localise(text: Mapping[str, str], language: str, fallback: str = "fr") -> str:
    """Give a text in a language, else its family (fr-ca, fr), the fallback, any other; empty for none."""
    for wanted in (language, language[:2], fallback, fallback[:2]):
        if text.get(wanted):
            return text[wanted]
        for code, words in text.items():
            if words and code[:2] == wanted:
                return words
    return next((words for words in text.values() if words), "")


def check_text(value: object, required: Sequence[str] = ("fr",), max_length: int = LINE) -> Text:
    """Read a text that a city typed: cleaned, without its empty languages.

    With a `max_length` of at most 300 characters it is a line, else it keeps its line breaks. Raises Invalid,
    with the language as field, for another shape, an unreadable language code, a required language left
    empty, or a text that is too long (nothing is cut).
    """
    if not isinstance(value, Mapping | None):
        raise Invalid(_("A text is given by language."))
    text: Text = {}
    for code, words in (value or {}).items():
        if not isinstance(code, str) or not _LANGUAGE.fullmatch(code) or not isinstance(words, str | None):
            raise Invalid(
                _("A text is given by language."), fields={str(code): _("This language cannot be read.")}
            )
        clean = clean_line if max_length <= LINE else clean_text
        if cleaned := clean(words or "", _NO_LIMIT):
            text[code] = cleaned
    faults = {code: _("Write this text.") for code in required if code not in text}
    for code, words in text.items():
        if len(words) > max_length:
            faults[code] = _("This text has %(length)s characters; it can have at most %(most)s.") % {
                "length": figure(len(words)),
                "most": figure(max_length),
            }
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return text
