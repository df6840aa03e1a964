"""Telling the city that something stands too long or too wide: its permit is inspected on the next working day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.errors import Refused
from guichet.occupations.queries.public import public_occupation
from guichet.permits.actions.inspecting import report_overrun_on_site
from guichet.permits.queries.public import permit_on_ground
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import PortalRequest, open_page, see
from guichet.web.portal.occupations.shown import line_of
from guichet.web.portal.permits.views_check import OverrunForm
from guichet.web.portal.throttle import is_too_often

if TYPE_CHECKING:
    from guichet.permits.models import Permit

REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def overrun(request: PortalRequest, number: int) -> HttpResponseBase:
    """Report an overrun of the permit that stands here; what stands without a permit of ours is reported as a request."""
    one = public_occupation(number)
    permit = permit_on_ground(one.reference) if one.source == "permit" else None
    if permit is None:
        return see(f"{reverse('portal_home')}?{urlencode({'q': _('occupation of the street')})}")
    form = OverrunForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _told(request, permit, form):
        messages.success(request, _("Thank you. Someone of the City goes to look on the next working day."))
        return see(reverse("portal_occupation", args=[number]))
    return _show(request, form, {"one": one, "line": line_of(one)})


def _told(request: PortalRequest, permit: Permit, form: OverrunForm) -> bool:
    if is_too_often(request, "overrun"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return False
    try:
        report_overrun_on_site(request.actor, permit, form.cleaned_data["words"])
    except Refused as refusal:
        add_refusal(form, refusal)
    return not form.errors


def _show(request: PortalRequest, form: OverrunForm, context: dict[str, object]) -> HttpResponse:
    status = REFUSED if form.errors else 200
    return render(request, "portal/occupations/overrun.html", context | {"form": form}, status=status)
