"""The ticket with which a page of rooms hears what is said: signed, so that the stream needs no session and no query."""

from __future__ import annotations

from collections.abc import Iterable

from django.core import signing
from django.utils.http import urlencode
from django.utils.translation import get_language

from guichet.kernel.actor import Actor
from guichet.kernel.schema import current_schema

SALT = "guichet.rooms"
SECONDS = 12 * 3600


def rooms_url(actor: Actor, *, focus: int = 0, seq: int = 0, others: Iterable[int] = ()) -> str:
    """Give the address of a page's stream: whole messages of one conversation after `seq`, and a sign of life of others."""
    data: dict[str, object] = {
        "s": current_schema(),
        "a": actor.id,
        "f": focus,
        "o": sorted(set(others) - {focus})[:200],
        "l": get_language() or "fr",
    }
    ticket = str(signing.dumps(data, salt=SALT, compress=True))
    return "/live/rooms/?" + urlencode({"t": ticket, "since": str(seq)})
