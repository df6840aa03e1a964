"""What can happen in a room, beyond its messages, which are their own record."""

from __future__ import annotations

from guichet.kernel.events import Event

ASKED = Event("conversations.asked", quiet=True)
TAKEN = Event("conversations.taken", quiet=True)
ANSWERED = Event("conversations.answered", quiet=True)
ACCEPTED = Event("conversations.accepted", quiet=True)
ASKED_AGAIN = Event("conversations.asked_again", quiet=True)
UNANSWERED = Event("conversations.unanswered", quiet=True)
PROMISED = Event("conversations.promised", quiet=True)
WITHDRAWN = Event("conversations.withdrawn", quiet=True)
EDITED = Event("conversations.edited", quiet=True)
RETRACTED = Event("conversations.retracted", quiet=True)
CALLED = Event("conversations.called", quiet=True)
ROOM_SAVED = Event("conversations.room_saved", quiet=True)
FORGOTTEN = Event("conversations.forgotten", quiet=True)
