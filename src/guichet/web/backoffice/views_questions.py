"""The form of a service: written without code, kept at each press, tried, then given to a second person."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.actions import save_form, submit_form
from guichet.catalogue.lifecycle import DRAFT, REVIEW
from guichet.catalogue.queries import configured_forms, configured_service, form_being_written
from guichet.catalogue.rules import may_configure, may_publish_form
from guichet.kernel import moment
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound, Refused
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import city_languages, language, language_words
from guichet.web.backoffice.differences import differences, page_differences
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.explaining import Fault, condition_words, question_labels
from guichet.web.backoffice.forms_questions import KIND_WORDS, QuestionForm
from guichet.web.backoffice.lists import service_line
from guichet.web.backoffice.preview import previewed, tried_answers
from guichet.web.backoffice.questions_draft import (
    NOWHERE,
    Faults,
    Path,
    QuestionsDraft,
    faults_of,
    page_faults,
    plain_questions,
    read_draft,
    read_path,
    readable_form,
    write_path,
)
from guichet.web.backoffice.saving import go, show
from guichet.web.backoffice.trying import tried_condition

if TYPE_CHECKING:
    from guichet.catalogue.models import FormVersion, Service


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def questions(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Write the form of a service; each button keeps what was typed, then does what it says."""
    service = configured_service(request.actor, code)
    published = next(iter(configured_forms(request.actor, service)), None)
    written = form_being_written(request.actor, service)
    draft = read_draft(code, written, published)
    if request.method != "POST":
        return show(
            request,
            "backoffice/questions.html",
            _page(request, service, draft, written, published, read_path(request.GET.get("q", ""))),
            here="services",
        )
    turn = _Turn(request, draft)
    try:
        turn.do()
    except (Denied, NotFound):
        raise
    except Refused as refusal:
        messages.warning(request, refusal.message)
        if isinstance(refusal, Conflict) and turn.is_lost:
            context = _page(request, service, draft, written, published, turn.opened)
            context["meanwhile"] = turn.meanwhile
            return show(request, "backoffice/questions.html", context, here="services")
    return go(reverse("config_questions", args=[code]) + turn.leads_to)


