"""Questions being written: kept with the person's session until they are published or given up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from guichet.catalogue.forms import ANSWERS, MAX_QUESTIONS, Kind, Question, read_questions
from guichet.kernel.errors import Invalid
from guichet.web.backoffice.explaining import Fault, fault_of
from guichet.web.backoffice.forms_questions import WITH_OPTIONS, Draft

if TYPE_CHECKING:
    from guichet.catalogue.models import FormVersion

KEPT = "config_questions"
MOST_KEPT = 5


@dataclass
class QuestionsDraft:
    """The questions of a service as they are being written, from version `base` (0: none was published)."""

    service: str
    base: int
    questions: list[Draft]
    is_changed: bool = False

    def others(self, index: int) -> list[Draft]:
        """Give every question but one."""
        return self.questions[:index] + self.questions[index + 1 :]

    def codes(self, index: int) -> list[str]:
        """Give the short names that a question may not take."""
        return [str(question.get("code")) for question in self.others(index) if question.get("code")]

    def add(self, kind: str) -> int:
        """Put an empty question at the end; gives its place. Raises Invalid when there are too many."""
        if len(self.questions) >= MAX_QUESTIONS:
            raise Invalid(_("A form has at most %(n)d questions.") % {"n": MAX_QUESTIONS})
        known = kind if kind in {one.value for one in Kind} else Kind.TEXT.value
        self.questions.append({"code": "", "kind": known, "label": {}, "help": {}, "options": []})
        return len(self.questions) - 1

    def move(self, index: int, by: int) -> int:
        """Move a question up (-1) or down (1); gives its new place."""
        there = index + by
        if not (0 <= index < len(self.questions) and 0 <= there < len(self.questions)):
            return index
        self.questions[index], self.questions[there] = self.questions[there], self.questions[index]
        return there

    def move_option(self, index: int, option: int) -> None:
        """Move a choice of a question up."""
        options = self.questions[index].get("options") or []
        if 0 < option < len(options):
            options[option - 1], options[option] = options[option], options[option - 1]


def read_draft(session: SessionBase, service: str, newest: FormVersion | None) -> QuestionsDraft:
    """Give the draft of a service: as it was left, else what is published."""
    kept = session.get(KEPT, {}).get(service)
    if kept:
        is_changed = kept["questions"] != (newest.questions if newest else [])
        return QuestionsDraft(service, kept["base"], kept["questions"], is_changed=is_changed)
    published = [dict(question) for question in newest.questions] if newest else []
    return QuestionsDraft(service, newest.number if newest else 0, published)


def keep_draft(session: SessionBase, draft: QuestionsDraft) -> None:
    """Keep a draft; the oldest goes when a person writes too many at once."""
    kept = {code: one for code, one in session.get(KEPT, {}).items() if code != draft.service}
    while len(kept) >= MOST_KEPT:
        kept.pop(next(iter(kept)))
    session[KEPT] = kept | {draft.service: {"base": draft.base, "questions": draft.questions}}


def drop_draft(session: SessionBase, service: str) -> None:
    """Forget a draft."""
    session[KEPT] = {code: one for code, one in session.get(KEPT, {}).items() if code != service}


@dataclass
class Faults:
    """What is wrong with one question: sentences by field, and the places of the faults of its conditions."""

    fields: dict[str, str] = field(default_factory=dict)
    places: dict[str, Fault] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields)


def faults_of(questions: Sequence[Draft]) -> list[Faults]:
    """Give what is wrong with each question; when all is right, the catalogue publishes them."""
    found = [_own_faults(question) for question in questions]
    if not any(found):
        try:
            read_questions(list(questions))
        except Invalid as fault:
            codes = [str(question.get("code")) for question in questions]
            index = next((codes.index(code) for code in fault.fields if code in codes), 0)
            found[index].fields["shown_if" if questions[index].get("shown_if") else "label_fr"] = (
                fault.message
            )
    return found


def _own_faults(question: Draft) -> Faults:
    faults = Faults()
    if not (question.get("label") or {}).get("fr"):
        faults.fields["label_fr"] = _("Write the question in French at least.")
    if question.get("kind") in {kind.value for kind in WITH_OPTIONS} and not question.get("options"):
        faults.fields["options"] = _("Write the choices, one on each line.")
    for option in question.get("options") or ():
        if not option["label"].get("fr"):
            faults.fields["options"] = _("Each choice needs its words in French.")
    for name in ("shown_if", "required_if"):
        source = str(question.get(name) or "")
        fault = fault_of(source, ANSWERS) if source else None
        if fault:
            faults.fields[name], faults.places[name] = fault.sentence, fault
    if not faults:
        _check_whole(question, faults)
    return faults


def _check_whole(question: Draft, faults: Faults) -> None:
    """Let the catalogue judge the rest: lengths above all."""
    try:
        read_questions([question | {"shown_if": "", "required_if": ""}])
    except Invalid as fault:
        known = {"options": "options"}
        name = next((known.get(field, f"label_{field}") for field in fault.fields), "label_fr")
        faults.fields[name] = fault.message


def readable(questions: Sequence[Mapping[str, Any]]) -> list[Question]:
    """Give the questions of a draft that can be read already, for its preview and for words."""
    found: list[Question] = []
    codes = {str(question.get("code")) for question in questions}
    for question in questions:
        try:
            [read] = read_questions([{**question, "shown_if": "", "required_if": ""}])
        except Invalid:
            continue
        shown_if, required_if = (_usable(question.get(name), codes) for name in ("shown_if", "required_if"))
        found.append(replace(read, shown_if=shown_if, required_if=required_if))
    return found


def _usable(source: object, codes: set[str]) -> str:
    """Give a condition that compiles and names questions that are there, else nothing."""
    words = str(source or "")
    names = set(re.findall(r"\banswers\.([A-Za-z_]\w*)", words))
    return words if words and names <= codes and not fault_of(words, ANSWERS) else ""
