"""The second and third steps of a report: what it is about, and how to reach the person."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.catalogue.forms import Form
from guichet.catalogue.queries import ServiceForm
from guichet.documents.actions import remove_draft
from guichet.documents.queries import draft_for, drafts_of
from guichet.documents.store import open_for_download, response_headers
from guichet.kernel.errors import NotFound
from guichet.web.portal.answers import add_faults
from guichet.web.portal.contact import ContactForm, known_contact
from guichet.web.portal.details import MOST_FILES, DetailsForm, FilesForm, details_of, keep_files
from guichet.web.portal.details_pages import END, first_fault, paged_form, run_details, without_questions
from guichet.web.portal.drafts import Draft, find_draft, keep_draft
from guichet.web.portal.entrance import PortalRequest, own_page, see
from guichet.web.portal.questions import Given, read_given, resident_questions
from guichet.web.portal.reporting import complete, faults_at, report_step, step_context, take_typed
from guichet.web.portal.steps import (
    CONTACT,
    DETAILS,
    asked_service,
    field_of,
    next_step,
    plan_of,
    promise_now,
    step_url,
)

REFUSED = 422


@report_step(DETAILS)
def details(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponseBase:
    """Ask the questions of the service, free words and photos; questions that an answer brings come before going on."""
    form = paged_form(asked)
    if form is not None:
        return run_details(request, asked, form, draft) or _end(request, asked, form, draft)
    return _details(request, asked, draft)


def _end(request: PortalRequest, asked: ServiceForm, form: Form, draft: Draft) -> HttpResponseBase:
    """Ask for words and photos once the pages are filled; what is missing on one of them comes before."""
    given, _description = details_of(draft)
    if missed := first_fault(asked, form, draft, given):
        return see(missed)
    return _details(request, without_questions(asked), draft, given, end=f"?page={END}")


def _details(
    request: PortalRequest, asked: ServiceForm, draft: Draft, given: Given | None = None, end: str = ""
) -> HttpResponseBase:
    if request.method != "POST":
        return _show_kept(request, asked, draft)
    _take(request, asked, draft, given)
    form = DetailsForm(asked, *details_of(draft), checked="next" in request.POST)
    files = FilesForm(form, checked=True)
    keep_files(request.actor, draft.files, request.FILES.getlist("photos"), files)
    _take_away(request, draft)
    if "next" not in request.POST:
        if files.errors:
            return _show(request, asked, draft, form, files, REFUSED)
        return see(form_url(asked, draft, f"{end}#photos"))
    if not files.errors and not set(form.asked_codes) <= set(request.POST.getlist("asked")):
        return see(form_url(asked, draft, end or "?more=1"))
    if form.files_needed and not drafts_of(request.actor, draft.files) and not files.errors:
        files.add_error("photos", _("Add a photo") if files.photos_only else _("Add a photo or a document"))
    complete(request, draft, DETAILS, is_right=(is_right := form.is_valid() and not files.errors))
    if is_right:
        return see(step_url(asked, draft, next_step(asked, DETAILS)))
    return _show(request, asked, draft, form, files, REFUSED)


def _take(request: PortalRequest, asked: ServiceForm, draft: Draft, given: Given | None) -> None:
    """Keep what was typed; the answers of a form with pages (`given`) are kept already."""
    take_typed(request, asked, draft, DETAILS)
    if given:
        draft.details["answers"] = given
        keep_draft(request, draft)


def form_url(asked: ServiceForm, draft: Draft, end: str) -> str:
    """Give the address of this step with a mark or a word at its end."""
    return step_url(asked, draft, DETAILS) + end


def _take_away(request: PortalRequest, draft: Draft) -> None:
    """Take a photo off the report; one that is gone already is gone."""
    try:
        remove_draft(request.actor, draft.files, UUID(request.POST.get("remove", "")))
    except (ValueError, NotFound):
        return


def _show_kept(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponse:
    faults = faults_at(draft, DETAILS)
    form = DetailsForm(asked, *details_of(draft), checked=bool(faults))
    files = FilesForm(form, checked=bool(faults))
    for about, sentence in faults.items():
        target = files if field_of(about) in files.fields else form
        if about not in form.errors:
            add_faults(target, {field_of(about): sentence}, {})
    return _show(request, asked, draft, form, files)


def _show(
    request: PortalRequest,
    asked: ServiceForm,
    draft: Draft,
    form: DetailsForm,
    files: FilesForm,
    status: int = 200,
) -> HttpResponse:
    kept = drafts_of(request.actor, draft.files) if draft.files else []
    context = step_context(asked, draft, DETAILS) | {
        "form": form,
        "files": files,
        "kept": kept,
        "room": max(MOST_FILES - len(kept), 0),
        "more": request.GET.get("more") == "1",
        "promise": promise_now(asked, draft.point),
        "plan": plan_of(draft.point),
    }
    if request.GET.get("page") == END:
        context["here"] = form_url(asked, draft, f"?page={END}")
    return render(request, "portal/details.html", context, status=status)


@require_POST
@own_page
def questions(request: PortalRequest, code: str) -> HttpResponseBase:
    """Give the questions that follow from the answers so far (a part of the page of the details)."""
    asked = asked_service(request.actor, code)
    if asked is None:
        raise Http404
    given = read_given(resident_questions(asked.questions), request.POST)
    form = DetailsForm(asked, given, request.POST.get("description", ""))
    return render(request, "portal/parts/questions.html", {"service": asked.service, "form": form})


@require_safe
@own_page
def draft_file(request: PortalRequest, code: str, key: str, file: UUID) -> HttpResponseBase:
    """Show back a photo of a report that is not sent yet, to the browser that sent it."""
    draft = find_draft(request, code, key)
    if draft is None:
        raise Http404
    attachment = draft_for(request.actor, draft.files, file)
    download = open_for_download(attachment, thumbnail=attachment.is_photo)
    return FileResponse(download.file, headers=response_headers(download))


@report_step(CONTACT)
def contact(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponseBase:
    """Ask how to reach the person."""
    free = asked.service.anonymous
    if request.method == "POST":
        take_typed(request, asked, draft, CONTACT)
        form = ContactForm(request.POST, may_be_anonymous=free)
        is_right = form.is_valid()
        complete(request, draft, CONTACT, is_right=is_right)
        if is_right:
            return see(step_url(asked, draft, next_step(asked, CONTACT)))
    else:
        form = _contact_form(request, asked, draft)
    context = step_context(asked, draft, CONTACT) | {"form": form}
    return render(request, "portal/contact.html", context, status=REFUSED if form.errors else 200)


def _contact_form(request: PortalRequest, asked: ServiceForm, draft: Draft) -> ContactForm:
    """Show again what was given before; what the house refused at the end is said."""
    faults, free = faults_at(draft, CONTACT), asked.service.anonymous
    kept = draft.contact or known_contact(request)
    if not faults:
        return ContactForm(None, may_be_anonymous=free, initial=kept)
    form = ContactForm(kept, may_be_anonymous=free)
    form.full_clean()
    add_faults(form, {about: words for about, words in faults.items() if about not in form.errors}, {})
    return form
