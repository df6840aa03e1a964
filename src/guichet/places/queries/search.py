"""Finding the place that someone names."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from guichet.kernel.texts import localise
from guichet.places.models import Place, PlaceKind
from guichet.places.naming import address_label
from guichet.places.queries.districts import district_with_id
from guichet.places.queries.meant import Meaning, meanings_of
from guichet.places.queries.ranking import Point, Row, score, words_of
from guichet.places.typed import Typed, read_typed
from guichet.tenancy.queries import current_city

_LOOKED_AT = 2_000
_RANKED = 60
_WORST, _WORSE = 0.4, 0.78  # hits below, or so much below the best, are not shown
_PRECISE = frozenset((PlaceKind.ADDRESS, PlaceKind.INTERSECTION, PlaceKind.PUBLIC))
_COLUMNS = "id, kind, label, detail, number, lat, lon, district_id, weight, words"


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """A place that may be meant.

    `detail` says where it is; `precise` is false where the point only stands for a whole street or postal code. Scores
    go from 0 to about 1 and compare only within one search.
    """

    id: int
    kind: str
    label: str
    detail: str
    lat: float
    lon: float
    district_id: int | None
    precise: bool
    score: float


def search_places(text: str, *, limit: int = 8, near: Point | None = None) -> list[PlaceHit]:
    """Give the places that a text may name, the best first: streets, crossings, public places, postal codes, addresses.

    Forgives accents, abbreviations, one or two slips a word, words missing or written as one, a word not yet finished.
    With a civic number that is not known, the street is given with the number in its label and `precise` false. `near`
    (lat, lon) prefers what is close. At most five queries, except for a crossing that is not known (both its streets are
    then looked for).
    """
    typed = read_typed(text, around=words_of(" ".join(current_city().name.values())))
    if typed.only_postal:
        return _with_details(_postal_hits(typed.postal, limit))
    meanings = meanings_of(typed.slots)
    around = near or _position_of(typed.postal)
    rows = _candidates(typed, meanings, around)
    ranked = _ranked(typed, meanings, rows, around)[:limit]
    if typed.sides and not any(hit.kind == PlaceKind.INTERSECTION for hit in ranked):
        return _both_sides(typed.sides, limit, near)
    if not ranked and (typed.postal or len(typed.number) == 5):
        ranked = _postal_hits(typed.postal or typed.number, limit)
    return _with_details(ranked)


def place_with_id(place_id: int) -> PlaceHit | None:
    """Find a place by the id that a search gave."""
    row = Place.objects.filter(pk=place_id).values_list(*_COLUMNS.split(", ")).first()
    return _with_details([_hit(Row(*row), 1.0, "")])[0] if row else None


def _both_sides(sides: Sequence[str], limit: int, near: Point | None) -> list[PlaceHit]:
    """Give the two streets of a crossing that is not known, in turn."""
    found = (search_places(side, limit=limit, near=near) for side in sides)
    in_turn = (hit for pair in zip_longest(*found) for hit in pair if hit is not None)
    return list({hit.id: hit for hit in in_turn}.values())[:limit]


def _candidates(typed: Typed, meanings: Sequence[Meaning], around: Point | None) -> list[Row]:
    """Give the places that have most of the meant words, by one query on the index of words."""
    wanted = _looked_up(meanings)
    if not wanted:
        return []
    rough, given = _score_in_sql(typed, meanings, around)
    source = f"SELECT {_COLUMNS}, {rough} AS score FROM places_place WHERE words && %s::bigint[]"  # noqa: S608  # constants
    asked = [*given, wanted]
    union = f"({source} AND kind <> 'address' LIMIT {_LOOKED_AT})"
    if typed.number:
        union += f" UNION ALL ({source} AND kind = 'address' AND number = %s LIMIT {_LOOKED_AT})"
        asked += [*given, wanted, typed.number]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM ({union}) AS found ORDER BY score DESC, weight DESC, id LIMIT {_RANKED}",  # noqa: S608
            asked,
        )
        return [Row(*row) for row in cursor.fetchall()]


def _looked_up(meanings: Sequence[Meaning]) -> list[int]:
    """Choose the words by which places are looked up: the rarest first, as long as they bring few enough places."""
    wanted: list[int] = []
    brought = 0
    for meaning in sorted((one for one in meanings if one.closeness), key=lambda one: one.places):
        if wanted and brought + meaning.places > _LOOKED_AT:
            break
        wanted += meaning.closeness
        brought += meaning.places
    return wanted


def _score_in_sql(typed: Typed, meanings: Sequence[Meaning], around: Point | None) -> tuple[str, list[Any]]:
    """Write the rough score that decides which places are ranked: the weight of the words that they have."""
    terms, given = ["0"], list[Any]()
    for meaning in meanings:
        levels: dict[float, list[int]] = {}
        for word_id, close in meaning.closeness.items():
            levels.setdefault(round(close, 1), []).append(word_id)
        whens = ""
        for level in sorted(levels, reverse=True):
            whens += "WHEN words && %s::bigint[] THEN %s::float "
            given += [levels[level], level * meaning.weight]
        terms += [f"CASE {whens}ELSE 0 END"] if whens else []
    terms.append("CASE kind WHEN 'intersection' THEN %s::float ELSE 0 END")
    given.append(3.0 if typed.crossing else -1.0)
    if around:
        terms.append("- least(2, 0.2 * (abs(lat - %s) + abs(lon - %s) * %s) * 111)")
        given += [around[0], around[1], math.cos(math.radians(around[0]))]
    return " + ".join(terms).replace("+ -", "-"), given


def _ranked(
    typed: Typed, meanings: Sequence[Meaning], rows: Sequence[Row], around: Point | None
) -> list[PlaceHit]:
    """Order the candidates, keep those that are near the best, and one of each label, detail and district."""
    scored = [(row, *score(typed, meanings, row, around)) for row in rows]
    best = max((points for _row, points, _number_is_name in scored), default=0.0)
    scored.sort(key=lambda one: (-one[1], -one[0].weight, one[0].label, one[0].id))
    hits: dict[tuple[str, str, int | None], PlaceHit] = {}
    for row, points, number_is_name in scored:
        if points >= max(_WORSE * best, _WORST):
            shown = "" if number_is_name or row.kind != PlaceKind.STREET else typed.number
            hit = _hit(row, points, shown)
            hits.setdefault((hit.label, hit.detail, hit.district_id), hit)
    return list(hits.values())


def _hit(row: Row, points: float, number: str) -> PlaceHit:
    shown = row.number if row.kind == PlaceKind.ADDRESS else number
    return PlaceHit(
        id=row.id,
        kind=row.kind,
        label=address_label(shown, row.label) if shown else row.label,
        detail=row.detail,
        lat=row.lat,
        lon=row.lon,
        district_id=row.district_id,
        precise=row.kind in _PRECISE,
        score=round(points, 4),
    )


def _postal_hits(key: str, limit: int) -> list[PlaceHit]:
    """Give the postal codes that begin so; for a whole code that is not known, the longest beginning that is."""
    codes = Place.objects.filter(kind=PlaceKind.POSTAL_CODE)
    for start in (key, key[:3]):
        rows = (
            codes.filter(folded__startswith=start)
            .order_by("folded")
            .values_list(*_COLUMNS.split(", "))[:limit]
        )
        hits = [_hit(Row(*row), 1.0 if start == key else 0.5, "") for row in rows]
        if hits:
            return hits
    return []


def _position_of(postal: str) -> Point | None:
    if not postal:
        return None
    hits = _postal_hits(postal, 1)
    return (hits[0].lat, hits[0].lon) if hits else None


def _with_details(hits: Sequence[PlaceHit]) -> list[PlaceHit]:
    """Say where each place is by the name of its district, when nothing else says it."""
    bare = {hit.district_id for hit in hits if not hit.detail and hit.district_id}
    if not bare:
        return list(hits)
    language = get_language() or "fr"
    found = (district_with_id(district_id) for district_id in sorted(bare))
    said = {district.pk: localise(district.name, language) for district in found if district}
    return [hit if hit.detail else replace(hit, detail=said.get(hit.district_id or 0, "")) for hit in hits]
