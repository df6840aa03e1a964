"""Reading permits: who sees which, as a page, as a queue, as what is about to lapse."""

from __future__ import annotations

from guichet.permits.models import Permit

__all__ = ["Permit"]
"""`Permit` is the type under which permits are handed to other rooms, which never read its table themselves."""
