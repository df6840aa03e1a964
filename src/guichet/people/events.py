"""What can happen to people's records."""

from __future__ import annotations

from guichet.kernel.events import Event

ACCOUNT_SAVED = Event("people.account_saved", quiet=True)
TEAM_SAVED = Event("people.team_saved", quiet=True)
ROLE_SAVED = Event("people.role_saved", quiet=True)
RESIDENT_MET = Event("people.resident_met", quiet=True)
RESIDENT_CHANGED = Event("people.resident_changed", quiet=True)
