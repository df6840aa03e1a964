"""What is read of the by-laws on fees: what something costs, what is in force, what a page shows."""

from guichet.tariffs.queries.cheapest import cheapest
from guichet.tariffs.queries.finding import (
    BYLAWS,
    InForce,
    compute,
    in_force,
    look_up,
    published,
    questions_of,
    table_of,
)

__all__ = [
    "BYLAWS",
    "InForce",
    "cheapest",
    "compute",
    "in_force",
    "look_up",
    "published",
    "questions_of",
    "table_of",
]
