"""What can happen to the fee by-laws."""

from __future__ import annotations

from guichet.kernel.events import Event

BYLAW_SAVED = Event("tariffs.bylaw_saved", quiet=True)
BYLAW_CHECKED = Event("tariffs.bylaw_checked", quiet=True)
BYLAW_RETURNED = Event("tariffs.bylaw_returned", quiet=True)
BYLAW_PUBLISHED = Event("tariffs.bylaw_published", quiet=True)
BYLAW_ENDED = Event("tariffs.bylaw_ended", quiet=True)
BYLAW_DISCARDED = Event("tariffs.bylaw_discarded", quiet=True)
