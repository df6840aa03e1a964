"""What changed between two versions of the questions of a service, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import language, language_words
from guichet.web.backoffice.explaining import quoted
from guichet.web.backoffice.forms_questions import KIND_WORDS

Stored = Mapping[str, Any]


def differences(before: Sequence[Stored], after: Sequence[Stored]) -> list[str]:
    """Say what changed, question by question; nothing when nothing did."""
    old, new = _by_code(before), _by_code(after)
    said = [_("Removed: %(question)s") % {"question": _name(old[code])} for code in old if code not in new]
    for code, question in new.items():
        if code not in old:
            said.append(_("Added: %(question)s") % {"question": _name(question)})
            continue
        said += [f"{_name(question)} – {words}" for words in _changes(old[code], question)]
    kept_before = [code for code in old if code in new]
    kept_after = [code for code in new if code in old]
    if kept_before != kept_after:
        said.append(_("The order changed."))
    return said


def page_differences(before: Sequence[Stored], after: Sequence[Stored]) -> list[str]:
    """Say what changed of the pages; nothing when nothing did."""
    old = [(_name({"label": page.get("title")}), list(page.get("questions") or ())) for page in before]
    new = [(_name({"label": page.get("title")}), list(page.get("questions") or ())) for page in after]
    if old == new:
        return []
    names = ", ".join(name for name, _codes in new) or _("a single page")
    return [_("Pages now: %(pages)s") % {"pages": names}]


def _by_code(questions: Sequence[Stored]) -> dict[str, Stored]:
    return {str(question.get("code")): question for question in questions}


def _name(question: Stored) -> str:
    return quoted(localise(question.get("label") or {}, language()))


def _changes(old: Stored, new: Stored) -> list[str]:
    said = []
    if old.get("kind") != new.get("kind"):
        kinds = {"before": _kind(old), "after": _kind(new)}
        said.append(_("kind of answer: %(before)s, now %(after)s") % kinds)
    for field, words in (("label", _("question")), ("help", _("help"))):
        said += _text_changes(words, old.get(field) or {}, new.get(field) or {})
    said += _option_changes(old.get("options") or (), new.get("options") or ())
    said += _plain_changes(old, new)
    inner = differences(old.get("questions") or (), new.get("questions") or ())
    return said + [_("in the group: %(change)s") % {"change": words} for words in inner]


def _kind(question: Stored) -> str:
    return next((str(words) for kind, words in KIND_WORDS.items() if kind.value == question.get("kind")), "?")


def _text_changes(what: str, old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    return [
        _("%(what)s in %(language)s: %(before)s, now %(after)s")
        % {
            "what": what,
            "language": language_words(code).lower(),
            "before": quoted(old.get(code, "")) if old.get(code) else _("nothing"),
            "after": quoted(new.get(code, "")) if new.get(code) else _("nothing"),
        }
        for code in sorted({*old, *new})
        if (old.get(code) or "") != (new.get(code) or "")
    ]


def _option_changes(before: Sequence[Stored], after: Sequence[Stored]) -> list[str]:
    old, new = _by_code(before), _by_code(after)
    said = [_("choice removed: %(choice)s") % {"choice": _name(old[code])} for code in old if code not in new]
    said += [_("choice added: %(choice)s") % {"choice": _name(new[code])} for code in new if code not in old]
    for code in new:
        if code in old:
            said += _text_changes(_("choice"), old[code].get("label") or {}, new[code].get("label") or {})
    return said


def _plain_changes(old: Stored, new: Stored) -> list[str]:
    said = []
    if bool(old.get("required")) != bool(new.get("required")):
        said.append(_("must be answered now") if new.get("required") else _("may be left out now"))
    if bool(old.get("internal")) != bool(new.get("internal")):
        said.append(_("for the staff only now") if new.get("internal") else _("asked of residents now"))
    for field, words in (
        ("least", _("at least")),
        ("most", _("at most")),
        ("largest", _("largest file")),
        ("unit", _("unit")),
        ("shown_if", _("when it is asked")),
        ("required_if", _("when it must be answered")),
    ):
        if (old.get(field) or "") != (new.get(field) or ""):
            values = {
                "what": words,
                "before": old.get(field) or _("nothing"),
                "after": new.get(field) or _("nothing"),
            }
            said.append(_("%(what)s: %(before)s, now %(after)s") % values)
    return said
