"""Working time of a city: opening hours, promises, pauses, and the clock that is drawn from them."""

from guichet.kernel.clock.calendar import Opening, Span, Unit, WorkingCalendar
from guichet.kernel.clock.drawing import Clock, Promise, Segment, SegmentKind, read_clock
from guichet.kernel.clock.holidays import holidays_for
from guichet.kernel.clock.pauses import Pause, due_with_pauses, elapsed

__all__ = [
    "Clock",
    "Opening",
    "Pause",
    "Promise",
    "Segment",
    "SegmentKind",
    "Span",
    "Unit",
    "WorkingCalendar",
    "due_with_pauses",
    "elapsed",
    "holidays_for",
    "read_clock",
]
