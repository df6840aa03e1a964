"""What can happen to what stands on public space. Nothing follows by itself: pages read the state of things."""

from __future__ import annotations

from guichet.kernel.events import Event

PUT = Event("occupations.put", quiet=True)
MANY_PUT = Event("occupations.many_put", quiet=True)
DROPPED = Event("occupations.dropped", quiet=True)
CLEARANCE_SET = Event("occupations.clearance_set", quiet=True)
LAYER_SAVED = Event("occupations.layer_saved", quiet=True)
WORK_SAVED = Event("occupations.work_saved", quiet=True)
WORK_MOVED = Event("occupations.work_moved", quiet=True)
WORKS_IMPORTED = Event("occupations.works_imported", quiet=True)
