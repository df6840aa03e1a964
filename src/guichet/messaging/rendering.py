"""From a text with fields in braces to a mail: one subject, one plain text and its HTML twin.

Texts are Markdown without raw HTML; values are plain text and are never read as Markdown nor as HTML.
A line with an empty field is left out, so that « Lieu : {{ place }} » disappears when there is no place; only
`first_name` leaves its line alone (« Bonjour, »).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from guichet.kernel.errors import Invalid
from guichet.kernel.typography import figure, french_spaces, is_french
from guichet.kernel.words import clean_line, clean_text
from guichet.messaging.fields import EVENT_FIELDS, FIELD_WORDS
from guichet.messaging.plain import plain_text

MAX_SUBJECT = 250
MAX_BODY = 10_000
MAX_VALUE = 20_000
_WRITTEN_BY_PEOPLE = ("answer", "message", "reason")
_BRACES = re.compile(r"\{\{(?P<name>[^{}\n]*)\}\}|(?P<loose>\{\{|\}\})")
_HREF = re.compile(r'href="([^"]*)"')
_SAFE_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"]+\Z", re.IGNORECASE)
_TAGS = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "hr"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["image", "code", "fence", "backticks"]
)


@dataclass(frozen=True, slots=True)
class Source:
    """A text as a city, or Guichet, wrote it in one language."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Written:
    """A mail ready to be queued; `html` is its body alone, safe to put in the city's page."""

    subject: str
    text: str
    html: str


def check_template(subject: str, body: str, event: str = "") -> None:
    """Refuse a text with an unknown field, loose braces, or that is empty or too long.

    Raises Invalid, whose fields say where (« subject », « body ») and whose sentence gives line and character. With
    an event, a field that this event never fills is refused too.
    """
    for name, text, most in (("subject", subject, MAX_SUBJECT), ("body", body, MAX_BODY)):
        problem = _length_fault(text, most) or _field_fault(text, event)
        if problem:
            raise Invalid(problem, fields={name: problem})
    if "\n" in subject.strip():
        problem = _("The subject of an e-mail is one line.")
        raise Invalid(problem, fields={"subject": problem})


def _length_fault(text: str, most: int) -> str:
    if not text.strip():
        return _("Write this text.")
    if len(text) > most:
        return _("This text has %(length)s characters; it can have at most %(most)s.") % {
            "length": figure(len(text)),
            "most": figure(most),
        }
    return ""


def _field_fault(text: str, event: str) -> str:
    for found in _BRACES.finditer(text):
        before = text[: found.start()]
        place = {"line": before.count("\n") + 1, "column": found.start() - before.rfind("\n")}
        if found["loose"]:
            return (
                _("Line %(line)d, character %(column)d: braces that are not closed, or not opened.") % place
            )
        name = found["name"].strip()
        if name not in FIELD_WORDS:
            words = place | {"field": name[:40], "fields": ", ".join(FIELD_WORDS)}
            return (
                _(
                    "Line %(line)d, character %(column)d: the field “%(field)s” does not exist. Fields: %(fields)s."
                )
                % words
            )
        if event and name not in EVENT_FIELDS[event]:
            words = place | {"field": name}
            return (
                _("Line %(line)d, character %(column)d: the field “%(field)s” is always empty in this mail.")
                % words
            )
    return ""


def render(source: Source, values: Mapping[str, str], language: str) -> Written:
    """Write a mail in a language. A value that is not given is empty; an unknown name of a value is a ValueError.

    `link` must be a whole address (https://…), else it is left out. Raises Invalid for a text that does not check.
    """
    if unknown := set(values) - set(FIELD_WORDS):
        raise ValueError(f"no mail has the fields {sorted(unknown)}")
    check_template(source.subject, source.body)
    filling = _Filling(_clean_values(values, language))
    subject, body = filling.marked(source.subject), filling.marked(_kept_lines(source.body, filling.values))
    if is_french(language):
        subject, body = french_spaces(subject), french_spaces(body)
    tokens = _MARKDOWN.parse(body)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Written(
        subject=clean_line(filling.fill(subject), MAX_SUBJECT),
        text=clean_text(plain_text(tokens, filling.fill), MAX_BODY + MAX_VALUE),
        html=filling.fill_html(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel=None)),
    )


def _clean_values(values: Mapping[str, str], language: str) -> dict[str, str]:
    clean = {name: clean_text(str(values.get(name, "")), MAX_VALUE) for name in FIELD_WORDS}
    if not _SAFE_ADDRESS.match(clean["link"]):
        clean["link"] = ""
    if is_french(language):
        clean.update({name: french_spaces(clean[name]) for name in _WRITTEN_BY_PEOPLE})
    return clean


def _kept_lines(body: str, values: Mapping[str, str]) -> str:
    def is_complete(line: str) -> bool:
        names = {found["name"].strip() for found in _BRACES.finditer(line)} - {"first_name"}
        return all(values[name] for name in names)

    return "\n".join(line for line in body.replace("\r\n", "\n").split("\n") if is_complete(line))


class _Filling:
    """The values of one mail. Marks that no text can contain stand for them while Markdown is read."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        nonce = secrets.token_hex(8)
        self._marks = {name: f"q{nonce}{index:02d}q" for index, name in enumerate(values)}
        self._values = {mark: values[name] for name, mark in self._marks.items()}
        self._any_mark = re.compile(rf"q{nonce}\d\dq")

    def marked(self, text: str) -> str:
        """Put marks in place of fields; a field without a value goes with the space before it."""
        text = _BRACES.sub(lambda found: self._marks[found["name"].strip()], text)
        for name, mark in self._marks.items():
            if not self.values[name]:
                text = re.sub(rf"[ \t]?{mark}", "", text)
        return text

    def fill(self, text: str) -> str:
        """Put the values, as they are."""
        return self._replaced(text, lambda value: value)

    def fill_html(self, html: str) -> str:
        """Put the values escaped: whole addresses in links, quoted parts of addresses, text with its line breaks."""
        return self._replaced(
            _HREF.sub(lambda found: f'href="{self._address(found[1])}"', html), self._as_html
        )

    def _address(self, address: str) -> str:
        if whole := self._any_mark.fullmatch(address):
            value = self._values[whole[0]]
            return escape(value) if _SAFE_ADDRESS.match(value) else "#"
        return self._replaced(address, lambda value: quote(value, safe=""))

    def _as_html(self, value: str) -> str:
        if value == self.values["link"]:
            return f'<a href="{escape(value)}">{escape(value)}</a>'
        return escape(value).replace("\n", "<br>")

    def _replaced(self, text: str, write: Callable[[str], str]) -> str:
        return self._any_mark.sub(lambda found: write(self._values[found[0]]), text)
