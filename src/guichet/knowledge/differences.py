"""What changed between two versions of an answer: in words, and word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.knowledge.content import CONTENT, LANGUAGES, PARTS, TRUNK
from guichet.knowledge.models import AnswerVersion

PART_WORDS = {
    "title": gettext_lazy("Title"),
    "say": gettext_lazy("To say aloud"),
    "read": gettext_lazy("To read"),
    "staff": gettext_lazy("For staff only"),
}
FIELD_WORDS = {
    "keywords": gettext_lazy("Local words"),
    "sources": gettext_lazy("Sources"),
    "forms": gettext_lazy("Forms to offer"),
    "services": gettext_lazy("Services concerned"),
    "districts": gettext_lazy("Where it holds"),
    "see_also": gettext_lazy("See also"),
    "audience": gettext_lazy("Who may read it"),
    "valid_from": gettext_lazy("Valid from"),
    "valid_until": gettext_lazy("Valid until"),
}
LANGUAGE_WORDS = {"fr": gettext_lazy("French"), "en": gettext_lazy("English")}
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")
_LONGEST = 6_000  # pieces compared word by word; longer texts are compared line by line
_CODES = ("forms", "services", "districts")
_AROUND = 30  # words of unchanged text that are kept around a change

Piece = tuple[str, str]  # « same », « gone » or « new », and the words


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: where (in words), a sentence, and its words with what went and what came."""

    where: str
    sentence: str
    pieces: Sequence[Piece] = ()
    language: str = ""
    district: str = ""


def differences(
    before: AnswerVersion, after: AnswerVersion, names: Mapping[str, str] | None = None
) -> list[Difference]:
    """Say what changed from one version to another; nothing when nothing did, be it written in another order.

    `names` are those of services and districts by code.
    """
    found = []
    places = list(dict.fromkeys([TRUNK, *before.texts, *after.texts]))
    for place in places:
        for language in LANGUAGES:
            old, new = _parts(before, place, language), _parts(after, place, language)
            found += [
                _text_difference(place, language, name, old.get(name, ""), new.get(name, ""))
                for name in PARTS
                if old.get(name, "") != new.get(name, "")
            ]
    for name in CONTENT[1:]:
        was, now = getattr(before, name), getattr(after, name)
        if _in_order(was) != _in_order(now):
            called = (names or {}) if name in _CODES else {}
            found.append(_field_difference(name, _called(was, called), _called(now, called)))
    return found


def _parts(version: AnswerVersion, place: str, language: str) -> Mapping[str, str]:
    parts: Mapping[str, str] = version.texts.get(place, {}).get(language, {})
    return parts


def _text_difference(place: str, language: str, name: str, old: str, new: str) -> Difference:
    where = _("%(part)s, %(language)s") % {
        "part": PART_WORDS[name],
        "language": str(LANGUAGE_WORDS[language]).lower(),
    }
    if place:
        where = f"{where} ({place})"
    if not old:
        sentence = _("%(where)s: added.") % {"where": where}
    elif not new:
        sentence = _("%(where)s: removed.") % {"where": where}
    else:
        sentence = _("%(where)s: %(before)s is now %(after)s.") % {
            "where": where,
            **dict(zip(("before", "after"), _short(old, new), strict=True)),
        }
    return Difference(where, sentence, word_pieces(old, new), language, place)


def _short(old: str, new: str) -> tuple[str, str]:
    """Give the first place where two texts differ, with a few letters around it."""
    start = next(
        (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    start = max(0, old.rfind(" ", 0, max(start - 12, 0)) + 1)
    return tuple(  # type: ignore[return-value]
        _("“%(words)s”")
        % {
            "words": ("…" if start else "")
            + text[start : start + 60]
            + ("…" if len(text) > start + 60 else "")
        }
        for text in (old, new)
    )


def _field_difference(name: str, was: Any, now: Any) -> Difference:
    where = str(FIELD_WORDS[name])
    words = {"where": where, "before": _said(was), "after": _said(now)}
    pieces = [(kind, text) for kind, text in (("gone", _said(was)), ("new", _said(now))) if text]
    return Difference(where, _("%(where)s: %(before)s, now %(after)s.") % words, pieces)


def _in_order(value: Any) -> Any:
    is_words = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
    return sorted(value) if is_words else value


def _called(value: Any, names: Mapping[str, str]) -> Any:
    return [names.get(one, one) for one in value] if names else value


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one.get("label") if isinstance(one, Mapping) else one) for one in value) or _(
            "nothing"
        )
    return str(value) if value else _("nothing")


def word_pieces(old: str, new: str) -> list[Piece]:
    """Give two texts as one, word by word: what stayed, what went, what came; long unchanged parts are shortened."""
    first, second = _PIECE.findall(old), _PIECE.findall(new)
    if len(first) + len(second) > _LONGEST:
        first, second = old.splitlines(keepends=True), new.splitlines(keepends=True)
    pieces: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", _shortened(first[a:b], starts=a == 0, ends=b == len(first))))
            continue
        if b > a:
            pieces.append(("gone", "".join(first[a:b])))
        if d > c:
            pieces.append(("new", "".join(second[c:d])))
    return pieces


def _shortened(words: Sequence[str], *, starts: bool, ends: bool) -> str:
    if len(words) <= 2 * _AROUND + 10:
        return "".join(words)
    head = "" if starts else "".join(words[:_AROUND])
    tail = "" if ends else "".join(words[-_AROUND:])
    return f"{head} […] {tail}"
