"""What can happen to a contact."""

from __future__ import annotations

from guichet.kernel.events import Event

BEGUN = Event("contact.begun", quiet=True)
DRAFTED = Event("contact.drafted", quiet=True)
HELD = Event("contact.held", quiet=True)
RESUMED = Event("contact.resumed", quiet=True)
SUBJECT_ADDED = Event("contact.subject_added")
SUBJECT_CHANGED = Event("contact.subject_changed", quiet=True)
SUBJECT_REMOVED = Event("contact.subject_removed", quiet=True)
ENDED = Event("contact.ended", quiet=True)
ANSWER_MAILED = Event("contact.answer_mailed", quiet=True)
CALLBACK_PROMISED = Event("contact.callback_promised", quiet=True)
CALLBACK_TRIED = Event("contact.callback_tried", quiet=True)
CALLBACK_MOVED = Event("contact.callback_moved", quiet=True)
CALLBACK_DONE = Event("contact.callback_done", quiet=True)
CALLBACK_GIVEN_UP = Event("contact.callback_given_up", quiet=True)
