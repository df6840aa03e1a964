"""Keeping places by the thousand, with the words that find them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line
from guichet.places.geo import cell_of, check_point, metres_between
from guichet.places.models import Place, PlaceKind, PlaceWord
from guichet.places.naming import (
    crossing_label,
    misspellings,
    postal_key,
    postal_label,
    street_in_a_sentence,
    words_that_find,
)
from guichet.places.queries.districts import districts_at
from guichet.places.typed import folded_name, read_number

_KINDS = frozenset(PlaceKind.values)
_AT_ONCE = 5_000
_LONGEST_LABEL = 200

_PLACE_COLUMNS = "kind, label, detail, folded, number, lat, lon, cell, district_id, weight, words"
_TAKE_PLACES = f"""
INSERT INTO places_place AS known ({_PLACE_COLUMNS}) SELECT {_PLACE_COLUMNS} FROM incoming_places
ON CONFLICT (kind, folded, district_id) DO UPDATE SET
  label = excluded.label, detail = excluded.detail, lat = excluded.lat, lon = excluded.lon, cell = excluded.cell,
  weight = excluded.weight, words = excluded.words
WHERE (known.label, known.detail, known.lat, known.lon, known.weight, known.words) IS DISTINCT FROM
  (excluded.label, excluded.detail, excluded.lat, excluded.lon, excluded.weight, excluded.words)
"""  # noqa: S608  # constants
_TAKE_WORDS = """
INSERT INTO places_placeword (word, variants, places) SELECT word, variants, 0 FROM incoming_words
ON CONFLICT (word) DO NOTHING
"""
_COUNT_WORDS = """
UPDATE places_placeword SET places = counted.places
FROM (
  SELECT known.id, count(used.word) AS places FROM places_placeword AS known
  LEFT JOIN (SELECT unnest(words) AS word FROM places_place WHERE kind <> 'address') AS used ON used.word = known.id
  GROUP BY known.id
) AS counted
WHERE counted.id = places_placeword.id AND counted.places <> places_placeword.places
"""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place to be kept: its kind, its name (of an address: its street's, and `number`), where it is (WGS84).

    `detail` says where it is in words; when empty, the name of its district is shown. `weight` (1 to 10) is how well
    known it is.
    """

    kind: PlaceKind | str
    label: str
    lat: float
    lon: float
    detail: str = ""
    number: str = ""
    weight: int = 1


def store_places(rows: Iterable[NewPlace]) -> int:
    """Keep places, each once by kind, name and district; what is known is brought up to date. Gives how many are new.

    A street of which only addresses are known becomes a place too. Raises Invalid for a row that cannot be used,
    saying which one; nothing is kept then.
    """
    before = Place.objects.count()
    words = dict(PlaceWord.objects.values_list("word", "id"))
    streets = _Streets()
    for places in _chunks(map(_read, _numbered(rows))):
        _place_in_districts(places)
        _find_by_words(places, words)
        _keep(places)
        streets.see(places)
    for places in _chunks(streets.unknown()):
        _find_by_words(places, words)
        _keep(places)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS)
    return Place.objects.count() - before


def in_district_of(place: Place) -> Q:
    """Give the condition of being in the same district as a place, or in none either."""
    return Q(district_id=place.district_id) if place.district_id else Q(district__isnull=True)


def rename(place: Place, label: str, detail: str) -> None:
    """Give a street or public place another name, and a street's addresses and crossings with it; no name may clash."""
    known = dict(PlaceWord.objects.values_list("word", "id"))
    names = {place: label}
    if place.kind == PlaceKind.STREET:
        addresses = Place.objects.filter(in_district_of(place), kind=PlaceKind.ADDRESS, label=place.label)
        names |= dict.fromkeys(addresses.order_by("pk"), label)
        names |= _crossings(place, label)
    place.detail = detail
    changed = list(names)
    for one in changed:
        one.label, one.folded = names[one], folded_name(names[one], one.number)
    _find_by_words(changed, known)
    Place.objects.bulk_update(changed, ["label", "detail", "folded", "words"], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS)


def _crossings(street: Place, label: str) -> dict[Place, str]:
    """Give the crossings of a street in its district with the names that they take with its new one."""
    here = Place.objects.filter(in_district_of(street), kind=PlaceKind.INTERSECTION)
    first, second = f"{street.label} et ", f" et {street_in_a_sentence(street.label)}"
    found = here.filter(Q(label__startswith=first) | Q(label__endswith=second)).order_by("pk")
    taken = set(here.values_list("folded", flat=True))
    names = {}
    for one in found:
        other = (
            one.label.removeprefix(first) if one.label.startswith(first) else one.label.removesuffix(second)
        )
        name = crossing_label(label, other[:1].upper() + other[1:])
        if folded_name(name) not in taken:
            taken.add(folded_name(name))
            names[one] = name[:_LONGEST_LABEL]
    return names


