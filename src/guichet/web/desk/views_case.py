"""The page of one case, on one screen; what is slower to find comes in two parts just after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guichet.cases import rules
from guichet.cases.queries.near import same_incident_for_staff
from guichet.cases.queries.page import CasePage, case_page, links_of, reports_of, requester_cases
from guichet.cases.queries.visible import case_for
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.messaging.queries import mails_of
from guichet.places.queries import plan_around
from guichet.tenancy.queries import current_city
from guichet.web.desk import shown
from guichet.web.desk.clocks import show_clock
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.forms import WriteForm
from guichet.web.desk.history import shown_history
from guichet.web.desk.lines import line_of, state_label, state_of, title_of, voice_of_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.replies import replies_of, reply_named
from guichet.web.desk.table import VERBS, offered_verbs
from guichet.web.desk.templatetags.desk import ago
from guichet.web.kit.live import live_url

if TYPE_CHECKING:
    from guichet.cases.models import Case

IN_HEAD = ("take", "end", "resume", "plan", "assign", "reopen")
PLAN_METRES = 180.0


@require_safe
@staff_page
def case_view(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show a case: what was asked, what was promised, what was said, what to do now."""
    page = case_page(request.actor, reference)
    return render(request, "desk/case.html", case_context(request, page))


def case_context(request: DeskRequest, page: CasePage) -> dict[str, Any]:
    """Give everything that the page of a case shows."""
    actor, case = request.actor, page.case
    step = shown.what_next(actor, page, current_city().reopen_days)
    verbs = offered_verbs(actor, case)
    head = [verb for verb in verbs if verb.name in IN_HEAD][:4]
    return {
        "case": case,
        "title": title_of(case),
        "state": state_of(case),
        "state_label": state_label(case),
        "due": shown.head_due(case),
        "step": step,
        "step_verb": VERBS.get(step.verb),
        "head_verbs": head,
        "more_verbs": [verb for verb in verbs if verb not in head],
        "offered": {verb.name for verb in verbs},
        "answers": shown.shown_answers(case),
        "files": shown.shown_files(page),
        "said": shown.shown_messages(actor, page),
        "clock": show_clock(case, page.clock, page.pauses),
        "treatment": shown.shown_treatment(case),
        "page": page,
        "history": shown_history(page),
        "writes": writable(actor, case),
        "write_form": write_form(actor, case, request.GET.get("reply", "")),
        "replies": replies_of(case),
        "reads_resident": actor.has("resident.read"),
        "reply_to": shown.requester_name(actor, case),
        "may_publish": rules.may_publish(actor, case),
        "live_url": live_url(actor, case_id=case.pk),
        "nav": navigation(actor, views=False),
        "sent": request.GET.get("sent") == "1",
    }


def writable(actor: Actor, case: Case) -> set[str]:
    """Tell what the actor may write: to the requester, a note for colleagues."""
    kinds = {WriteForm.PUBLIC} if rules.may_handle(actor, case) else set()
    return kinds | ({WriteForm.INNER} if rules.may_note(actor, case) else set())


def write_form(actor: Actor, case: Case, reply_code: str = "") -> WriteForm:
    """Give the form under the conversation, with a ready answer in it when one was chosen."""
    reply = reply_named(case, reply_code) if reply_code else None
    public = rules.may_handle(actor, case)
    who = WriteForm.PUBLIC if public else WriteForm.INNER
    initial = {"who": who, "body": reply.text if reply else ""}
    return WriteForm(actor, case, initial=initial, auto_id="write-%s")


@require_safe
@staff_page
def place_part(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Draw where a case is."""
    case = case_for(request.actor, reference)
    context: dict[str, Any] = {"case": case, "plan": None, "here": None, "title": title_of(case)}
    if case.lat is not None and case.lon is not None:
        plan = plan_around(case.lat, case.lon, PLAN_METRES)
        context |= {"plan": plan, "here": plan.at(case.lat, case.lon)}
    template = "desk/parts/place_plan.html" if request.htmx else "desk/place.html"
    return render(
        request, template, context | ({} if request.htmx else {"nav": navigation(request.actor, views=False)})
    )


@require_safe
@staff_page
def around_part(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show what hangs on a case, what may be the same thing, the requester's other cases, and the mails that left."""
    case = case_for(request.actor, reference)
    context = _around(request.actor, case) | _mails(request.actor, case)
    if request.htmx:
        return render(request, "desk/parts/around.html", context | {"level": 3})
    more = {"level": 2, "nav": navigation(request.actor, views=False)}
    return render(request, "desk/around.html", context | more)


def _around(actor: Actor, case: Case) -> dict[str, Any]:
    voice, reads_resident = voice_of_page(moment.now()), actor.has("resident.read")
    reports = reports_of(actor, case) if case.follower_count else []
    others = requester_cases(actor, case) if reads_resident else []
    return {
        "case": case,
        "title": title_of(case),
        "reports": [line_of(report, voice) for report in reports],
        "links": [(line_of(link.case, voice), link.kind, link.back) for link in links_of(actor, case)],
        "near": [(line_of(known.case, voice), known) for known in same_incident_for_staff(actor, case)],
        "may_attach": rules.may_attach(actor, case) and case.main_case_id is None,
        "others": [line_of(other, voice) for other in others],
        "reads_resident": reads_resident,
    }


def _mails(actor: Actor, case: Case) -> dict[str, Any]:
    """Give the mails of a case: those that failed first, the others folded away."""
    mails = mails_of(actor, case._meta.label_lower, case.pk)
    return {
        "failed_mails": [mail for mail in mails if mail.state == "failed"],
        "other_mails": [mail for mail in reversed(mails) if mail.state != "failed"],
        "when": ago(mails[-1].created_at) if mails else "",
        "may_resend": actor.has("mail.resend"),
    }
