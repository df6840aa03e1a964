"""The services that a city offers, kept by each process for the console: they are asked for at each pause of typing.

What is kept is thrown away as soon as a service, its questions or its commitments change, and after fifteen seconds
whatever happens. Opening a case never relies on it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet.cases.timing import city_today
from guichet.catalogue.forms import Question
from guichet.catalogue.models import Commitment, Service
from guichet.catalogue.queries import (
    catalogue_stamp,
    commitments_of_services,
    newest_questions,
    offered_services,
)
from guichet.kernel.actor import Actor
from guichet.kernel.schema import current_schema
from guichet.kernel.texts import localise
from guichet.knowledge.editions import SCRIPTS, SYNONYMS
from guichet.knowledge.queries import Script, all_scripts, all_synonyms
from guichet.knowledge.search.documents import Document
from guichet.knowledge.search.engine import Engine
from guichet.knowledge.search.words import LANGUAGES
from guichet.places.editions import stamps_of

_SECONDS, _CITIES = 15.0, 64


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: services in their order, the stems that they speak of, their questions and commitments.

    With them the scripts of questions to ask, which change as rarely. `finder` finds services by their words and those
    that the city takes for one another, as answers are found.
    """

    services: Sequence[Service]
    vocabulary: frozenset[str]
    questions: Mapping[str, Sequence[Question]]
    commitments: Mapping[int, Sequence[Commitment]]
    scripts: Sequence[Script]
    finder: Engine


class _Offers:
    """The offers of the cities that this process serves; those least asked for are forgotten."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[tuple[str, ...], float, Offer]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, actor: Actor) -> Offer:
        """Give the offer of the current city to the staff (one query when it did not change)."""
        schema, now = current_schema(), time.monotonic()
        stamp = (catalogue_stamp(), *stamps_of(SCRIPTS, SYNONYMS))
        with self._lock:
            kept = self._kept.get(schema)
            if kept is not None and kept[0] == stamp and now - kept[1] < _SECONDS:
                self._kept.move_to_end(schema)
                return kept[2]
        offer = _made(actor, kept[2] if kept is not None else None)
        with self._lock:
            self._kept[schema] = (stamp, now, offer)
            self._kept.move_to_end(schema)
            while len(self._kept) > _CITIES:
                self._kept.popitem(last=False)
        return offer


def _made(actor: Actor, before: Offer | None) -> Offer:
    services = offered_services(actor, city_today())
    words = (word for one in services for word in one.search_text.replace("|", " ").split())
    return Offer(
        services,
        frozenset(words),
        newest_questions(),
        commitments_of_services(),
        all_scripts(actor, "fr", active=True),
        _finder(actor, services, before.finder if before else None),
    )


def _finder(actor: Actor, services: Sequence[Service], before: Engine | None) -> Engine:
    """Make what finds services, unless they read as before: it takes a tenth of a second."""
    documents = [_document(one, language) for one in services for language in LANGUAGES]
    groups = [one.words for one in all_synonyms(actor)]
    if before is not None and before.documents == documents:
        return before.with_synonyms(groups)
    return Engine(documents, synonyms=groups)


def _document(service: Service, language: str) -> Document:
    words = [*service.local_words, *service.keywords.get(language, [])]
    return Document(
        key=service.code,
        title=localise(service.name, language),
        lead=localise(service.description, language),
        keywords=" ".join(words),
        language=language,
    )


_offers = _Offers()


def offer_now(actor: Actor) -> Offer:
    """Give what the current city offers, for a member of the staff."""
    return _offers.get(actor)
