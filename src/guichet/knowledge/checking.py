"""What does not fit in published answers: languages, variants, links, other answers. Pure but for the client given."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from guichet.knowledge.content import LANGUAGES, PARTS, TRUNK, is_web_address
from guichet.knowledge.contradictions import Told, contradictions
from guichet.knowledge.facts import AMOUNT, DATE, LENGTH, PERCENT, PHONE, TIME, Facts, disagreements, facts_in
from guichet.knowledge.markdown import links_in
from guichet.knowledge.models import AnswerVersion, FindingKind

KINDS = (AMOUNT, TIME, DATE, PERCENT, PHONE, LENGTH)
_SERVICE = re.compile(r"/services/([a-z0-9-]+)(?:/.*)?\Z")
_ANSWER = re.compile(r"/(?:reponses|desk/bank)/([a-z0-9-]+)/?\Z")
_ONLY_SHOWN = ("here_words", "there_words")  # words that change leave the fact the same
_OTHER_SCHEMES = ("mailto:", "tel:")


class LinkClient(Protocol):
    """Asks whether a page is there; only the worker of an installation that wishes it has one."""

    def is_there(self, url: str) -> bool | None:
        """Tell whether a page answers; None when nobody can say (it was too slow, it asks who we are)."""


@dataclass(frozen=True, slots=True)
class Known:
    """What links inside may lead to: services (open ones), answers (published ones)."""

    services: Collection[str] = ()
    answers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not fit: `detail` says what, where; `mark` is the same for the same fact."""

    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Give what is the same every night for the same fact."""
        fact = {name: value for name, value in self.detail.items() if name not in _ONLY_SHOWN}
        said = json.dumps([self.kind, fact], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:40]


def check_version(version: AnswerVersion, known: Known, client: LinkClient | None = None) -> list[Found]:
    """Look over one version: facts that its languages or its districts give differently, links that lead nowhere."""
    texts: Mapping[str, Any] = version.texts
    return [*_between_languages(texts), *_between_districts(texts), *_dead_links(version, known, client)]


def _facts(texts: Mapping[str, Any], place: str, language: str, parts: Iterable[str] = PARTS) -> Facts:
    """Give the facts of what is read in a district and a language, the trunk where the variant is blank."""
    own, trunk = texts.get(place, {}).get(language, {}), texts.get(TRUNK, {}).get(language, {})
    return facts_in("\n\n".join(own.get(name) or trunk.get(name, "") for name in parts))


def _between_languages(texts: Mapping[str, Any]) -> Iterator[Found]:
    trunk_kinds: dict[str, tuple[list[str], list[str]]] = {}
    for place in [TRUNK, *(one for one in texts if one != TRUNK)]:
        if not all(texts.get(TRUNK, {}).get(language) for language in LANGUAGES):
            return
        for kind, french, english in disagreements(_facts(texts, place, "fr"), _facts(texts, place, "en")):
            if place == TRUNK:
                trunk_kinds[kind] = (french, english)
            elif trunk_kinds.get(kind) == (french, english):
                continue  # the variant only repeats what is wrong in the trunk
            yield Found(FindingKind.LANGUAGES, {"fact": kind, "district": place, "fr": french, "en": english})


def _between_districts(texts: Mapping[str, Any]) -> Iterator[Found]:
    """Compare what a district says itself with the common text that it stands for: values against other values.

    What only one of the two gives is a detail, not a contradiction; what both languages say is given once.
    """
    for place in texts:
        if place == TRUNK:
            continue
        apart: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = {}
        for language in LANGUAGES:
            if not texts[place].get(language):
                continue
            own_parts = [name for name in PARTS if texts[place][language].get(name)]
            everywhere, here = (_facts(texts, one, language, own_parts) for one in (TRUNK, place))
            for kind, general, own in disagreements(everywhere, here):
                if general and own:
                    apart.setdefault((kind, tuple(general), tuple(own)), []).append(language)
        for (kind, general_values, own_values), spoken in apart.items():
            detail = {
                "fact": kind,
                "district": place,
                "language": spoken[0] if len(spoken) == 1 else "",
                "everywhere": list(general_values),
                "here": list(own_values),
            }
            yield Found(FindingKind.DISTRICTS, detail)


def between_answers(answers: Sequence[Told]) -> dict[tuple[str, str], list[Found]]:
    """Give what pairs of answers (the first by key, the second) say apart about what looks like the same thing."""
    found: dict[tuple[str, str], list[Found]] = {}
    for one in contradictions(answers):
        detail = {
            "fact": one.kind,
            "language": one.language,
            "here": one.values[0],
            "there": one.values[1],
            "other": one.second,
            "here_words": one.words[0],
            "there_words": one.words[1],
        }
        found.setdefault((one.first, one.second), []).append(Found(FindingKind.ANSWERS, detail))
    return found


def _dead_links(version: AnswerVersion, known: Known, client: LinkClient | None) -> Iterator[Found]:
    for name, codes, alive in (
        ("forms", version.forms, known.services),
        ("services", version.services, known.services),
        ("see_also", version.see_also, known.answers),
    ):
        for code in codes:
            if code not in alive:
                yield Found(FindingKind.LINK, {"where": name, "to": code, "why": "gone"})
    addresses = {source["url"]: "sources" for source in version.sources if source.get("url")}
    for languages in version.texts.values():
        for parts in languages.values():
            for name in ("read", "staff"):
                addresses |= dict.fromkeys(links_in(parts.get(name, "")), name)
    for address, where in sorted(addresses.items()):
        if why := _fault_of(address, known, client):
            yield Found(FindingKind.LINK, {"where": where, "to": address[:200], "why": why})


def _fault_of(address: str, known: Known, client: LinkClient | None) -> str:
    """Tell what is wrong with an address: « gone », « format », « dead »; nothing when nothing is."""
    if address.lower().startswith(_OTHER_SCHEMES):
        return "" if len(address) > len("tel:") else "format"
    if address.startswith("/") and not address.startswith("//"):
        service, answer = _SERVICE.match(address), _ANSWER.match(address)
        if service:
            return "" if service[1] in known.services else "gone"
        return "gone" if answer and answer[1] not in known.answers else ""
    if not is_web_address(address):
        return "format"
    return "dead" if client is not None and client.is_there(address) is False else ""
