"""What an answer says: its texts by district and language, read from what was typed, and put together to be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_line, fold
from guichet.knowledge.markdown import clean_markdown
from guichet.knowledge.models import AnswerVersion, Audience

Texts = dict[str, dict[str, dict[str, str]]]

LANGUAGES = ("fr", "en")
TRUNK = ""
PARTS: Mapping[str, int] = {"title": 160, "say": 700, "read": 20_000, "staff": 8_000}
RESERVED = frozenset(
    "new edit review gaps remarks findings notices scripts not-ours words search thesaurus".split()
)
MOST_WORDS, MOST_LINKS = 60, 20
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LISTS: Mapping[str, int] = {"forms": 80, "services": 80, "districts": 60, "see_also": 80}
CONTENT = ("texts", "keywords", "sources", *_LISTS, "audience", "valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of an answer for one reader; `language` is the one that they are really in."""

    title: str = ""
    say: str = ""
    read: str = ""
    staff: str = ""
    language: str = "fr"
    district: str | None = None
    missing: bool = False  # the language asked for does not say all that the other one says


def said_in(texts: Mapping[str, Any], language: str, district: str | None = None) -> Said:
    """Put an answer together for a language and a district: what the variant leaves blank is the common trunk's.

    What differs in a district but is written in one language only is given in that language: a right answer in the
    other language is better than a wrong one.
    """
    wanted = language[:2] if language[:2] in LANGUAGES else "fr"
    variant = texts.get(district or TRUNK, {}) if district else {}
    order = [wanted, *(one for one in LANGUAGES if one != wanted)]
    whole = next((one for one in order if _is_whole(texts, variant, one)), None)
    chosen = whole or next((one for one in order if texts.get(TRUNK, {}).get(one, {}).get("title")), wanted)
    own, trunk = variant.get(chosen, {}), texts.get(TRUNK, {}).get(chosen, {})
    parts = {name: own.get(name) or trunk.get(name, "") for name in PARTS}
    return Said(
        **parts,
        language=chosen,
        district=district if any(variant.values()) else None,
        missing=chosen != wanted,
    )


def _is_whole(texts: Mapping[str, Any], variant: Mapping[str, Any], language: str) -> bool:
    """Tell whether a language says all that it must: a title and something, and whatever the variant changes."""
    trunk, own = texts.get(TRUNK, {}).get(language, {}), variant.get(language, {})
    changed = {name for parts in variant.values() for name, words in parts.items() if words}
    return bool(trunk.get("title") and (trunk.get("say") or trunk.get("read"))) and all(
        own.get(name) for name in changed
    )


def older_language(version: AnswerVersion, district: str | None = None) -> str:
    """Give the language whose text was last changed before the other's (« » when they go together or one is missing)."""
    for place in [district, TRUNK] if district else [TRUNK]:
        stamps = version.changed.get(place or TRUNK, {})
        if set(stamps) >= set(LANGUAGES) and len(set(stamps.values())) > 1:
            return str(min(stamps, key=lambda language: str(stamps[language])))
    return ""


def missing_language(version: AnswerVersion) -> str:
    """Give the language in which an answer is not written at all (« » when it is in both)."""
    trunk = version.texts.get(TRUNK, {})
    return next((one for one in LANGUAGES if not trunk.get(one, {}).get("title")), "")


def are_apart(version: AnswerVersion) -> bool:
    """Tell whether the two languages of a version do not go together: one is missing, or waits for the other."""
    places = [place for place in version.texts if place != TRUNK] or [None]
    return bool(missing_language(version) or any(older_language(version, place) for place in places))


