"""What can happen to an attachment."""

from __future__ import annotations

from guichet.kernel.events import Event

KEPT = Event("documents.kept", quiet=True)
ADOPTED = Event("documents.adopted", quiet=True)
PUBLISHED = Event("documents.published", quiet=True)
UNPUBLISHED = Event("documents.unpublished", quiet=True)
REMOVED = Event("documents.removed", quiet=True)
