"""Drawing what changed in a conversation once a language, for all who have it open on a server."""

from __future__ import annotations

import time
import zoneinfo
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation

from guichet.conversations.actions.upkeep import keep_presence
from guichet.conversations.queries.questions import waiting_in
from guichet.conversations.queries.rooms import present_in
from guichet.conversations.queries.talk import changes_since
from guichet.kernel.actor import system
from guichet.tenancy.queries import city_of_schema
from guichet.web.desk.rooms.shown import asking, shown_messages

if TYPE_CHECKING:
    from guichet.tenancy.models import City

MESSAGE = "desk/rooms/parts/message.html"
WAITING = "desk/rooms/parts/waiting.html"
CITY_SECONDS = 60
_CITIES: dict[str, tuple[float, City | None]] = {}
PRESENT = "desk/rooms/parts/present.html"


@dataclass(frozen=True, slots=True)
class Change:
    """A message that is new or changed: its number, and its HTML by language."""

    seq: int
    id: int
    html: dict[str, str]


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed in a conversation; `waiting` is its list of open questions when one of them did."""

    messages: list[Change]
    waiting: dict[str, str]


def draw_changes(schema: str, conversation_id: int, since: int, languages: Collection[str]) -> Changes:
    """Draw the messages that are new or changed since a number, in the order of their changes."""
    with _city(schema) as is_there:
        found = changes_since(conversation_id, since) if is_there else []
        drawn: dict[str, list[str]] = {}
        for language in _spoken(languages):
            drawn[language] = [
                render_to_string(MESSAGE, {"said": said}) for said in shown_messages(None, found, days=False)
            ]
        asked = any(getattr(one, "question", None) or one.about_id for one in found)
        return Changes(
            [
                Change(one.changed_seq, one.pk, {language: html[place] for language, html in drawn.items()})
                for place, one in enumerate(found)
            ],
            _waiting(conversation_id, languages) if asked else {},
        )


def draw_presence(
    schema: str, here: Collection[tuple[int, int]], languages: Collection[str]
) -> tuple[dict[int, dict[str, str]], set[tuple[int, int]]]:
    """Say who has which room open (account, conversation); gives who is there by room, and who has to leave."""
    with _city(schema) as is_there:
        if not is_there:
            return {}, set(here)
        gone = keep_presence(system(), here)
        names = present_in(sorted({place for _account, place in here}))
        drawn: dict[int, dict[str, str]] = {place: {} for place in names}
        for language in _spoken(languages):
            for place, people in names.items():
                drawn[place][language] = render_to_string(PRESENT, {"present": people})
        return drawn, gone


def _waiting(conversation_id: int, languages: Collection[str]) -> dict[str, str]:
    questions = waiting_in(conversation_id)
    return {
        language: render_to_string(WAITING, {"waiting": [asking(one) for one in questions]})
        for language in _spoken(languages)
    }


def _spoken(languages: Collection[str]) -> Iterator[str]:
    for language in sorted(languages):
        with translation.override(language):
            yield language


@contextmanager
def _city(schema: str) -> Iterator[bool]:
    """Enter a city, with its time; false when it is gone.

    The thread that draws stays in the city where it was: a message then costs one query, not four.
    """
    city = _known_city(schema)
    if city is None:
        yield False
        return
    if getattr(connection, "schema_name", "") != schema:
        connection.set_tenant(city)  # type: ignore[attr-defined]  # django-tenants adds it
    with timezone.override(zoneinfo.ZoneInfo(city.time_zone)):
        yield True


def _known_city(schema: str) -> City | None:
    """Find the city of a schema, looked for again after a minute."""
    known = _CITIES.get(schema)
    if known is None or known[0] < time.monotonic():
        connection.set_schema_to_public()  # type: ignore[attr-defined]  # django-tenants adds it
        known = _CITIES[schema] = (time.monotonic() + CITY_SECONDS, city_of_schema(schema))
    return known[1]