class _Streets:
    """The streets of the addresses that were kept."""

    def __init__(self) -> None:
        self._points: defaultdict[tuple[str, int | None], list[Place]] = defaultdict(list)

    def see(self, places: Iterable[Place]) -> None:
        for place in places:
            if place.kind == PlaceKind.ADDRESS:
                self._points[folded_name(place.label), place.district_id].append(place)

    def unknown(self) -> Iterator[Place]:
        """Give each street that is not known yet, at the address nearest to the middle of its addresses."""
        if not self._points:
            return
        streets = Place.objects.filter(kind=PlaceKind.STREET)
        known = set(streets.values_list("folded", "district_id"))
        for (folded, district_id), addresses in self._points.items():
            if (folded, district_id) in known:
                continue
            lat = sum(one.lat for one in addresses) / len(addresses)
            lon = sum(one.lon for one in addresses) / len(addresses)
            middle = min(addresses, key=lambda one: metres_between(lat, lon, one.lat, one.lon))
            yield Place(
                kind=PlaceKind.STREET,
                label=middle.label,
                detail=middle.detail,
                folded=folded,
                lat=middle.lat,
                lon=middle.lon,
                cell=middle.cell,
                district_id=district_id,
            )


def _numbered(rows: Iterable[NewPlace]) -> Iterator[tuple[int, NewPlace]]:
    return enumerate(rows, start=1)


def _chunks(places: Iterable[Place]) -> Iterator[list[Place]]:
    remaining = iter(places)
    while chunk := list(islice(remaining, _AT_ONCE)):
        yield chunk


def _read(numbered: tuple[int, NewPlace]) -> Place:
    position, new = numbered
    if new.kind not in _KINDS:
        raise Invalid(
            _("Place %(row)d: “%(kind)s” is no kind of place.") % {"row": position, "kind": new.kind},
            fields={"row": str(position)},
        )
    label, number = clean_line(new.label, _LONGEST_LABEL), read_number(new.number)
    is_postal = new.kind == PlaceKind.POSTAL_CODE
    folded = postal_key(label) if is_postal else folded_name(label, number)
    if not folded or (new.kind == PlaceKind.ADDRESS) != bool(number):
        raise Invalid(
            _("Place %(row)d: it needs a name, and an address needs a civic number.") % {"row": position},
            fields={"row": str(position)},
        )
    try:
        check_point(new.lat, new.lon)
    except Invalid as problem:
        raise Invalid(
            _("Place %(row)d: its position is not one on Earth.") % {"row": position},
            fields={"row": str(position)},
        ) from problem
    return Place(
        kind=PlaceKind(new.kind),
        label=postal_label(label) if is_postal else label,
        detail=clean_line(new.detail, _LONGEST_LABEL),
        folded=folded,
        number=number,
        lat=new.lat,
        lon=new.lon,
        cell=cell_of(new.lat, new.lon),
        weight=min(max(new.weight, 1), 10),
    )


def _place_in_districts(places: Sequence[Place]) -> None:
    for place, district in zip(places, districts_at([(one.lat, one.lon) for one in places]), strict=True):
        place.district_id = district.id if district else None


def _find_by_words(places: Sequence[Place], known: dict[str, int]) -> None:
    """Give each place the ids of its words; words that are new are kept with their misspellings."""
    named = [place for place in places if place.kind != PlaceKind.POSTAL_CODE]
    wanted = {label: words_that_find(label) for label in {place.label for place in named}}
    new = sorted({word for words in wanted.values() for word in words} - known.keys())
    _take(
        "incoming_words", "word, variants", ((word, sorted(misspellings(word))) for word in new), _TAKE_WORDS
    )
    known.update(PlaceWord.objects.filter(word__in=new).values_list("word", "id"))
    for place in named:
        place.words = sorted(known[word] for word in wanted[place.label])


def _keep(places: Sequence[Place]) -> None:
    once = {(place.kind, place.folded, place.district_id): place for place in reversed(places)}
    columns = _PLACE_COLUMNS.split(", ")
    rows = ([getattr(place, column) for column in columns] for place in reversed(once.values()))
    _take("incoming_places", _PLACE_COLUMNS, rows, _TAKE_PLACES)


def _take(table: str, columns: str, rows: Iterable[Sequence[object]], statement: str) -> None:
    """Copy rows into a passing table of this connection, then take them over by one statement."""
    model = {"incoming_places": "places_place", "incoming_words": "places_placeword"}[table]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP AS SELECT {columns} FROM {model} LIMIT 0")  # noqa: S608
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(statement)
        cursor.execute(f"DROP TABLE {table}")
