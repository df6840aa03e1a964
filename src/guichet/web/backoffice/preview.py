"""A form as a resident sees it, to be tried before it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import translation

from guichet.catalogue.forms import Form, shown_questions
from guichet.kernel.texts import localise
from guichet.web.kit.runner import RunPage, Wanted, build_page, read_given


@dataclass(frozen=True, slots=True)
class Previewed:
    """A page of the form as it would be asked, and what is not asked with these answers, by its words."""

    run: RunPage
    hidden: list[str]
    internal: list[str]


def tried_answers(form: Form, data: QueryDict) -> dict[str, Any]:
    """Read the answers that are tried; a button may have asked for another row of a group."""
    given = {
        code: value
        for code, value in read_given(form.questions, data).items()
        if f"q_{code}" in str(data) or value
    }
    verb, _colon, code = data.get("do", "").partition(":")
    if verb == "add" and isinstance(given.get(code), list):
        given[code].append({})
    return given


def previewed(form: Form, answers: Mapping[str, Any], language: str) -> list[Previewed]:
    """Give the pages of a form with the answers that are tried, in a language."""
    shown = {question.code for question in shown_questions(form, answers)}
    wanted = Wanted(lambda _code: "", takes_files=False)
    pages = []
    with translation.override(language):
        for page in form.pages:
            questions = form.questions_on(page)
            pages.append(
                Previewed(
                    build_page(form, answers, page, wanted),
                    [
                        localise(q.label, language)
                        for q in questions
                        if q.code not in shown and not q.internal
                    ],
                    [localise(q.label, language) for q in questions if q.internal],
                )
            )
    return pages
