"""The first page: what there is to set, and what is missing."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.navigation import may_enter
from guichet.web.backoffice.overview import cards
from guichet.web.backoffice.saving import show


@require_safe
@config_page(may_enter)
def overview(request: ConfigRequest) -> HttpResponseBase:
    """Show each part that this person may set, with what is missing in it."""
    found = cards(request.actor)
    missing = [gap for card in found for gap in card.gaps]
    return show(request, "backoffice/overview.html", {"cards": found, "missing": missing}, here="overview")
