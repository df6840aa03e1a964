"""Reading what stands on public space: measures of an area, conflicts, the register, what the public sees."""

from guichet.occupations.facts import street_beside
from guichet.occupations.queries.conflicts import Conflict, When, all_clearances, conflicts
from guichet.occupations.queries.measures import Measured, Measures, Origin, measures

__all__ = [
    "Conflict",
    "Measured",
    "Measures",
    "Origin",
    "When",
    "all_clearances",
    "conflicts",
    "measures",
    "street_beside",
]
