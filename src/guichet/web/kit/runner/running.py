"""What a person does on a page of a form: nothing typed is lost, then the page does what its button says."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from guichet.catalogue.forms import (
    ATTACHED,
    Form,
    Judge,
    Kind,
    Page,
    Question,
    accepts,
    check,
    page_named,
    shown_pages,
    shown_questions,
)
from guichet.documents.actions import Place, keep_upload, remove_draft
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound, Refused
from guichet.web.kit.runner.fields import field_name
from guichet.web.kit.runner.pages import MEGABYTES, RunPage, Wanted, area_form, build_page
from guichet.web.kit.runner.typed import Given, read_given

CHECK, LEAVE = "check", "leave"
REFUSED = 422


@dataclass(frozen=True, slots=True)
class Running:
    """What a door gives to run a form: who fills it, its pages' addresses, the secret of its files, its own limits."""

    actor: Actor
    wanted: Wanted
    files_key: str = ""
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a page. `given` is what was typed on it: the door keeps it, always.

    `go` is the code of the page to lead to (with `anchor`), CHECK past the last page, LEAVE to leave it for later; empty
    when `shown` is to be shown, with `status`.
    """

    given: Given
    go: str
    shown: RunPage
    status: int = 200
    anchor: str = ""


def run_page(
    request: HttpRequest, form: Form, answers: Mapping[str, Any], code: str, running: Running
) -> Ran:
    """Show a page of a form (`code`; empty: the first), or do what its button says. Http404 for no such page."""
    pages = shown_pages(form, answers)
    page = page_named(form, code) if code else (pages[0] if pages else None)
    if page is None:
        raise Http404
    if request.method != "POST":
        return Ran({}, "", build_page(form, answers, page, running.wanted))
    return _Turn(request, form, answers, page, running).do()


class _Turn:
    """One page sent: what was typed, what the button asks."""

    def __init__(
        self, request: HttpRequest, form: Form, answers: Mapping[str, Any], page: Page, running: Running
    ) -> None:
        self.request, self.form, self.page, self.running = request, form, page, running
        self.before = dict(answers)
        asked = set(request.POST.getlist("asked"))
        self.questions = [
            question
            for question in form.questions_on(page)
            if question.code in asked
            and (running.wanted.internal or not question.internal)
            and running.wanted.may_fill(question.code)
        ]
        self.asked = asked
        self.given = read_given(self.questions, request.POST, self.before)
        self.faults: dict[str, str] = {}
        self.misdrawn: dict[str, str] = {}
        if running.wanted.draws:
            self._measure()

    def _measure(self) -> None:
        """Make a shape of an area that was typed, and see whether one that was drawn can be occupied."""
        for question in self.questions:
            given = self.given.get(question.code)
            if question.kind is not Kind.AREA or not isinstance(given, dict):
                continue
            form = area_form(question, given, required=False)
            if not form.is_bound:
                continue
            if form.is_valid() and form.area is not None:
                answer = form.answer()
                self.given[question.code] = given | {
                    name: answer[name] for name in ("geometry", "how", "lat", "lon")
                }
            elif form.errors:
                self.misdrawn[question.code] = str(next(iter(form.errors.values()))[0])

    def do(self) -> Ran:
        """Keep files, then do what the button says."""
        self._take_files()
        verb, _colon, what = self.request.POST.get("do", "next").partition(":")
        if verb in ("add", "remove", "unfile"):
            getattr(self, f"_{verb}")(what)
            if not self.faults:
                return self._to(
                    self.page.code, anchor=f"id_{field_name(what.partition(':')[0].partition('-')[0])}"
                )
        if self.faults or verb in ("look", "attach"):
            return self._show()
        if verb == "back":
            return self._to(self._neighbour(-1))
        if verb == LEAVE:
            return self._to(LEAVE)
        if verb == "page" and page_named(self.form, what):
            return self._to(what)
        return self._next(later=verb == "later")

    @property
    def merged(self) -> dict[str, Any]:
        return self.before | self.given

    def _to(self, go: str, *, anchor: str = "") -> Ran:
        return Ran(self.given, go, self._built(), anchor=anchor)

    def _built(self, *, more: bool = False) -> RunPage:
        return build_page(
            self.form, self.merged, self.page, self.running.wanted, faults=self.faults, more=more
        )

    def _show(self, *, more: bool = False) -> Ran:
        return Ran(self.given, "", self._built(more=more), status=REFUSED if self.faults else 200)

    def _neighbour(self, by: int) -> str:
        codes = [page.code for page in shown_pages(self.form, self.merged)]
        if self.page.code not in codes:
            return codes[0] if codes else CHECK
        place = codes.index(self.page.code) + by
        return codes[max(place, 0)] if place < len(codes) else CHECK

    def _next(self, *, later: bool) -> Ran:
        shown = {question.code for question in shown_questions(self.form, self.merged)}
        here = {
            question.code
            for question in self.form.questions_on(self.page)
            if question.code in shown and (self.running.wanted.internal or not question.internal)
        }
        if not here <= self.asked:
            return self._show(more=True)
        if not later:
            done = check(
                self.form.questions,
                self.merged,
                internal=self.running.wanted.internal,
                judge=self.running.judge,
            )
            own = {question.code for question in self.questions}
            said = done.missing | done.faults
            self.faults |= {code: words for code, words in said.items() if code.split(".")[0] in own}
            self.faults |= self.misdrawn
        return self._show() if self.faults else self._to(self._neighbour(1))

    def _add(self, code: str) -> None:
        rows = self.given.get(code)
        if isinstance(rows, list):
            rows.append({})

    def _remove(self, what: str) -> None:
        code, _colon, number = what.partition(":")
        rows = self.given.get(code)
        if isinstance(rows, list) and number.isdigit() and int(number) < len(rows):
            rows.pop(int(number))

    def _slots(self) -> list[tuple[Question, str, dict[str, Any]]]:
        """Give each place that takes files: its question, its code, and the answers that hold it."""
        found = []
        for question in self.questions:
            if question.kind in ATTACHED:
                found.append((question, question.code, self.given))
            for number, row in enumerate(self.given.get(question.code) or () if question.questions else ()):
                found += [
                    (inner, f"{question.code}.{number}.{inner.code}", row)
                    for inner in question.questions
                    if inner.kind in ATTACHED
                ]
        return found

    def _unfile(self, what: str) -> None:
        name, _colon, key = what.partition(":")
        for question, code, held in self._slots():
            if code.replace(".", "-") == name:
                held[question.code] = [
                    each for each in held.get(question.code) or () if each.get("key") != key
                ]
        with suppress(ValueError, NotFound):
            remove_draft(self.running.actor, self.running.files_key, UUID(key))

    def _take_files(self) -> None:
        if not self.running.files_key:
            return
        for question, code, held in self._slots():
            for sent in self.request.FILES.getlist(field_name(code)):
                self._take_file(question, code, held, sent)

    def _take_file(
        self, question: Question, code: str, held: dict[str, Any], sent: UploadedFile[Any]
    ) -> None:
        kept = [each for each in held.get(question.code) or () if isinstance(each, dict)]
        name = sent.name or ""
        fault = ""
        if len(kept) >= (question.most or 10):
            fault = _("%(most)d files at most: remove one to add another") % {"most": question.most or 10}
        elif (sent.size or 0) > (question.largest or MEGABYTES) * 1_000_000:
            fault = _("it is larger than %(size)d MB. Choose a smaller one") % {
                "size": question.largest or MEGABYTES
            }
        else:
            fault = self._keep(question, kept, sent, name)
        if fault:
            self.faults[code] = f"{name}\u00a0– {fault}"
        held[question.code] = kept

    def _keep(
        self, question: Question, kept: list[dict[str, Any]], sent: UploadedFile[Any], name: str
    ) -> str:
        place = Place(draft_key=self.running.files_key)
        try:
            attachment = keep_upload(self.running.actor, sent, place, name=name)
        except Refused as refusal:
            return refusal.message
        if not accepts(question, attachment.media_type):
            with suppress(NotFound):
                remove_draft(self.running.actor, self.running.files_key, attachment.key)
            return _("this kind of file is not asked for here")
        key = str(attachment.key)
        if key not in {each.get("key") for each in kept}:
            kept.append({"key": key, "name": attachment.name, "type": attachment.media_type})
        return ""
