"""Which text a mail is written from: the city's for the service, the city's for all, else Guichet's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from guichet.kernel.typography import is_french
from guichet.messaging.models import MailTemplate
from guichet.messaging.rendering import Source

_DEFAULTS = Path(__file__).parent / "defaults"
CASE_WORDS: Mapping[str, str] = {"fr": "demande", "en": "request"}
"""What a case is called where the city has not said."""


@cache
def _defaults(family: str) -> dict[str, dict[str, str]]:
    with (_DEFAULTS / f"{family}.toml").open("rb") as file:
        return {name: dict(words) for name, words in tomllib.load(file).items()}


def family_of(language: str) -> str:
    """Give « fr » or « en », the languages in which Guichet has words of its own; another one reads French."""
    try:
        return "fr" if is_french(language) else "en"
    except ValueError:
        return "fr"


def default_source(event: str, language: str) -> Source:
    """Give Guichet's own text; KeyError for an event that does not exist."""
    words = _defaults(family_of(language))[event]
    return Source(words["subject"], words["body"].strip())


def page_words(language: str) -> Mapping[str, str]:
    """Give the sentences that stand beneath every mail."""
    return _defaults(family_of(language))["page"]


def for_follower(source: Source, language: str) -> Source:
    """Add to a text that its reader follows what somebody else reported, and how to stop."""
    return Source(source.subject, f"{source.body}\n\n{page_words(language)['follows']}")


def case_word(vocabulary: Mapping[str, Any], language: str) -> str:
    """Give what a city calls one case in a language (its vocabulary's « case »), else Guichet's word for it."""
    by_language: Mapping[str, Any] = vocabulary.get("case") or {}
    words = by_language.get(language) or by_language.get(family_of(language)) or {}
    return str(words.get("one") or CASE_WORDS[family_of(language)])


def sample_values(language: str) -> dict[str, str]:
    """Give invented values with which a text is shown before it is saved."""
    return _defaults(family_of(language))["sample"] | {
        "reference": "26-041873",
        "code": "482915",
        "code_minutes": "15",
    }


def choose_source(templates: Iterable[MailTemplate], event: str, service_code: str, language: str) -> Source:
    """Choose among a city's templates of one event; a template that lacks the language is passed over."""
    found = {template.service_code: template for template in templates}
    for code in (service_code, ""):
        template = found.get(code)
        if template is None:
            continue
        for wanted in (language, family_of(language)):
            if template.subject.get(wanted) and template.body.get(wanted):
                return Source(template.subject[wanted], template.body[wanted])
    return default_source(event, language)
