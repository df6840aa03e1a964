"""Which place the words of a contact name, and what is open around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from guichet.cases.queries.persons import open_near
from guichet.contacts.neighbours import ending
from guichet.contacts.queries.shapes import Away, Looked, PlaceSeen
from guichet.contacts.understanding import EMPTY, PARTICLES, STREETS, Understood
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.words import stem, tokens
from guichet.knowledge.queries import neighbours
from guichet.places.models import PlaceKind
from guichet.places.queries import (
    PlaceHit,
    district_at,
    district_with_id,
    has_districts,
    place_with_id,
    search_places,
)

_AROUND_METRES = 150.0
_PLACE_WORDS = 6
_CORNERS = frozenset(("coin", "angle", "corner"))
_NAMED = 0.55  # the least score of a place that words of a contact name


def place_seen(
    actor: Actor, read: Understood, chosen: Looked, vocabulary: frozenset[str]
) -> tuple[PlaceSeen | None, Understood]:
    """Find the place that was chosen or named; words that turn out not to name it go back to the others."""
    if chosen.where is not None:
        lat, lon, label = chosen.where
        hits = [PlaceHit(0, "point", label, "", lat, lon, None, precise=True, score=1.0)]
    elif chosen.place:
        found = place_with_id(chosen.place)
        hits = [found] if found else []
    else:
        hits = _named_places(read, vocabulary)
    if not hits:
        return None, _give_back(read, read.place_words)
    best = hits[0]
    known = {stem(word) for word in tokens(f"{best.label} {best.detail}")}
    unused = tuple(word for word in read.place_words if not _names(word, known))
    if read.crossing and best.kind == PlaceKind.INTERSECTION:
        read = _without(read, known)
    district = district_with_id(best.district_id) if best.district_id else district_at(best.lat, best.lon)
    seen = PlaceSeen(
        label=best.label,
        detail=best.detail,
        lat=best.lat,
        lon=best.lon,
        precise=best.precise,
        outside=district is None and has_districts(),
        id=best.id or None,
        district_id=district.pk if district else None,
        district=localise(district.name, actor.language) if district else "",
        district_code=district.code if district else "",
        around=open_near(actor, best.lat, best.lon, metres=_AROUND_METRES),
        others=hits[1:4],
    )
    return seen, _give_back(read, unused)


def away_seen(
    actor: Actor, read: Understood, chosen: Looked, language: str
) -> tuple[Away | None, Understood]:
    """Find the other municipality with whose name an address ends, unless a place of the city is called so."""
    if chosen.where is not None or chosen.place or not read.place:
        return None, read
    for body in neighbours(actor, language=language):
        found = ending(read, [body.name, *body.words])
        if found is None:
            continue
        ours = search_places(f"{found.address} {' '.join(found.name)}", limit=4)
        if any(found.is_part_of(one.label) or _is_crossing(one, read, found.name) for one in ours):
            continue
        others = _ours_first(one for one in search_places(found.address, limit=4) if one.district_id)
        return Away(found.address, body, others[:3]), found.rest
    return None, read


def _is_crossing(hit: PlaceHit, read: Understood, name: Sequence[str]) -> bool:
    """Tell whether a name is that of a street which crosses the other (« rue Rachel Laval », without a number)."""
    is_one = hit.kind == PlaceKind.INTERSECTION and set(name) <= set(tokens(hit.label))
    return is_one and not read.place[:1].isdigit()


def _named_places(read: Understood, vocabulary: frozenset[str]) -> list[PlaceHit]:
    """Look for the place in the words set apart for it: up to the first that a service speaks of, else the first ones."""
    crossing = _crossing(read.crossing, vocabulary) if read.crossing else []
    if crossing or not read.place:
        return crossing
    words = read.place.split()
    own = next((n for n, word in enumerate(words) if n > 1 and _is_topic(word, vocabulary)), len(words))
    for text in dict.fromkeys(" ".join(words[:most]) for most in (min(own, _PLACE_WORDS), 3)):
        found = _ours_first(
            one for one in search_places(text, limit=4) if _is_named(one, text) or read.postal
        )
        if found and words[0][0].isdigit() and found[0].kind == PlaceKind.INTERSECTION:
            continue  # « 6540 rue Chabot est éteint » is no crossing with a street called Est
        if found and (found[0].score > _NAMED or read.postal):
            return found
    return []


def _is_named(hit: PlaceHit, text: str) -> bool:
    """Tell whether a place is found by a word of its own, rather than by « chemin » or « boulevard » alone."""
    own = [one for one in tokens(text) if not one.isdigit() and one not in STREETS | PARTICLES]
    known = {stem(word) for word in tokens(hit.label)}
    return (not own and not text[:1].isdigit()) or any(_names(word, known) for word in own)


def _ours_first(hits: Iterable[PlaceHit]) -> list[PlaceHit]:
    """Put a place of the city before its namesake in the next one (« avenue Laval »)."""
    found = list(hits)
    if found and found[0].district_id is None:
        name = found[0].label
        found.sort(key=lambda one: one.label != name or one.district_id is None)
    return found


def _crossing(sides: tuple[str, str], vocabulary: frozenset[str]) -> list[PlaceHit]:
    """Look for the crossing that two names side by side may be: both must be those of its streets."""
    before, after = sides[0].split(), sides[1].split()
    while len(before) > 1 and _is_topic(before[0], vocabulary):
        del before[0]
    while len(after) > 1 and _is_topic(after[-1], vocabulary):
        del after[-1]
    if _is_topic(before[-1], vocabulary) and _is_topic(after[0], vocabulary):
        return []
    found = search_places(f"{' '.join(before)} / {' '.join(after)}", limit=4)
    hits = [one for one in found if one.kind == PlaceKind.INTERSECTION and one.score > _NAMED]
    known = {stem(word) for word in tokens(hits[0].label)} if hits else ()
    return hits if known and _all_name(before[-1], known) and _all_name(after[0], known) else []


def _all_name(word: str, known: Iterable[str]) -> bool:
    """Tell whether a word (« saint-denis/rachel » too) was needed to name a place, and says something by itself."""
    parts = [part for part in tokens(word) if part not in EMPTY]
    return bool(parts) and all(_names(part, known) for part in parts)


def _is_topic(word: str, vocabulary: frozenset[str]) -> bool:
    return any(stem(part) in vocabulary and part not in EMPTY and len(part) > 2 for part in tokens(word))


def _names(word: str, known: Iterable[str]) -> bool:
    """Tell whether a word was needed to name a place."""
    if word in EMPTY or word.isdigit():
        return True
    own = stem(word)
    return any(other.startswith(own) or fuzz.ratio(own, other) >= 75 for other in known)


def _without(read: Understood, known: Iterable[str]) -> Understood:
    """Take the words that named a crossing away from those that say what it is about."""
    sides = {word for side in read.crossing or () for word in side.split()}
    joined = {word for word in read.words.split() if "/" in word or "&" in word}
    named = {word for word in sides | joined if _all_name(word, known)}
    named |= {word for word in read.words.split() if word.casefold() in _CORNERS}
    parts = {part for word in named for part in tokens(word)}
    return replace(
        read,
        words=" ".join(word for word in read.words.split() if word not in named),
        tokens=tuple(one for one in read.tokens if one not in parts),
    )


def _give_back(read: Understood, words: Sequence[str]) -> Understood:
    """Put words that named no place back among those that say what it is about."""
    if not words:
        return read
    return replace(read, words=f"{read.words} {' '.join(words)}".strip(), tokens=(*read.tokens, *words))
