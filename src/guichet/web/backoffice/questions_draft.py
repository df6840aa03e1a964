"""A form being written: its pages and questions as they are typed, complete or not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms import (
    ANSWERS,
    MAX_QUESTIONS,
    ROW,
    Form,
    Kind,
    Page,
    Question,
    read_questions,
)
from guichet.catalogue.lifecycle import PUBLISHED
from guichet.kernel.errors import Invalid
from guichet.web.backoffice.explaining import Fault, fault_of
from guichet.web.backoffice.forms_questions import WITH_OPTIONS, Draft

if TYPE_CHECKING:
    from guichet.catalogue.models import FormVersion

MOST_PAGES = 20
Path = tuple[int, ...]
"""Where a question is: (3,) the fourth, (3, 1) the second of the group that is the fourth."""
NOWHERE: Path = ()


def read_path(text: str) -> Path:
    """Read a place as addresses and buttons have it (« 3 », « 3.1 »); NOWHERE for anything else."""
    parts = text.split(".")
    whole = len(parts) <= 2 and all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts)
    return tuple(int(part) for part in parts) if whole else NOWHERE


def write_path(path: Path) -> str:
    """Give a place as addresses and buttons have it."""
    return ".".join(map(str, path))


@dataclass
class QuestionsDraft:
    """The form of a service as it is being written: its pages, and its questions in order, each with its page.

    `edition` is that of the version being written (0: nothing was kept yet), `base` the number of what is published.
    """

    service: str
    base: int
    pages: list[Draft]
    questions: list[Draft]
    edition: int = 0
    state: str = PUBLISHED
    is_changed: bool = False

    def list_at(self, path: Path) -> list[Draft]:
        """Give the list in which a question stands: the form's, or its group's."""
        return self.questions if len(path) < 2 else self.questions[path[0]].setdefault("questions", [])

    def at(self, path: Path) -> Draft | None:
        """Find a question by its place."""
        if not path or path[0] >= len(self.questions):
            return None
        found = self.list_at(path)
        return found[path[-1]] if path[-1] < len(found) else None

    def others(self, path: Path) -> list[Draft]:
        """Give the questions that stand beside one."""
        found = self.list_at(path)
        return found[: path[-1]] + found[path[-1] + 1 :]

    def outer(self, path: Path) -> list[Draft]:
        """Give the questions outside the group of one."""
        return self.questions[: path[0]] + self.questions[path[0] + 1 :]

    def codes(self, path: Path) -> list[str]:
        """Give the short names that a question may not take."""
        return [str(question.get("code")) for question in self.others(path) if question.get("code")]

    def count(self) -> int:
        """Give how many questions there are, those of groups too."""
        return len(self.questions) + sum(len(question.get("questions") or ()) for question in self.questions)

    def add(self, kind: str, *, page: str = "", group: Path = NOWHERE) -> Path:
        """Put an empty question at the end of a page or of a group; gives its place. Raises Invalid for too many."""
        if self.count() >= MAX_QUESTIONS:
            raise Invalid(_("A form has at most %(n)d questions.") % {"n": MAX_QUESTIONS})
        known = kind if kind in {one.value for one in Kind} else Kind.TEXT.value
        made: Draft = {"code": "", "kind": known, "label": {}, "help": {}, "options": []}
        owner = self.at(group)
        if owner is not None:
            inner = owner.setdefault("questions", [])
            inner.append(made | {"kind": Kind.TEXT.value if known == Kind.GROUP.value else known})
            return (group[0], len(inner) - 1)
        codes = [one["code"] for one in self.pages]
        made["page"] = page if page in codes else codes[-1]
        last = max(
            (n for n, q in enumerate(self.questions) if codes.index(q["page"]) <= codes.index(made["page"])),
            default=-1,
        )
        self.questions.insert(last + 1, made)
        return (last + 1,)

    def remove(self, path: Path) -> None:
        """Take a question away."""
        if self.at(path) is not None:
            self.list_at(path).pop(path[-1])

    def move(self, path: Path, by: int) -> Path:
        """Move a question up (-1) or down (1), over the edge of a page too; gives its new place."""
        found, index = self.list_at(path), path[-1]
        if self.at(path) is None:
            return path
        there = index + by
        if len(path) == 1 and self._over_edge(index, by):
            return path
        if not 0 <= there < len(found):
            return path
        found[index], found[there] = found[there], found[index]
        return (*path[:-1], there)

    def _over_edge(self, index: int, by: int) -> bool:
        """Move a question to the next page when it is the last of its own (or to the one before, when the first)."""
        codes = [one["code"] for one in self.pages]
        here = codes.index(self.questions[index]["page"])
        neighbour = index + by
        same = 0 <= neighbour < len(self.questions) and self.questions[neighbour]["page"] == codes[here]
        if same or not 0 <= here + by < len(codes):
            return False
        self.questions[index]["page"] = codes[here + by]
        return True

    def move_option(self, path: Path, option: int) -> None:
        """Move a choice of a question up."""
        options = (self.at(path) or {}).get("options") or []
        if 0 < option < len(options):
            options[option - 1], options[option] = options[option], options[option - 1]

    def add_page(self) -> None:
        """Put an empty page at the end."""
        taken = {one["code"] for one in self.pages}
        if len(self.pages) < MOST_PAGES:
            code = next(f"page_{n}" for n in range(1, MOST_PAGES + 2) if f"page_{n}" not in taken)
            self.pages.append({"code": code, "title": {}, "help": {}})

    def remove_page(self, number: int) -> None:
        """Take a page away; its questions go to the page before (or after, for the first)."""
        if 0 <= number < len(self.pages) and len(self.pages) > 1:
            gone = self.pages.pop(number)["code"]
            heir = self.pages[max(number - 1, 0)]["code"]
            for question in self.questions:
                if question["page"] == gone:
                    question["page"] = heir
            self.sort()

    def move_page(self, number: int, by: int) -> None:
        """Move a page up (-1) or down (1) with its questions."""
        there = number + by
        if 0 <= number < len(self.pages) and 0 <= there < len(self.pages):
            self.pages[number], self.pages[there] = self.pages[there], self.pages[number]
            self.sort()

    def sort(self) -> None:
        """Put the questions in the order of their pages; within a page they keep theirs."""
        codes = [one["code"] for one in self.pages]
        self.questions.sort(key=lambda question: codes.index(question["page"]))

    def stored_pages(self) -> list[Draft]:
        """Give the pages as a version of the form stores them; nothing for one page without a title."""
        if len(self.pages) == 1 and not any((self.pages[0].get("title") or {}).values()):
            return []
        return [
            {
                **one,
                "questions": [
                    q["code"] for q in self.questions if q["page"] == one["code"] and q.get("code")
                ],
            }
            for one in self.pages
        ]


def read_draft(service: str, written: FormVersion | None, published: FormVersion | None) -> QuestionsDraft:
    """Give the form of a service to write on: as it was left, else what is published."""
    version = written or published
    questions = deepcopy(version.questions) if version else []
    pages = deepcopy(version.pages) if version else []
    placed = {code: one["code"] for one in pages for code in one.pop("questions", ())}
    pages = pages or [{"code": "page_1", "title": {}, "help": {}}]
    codes = {one["code"] for one in pages}
    for question in questions:
        own = question.get("page") or placed.get(str(question.get("code")))
        question["page"] = own if own in codes else pages[-1]["code"]
    draft = QuestionsDraft(
        service,
        published.number if published else 0,
        pages,
        questions,
        edition=written.edition if written else 0,
        state=written.state if written else PUBLISHED,
    )
    draft.sort()
    stored = (published.questions, published.pages) if published else ([], [])
    draft.is_changed = (plain_questions(draft.questions), draft.stored_pages()) != stored
    return draft


def plain_questions(questions: Sequence[Draft]) -> list[Draft]:
    """Give questions without what only the designer keeps with them."""
    return [{name: value for name, value in question.items() if name != "page"} for question in questions]


@dataclass
class Faults:
    """What is wrong with one question: sentences by field, and the places of the faults of its conditions."""

    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Fault] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields)


def faults_of(questions: Sequence[Draft]) -> dict[Path, Faults]:
    """Give what is wrong with each question that is not right; when all are, the catalogue takes them."""
    found: dict[Path, Faults] = {}
    for place, question in enumerate(questions):
        found[(place,)] = _own_faults(question)
        for number, inner in enumerate(question.get("questions") or ()):
            found[(place, number)] = _own_faults(inner, row=True)
    if not any(found.values()):
        try:
            read_questions(plain_questions(questions))
        except Invalid as fault:
            codes = [str(question.get("code")) for question in questions]
            index = next((codes.index(code) for code in fault.fields if code in codes), 0)
            own = found[(index,)].fields if questions else {}
            own["shown_if" if questions[index].get("shown_if") else "label_fr"] = fault.message
    return {path: faults for path, faults in found.items() if faults}


def _own_faults(question: Draft, *, row: bool = False) -> Faults:
    faults = Faults()
    if not (question.get("label") or {}).get("fr"):
        faults.fields["label_fr"] = _("Write the question in French at least.")
    if question.get("kind") in {kind.value for kind in WITH_OPTIONS} and not question.get("options"):
        faults.fields["options"] = _("Write the choices, one on each line.")
    if question.get("kind") == Kind.GROUP.value and not question.get("questions"):
        faults.fields["options"] = _("Put at least one question in this group.")
    for option in question.get("options") or ():
        if not option["label"].get("fr"):
            faults.fields["options"] = _("Each choice needs its words in French.")
    for name in ("shown_if", "required_if"):
        source = str(question.get(name) or "")
        fault = fault_of(source, ANSWERS | ROW if row else ANSWERS) if source else None
        if fault:
            faults.fields[name], faults.places[name] = fault.sentence, fault
    if not faults and question.get("kind") != Kind.GROUP.value:
        _check_whole(question, faults)
    return faults


def _check_whole(question: Draft, faults: Faults) -> None:
    """Let the catalogue judge the rest: lengths above all."""
    try:
        read_questions([{**question, "shown_if": "", "required_if": ""}])
    except Invalid as fault:
        known = {"options": "options"}
        name = next((known.get(one, f"label_{one}") for one in fault.fields), "label_fr")
        faults.fields[name] = fault.message


def page_faults(draft: QuestionsDraft) -> dict[int, str]:
    """Give what is wrong with the pages, by their place."""
    if not draft.stored_pages():
        return {}
    return {
        number: _("Write the title of this page in French at least.")
        for number, one in enumerate(draft.pages)
        if not (one.get("title") or {}).get("fr")
    }


def readable_form(draft: QuestionsDraft) -> Form:
    """Give what can be read already of a form being written, for its preview, its dry run and for words."""
    codes = {str(question.get("code")) for question in draft.questions}
    questions = [read for question in draft.questions if (read := _readable(question, codes)) is not None]
    known = {question.code for question in questions}
    pages = [
        Page(
            one["code"],
            one.get("title") or {},
            tuple(q["code"] for q in draft.questions if q["page"] == one["code"] and q.get("code") in known),
            one.get("help") or {},
        )
        for one in draft.pages
    ]
    return Form(tuple(questions), tuple(one for one in pages if one.questions))


def _readable(
    question: Mapping[str, Any], codes: set[str], inner_codes: set[str] | None = None
) -> Question | None:
    own = dict(question)
    inner = own.get("questions") or []
    rows = {str(each.get("code")) for each in inner}
    for name in ("shown_if", "required_if"):
        own[name] = _usable(own.get(name), codes, inner_codes)
    try:
        if not inner:
            return _alone(own)
        own["questions"] = [
            {**each, **{name: _usable(each.get(name), codes, rows) for name in ("shown_if", "required_if")}}
            for each in inner
            if _readable({**each, "shown_if": "", "required_if": ""}, set(), set()) is not None
        ]
        return _alone(own)
    except Invalid:
        return None


def _alone(question: Draft) -> Question:
    """Read a question whose conditions were looked at already: they speak of others, which are not beside it."""
    blank = {"shown_if": "", "required_if": ""}
    inner = [each | blank for each in question.get("questions") or ()]
    [read] = read_questions([{**question, **blank, "questions": inner}])
    own = {name: str(question.get(name) or "") for name in blank}
    kept = tuple(
        _with_conditions(each, raw)
        for each, raw in zip(read.questions, question.get("questions") or (), strict=True)
    )
    return _with_conditions(read, own, kept)


def _with_conditions(read: Question, raw: Mapping[str, Any], inner: tuple[Question, ...] = ()) -> Question:
    return Question(
        code=read.code, kind=read.kind, label=read.label, help=read.help, options=read.options, unit=read.unit,
        required=read.required, internal=read.internal, questions=inner or read.questions, least=read.least,
        most=read.most, hours=read.hours, accepts=read.accepts, largest=read.largest,
        shown_if=str(raw.get("shown_if") or ""), required_if=str(raw.get("required_if") or ""),
    )  # fmt: skip


def _usable(source: object, codes: set[str], rows: set[str] | None) -> str:
    """Give a condition that compiles and names questions that are there, else nothing."""
    words = str(source or "")
    names = set(re.findall(r"\banswers\.([A-Za-z_]\w*)", words))
    inner = set(re.findall(r"\brow\.([A-Za-z_]\w*)", words))
    roots = ANSWERS if rows is None else ANSWERS | ROW
    fits = names <= codes and inner <= (rows or set())
    return words if words and fits and not fault_of(words, roots) else ""
