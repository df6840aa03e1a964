"""The bank of the current city, ready to be searched: one engine for each process and city, made when first asked for."""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import connection
from django_tenants.utils import schema_context

from guichet.catalogue.queries import service_names
from guichet.kernel.schema import current_schema
from guichet.kernel.texts import localise
from guichet.knowledge.content import LANGUAGES, TRUNK, said_in
from guichet.knowledge.editions import ANSWERS, SYNONYMS, VECTORS
from guichet.knowledge.models import Answer, AnswerVectors, AnswerVersion, Audience, Synonyms, SynonymsState
from guichet.knowledge.search.documents import Document
from guichet.knowledge.search.engine import Engine
from guichet.knowledge.search.meaning import MODEL, Encoder, Vectors, encoder, unpacked
from guichet.places.editions import stamps_of

log = logging.getLogger(__name__)
MANY = 2_000
_CITIES = 64
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGNS = re.compile(r"[*_#>|`~]+|^\s*[-+]\s|<[^>]*>", re.MULTILINE)
_RULES = re.compile(r"^[ |:-]+$", re.MULTILINE)  # under the heads of tables


@dataclass(frozen=True, slots=True)
class _Made:
    stamps: tuple[str, ...]
    engine: Engine


class _Banks:
    """The engines of the cities that this process serves; those least asked for are forgotten."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, _Made] = OrderedDict()
        self._making: set[str] = set()
        self._lock = threading.Lock()

    def get(self) -> Engine:
        """Give the engine of the current city (one query when nothing changed).

        A small bank is read again at once when it changes. A large one is read beside, and the search goes on with
        what was known a few seconds ago: what is shown is always checked in the database.
        """
        schema, stamps = current_schema(), stamps_of(ANSWERS, VECTORS, SYNONYMS)
        with self._lock:
            known = self._made.get(schema)
            if known is not None:
                self._made.move_to_end(schema)
                if known.stamps == stamps:
                    return known.engine
            beside = known is not None and len(known.engine.documents) > MANY
            if beside and schema in self._making:
                return known.engine if known else Engine([])
            if beside:
                self._making.add(schema)
        if known is not None and beside:
            threading.Thread(target=self._make_beside, args=(schema, stamps, known), daemon=True).start()
            return known.engine
        return self._keep(schema, stamps, _build(known, stamps))

    def _make_beside(self, schema: str, stamps: tuple[str, ...], known: _Made) -> None:
        try:
            with schema_context(schema):
                self._keep(schema, stamps, _build(known, stamps))
        finally:
            with self._lock:
                self._making.discard(schema)
            connection.close()

    def _keep(self, schema: str, stamps: tuple[str, ...], engine: Engine) -> Engine:
        if any(stamps):
            with self._lock:
                self._made[schema] = _Made(stamps, engine)
                self._made.move_to_end(schema)
                while len(self._made) > _CITIES:
                    self._made.popitem(last=False)
        return engine


_banks = _Banks()


def engine_now() -> Engine:
    """Give the engine that searches the published answers of the current city."""
    return _banks.get()


def meaning_encoder() -> Encoder | None:
    """Give what turns texts into vectors here, None when the installation does without."""
    return encoder(on=settings.SEARCH_MEANING)


def wake_encoder() -> None:
    """Let the encoder read its weights before anybody asks: it takes seconds, once for each process."""
    model = meaning_encoder()
    if model is not None:
        model.encode(["eau"])


def _build(known: _Made | None, stamps: tuple[str, ...]) -> Engine:
    groups = Synonyms.objects.filter(state=SynonymsState.USED).order_by("id").values_list("words", flat=True)
    if known is not None and known.stamps[:2] == stamps[:2] and any(stamps[:2]):
        return known.engine.with_synonyms(list(groups))
    topics = dict(service_names())
    documents: list[Document] = []
    vectors: list[Vectors | None] = []
    model = meaning_encoder()
    for key, version in _live_versions():
        stored = _stored(version) if model is not None else {}
        for document in documents_of(key, version, topics):
            documents.append(document)
            vectors.append(stored.get((document.district, document.language)) if document.identity else None)
    return Engine(documents, synonyms=list(groups), vectors=vectors, encoder=model)


def _live_versions() -> Iterator[tuple[str, AnswerVersion]]:
    rows = Answer.objects.filter(live__isnull=False).select_related("live", "live__vectors").order_by("key")
    for answer in rows.iterator(chunk_size=1_000):
        if answer.live is not None:
            yield answer.key, answer.live


def _stored(version: AnswerVersion) -> dict[tuple[str, str], Vectors]:
    kept: AnswerVectors | None = getattr(version, "vectors", None)
    if kept is None or kept.model != MODEL:
        return {}
    rows, start, found = unpacked(bytes(kept.rows)), 0, {}
    for part in kept.layout:
        found[part["district"], part["language"]] = rows[start : start + part["rows"]]
        start += part["rows"]
    return found


def documents_of(key: str, version: AnswerVersion, topics: dict[str, dict[str, str]]) -> list[Document]:
    """Give what is searched of a version: each language of the trunk and of each district, the staff's part apart."""
    return [
        document
        for district in version.texts
        for language in LANGUAGES
        for document in _written(key, version, topics, district, language)
    ]


def _written(
    key: str, version: AnswerVersion, topics: dict[str, dict[str, str]], district: str, language: str
) -> Iterator[Document]:
    said = said_in(version.texts, language, district or None)
    if said.language != language or not said.title or (district != TRUNK and said.district is None):
        return
    named = [localise(topics[code], language) for code in version.services if code in topics]
    public = Document(
        key=key,
        title=said.title,
        lead=said.say,
        body=plain(said.read),
        keywords=" ".join(version.keywords),
        topic=" ".join(named),
        language=language,
        district=district,
        audience=version.audience,
        identity=f"{version.pk}:{district}:{language}",
    )
    yield public
    if said.staff:
        yield replace(public, lead="", body=plain(said.staff), audience=Audience.STAFF.value, identity="")


def plain(markdown: str) -> str:
    """Give the words of Markdown without its signs, fast: for search only."""
    return _SIGNS.sub(" ", _LINK.sub(r"\1", _RULES.sub("", markdown)))
