"""A whole form: its questions, page by page; what was answered on it, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms.answers import Judge, check, expression_values, is_shown
from guichet.catalogue.forms.display import Answer
from guichet.catalogue.forms.questions import Question
from guichet.catalogue.forms.questions_reading import read_questions
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text, check_text, localise

MAX_PAGES = 20
Answers = dict[str, Any]
"""What was answered, by the code of its question: plain values that JSON can hold (a list of rows for a group)."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a form: its title, and the codes of its questions in order."""

    code: str
    title: Text
    questions: tuple[str, ...]
    help: Text = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of a form in the order of its pages; a form without pages has them all on one."""

    questions: tuple[Question, ...] = ()
    pages: tuple[Page, ...] = ()

    def question(self, code: str) -> Question | None:
        """Find a question by its code."""
        return next((question for question in self.questions if question.code == code), None)

    def questions_on(self, page: Page) -> tuple[Question, ...]:
        """Give the questions of a page in order."""
        return tuple(question for question in self.questions if question.code in page.questions)

    def page_of(self, code: str) -> Page | None:
        """Find the page of a question; a code within a group (« people.0.name ») is on the group's page."""
        top = code.split(".", maxsplit=1)[0]
        return next((page for page in self.pages if top in page.questions), None)

    def for_residents(self) -> Form:
        """Give the form without the questions that only the staff answers."""
        kept = tuple(question for question in self.questions if not question.internal)
        codes = {question.code for question in kept}
        pages = (
            Page(page.code, page.title, tuple(code for code in page.questions if code in codes), page.help)
            for page in self.pages
        )
        return Form(kept, tuple(page for page in pages if page.questions))


def read_form(questions: object, pages: object = None) -> Form:
    """Read a form as it is stored or typed by a city. Raises Invalid with the faulty question's or page's code."""
    return form_with(read_questions(questions), pages)


def form_with(questions: Sequence[Question], pages: object = None) -> Form:
    """Put questions that were read on their pages; without pages they are all on one."""
    if not pages:
        one = Page("all", {}, tuple(question.code for question in questions))
        return Form(tuple(questions), (one,) if questions else ())
    read = _read_pages(pages)
    by_code = {question.code: question for question in questions}
    placed = [code for page in read for code in page.questions]
    for code in placed:
        if code not in by_code or placed.count(code) > 1:
            raise Invalid(
                _("The question “%(code)s” must be on one page.") % {"code": code}, fields={code: "page"}
            )
    for code in by_code:
        if code not in placed:
            raise Invalid(
                _("The question “%(code)s” must be on one page.") % {"code": code}, fields={code: "page"}
            )
    return Form(tuple(by_code[code] for code in placed), tuple(read))


def _read_pages(data: object) -> list[Page]:
    if (
        not isinstance(data, list)
        or len(data) > MAX_PAGES
        or not all(isinstance(item, dict) for item in data)
    ):
        raise Invalid(_("A form has at most %(n)d pages.") % {"n": MAX_PAGES})
    pages = [
        Page(
            code=str(item.get("code") or f"page_{number}")[:40],
            title=check_text(item.get("title"), max_length=120),
            questions=tuple(map(str, item.get("questions") or ())),
            help=check_text(item.get("help") or {}, required=(), max_length=400),
        )
        for number, item in enumerate(data, 1)
    ]
    if len({page.code for page in pages}) < len(pages):
        raise Invalid(_("Two pages have the same code."), fields={"pages": "code"})
    return pages


def write_pages(form: Form) -> list[dict[str, Any]]:
    """Give the pages of a form as they are stored; nothing for a form of one page without a title."""
    if len(form.pages) < 2 and not any(page.title for page in form.pages):
        return []
    return [
        {"code": page.code, "title": page.title, "questions": list(page.questions), "help": page.help}
        for page in form.pages
    ]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that must still be answered or corrected: where (question, page), and what to do."""

    code: str
    label: Text
    page: str
    sentence: str


def read_answers(
    form: Form,
    given: Mapping[str, Any],
    *,
    internal: bool = False,
    country: str = "",
    judge: Judge | None = None,
) -> Answers:
    """Read what was answered so far; what is still missing is no fault (`missing` tells it).

    Answers to questions that are not shown, or not of this form, are dropped. `judge` may refuse an answer that can be
    read (a period too long for this permit). Raises Invalid with a sentence by code (« people.0.age » within a group).
    """
    done = check(form.questions, given, internal=internal, country=country, judge=judge)
    if done.faults:
        raise Invalid(_("Some answers are missing or need a change."), fields=done.faults)
    return done.values


def missing(
    form: Form, answers: Mapping[str, Any], *, internal: bool = False, judge: Judge | None = None
) -> list[Missing]:
    """Give what must still be answered or corrected before a form is complete, in the order of the form."""
    done = check(form.questions, answers, internal=internal, judge=judge)
    said = done.missing | done.faults
    order = {question.code: place for place, question in enumerate(form.questions)}
    codes = sorted(said, key=lambda code: (order[code.split(".")[0]], code))
    return [_missing(form, code, said[code]) for code in codes]


def _missing(form: Form, code: str, sentence: str) -> Missing:
    top, _dot, rest = code.partition(".")
    question = form.question(top)
    inner = rest.partition(".")[2]
    if question is not None and inner:
        question = next((each for each in question.questions if each.code == inner), question)
    page = form.page_of(code)
    return Missing(code, question.label if question else {}, page.code if page else "", sentence)


def kept_answers(form: Form, answers: Mapping[str, Any], *, internal: bool = True) -> list[Answer]:
    """Give the answers with their questions' text and their own words, as a file keeps and shows them."""
    return check(form.questions, answers, internal=internal).kept


def shown_questions(form: Form, answers: Mapping[str, Any]) -> list[Question]:
    """Give the questions that these answers call for."""
    seen = expression_values(form.questions, check(form.questions, answers, internal=True).values)
    return [question for question in form.questions if is_shown(question, seen)]


def shown_pages(form: Form, answers: Mapping[str, Any]) -> list[Page]:
    """Give the pages on which these answers call for something."""
    codes = {question.code for question in shown_questions(form, answers)}
    return [page for page in form.pages if codes.intersection(page.questions)]


def page_named(form: Form, code: str) -> Page | None:
    """Find a page by its code."""
    return next((page for page in form.pages if page.code == code), None)


def page_title(form: Form, page: Page, language: str) -> str:
    """Give what a page is called; one without a title is called by its place."""
    return localise(page.title, language) or _("Page %(n)d") % {"n": form.pages.index(page) + 1}
