"""The end of a report: check everything, send it once, and say what happens next."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.cases.actions.opening import NewCase, open_case
from guichet.cases.channels import Channel
from guichet.cases.queries.public import own_case
from guichet.catalogue.queries import ServiceForm
from guichet.documents.queries import drafts_of
from guichet.kernel.errors import Refused
from guichet.tenancy.queries import current_city
from guichet.web.portal.agenda import calendar_file
from guichet.web.portal.answers import faults_of
from guichet.web.portal.contact import contact_of
from guichet.web.portal.details import answers_words, details_of
from guichet.web.portal.drafts import Draft, drop_draft, keep_draft, keys_sent_as
from guichet.web.portal.entrance import EMAIL, PortalRequest, let_in, own_page, see
from guichet.web.portal.own import coming_lines, first_lines
from guichet.web.portal.place import where_of
from guichet.web.portal.reporting import report_step, step_context
from guichet.web.portal.steps import CHECK, first_undone, plan_of, promise_now, step_of, step_url


@report_step(CHECK)
def check(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponseBase:
    """Show everything once more, then send it."""
    if request.method == "POST":
        return _send(request, asked, draft)
    given = contact_of(draft)
    context = step_context(asked, draft, CHECK) | {
        "where": where_of(draft),
        "answers": answers_words(asked, draft),
        "description": details_of(draft)[1],
        "kept": drafts_of(request.actor, draft.files),
        "contact": given,
        "is_anonymous": not (given.email or given.phone),
        "faults": list(draft.faults.values()),
        "promise": promise_now(asked, draft.point),
        "plan": plan_of(draft.point),
        "urls": {step: step_url(asked, draft, step) for step in ("place", "details", "contact")},
    }
    return render(request, "portal/check.html", context)


def _send(request: PortalRequest, asked: ServiceForm, draft: Draft) -> HttpResponse:
    try:
        with transaction.atomic() if draft.on_server else nullcontext():
            case = open_case(request.actor, new_case(draft))
            drop_draft(request, draft, case.reference)
    except Refused as refusal:
        draft.faults = faults_of(refusal)
        for about in draft.faults:
            draft.undo(step_of(about))
        keep_draft(request, draft)
        return see(step_url(asked, draft, first_undone(asked, draft)))
    let_in(request, case.reference)
    given = contact_of(draft)
    if given.email:
        request.session[EMAIL] = given.email
    return see(reverse("portal_done", args=[case.reference]))


def new_case(draft: Draft) -> NewCase:
    """Give the report as the house takes it; its key makes sending it twice open it once."""
    given, description = details_of(draft)
    contact, returned = contact_of(draft), str(draft.place.get("returned", ""))
    if returned:
        came_back = _("It came back after case %(number)s was closed.") % {"number": returned}
        description = f"{description}\n\n{came_back}".strip()
    return NewCase(
        service=draft.service,
        description=description,
        answers=given,
        where=where_of(draft),
        contact=contact,
        channel=Channel.WEB,
        language=contact.language,
        draft_key=draft.files,
        submission_key=draft.submission,
    )


@require_safe
@own_page
def done(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Hand over the number, the promise as a date, and what happens next."""
    if reference not in request.actor.case_references:
        return see(reverse("portal_case", args=[reference]))
    own = own_case(request.actor, reference)
    city = current_city()
    context = {
        "case": own.case,
        "moments": [*first_lines(own.case), *coming_lines(own.case)],
        "sent": keys_sent_as(request, reference),
        "claims": city.claims if own.case.service.claim_words else {},
    }
    return render(request, "portal/done.html", context)


@require_safe
@own_page
def agenda(request: PortalRequest, reference: str) -> HttpResponseBase:
    """Give the promised day as a file for one's own calendar."""
    own = own_case(request.actor, reference)
    if own.main.due_at is None:
        return see(reverse("portal_case", args=[reference]))
    response = HttpResponse(calendar_file(own.main), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{reference}.ics"'
    return response