class _Turn:
    """One press: what was typed goes into the draft, the button changes it, and it is kept."""

    def __init__(self, request: ConfigRequest, draft: QuestionsDraft) -> None:
        self.request, self.draft = request, draft
        sent = request.POST.get("seen", "0")
        self.seen = int(sent) if sent.isdigit() else 0
        self.stored = deepcopy((plain_questions(draft.questions), draft.stored_pages()))
        self.is_lost = self.seen != draft.edition
        self.opened: Path = NOWHERE
        self.query = ""
        self.meanwhile: list[str] = []

    @property
    def leads_to(self) -> str:
        """Give the end of the address of the page to show next."""
        return (f"?{self.query}" if self.query else "") + ("#question" if self.opened else "")

    def do(self) -> None:
        """Do what the button says."""
        typed = self._typed()
        verb, _colon, what = self.request.POST.get("do", "keep").partition(":")
        self.opened = self._change(verb, what, typed)
        self.query = f"q={write_path(self.opened)}" if self.opened else ""
        if verb == "try" and self.opened:
            self.query += f"&try={what}"
        self._keep()
        if verb == "submit":
            self._submit()

    def _keep(self) -> None:
        draft = self.draft
        now = (plain_questions(draft.questions), draft.stored_pages())
        if now == self.stored:
            return
        if self.is_lost:
            self.meanwhile = differences(plain_questions(draft.questions), self.stored[0])
        kept = save_form(
            self.request.actor,
            draft.service,
            draft.questions,
            draft.stored_pages(),
            seen_edition=self.seen,
        )
        draft.edition = kept.edition

    def _submit(self) -> None:
        draft = self.draft
        faults = faults_of(draft.questions)
        if faults or page_faults(draft):
            self.opened = next(iter(faults), NOWHERE)
            self.query = f"q={write_path(self.opened)}" if self.opened else ""
            raise Invalid(_("Something is still missing before someone can read it. What you wrote is kept."))
        submit_form(self.request.actor, draft.service, seen_edition=draft.edition)
        messages.success(
            self.request, _("The form waits for a second person, who reads it and publishes it.")
        )

    def _typed(self) -> Path:
        """Put what was typed into the draft: the titles of pages, and the question that was open; gives its place."""
        draft, data = self.draft, self.request.POST
        for number, page in enumerate(draft.pages):
            for name, start in (("title", "page"), ("help", "pagehelp")):
                known = {lang: data.get(f"{start}_{number}_{lang}") for lang in city_languages()}
                if any(words is not None for words in known.values()):
                    own = {lang: (words or "").strip()[:400] for lang, words in known.items()}
                    page[name] = {
                        lang: words for lang, words in ((page.get(name) or {}) | own).items() if words
                    }
        path = read_path(data.get("index", ""))
        question = draft.at(path)
        if question is None:
            return NOWHERE
        form = _form_of(draft, path, data)
        form.is_valid()
        draft.list_at(path)[path[-1]] = form.drafted(draft.codes(path))
        return path

    def _change(self, verb: str, what: str, opened: Path) -> Path:
        """Change the draft; gives the place of the question to open."""
        draft = self.draft
        if verb == "add":
            kind = self.request.POST.get(f"new_kind_{what}") or self.request.POST.get("new_kind", "text")
            group = read_path(what[1:]) if what.startswith("g") else NOWHERE
            page = draft.pages[int(what)]["code"] if what.isdigit() and int(what) < len(draft.pages) else ""
            return draft.add(kind, page=page, group=group)
        if verb == "page-add":
            draft.add_page()
        if verb.startswith("page-") and what.isdigit():
            {"page-up": lambda n: draft.move_page(n, -1), "page-down": lambda n: draft.move_page(n, 1),
             "page-remove": draft.remove_page}.get(verb, lambda _n: None)(int(what))  # fmt: skip
        if verb == "choice-up" and opened and what.isdigit():
            draft.move_option(opened, int(what))
        return self._change_question(verb, read_path(what), opened)

    def _change_question(self, verb: str, path: Path, opened: Path) -> Path:
        draft = self.draft
        if verb in {"up", "down"} and draft.at(path) is not None:
            moved = draft.move(path, -1 if verb == "up" else 1)
            return moved if opened else NOWHERE
        if verb == "remove":
            draft.remove(path)
            return NOWHERE
        if verb == "open":
            return path if draft.at(path) is not None else opened
        return NOWHERE if verb in {"shut", "submit"} else opened


def _form_of(draft: QuestionsDraft, path: Path, data: Any = None) -> QuestionForm:
    more: dict[str, Any] = {"outer": draft.outer(path)} if len(path) > 1 else {}
    return QuestionForm(
        data,
        draft=draft.at(path) or {},
        others=draft.others(path),
        initial={"index": write_path(path)},
        auto_id="q-%s",
        **more,
    )


def _page(
    request: ConfigRequest,
    service: Service,
    draft: QuestionsDraft,
    written: FormVersion | None,
    published: FormVersion | None,
    opened: Path,
) -> dict[str, Any]:
    faults = faults_of(draft.questions)
    known = readable_form(draft)
    labels = question_labels(known.questions)
    opened = opened if draft.at(opened) is not None else NOWHERE
    stored = (published.questions, published.pages) if published else ([], [])
    changes = differences(stored[0], plain_questions(draft.questions)) + page_differences(
        stored[1], draft.stored_pages()
    )
    return {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "pages": _pages(draft, faults, labels, opened),
        "several": bool(draft.stored_pages()),
        "last": len(draft.questions) - 1,
        "draft": draft,
        "written": written,
        "newest": published,
        "changes": changes if draft.is_changed else [],
        "in_review": draft.state == REVIEW,
        "may_publish": written is not None and draft.state == REVIEW and may_publish_form(request.actor, written),
        "may_submit": written is not None and draft.state == DRAFT and draft.is_changed,
        "meanwhile": [],
        "kinds": [(kind.value, words) for kind, words in KIND_WORDS.items()],
        "inner_kinds": [(kind.value, words) for kind, words in KIND_WORDS.items() if kind.value != "group"],
        **_opened(request, service, draft, opened, faults, labels),
        **_preview(request, draft),
    }  # fmt: skip


