"""Finding permits by what someone types: their number, the old system's, words of the title and address, people."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from guichet.permits.models import Party, Permit, name_in, name_words
from guichet.permits.signing import read_number

MOST = 1_500
"""Up to so many are looked for first; what is found more often is met soon in a list that is read from its head."""
LEAST_LETTERS = 3


def of_words(text: str) -> Q:
    """Give the condition of the permits that some words name; one short query sees how many there are."""
    if number := read_number(text):
        return Q(reference=number)
    words = Q(search=SearchQuery(text, config="public.guichet_fr", search_type="websearch"))
    people = _named(text)
    old = Permit.objects.filter(external_id__in={text, text.upper(), text.lower()})
    some = _first(old, "pk", "old").union(
        _first(Permit.objects.filter(words), "pk", "words"), _first(people, "permit", "people"), all=True
    )
    found: dict[str, set[int]] = {"old": set(), "words": set(), "people": set()}
    for way, pk in some:
        found[way].add(pk)
    often = {"words": words, "people": Q(Exists(people.filter(permit=OuterRef("pk"))))}
    condition = Q(pk__in={pk for ids in found.values() if len(ids) <= MOST for pk in ids})
    for way, such in often.items():
        if len(found[way]) > MOST:
            condition |= such
    return condition


def _first(rows: QuerySet[Any], column: str, way: str) -> QuerySet[Any]:
    some: QuerySet[Any] = rows.order_by().annotate(way=Value(way)).values_list("way", column)[: MOST + 1]
    return some


def _named(text: str) -> QuerySet[Party]:
    """Give the people of files whose name, or organisation, holds some letters; accents and capitals do not count."""
    letters = name_words(text)
    if len(letters) < LEAST_LETTERS:
        return Party.objects.none()
    rows = Party.objects.annotate(person=name_in("name"), firm=name_in("organisation"))
    return rows.filter(Q(person__contains=letters) | Q(firm__contains=letters))
