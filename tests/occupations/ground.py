"""An invented piece of city for the tests of occupations: a street, a park, water, and areas on them."""

from __future__ import annotations

import datetime as dt

from guichet.kernel.actor import Actor, ActorKind, system
from guichet.occupations.actions import NewOccupation, put_many
from guichet.occupations.areas import area_from_words
from tests.places.geography import collection, feature, line, square

LAT, LON = 45.54, -73.60  # on Rue Beaubien, which runs east and west there
RIVER = collection(feature(square(-73.60, 45.55, -73.58, 45.56), v="river"))
LANES = collection(feature(line((-73.62, 45.54), (-73.58, 45.54)), v="3"))
BIKE = collection(feature(line((-73.605, 45.53), (-73.605, 45.55)), v="track"))
PLANNER = Actor(ActorKind.STAFF, 7, "Ada", grants=frozenset({"works.plan"}))
READER = Actor(ActorKind.STAFF, 8, "Bo", grants=frozenset({"works.read"}))
CLERK = Actor(ActorKind.STAFF, 9, "Cy")


def day(text):
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=dt.UTC)


def spot(east=0.0, north=0.0, *, length=20.0, width=5.0, bearing=90.0):
    """Give a rectangle so many metres from the middle of the piece of city."""
    return area_from_words(LAT + north / 111_150, LON + east / 78_000, length, width, bearing)


def put(reference, area, starts, ends, **more):
    """Put something there as the machine; its source is « permit » unless told otherwise."""
    source = more.pop("source", "permit")
    more.setdefault("title", {"fr": reference, "en": reference})
    put_many(system(), source, [NewOccupation(reference, area, day(starts), day(ends), **more)])
