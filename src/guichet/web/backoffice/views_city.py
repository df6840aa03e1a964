"""The city itself: its name, words, languages, colours, and how it is reached."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.places.actions import save_city
from guichet.places.rules import may_configure_places
from guichet.tenancy.queries import current_city, hosts_of
from guichet.tenancy.settings import city_stamp
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_city import CityForm
from guichet.web.backoffice.lists import service_options
from guichet.web.backoffice.saving import go, save, show


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def city(request: ConfigRequest) -> HttpResponseBase:
    """Change the city; colours are shown on the whole page before they are kept."""
    found = current_city()
    form = CityForm(request.POST or None, request.FILES or None, city=found, services=service_options())
    stamp = city_stamp(found)
    wants_look = "look" in request.POST
    if wants_look:
        form.is_valid()
    elif save(
        request,
        form,
        lambda: save_city(request.actor, form.changes(), seen=stamp),
        _("The city is saved."),
        stamp=stamp,
    ):
        return go(reverse("config_city"))
    context = {"form": form, "tried": form.tried() if form.is_bound else "", "hosts": hosts_of(found)}
    sent = () if wants_look else (form,)
    return show(request, "backoffice/city.html", context, here="city", forms_sent=sent)
