"""What can happen to mails and their templates."""

from __future__ import annotations

from guichet.kernel.events import Event

QUEUED = Event("messaging.queued", quiet=True)
SENT = Event("messaging.sent", quiet=True)
FAILED = Event("messaging.failed", quiet=True)
RESENT = Event("messaging.resent", quiet=True)
TEMPLATE_SAVED = Event("messaging.template_saved", quiet=True)
TEMPLATE_REMOVED = Event("messaging.template_removed", quiet=True)
