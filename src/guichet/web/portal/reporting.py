"""What every step of a report does first: find the service and the draft, and lose nothing when one is gone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.actions.drafts import save_draft
from guichet.catalogue.kept import CATALOGUE
from guichet.catalogue.queries import ServiceForm
from guichet.catalogue.queries.drafts import draft_exists, draft_for
from guichet.knowledge.editions import NOTICES
from guichet.knowledge.queries import NoticeShown
from guichet.places.editions import CALENDAR, DISTRICTS, LAYERS, one_look
from guichet.web.portal.details import MAX_DESCRIPTION, DetailsForm, FilesForm, details_of, keep_files
from guichet.web.portal.drafts import Draft, find_draft, keep_draft, move_to_server, sent_as
from guichet.web.portal.entrance import PortalRequest, own_page, see
from guichet.web.portal.notices import notices_about
from guichet.web.portal.place import PlaceForm, kept_place
from guichet.web.portal.questions import Given, needs_pages, read_given, resident_questions
from guichet.web.portal.steps import (
    CONTACT,
    DETAILS,
    PLACE,
    asked_service,
    closed_service,
    first_undone,
    opens_again,
    step_names,
    step_of,
    step_url,
    steps_shown,
)

Step = Callable[[PortalRequest, ServiceForm, Draft], HttpResponseBase]
LATER = "later"
CONTACT_FIELDS = ("email", "phone", "name", "language")


def report_step(step: str) -> Callable[[Step], Callable[..., HttpResponseBase]]:
    """Make a view of a step of a report: `view(request, asked, draft)`, called once the steps before are complete."""

    def decorate(view: Step) -> Callable[..., HttpResponseBase]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @own_page
        @wraps(view)
        def stepped(request: PortalRequest, code: str, key: str = "") -> HttpResponseBase:
            with one_look(CATALOGUE, DISTRICTS, CALENDAR, NOTICES, LAYERS):
                return _stepped(request, code, key, step, view)

        return stepped

    return decorate


def _stepped(request: PortalRequest, code: str, key: str, step: str, view: Step) -> HttpResponseBase:
    asked = asked_service(request.actor, code)
    if asked is None:
        return closed(request, code)
    if asked.service.kind == "permit":
        return see(reverse("portal_permit_type", args=[code]))
    draft = find_draft(request, code, key) if key else Draft(service=code)
    if draft is None:
        return _lost(request, asked, step, key)
    return _aside(request, asked, draft, step) or view(request, asked, draft)


def _aside(request: PortalRequest, asked: ServiceForm, draft: Draft, step: str) -> HttpResponse | None:
    """Lead elsewhere what cannot go on at this step: left for later, stopped, another's part, too early; else None."""
    if request.method == "POST" and LATER in request.POST:
        return leave_later(request, asked, draft, step)
    stopping = [one for one in notices_about(asked, draft) if one.stops]
    if stopping:
        take_typed(request, asked, draft, step)
        return stopped(request, asked, draft, stopping)
    if not draft.owner and step != DETAILS:
        return of_owner(request, asked, draft, step)
    names = step_names(asked) if draft.owner else [DETAILS]
    if step not in names or not set(names[: names.index(step)]) <= set(draft.done):
        take_typed(request, asked, draft, step)
        return see(step_url(asked, draft, first_undone(asked, draft)))
    return None


def leave_later(request: PortalRequest, asked: ServiceForm, draft: Draft, step: str = "") -> HttpResponse:
    """Keep what is typed on a step, right or wrong, and the whole report on the server; say how to come back."""
    if step:
        take_typed(request, asked, draft, step)
    if step == DETAILS and (sent := request.FILES.getlist("photos")):
        files = FilesForm(DetailsForm(asked, *details_of(draft)), checked=True)
        keep_files(request.actor, draft.files, sent, files)
        for refused in files.errors.get("photos", ()):
            messages.warning(request, str(refused))
    draft = move_to_server(request, draft)
    return see(reverse("portal_leave", args=[asked.service.code, draft.key]))


