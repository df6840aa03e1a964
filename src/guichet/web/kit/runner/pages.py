"""One page of a form as it is shown: its fields with what was answered, its groups row by row, its files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.catalogue.forms import (
    ATTACHED,
    Form,
    Kind,
    Page,
    Question,
    check,
    expression_values,
    is_required,
    is_shown,
    page_title,
    shown_pages,
)
from guichet.catalogue.forms.conditions import names_in
from guichet.kernel.texts import localise
from guichet.web.kit.areas import AreaForm
from guichet.web.kit.parts import Step
from guichet.web.kit.runner.fields import Asked, field_name, question_field

MEGABYTES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page is built for: where its pages are (`url` of a page's code), who fills it, what is joined to it.

    `may_fill` tells whether this person may answer a question; `takes_files` whether files can be joined here, `draws`
    whether areas are drawn on a map (its page loads kit/js/map.js, area.js and suggest.js) or only typed.
    """

    url: Callable[[str], str]
    may_fill: Callable[[str], bool] = lambda _code: True
    internal: bool = False
    takes_files: bool = True
    draws: bool = False
    file_url: Callable[[str], str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a group: its place from 0, what it is called, its items."""

    index: int
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing on a page: a field, a group with its rows, or files with the box that takes more."""

    kind: str
    code: str
    bound: BoundField
    unit: str = ""
    rows: list[Row] = field(default_factory=list)
    files: list[dict[str, str]] = field(default_factory=list)
    room: bool = True
    help: str = ""
    multiple: bool = False
    accept: str = ""
    area: AreaForm | None = None

    @property
    def target(self) -> str:
        """Give the id that links and errors lead to."""
        return f"id_{self.bound.name}"

    @property
    def key(self) -> str:
        """Give the code as it stands in the values of buttons (« people-0-photo »)."""
        return self.code.replace(".", "-")


@dataclass(frozen=True, slots=True)
class RunPage:
    """One page of a form to be shown by `kit/form_page.html`."""

    form: forms.Form
    page: Page
    title: str
    help: str
    items: list[Item]
    number: int
    count: int
    steps: list[Step]
    action: str
    previous: str
    is_last: bool
    triggers: str
    asked_codes: tuple[str, ...]
    may_fill: bool
    more: bool = False


class _Fields(forms.Form):
    """The fields of a page, filled from the answers; faults are added to them."""

    use_required_attribute = False


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


def build_page(
    form: Form,
    answers: Mapping[str, Any],
    page: Page,
    wanted: Wanted,
    *,
    faults: Mapping[str, str] | None = None,
    more: bool = False,
) -> RunPage:
    """Build a page after what was answered so far; `faults` are sentences by code (« people.0.age » within a group)."""
    done = check(form.questions, answers, internal=wanted.internal)
    seen = expression_values(form.questions, done.values)
    asked = [question for question in form.questions_on(page) if wanted.internal or not question.internal]
    shown = [question for question in asked if is_shown(question, seen)]
    pages = shown_pages(form, answers)
    if page not in pages:
        pages = [each for each in form.pages if each in pages or each == page]
    builder = _Builder(answers, seen, wanted)
    items = [builder.item(question) for question in shown]
    builder.say(faults or {})
    place = pages.index(page)
    return RunPage(
        form=builder.form,
        page=page,
        title=page_title(form, page, language()),
        help=localise(page.help, language()),
        items=items,
        number=place + 1,
        count=len(pages),
        steps=_steps(form, pages, page, wanted),
        action=wanted.url(page.code),
        previous=wanted.url(pages[place - 1].code) if place else "",
        is_last=place == len(pages) - 1,
        triggers=_triggers(form.questions, asked),
        asked_codes=tuple(question.code for question in shown),
        may_fill=all(wanted.may_fill(question.code) for question in shown),
        more=more,
    )


def _steps(form: Form, pages: Sequence[Page], page: Page, wanted: Wanted) -> list[Step]:
    here = pages.index(page)
    return [
        Step(
            page_title(form, each, language()),
            done=number < here,
            current=number == here,
            url=wanted.url(each.code) if number < here else "",
        )
        for number, each in enumerate(pages)
    ]


def _triggers(questions: Sequence[Question], on_page: Sequence[Question]) -> str:
    """Say to htmx which answers of this page change what else is asked; empty when none does."""
    top: set[str] = set()
    inner: list[str] = []
    for question in questions:
        top |= names_in(f"{question.shown_if} {question.required_if}")
        within: set[str] = set()
        for each in question.questions:
            sources = f"{each.shown_if} {each.required_if}"
            top |= names_in(sources)
            within |= names_in(sources, "row")
        if question in on_page:
            inner += [
                f"change from:([name^='{field_name(question.code)}-'][name$='-{code}'])"
                for code in sorted(within)
            ]
    named = [f"change from:([name^='{field_name(q.code)}'])" for q in on_page if q.code in top]
    return ", ".join(named + inner)


class _Builder:
    """Puts the fields of a page in one form, so that what is wrong is listed once, in the order of the page."""

    def __init__(self, answers: Mapping[str, Any], seen: Mapping[str, object], wanted: Wanted) -> None:
        self.answers, self.seen, self.wanted = answers, seen, wanted
        self.data: dict[str, Any] = {}
        self.form = _Fields(self.data, auto_id="id_%s")

    def say(self, faults: Mapping[str, str]) -> None:
        """Put faults beside their fields; those of other pages are left out."""
        self.form.full_clean()
        for code, sentence in faults.items():
            name = field_name(code)
            if name in self.form.fields:
                unanswered = sentence in (_("Choose an answer"), _("Answer this question"))
                named = _("Answer “%(question)s”") % {"question": self.form.fields[name].label}
                self.form.add_error(name, named if unanswered else sentence)

    def item(self, question: Question) -> Item:
        """Give a question as an item of the page."""
        value = self.answers.get(question.code)
        required = is_required(question, self.seen)
        if question.kind is Kind.GROUP:
            return self._group(question, value, required=required)
        if question.kind is Kind.AREA and self.wanted.draws:
            return self._area(question, value, required=required)
        return self._plain(question, question.code, value, required=required)

    def _plain(self, question: Question, code: str, value: Any, *, required: bool) -> Item:
        if question.kind in ATTACHED:
            return self._files(question, code, value, required=required)
        bound = self._add(
            code, question_field(question, language(), required=required), _as_typed(question, value)
        )
        return Item("field", code, bound, unit=question.unit)

    def _add(self, code: str, made: forms.Field, value: Any) -> BoundField:
        name = field_name(code)
        made.disabled = False
        self.form.fields[name] = made
        self.data[name] = value
        return self.form[name]

    def _files(self, question: Question, code: str, value: Any, *, required: bool) -> Item:
        files = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        most = question.most or 10
        made = Asked(
            label=localise(question.label, language()),
            required=required,
            widget=forms.FileInput(attrs={"data-max-bytes": (question.largest or MEGABYTES) * 1_000_000}),
        )
        bound = self._add(code, made, None)
        shown = [each | {"url": self._file_url(each)} for each in files]
        return Item(
            "files",
            code,
            bound,
            files=shown,
            room=self.wanted.takes_files and len(files) < most,
            help=_files_help(question, most),
            multiple=most - len(files) > 1,
            accept=_accept(question),
        )

    def _file_url(self, kept: Mapping[str, Any]) -> str:
        return self.wanted.file_url(str(kept.get("key", ""))) if self.wanted.file_url else ""

    def _group(self, group: Question, value: Any, *, required: bool) -> Item:
        made = Asked(label=localise(group.label, language()), required=required, widget=forms.HiddenInput())
        bound = self._add(group.code, made, "")
        rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
        rows += [{} for _missing in range(max(group.least, 1) - len(rows))]
        most = group.most or 40
        shown = [self._row(group, number, row) for number, row in enumerate(rows)]
        return Item(
            "group",
            group.code,
            bound,
            rows=shown,
            room=len(rows) < most,
            help=localise(group.help, language()),
            multiple=len(rows) > max(group.least, 1) or (len(rows) == 1 and bool(rows[0])),
        )

    def _area(self, question: Question, value: Any, *, required: bool) -> Item:
        made = Asked(
            label=localise(question.label, language()), required=required, widget=forms.HiddenInput()
        )
        bound = self._add(question.code, made, "")
        drawn = area_form(question, value, required=required)
        return Item("area", question.code, bound, help=localise(question.help, language()), area=drawn)

    def _row(self, group: Question, number: int, values: Mapping[str, Any]) -> Row:
        row = expression_values(group.questions, check(group.questions, values, internal=True).values)
        items = [
            self._plain(
                inner,
                f"{group.code}.{number}.{inner.code}",
                values.get(inner.code),
                required=is_required(inner, self.seen, row),
            )
            for inner in group.questions
            if is_shown(inner, self.seen, row)
        ]
        title = _("%(group)s %(n)d") % {"group": localise(group.label, language()), "n": number + 1}
        return Row(number, title, items)


def area_form(question: Question, value: Any, *, required: bool) -> AreaForm:
    """Give the fields of an area as it was answered; what is wrong with a drawing is said beside them."""
    name, kept = field_name(question.code), value if isinstance(value, Mapping) else {}
    parts = {
        "place": "address",
        "length": "length_m",
        "width": "width_m",
        "lat": "lat",
        "lon": "lon",
        "side": "side",
    }
    data = {f"{name}_{part}": str(kept.get(own) or "") for part, own in parts.items()}
    if kept.get("how") != "typed" and kept.get("geometry"):
        drawn = kept["geometry"]
        data[name] = drawn if isinstance(drawn, str) else json.dumps(drawn)
    return AreaForm(name, data if any(data.values()) else None, required=required)


def _as_typed(question: Question, value: Any) -> Any:
    """Give a kept answer as its field takes it."""
    if question.kind is Kind.YES_NO and isinstance(value, bool):
        return "yes" if value else "no"
    if question.kind is Kind.NUMBER and isinstance(value, str):
        return value.replace(".", ",") if language() == "fr" else value
    return value


def _files_help(question: Question, most: int) -> str:
    kinds = {
        "image": _("photos"),
        "pdf": _("PDF"),
        "text": _("plain text"),
        "office": _("Word, Excel or OpenDocument"),
    }
    allowed = question.accepts or (("image",) if question.kind is Kind.PHOTO else tuple(kinds))
    words = {
        "kinds": ", ".join(str(kinds[kind]) for kind in allowed),
        "most": most,
        "size": question.largest or MEGABYTES,
    }
    limits = _("Accepted: %(kinds)s; %(size)d MB at most; %(most)d at most.") % words
    return f"{localise(question.help, language())} {limits}".strip()


_ACCEPT = {
    "image": "image/*",
    "pdf": ".pdf",
    "text": ".txt,.csv",
    "office": ".docx,.xlsx,.pptx,.odt,.ods,.odp",
}


def _accept(question: Question) -> str:
    allowed = question.accepts or (("image",) if question.kind is Kind.PHOTO else ())
    return ",".join(_ACCEPT[kind] for kind in allowed)
