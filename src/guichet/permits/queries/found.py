"""Finding permits by what someone types: their number, the old system's, words of the title and address, people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan

from guichet.permits.models import Party, Permit, name_in, name_words
from guichet.permits.signing import read_number

MOST = 1_000
"""Up to so many are looked for first; what is found more often is met soon in a list that is read from its head."""
NEWEST = 3_000
"""Of a list that holds years of files, so many are asked one by one for a name that very many share."""
OLDER = 300
"""So many files of such a name come beside the newest, whatever their age, so that a list is never empty of them."""
LEAST_LETTERS = 3
_EVER = dt.datetime(1900, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Named:
    """The condition of the files that some words name; `often`: a name of so many that not every old file is looked at."""

    condition: Q
    often: bool = False


def of_words(text: str, *, years: bool, most: int = MOST, newest: int = NEWEST) -> Named:
    """Give the files that some words name; one short query sees how many there are. `years`: of a list that ends never."""
    if number := read_number(text):
        return Named(Q(reference=number))
    words = Q(search=SearchQuery(text, config="public.guichet_fr", search_type="websearch"))
    people = _named(text)
    old = Permit.objects.filter(external_id__in={text, text.upper(), text.lower()})
    some = _some(old, "pk", "old", most).union(
        _some(Permit.objects.filter(words), "pk", "words", most),
        _some(
            people.filter(pk=F("pk") + 0), "permit", "people", most
        ),  # always so: keeps to the index of names
        all=True,
    )
    found: dict[str, list[int]] = {"old": [], "words": [], "people": []}
    for way, pk in some:
        found[way].append(pk)
    often = len(found["people"]) > most
    known = {pk for ids in found.values() if len(ids) <= most for pk in ids}
    if often and years:
        known |= set(found["people"][:OLDER])
    condition = Q(pk__in=known)
    if len(found["words"]) > most:
        condition |= words
    if often:
        condition |= _one_by_one(people, newest if years else 0)
    return Named(condition, often)


def _one_by_one(people: QuerySet[Party], newest: int) -> Q:
    """Ask each file for its people (0: all, else the newest): the database would else read everybody of that name."""
    theirs = people.filter(permit=OuterRef("pk")).order_by().values("pk")[:1]
    asked = Q(GreaterThan(Subquery(theirs), 0))
    if not newest:
        return asked
    last = Permit.objects.order_by("-created_at", "-id").values("created_at")[newest : newest + 1]
    return Q(created_at__gt=Coalesce(Subquery(last), _EVER)) & asked


def _some(rows: QuerySet[Any], column: str, way: str, most: int) -> QuerySet[Any]:
    some: QuerySet[Any] = rows.order_by().annotate(way=Value(way)).values_list("way", column)[: most + 1]
    return some


def _named(text: str) -> QuerySet[Party]:
    """Give the people of files whose name, or organisation, holds some letters; accents and capitals do not count."""
    letters = name_words(text)
    if len(letters) < LEAST_LETTERS:
        return Party.objects.none()
    rows = Party.objects.annotate(person=name_in("name"), firm=name_in("organisation"))
    return rows.filter(Q(person__contains=letters) | Q(firm__contains=letters))
