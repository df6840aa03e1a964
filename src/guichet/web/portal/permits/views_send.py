"""The end of a request: everything on one page, what is missing, then it is sent once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from guichet.catalogue.actions.drafts import send_draft
from guichet.catalogue.forms import kept_answers
from guichet.kernel.errors import Invalid, Refused
from guichet.kernel.texts import localise
from guichet.permits.actions.filing import NewParty, NewPermit, file_permit
from guichet.permits.lifecycle import ROLE_WORDS, Role
from guichet.web.kit.area_plan import draw_area
from guichet.web.kit.runner import Wanted, told
from guichet.web.portal.answers import faults_of
from guichet.web.portal.entrance import EMAIL, PortalRequest, forget_draft, language, let_in, see
from guichet.web.portal.permits.asking import CHECK, DETAILS, Asking, Period
from guichet.web.portal.permits.forms import PARTY_FIELDS, ROLES
from guichet.web.portal.permits.steps import show_step, step_words


def check(request: PortalRequest, asking: Asking) -> HttpResponseBase:
    """Show everything once more with what is missing, then send it."""
    faults: Sequence[str] = ()
    if request.method == "POST":
        answer = _send(request, asking)
        if isinstance(answer, HttpResponse):
            return answer
        faults = answer
    return show_step(request, asking, CHECK, _context(asking, faults), refused=bool(faults))


def _context(asking: Asking, faults: Sequence[str]) -> dict[str, Any]:
    words, undone = (
        step_words(),
        [step for step in asking.step_names() if step != CHECK and not asking.is_done(step)],
    )
    details = asking.url(DETAILS) if asking.pages() else ""
    return {
        "faults": faults,
        "undone": [(words[step], asking.url(step)) for step in undone],
        "period": asking.period,
        "area": asking.area,
        "area_plan": draw_area(asking.area.get("geometry")),
        "told": told(asking.form_for_pages(), asking.answers, Wanted(url=lambda _code: details))
        if details
        else [],
        "parties": _parties_told(asking),
        "documents": [(each, asking.documents.get(each.code)) for each in asking.needed()],
        "urls": {step: asking.url(step) for step in asking.step_names() if step != CHECK},
        "owner": asking.person.owner,
    }


def _parties_told(asking: Asking) -> list[tuple[str, str, bool]]:
    """Give each role with who has it; the last value tells that it is the applicant."""
    lines = []
    for role in ROLES:
        given = asking.parties.get(role, {})
        if role is not Role.APPLICANT and given.get("who") == "none":
            continue
        same = role is not Role.APPLICANT and given.get("who", "same") == "same"
        name = given.get("organisation") or given.get("name", "")
        lines.append((str(ROLE_WORDS[role]), name, same))
    return lines


def _send(request: PortalRequest, asking: Asking) -> HttpResponse | Sequence[str]:
    period = asking.period
    if period is None:
        return see(asking.url(asking.first_undone()))
    try:
        with transaction.atomic():
            permit = file_permit(request.actor, new_permit(asking, period))
            send_draft(request.actor, asking.key, became=f"permit:{permit.reference}")
    except Invalid as refusal:
        return list(faults_of(refusal).values())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return [refusal.message]
    forget_draft(request, asking.key)
    let_in(request, permit.reference)
    if email := asking.parties.get(Role.APPLICANT, {}).get("email"):
        request.session[EMAIL] = email
    return see(reverse("portal_permit_done", args=[permit.reference]))


def new_permit(asking: Asking, period: Period) -> NewPermit:
    """Give the request as the city takes it; its key makes sending it twice file it once."""
    area = asking.area
    kept = [dict(each) for each in kept_answers(asking.form_for_pages(), asking.answers, internal=False)]
    return NewPermit(
        type=asking.kind.code,
        starts_on=period.starts,
        ends_on=period.ends,
        hours=period.hours,
        parties=_parties(asking),
        answers=kept,
        form=asking.person.draft.version,
        area=area.get("geometry") or None,
        address=str(area.get("place", "")),
        lat=area.get("lat") or None,
        lon=area.get("lon") or None,
        title=localise(asking.kind.name, language()),
        language=language(),
        submission_key=f"draft-{asking.person.draft.pk}",
        draft_key=asking.files_key,
    )


def _parties(asking: Asking) -> list[NewParty]:
    """Give who has each role; the same person as the applicant is written out, so that each role stands alone."""
    applicant = asking.parties.get(Role.APPLICANT, {})
    found = []
    for role in ROLES:
        given = asking.parties.get(role, {})
        who = "other" if role is Role.APPLICANT else given.get("who", "same")
        if who == "none":
            continue
        person = applicant if who == "same" else given
        found.append(
            NewParty(
                role.value, **{name: str(person.get(name, "")) for name in PARTY_FIELDS}, language=language()
            )
        )
    return found
