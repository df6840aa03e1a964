"""Looking at a whole form before it is sent: what was answered, page by page, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guichet.catalogue.forms import (
    Answer,
    Form,
    Judge,
    kept_answers,
    missing,
    page_named,
    page_title,
    shown_pages,
)
from guichet.kernel.texts import localise
from guichet.web.kit.runner.fields import field_name
from guichet.web.kit.runner.pages import Wanted, language


@dataclass(frozen=True, slots=True)
class Lacking:
    """Something to answer or correct: the question, what to do, the address of its field, whether another fills it."""

    label: str
    sentence: str
    url: str
    page: str
    of_another: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A page with its questions and answers in the language of the page; `url` leads back to it."""

    title: str
    url: str
    answers: list[tuple[str, str]]
    may_fill: bool


def lacking(
    form: Form, answers: Mapping[str, Any], wanted: Wanted, *, judge: Judge | None = None
) -> list[Lacking]:
    """Give what is missing, each with a link to its field."""
    found = []
    for each in missing(form, answers, internal=wanted.internal, judge=judge):
        page = page_named(form, each.page)
        found.append(
            Lacking(
                label=localise(each.label, language()),
                sentence=each.sentence,
                url=f"{wanted.url(each.page)}#id_{field_name(each.code)}",
                page=page_title(form, page, language()) if page else "",
                of_another=not wanted.may_fill(each.code),
            )
        )
    return found


def _said(answer: Answer) -> tuple[str, str]:
    return localise(answer["label"], language()), localise(answer["display"], language())


def told(form: Form, answers: Mapping[str, Any], wanted: Wanted) -> list[Told]:
    """Give the answers page by page; pages on which nothing is asked are left out."""
    kept = {item["code"]: item for item in kept_answers(form, answers, internal=wanted.internal)}
    return [
        Told(
            title=page_title(form, page, language()),
            url=wanted.url(page.code),
            answers=[_said(kept[code]) for code in page.questions if code in kept],
            may_fill=all(wanted.may_fill(code) for code in page.questions),
        )
        for page in shown_pages(form, answers)
    ]
