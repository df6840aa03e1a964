"""The questions of a service: written as a draft, tried, then published as a new version."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.catalogue.actions import publish_form
from guichet.catalogue.forms import Question
from guichet.catalogue.queries import configured_forms, configured_service
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import city_languages, language, language_words
from guichet.web.backoffice.differences import differences
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.explaining import Fault, condition_words, question_labels
from guichet.web.backoffice.forms_questions import KIND_WORDS, QuestionForm
from guichet.web.backoffice.lists import service_line
from guichet.web.backoffice.preview import previewed
from guichet.web.backoffice.questions_draft import (
    Faults,
    QuestionsDraft,
    drop_draft,
    faults_of,
    keep_draft,
    read_draft,
    readable,
)
from guichet.web.backoffice.saving import attempt, go, show

if TYPE_CHECKING:
    from guichet.catalogue.models import FormVersion, Service


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def questions(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Write the questions of a service; each button keeps what was typed, then does what it says."""
    service = configured_service(request.actor, code)
    versions = configured_forms(request.actor, service)
    draft = read_draft(request.session, code, versions[0] if versions else None)
    if request.method == "POST":
        opened = _act(request, draft)
        return go(reverse("config_questions", args=[code]) + (f"?q={opened}#question" if opened >= 0 else ""))
    context = _page(request, service, draft, versions)
    return show(request, "backoffice/questions.html", context, here="services")


def _act(request: ConfigRequest, draft: QuestionsDraft) -> int:
    """Keep what was typed, do what the button says; gives the place of the question to open (-1: none)."""
    index = _typed(request, draft)
    verb, _colon, number = request.POST.get("do", "keep").partition(":")
    place = int(number) if number.isdigit() else index
    if verb == "publish":
        return _publish(request, draft)
    if verb == "choice-up" and index >= 0:
        draft.move_option(index, place)
    if verb == "discard":
        drop_draft(request.session, draft.service)
        messages.success(request, _("The changes are discarded."))
        return -1
    opened = _change(request, draft, verb, place, index)
    keep_draft(request.session, draft)
    return opened


def _typed(request: ConfigRequest, draft: QuestionsDraft) -> int:
    """Put the question that was open into the draft, as typed; gives its place (-1: none was open)."""
    sent = request.POST.get("index", "")
    index = int(sent) if sent.isdigit() and int(sent) < len(draft.questions) else -1
    if index >= 0:
        form = QuestionForm(request.POST, draft=draft.questions[index], others=draft.others(index))
        form.is_valid()
        draft.questions[index] = form.drafted(draft.codes(index))
    return index


def _change(request: ConfigRequest, draft: QuestionsDraft, verb: str, place: int, opened: int) -> int:
    """Change the draft; gives the place of the question to open."""
    if verb == "add":
        return _add(request, draft, opened)
    if not 0 <= place < len(draft.questions):
        return -1 if verb == "shut" else opened
    if verb == "remove":
        draft.questions.pop(place)
        return -1
    if verb in {"up", "down"}:
        return draft.move(place, -1 if verb == "up" else 1)
    return {"open": place, "shut": -1}.get(verb, opened)


def _add(request: ConfigRequest, draft: QuestionsDraft, opened: int) -> int:
    try:
        return draft.add(request.POST.get("new_kind", "text"))
    except Invalid as refusal:
        messages.warning(request, refusal.message)
        return opened


def _publish(request: ConfigRequest, draft: QuestionsDraft) -> int:
    keep_draft(request.session, draft)
    faults = faults_of(draft.questions)
    if any(faults):
        messages.warning(
            request, _("Nothing was published: something is still missing. What you wrote is kept.")
        )
        return next(index for index, fault in enumerate(faults) if fault)
    seen = request.POST.get("seen", "")
    published = attempt(
        request,
        lambda: publish_form(
            request.actor, draft.service, draft.questions, seen_number=int(seen) if seen.isdigit() else None
        ),
        _("The questions are published. Cases already open keep theirs."),
    )
    if published:
        drop_draft(request.session, draft.service)
    return -1