def check_content(values: Mapping[str, Any]) -> dict[str, Any]:
    """Read what was typed for an answer, only the fields that are there. Raises Invalid with every faulty field.

    Faults are named as in forms: « texts..fr.title » for the trunk, « texts.<district>.fr.say », « sources »…
    """
    faults: dict[str, str] = {}
    checked: dict[str, Any] = {}
    for name, read in _READERS.items():
        if name in values:
            checked[name] = read(values[name], faults)
    start, end = checked.get("valid_from"), checked.get("valid_until")
    if start and end and end < start:
        faults["valid_until"] = _("The last day comes before the first.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return checked


def _read_texts(value: object, faults: dict[str, str]) -> Texts:
    texts: Texts = {}
    given = value if isinstance(value, Mapping) else {}
    for place, languages in given.items():
        for language in LANGUAGES:
            parts = (languages or {}).get(language) or {}
            read = {
                name: clean
                for name, most in PARTS.items()
                if (clean := _read_part(parts.get(name), name, most, f"texts.{place}.{language}", faults))
            }
            if read:
                texts.setdefault(str(place), {})[language] = read
    if not texts.get(TRUNK, {}):
        faults.setdefault("texts..fr.title", _("Write a title."))
    for language, parts in texts.get(TRUNK, {}).items():
        if not parts.get("title"):
            faults.setdefault(f"texts..{language}.title", _("Write a title."))
    return texts


def _read_part(value: object, name: str, most: int, place: str, faults: dict[str, str]) -> str:
    text = str(value or "")
    clean = clean_line(text, most * 2) if name in ("title", "say") else clean_markdown(text, most * 2)
    if name in ("title", "say"):
        clean = clean_markdown(clean, most * 2)
    if len(clean) > most:
        faults[f"{place}.{name}"] = _(
            "This text has %(length)s characters; it can have at most %(most)s."
        ) % {
            "length": figure(len(clean)),
            "most": figure(most),
        }
    return clean


def _read_words(value: object, faults: dict[str, str]) -> list[str]:
    words = [clean_line(str(word), 60) for word in _listed(value)]
    return list({fold(word): word for word in words if word}.values())[:MOST_WORDS]


def _read_sources(value: object, faults: dict[str, str]) -> list[dict[str, str]]:
    sources = []
    for one in _listed(value)[:MOST_LINKS]:
        label = clean_line(str(one.get("label") or ""), 200)
        url = clean_line(str(one.get("url") or ""), 500)
        if url and not is_web_address(url):
            faults["sources"] = _("This is not the address of a page: %(address)s") % {"address": url[:80]}
        elif label or url:
            sources.append({"label": label or url, "url": url})
    return sources


def _read_codes(name: str) -> Any:
    def read(value: object, faults: dict[str, str]) -> list[str]:
        codes = [clean_line(str(code), _LISTS[name]) for code in _listed(value)]
        return list(dict.fromkeys(code for code in codes if _KEY.fullmatch(code)))[:200]

    return read


def _read_audience(value: object, faults: dict[str, str]) -> str:
    if value not in Audience.values:
        faults["audience"] = _("Choose who may read this answer.")
    return str(value)


def _read_day(name: str) -> Any:
    def read(value: object, faults: dict[str, str]) -> dt.date | None:
        if not value:
            return None
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            faults[name] = _("This day does not exist.")
            return None

    return read


_READERS: Mapping[str, Any] = {
    "texts": _read_texts,
    "keywords": _read_words,
    "sources": _read_sources,
    "audience": _read_audience,
    **{name: _read_codes(name) for name in _LISTS},
    **{name: _read_day(name) for name in ("valid_from", "valid_until")},
}


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else []


def is_web_address(url: str) -> bool:
    """Tell whether some words are the address of a page: http or https, and a host with a dot."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host.strip(".") and " " not in url


def is_key(key: str) -> bool:
    """Tell whether a key can stand in an address, and is not the name of a page of the bank."""
    return bool(_KEY.fullmatch(key)) and key not in RESERVED


def stamped(before: AnswerVersion | None, texts: Texts, at: dt.datetime, same: Sequence[str] = ()) -> Any:
    """Date the texts that changed, by variant and language.

    `same` names the variants (« » for the trunk) of which the author says that both languages still say the same.
    """
    stamps: dict[str, dict[str, str]] = {}
    for place, languages in texts.items():
        old = before.texts.get(place, {}) if before else {}
        kept = before.changed.get(place, {}) if before else {}
        stamps[place] = {
            language: kept[language] if language in kept and old.get(language) == parts else at.isoformat()
            for language, parts in languages.items()
        }
        if place in same and stamps[place]:
            newest = max(stamps[place].values())
            stamps[place] = dict.fromkeys(stamps[place], newest)
    return stamps


def content_of(version: AnswerVersion) -> dict[str, Any]:
    """Give the content of a version as `check_content` gives it."""
    return {name: getattr(version, name) for name in CONTENT}


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to be brought in already published (imports, generated banks); `content` as for `check_content`."""

    key: str
    content: Mapping[str, Any]
    owner_team: str = ""
    review_on: dt.date | None = None
    reviewed_on: dt.date | None = None
    source: str = ""
