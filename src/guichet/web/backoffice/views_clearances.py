"""How far apart what stands on public space has to be: what makes two permits « too near » each other."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.occupations.actions import set_clearances
from guichet.occupations.kinds import USUAL_CLEARANCE, Kind
from guichet.occupations.queries import all_clearances
from guichet.occupations.rules import may_configure_ground
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_clearances import ClearanceForm
from guichet.web.backoffice.saving import go, save, show, stamp_of


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_ground)
def clearances(request: ConfigRequest) -> HttpResponseBase:
    """Change the distance that is kept around each kind of occupation."""
    known = all_clearances()
    initial = {kind.value: f"{known.get(kind, USUAL_CLEARANCE):g}" for kind in Kind}
    stamp = stamp_of(initial)
    form = ClearanceForm(request.POST or None, initial=initial | {"seen": stamp})

    def act() -> None:
        set_clearances(request.actor, form.metres())

    done = _("The distances are saved. Conflicts are worked out with them from now on.")
    if save(request, form, act, done, stamp=stamp):
        return go(reverse("config_clearances"))
    return show(request, "backoffice/clearances.html", {"form": form}, here="places", forms_sent=(form,))