def _page(
    request: ConfigRequest, service: Service, draft: QuestionsDraft, versions: list[FormVersion]
) -> dict[str, Any]:
    faults = faults_of(draft.questions)
    asked = request.GET.get("q", "")
    opened = int(asked) if asked.isdigit() and int(asked) < len(draft.questions) else -1
    known = readable(draft.questions)
    labels = question_labels(known)
    lines = [
        {
            "index": index,
            "label": localise(question.get("label") or {}, language()),
            "kind": next((words for kind, words in KIND_WORDS.items() if kind.value == question["kind"]), ""),
            "question": question,
            "shown": condition_words(str(question.get("shown_if") or ""), labels),
            "faults": faults[index],
            "is_open": index == opened,
        }
        for index, question in enumerate(draft.questions)
    ]
    newest = versions[0] if versions else None
    since = next((version for version in versions if version.number == draft.base), None)
    return {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "lines": lines,
        "draft": draft,
        "newest": newest,
        "meanwhile": differences(since.questions if since else [], newest.questions)
        if newest and newest.number != draft.base
        else [],
        "kinds": [(kind.value, words) for kind, words in KIND_WORDS.items()],
        **_opened(draft, opened, faults, labels),
        **_preview(request, known),
    }


@dataclass(frozen=True, slots=True)
class WrittenCondition:
    """A condition as it is typed: its field, its words, what is wrong with it and where."""

    bound: BoundField
    words: str
    sentence: str
    place: Fault | None


def _opened(
    draft: QuestionsDraft, opened: int, faults: list[Faults], labels: dict[str, str]
) -> dict[str, Any]:
    """Give the form of the open question, with its faults and its conditions in words."""
    if opened < 0:
        return {"form": None}
    question, fault = draft.questions[opened], faults[opened]
    form = QuestionForm(
        draft=question, others=draft.others(opened), initial={"index": opened}, auto_id="q-%s"
    )

    def written(name: str) -> WrittenCondition:
        words = condition_words(str(question.get(name) or ""), labels)
        return WrittenCondition(form[name], words, fault.fields.get(name, ""), fault.places.get(name))

    return {
        "form": form,
        "faults": fault,
        "shown": written("shown_if"),
        "required": written("required_if"),
    }


def _preview(request: ConfigRequest, known: list[Question]) -> dict[str, Any]:
    spoken = city_languages()
    tried = request.GET.get("in", "")
    chosen = tried if tried in spoken else language() if language() in spoken else spoken[0]
    lists = {name: request.GET.getlist(name) for name in request.GET if name.startswith("p_")}
    many = {f"p_{question.code}" for question in known if question.kind.value == "choices"}
    given = {name: values if name in many else values[-1] for name, values in lists.items()}
    return {
        "preview": previewed(known, given, chosen),
        "preview_language": chosen,
        "preview_languages": [(code, language_words(code)) for code in spoken],
        "is_tried": any(given.values()),
    }


@require_safe
@config_page(may_configure)
def versions(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Tell how the questions of a service changed, version by version."""
    service = configured_service(request.actor, code)
    found = configured_forms(request.actor, service)
    told = [
        (version, differences(before.questions if before else [], version.questions), len(version.questions))
        for version, before in zip_longest(found, found[1:])
    ]
    context = {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "versions": told,
    }
    return show(request, "backoffice/versions.html", context, here="services")


@require_POST
@config_page(may_configure)
def version_again(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Take an old version as the draft: it is published only when that is asked."""
    service = configured_service(request.actor, code)
    found = configured_forms(request.actor, service)
    old = next((version for version in found if version.number == number), None)
    if old is not None:
        base = found[0].number
        keep_draft(
            request.session, QuestionsDraft(code, base, [dict(question) for question in old.questions])
        )
        messages.success(
            request, _("Version %(n)d is your draft now. Look at it, then publish.") % {"n": number}
        )
    return go(reverse("config_questions", args=[code]))
