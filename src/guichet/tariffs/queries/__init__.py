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
from guichet.tariffs.queries.shown import bylaw_names, timeline, try_file, version_shown, versions

__all__ = [
    "BYLAWS",
    "InForce",
    "bylaw_names",
    "cheapest",
    "compute",
    "in_force",
    "look_up",
    "published",
    "questions_of",
    "table_of",
    "timeline",
    "try_file",
    "version_shown",
    "versions",
]
