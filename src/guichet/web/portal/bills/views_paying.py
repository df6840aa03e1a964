"""Paying online: leaving for a provider's page, and hearing from the provider."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.billing.actions.online import receive_message, start_online_payment
from guichet.billing.providers import provider_of
from guichet.billing.providers.demonstration import Demonstration
from guichet.billing.queries.online import online_payment
from guichet.kernel.actor import system
from guichet.kernel.errors import Denied, NotFound, Refused
from guichet.tenancy.queries import public_url
from guichet.web.portal.bills.shown import owner
from guichet.web.portal.entrance import PortalRequest, own_page, see

SIGNATURES = {"stripe": "Stripe-Signature"}
LARGEST = 300_000  # bytes of a message


@require_POST
@own_page
def pay(request: PortalRequest, token: str) -> HttpResponseBase:
    """Open the provider's page for all that is owed, and lead to the page that one leaves from."""
    actor, reference = owner(request, token)
    here = reverse("portal_bill", args=[token])
    try:
        begun = start_online_payment(actor, reference, public_url(here))
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
        return see(here)
    return see(reverse("portal_bill_leave", args=[token, begun.key]))


@require_safe
@own_page
def leave(request: PortalRequest, token: str, key: UUID) -> HttpResponseBase:
    """Say where one goes, how much is paid there, and lead there by a plain link.

    A form may not lead outside (the site's own policy), a link that one sees may.
    """
    actor, reference = owner(request, token)
    begun = online_payment(actor, reference, key)
    return render(request, "bills/leave.html", {"begun": begun, "token": token})


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def demonstration(request: PortalRequest, token: str, key: UUID) -> HttpResponseBase:
    """Play the provider's page in a demonstration: choose whether it is paid."""
    actor, reference = owner(request, token)
    begun = online_payment(actor, reference, key)
    provider = provider_of(Demonstration.name)
    if not isinstance(provider, Demonstration) or begun.provider != Demonstration.name:
        raise NotFound(_("This page is for demonstrations alone."))
    if request.method != "POST":
        return render(request, "bills/demonstration.html", {"begun": begun, "token": token})
    paid = request.POST.get("do") == "pay"
    body, signature = provider.message(str(begun.key), begun.amount_cents, begun.currency, paid=paid)
    receive_message(system("Démonstration"), Demonstration.name, body, signature)
    if paid:
        messages.success(request, _("Payment received. Thank you."))
    else:
        messages.info(request, _("Nothing was paid."))
    return see(reverse("portal_bill", args=[token]))


@csrf_exempt
@require_POST
def provider_news(request: HttpRequest, provider: str) -> HttpResponse:
    """Hear a provider: 200 once dealt with, 400 for what it did not sign, 404 without keys, 422 for what cannot be."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    signature = request.headers.get(SIGNATURES.get(provider, "Signature"), "")
    try:
        result = receive_message(system(provider), provider, request.body, signature)
    except NotFound:
        return HttpResponse(status=404)
    except Denied:
        return HttpResponse("not signed", status=400, content_type="text/plain")
    except Refused:
        return HttpResponse("refused", status=422, content_type="text/plain")
    return HttpResponse(result, content_type="text/plain")
