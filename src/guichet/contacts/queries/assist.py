"""What the console shows while an agent types: who, where, what to answer, which service, what is near, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from guichet.cases.queries import Case
from guichet.cases.queries.near import Known, same_incident_seen_by
from guichet.cases.queries.persons import cases_of_people
from guichet.cases.queries.visible import cases_for
from guichet.catalogue.kept import CATALOGUE
from guichet.contacts.alarms import Danger, dangers_in, speaks_of_damage
from guichet.contacts.models import Contact
from guichet.contacts.queries.bank import answers_for, with_chosen
from guichet.contacts.queries.offer import Offer, offer_now
from guichet.contacts.queries.placing import away_seen, place_seen
from guichet.contacts.queries.proposing import proposed, service_lines
from guichet.contacts.queries.shapes import Assist, Away, Looked, Person, PlaceSeen, ScriptSeen, ServiceLine
from guichet.contacts.queries.visible import visible_to
from guichet.contacts.understanding import EMPTY, Understood, understand
from guichet.kernel.actor import Actor
from guichet.kernel.words import stem, tokens
from guichet.knowledge.editions import ANSWERS, ELSEWHERE, NOTICES, SCRIPTS, SYNONYMS, VECTORS
from guichet.knowledge.queries import ElsewhereShown, not_ours, notices_now, scripts_fitting
from guichet.knowledge.stepping import ANSWER, SERVICE, walk
from guichet.people.contact_keys import COUNTRIES
from guichet.people.models import Team
from guichet.people.queries import Clues, Found, active_teams, find_residents, is_slip, resident_with_id
from guichet.places.editions import CALENDAR, DISTRICTS, one_look
from guichet.tenancy.models import LegalWorld
from guichet.tenancy.queries import current_city

_SURE = 0.9
_NAMES_MOST = 3
_RECENT = 4
_KEPT = (CATALOGUE, ANSWERS, VECTORS, SYNONYMS, ELSEWHERE, NOTICES, SCRIPTS, CALENDAR, DISTRICTS)

__all__ = ["Assist", "Looked", "assist"]


def assist(
    actor: Actor, words: str, *, language: str, contact: str | None = None, looked: Looked | None = None
) -> Assist:
    """Look for everything that some words may be about; a part is empty where the actor may not look, or nothing fits.

    `language` is the reader's; `contact` is the reference of the contact being taken, left out of what is shown as
    recent. At most fifteen queries, but for names and places that are only found at a second attempt.
    """
    with one_look(*_KEPT):
        return _assist(actor, words, looked or Looked(), language=language, contact=contact or "")


def _assist(actor: Actor, words: str, chosen: Looked, *, language: str, contact: str) -> Assist:
    country = COUNTRIES.get(current_city().legal_world, "CA")
    read = understand(words, country)
    offer = offer_now(actor)
    away, read = away_seen(actor, read, chosen, language)
    place, read = place_seen(actor, read, chosen, offer.vocabulary)
    script, chosen = _script(offer, chosen)
    people, topic = _people(actor, read, chosen, offer.vocabulary)
    district = place.district_code if place and place.district_code else None
    dangers = dangers_in(words)
    answers = answers_for(actor, topic, language=language, district=district)
    bodies = not_ours(actor, topic, language=language) if topic else []
    if district:  # « j’habite à Laval, trou au 4400 rue Saint-Denis »: the place says where
        bodies = [one for one in bodies if not one.neighbour]
    proposal = proposed(topic, offer, answers, bodies)
    services = service_lines(proposal, offer, chosen, place, is_away=away is not None)
    return Assist(
        understood=read,
        topic=topic,
        people=people,
        place=place,
        answers=with_chosen(actor, answers, chosen.answer, language=language, district=district),
        services=services,
        similar=_similar(actor, services, place),
        cases=_named_cases(actor, read),
        notices=notices_now(actor, language=language),
        away=away,
        not_ours=_told(bodies, proposal.bodies, away),
        elsewhere=(proposal.elsewhere or away is not None) and not chosen.service,
        dangers=dangers,
        on_call=_on_call(dangers, services),
        damage=current_city().legal_world == LegalWorld.QUEBEC and speaks_of_damage(words),
        recent=_recent(actor, people, read, contact, chosen.key),
        scripts=scripts_fitting(offer.scripts, topic),
        script=script,
    )


def _told(bodies: Sequence[ElsewhereShown], keys: Sequence[str], away: Away | None) -> list[ElsewhereShown]:
    """Give whose it is: first the municipality of the address."""
    theirs = [away.body] if away else []
    return theirs + [one for one in bodies if one.key in keys and (away is None or one.key != away.body.key)]


def _script(offer: Offer, chosen: Looked) -> tuple[ScriptSeen | None, Looked]:
    """Follow the script that is walked; the answer or the service that it ends in is then the one that is chosen."""
    script = next((one for one in offer.scripts if one.key == chosen.script), None)
    if script is None:
        return None, chosen
    seen = ScriptSeen(script, walk(script.steps, chosen.path))
    if seen.walk.end_kind == ANSWER:
        chosen = replace(chosen, answer=seen.walk.end_name)
    if seen.walk.end_kind == SERVICE:
        chosen = replace(chosen, service=seen.walk.end_name)
    return seen, chosen


def _people(
    actor: Actor, read: Understood, chosen: Looked, vocabulary: frozenset[str]
) -> tuple[list[Person], str]:
    """Find who may be calling, the surest first, with what they have; and the words that remain once they are named."""
    names = _likely_names(read, vocabulary)
    found = _look_for_people(actor, read, names)
    if chosen.person and not any(one.resident.pk == chosen.person for one in found):
        resident = resident_with_id(chosen.person)
        if resident and actor.has("resident.read"):
            found = [Found(resident, "chosen", 1.0), *found]
    named = {word for one in found for word in one.resident.folded_name.split()}
    topic = _tidy(" ".join(word for word in read.words.split() if not _is_name(word, names, named)))
    theirs = cases_of_people(actor, [one.resident.pk for one in found])
    phones = [one.resident.phone_key for one in found if one.resident.phone_key]
    surest = _surest(found, chosen)
    people = [
        Person(
            resident=one.resident,
            by=one.by,
            same_phone=phones.count(one.resident.phone_key) > 1,
            theirs=theirs[one.resident.pk],
            chosen=one.resident.pk == surest,
        )
        for one in found
    ]
    return people, topic if found else _tidy(read.words)


def _tidy(words: str) -> str:
    """Take out the commas and dashes left alone once a place or a number was taken away."""
    return " ".join(word.strip(",.;:!?") for word in words.split() if any(map(str.isalnum, word)))


def _look_for_people(actor: Actor, read: Understood, names: Sequence[str]) -> list[Found]:
    others: tuple[Sequence[str], ...] = ()
    if len(names) > _NAMES_MOST:
        others = (names[:2], names[:1])
    elif len(names) > 1:
        others = (names[:1], names[-1:])
    clues = Clues(
        phones=[phone.key for phone in read.phones],
        digits=read.digits,
        email=read.email,
        email_begun=read.email_begun,
        names=names if len(names) <= _NAMES_MOST else names[-2:],
        else_names=others,  # people say their name first, or last
    )
    return find_residents(actor, clues)


def _likely_names(read: Understood, vocabulary: frozenset[str]) -> list[str]:
    """Choose the words that may be a name: those said to be one, else those that no service speaks of."""
    if read.name:
        return tokens(read.name)[:_NAMES_MOST]
    words = [word for word in read.tokens if word not in EMPTY and not word.isdigit() and len(word) > 1]
    if len(words) > 12:
        return []
    return [word for word in words if word in read.capitals or stem(word) not in vocabulary]


def _is_name(word: str, names: Sequence[str], named: set[str]) -> bool:
    """Tell whether a word of the text was part of the name of someone found."""
    own = tokens(word)
    return bool(own) and all(
        part in names and any(other.startswith(part) or is_slip(part, other) for other in named)
        for part in own
    )


def _surest(found: Sequence[Found], chosen: Looked) -> int | None:
    """Give who was chosen, or the only one who is sure: a telephone that two people share says nothing."""
    if chosen.person:
        return chosen.person
    sure = [one for one in found if one.score >= _SURE]
    return sure[0].resident.pk if len(sure) == 1 else None


def _similar(actor: Actor, services: Sequence[ServiceLine], place: PlaceSeen | None) -> list[Known]:
    """Give the open cases of the same kind nearby, to which the person can be added."""
    service = next((one.service for one in services if one.chosen), None)
    if service is None or place is None or place.outside:
        return []
    return same_incident_seen_by(actor, service, place.lat, place.lon, address=place.label, limit=2)


def _named_cases(actor: Actor, read: Understood) -> list[Case]:
    if not read.references:
        return []
    return list(cases_for(actor).filter(reference__in=read.references).order_by("-opened_at"))


def _on_call(dangers: Sequence[Danger], services: Sequence[ServiceLine]) -> list[Team]:
    """Give the teams that answer at any hour, the one of the service that fits best first."""
    if not dangers:
        return []
    first = next((one.service.team_id for one in services if one.chosen), None)
    return sorted((one for one in active_teams() if one.on_call), key=lambda one: one.pk != first)


def _recent(
    actor: Actor, people: Sequence[Person], read: Understood, contact: str, key: str
) -> list[Contact]:
    """Give the last contacts of whoever is calling, or of their telephone."""
    who = next((one.resident for one in people if one.chosen), None)
    phone = who.phone_key if who and who.phone_key else read.phones[0].key if read.phones else ""
    if who is None and not phone:
        return []
    rows = Contact.objects.filter(visible_to(actor)).exclude(reference=contact).exclude(key=key)
    theirs = [rows.filter(person=who)] if who else []
    theirs += [rows.filter(phone_key=phone)] if phone else []
    each = [one.order_by("-started_at").values("pk")[:_RECENT] for one in theirs]
    ids = each[0].union(*each[1:])  # each by its own index: « or » would read neither
    return list(rows.filter(pk__in=ids).prefetch_related("subjects").order_by("-started_at")[:_RECENT])