def of_owner(request: PortalRequest, asked: ServiceForm, draft: Draft, step: str = "") -> HttpResponse:
    """Thank someone who was invited: whoever began the form says where it is, how to be reached, and sends it."""
    details = step_url(asked, draft, DETAILS)
    first = f"{details}?page={draft.pages[0]}" if draft.pages else details
    if step == PLACE:
        return see(first)
    if not draft_for(request.actor, draft.key).done:
        save_draft(request.actor, draft.key, {}, done=True)
    context = {"service": asked.service, "details": first}
    return render(request, "portal/of_owner.html", context)


def closed(request: PortalRequest, code: str) -> HttpResponse:
    """Say that a service is out of season, and when it opens again; Http404 for one that is not public."""
    asked = closed_service(code)
    if asked is None:
        raise Http404
    context = {"asked": asked, "service": asked.service, "opens": opens_again(asked)}
    return render(request, "portal/closed.html", context)


def stopped(
    request: PortalRequest, asked: ServiceForm, draft: Draft, notices: list[NoticeShown]
) -> HttpResponse:
    """Say why a service takes nothing just now; what was written stays for later."""
    other_place = step_url(asked, draft, PLACE) if draft.point and PLACE in step_names(asked) else ""
    context = {"asked": asked, "service": asked.service, "notices": notices, "other_place": other_place}
    return render(request, "portal/stopped.html", context)


def _lost(request: PortalRequest, asked: ServiceForm, step: str, key: str) -> HttpResponse:
    """Go on without a draft that is gone: sent already, or open for too long; what was just typed is kept."""
    reference = sent_as(request, key)
    if reference:
        return see(reverse("portal_done", args=[reference]))
    if key not in request.actor.drafts and draft_exists(key):
        return see(reverse("portal_resume", args=[asked.service.code, key]))
    draft = Draft(service=asked.service.code)
    if request.method == "POST":
        take_typed(request, asked, draft, step)
        messages.warning(
            request,
            _("This form was altered on its way, or left open for too long. What you just wrote is kept: "
              "please go through the steps once more."),
        )  # fmt: skip
    else:
        messages.warning(request, _("This form is no longer open. Start here: it takes a minute."))
    return see(step_url(asked, draft, step_names(asked)[0]))


def take_typed(request: PortalRequest, asked: ServiceForm, draft: Draft, step: str) -> None:
    """Keep what was sent for a step, right or wrong, so that it is there when the step is shown again."""
    if request.method != "POST":
        return
    if step == PLACE:
        form = PlaceForm(asked, request.POST)
        form.is_valid()
        draft.place = kept_place(form)
    elif step == DETAILS:
        draft.details = {
            "answers": _typed_answers(request, asked, draft),
            "description": request.POST.get("description", "")[: 10 * MAX_DESCRIPTION],
        }
    elif step == CONTACT:
        draft.contact = {name: request.POST.get(name, "")[:300] for name in CONTACT_FIELDS}
        draft.contact["anonymous"] = bool(request.POST.get("anonymous"))
    keep_draft(request, draft)


def _typed_answers(request: PortalRequest, asked: ServiceForm, draft: Draft) -> Given:
    """Give the answers on the report with what was just typed; a form of several pages sends one at a time."""
    questions = resident_questions(asked.questions)
    if not needs_pages(asked.form):
        return read_given(questions, request.POST)
    kept = dict(draft.details.get("answers", {}))
    sent = [question for question in questions if question.code in request.POST.getlist("asked")]
    return kept | read_given(sent, request.POST, kept)


def complete(request: PortalRequest, draft: Draft, step: str, *, is_right: bool) -> None:
    """Keep a draft after a step was sent, and forget what the house had refused there."""
    draft.faults = {about: words for about, words in draft.faults.items() if step_of(about) != step}
    if is_right:
        draft.finish(step)
    else:
        draft.undo(step)
    keep_draft(request, draft)


def faults_at(draft: Draft, step: str) -> dict[str, str]:
    """Give what the house refused of a step when everything was sent."""
    return {about: words for about, words in draft.faults.items() if step_of(about) == step}


def step_context(asked: ServiceForm, draft: Draft, step: str) -> dict[str, object]:
    """Give what the page of every step shows."""
    return {
        "asked": asked,
        "service": asked.service,
        "draft": draft,
        "steps": steps_shown(asked, draft, step),
        "number": step_names(asked).index(step) + 1,
        "count": len(step_names(asked)),
        "here": step_url(asked, draft, step),
        "notices": notices_about(asked, draft),
    }