def _pages(
    draft: QuestionsDraft, faults: dict[Path, Faults], labels: dict[str, str], opened: Path
) -> list[dict[str, Any]]:
    """Give the pages of the form with their lines."""
    wrong_pages = page_faults(draft)
    return [
        {
            "index": number,
            "page": page,
            "fault": wrong_pages.get(number, ""),
            "titles": [
                (lang, language_words(lang), (page.get("title") or {}).get(lang, ""))
                for lang in city_languages()
            ],
            "helps": [
                (lang, language_words(lang), (page.get("help") or {}).get(lang, ""))
                for lang in city_languages()
            ],
            "lines": [
                _line((place,), question, faults, labels, opened)
                for place, question in enumerate(draft.questions)
                if question["page"] == page["code"]
            ],
        }
        for number, page in enumerate(draft.pages)
    ]


def _line(
    path: Path, question: dict[str, Any], faults: dict[Path, Faults], labels: dict[str, str], opened: Path
) -> dict[str, Any]:
    return {
        "index": write_path(path),
        "place": path[-1],
        "label": localise(question.get("label") or {}, language()),
        "kind": next((words for kind, words in KIND_WORDS.items() if kind.value == question["kind"]), ""),
        "question": question,
        "shown": condition_words(str(question.get("shown_if") or ""), labels),
        "faults": faults.get(path),
        "is_open": path == opened,
        "inner": [
            _line((*path, number), inner, faults, labels, opened)
            for number, inner in enumerate(question.get("questions") or ())
        ],
        "holds_open": len(opened) > 1 and opened[0] == path[0],
    }


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """A condition as it is typed: its field, its words, what is wrong with it and where; how it is chosen, its trial."""

    bound: BoundField
    words: str
    sentence: str
    place: Fault | None
    lines: list[tuple[BoundField, BoundField]]
    join: BoundField
    name: str
    trial: Any


def _opened(
    request: ConfigRequest,
    service: Service,
    draft: QuestionsDraft,
    opened: Path,
    faults: dict[Path, Faults],
    labels: dict[str, str],
) -> dict[str, Any]:
    """Give the form of the open question, with its faults and its conditions in words."""
    question = draft.at(opened)
    if question is None:
        return {"form": None}
    fault, form = faults.get(opened, Faults()), _form_of(draft, opened)

    def written(name: str, prefix: str) -> WrittenCondition:
        source = str(question.get(name) or "") if question else ""
        tried = source and request.GET.get("try") == name and len(opened) == 1
        return WrittenCondition(
            form[name],
            condition_words(source, labels),
            fault.fields.get(name, ""),
            fault.places.get(name),
            form.clause_lines(prefix),
            form[f"{prefix}_join"],
            name,
            tried_condition(request.actor, service, readable_form(draft), source) if tried else None,
        )

    return {
        "form": form,
        "faults": fault,
        "shown": written("shown_if", "s"),
        "required": written("required_if", "r"),
        "is_inner": len(opened) > 1,
        "open_kind": question["kind"],
    }


def _preview(request: ConfigRequest, draft: QuestionsDraft) -> dict[str, Any]:
    spoken, form = city_languages(), readable_form(draft)
    tried = request.GET.get("in", "")
    chosen = tried if tried in spoken else language() if language() in spoken else spoken[0]
    answers = tried_answers(form, request.GET)
    return {
        "preview": previewed(form, answers, chosen),
        "preview_language": chosen,
        "preview_languages": [(code, language_words(code)) for code in spoken],
        "is_tried": any(answers.values()),
    }
