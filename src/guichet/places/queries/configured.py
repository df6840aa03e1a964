"""The places of the address search for those who keep them right."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.places import rules
from guichet.places.models import Place


def configured_places(actor: Actor) -> dict[str, int]:
    """Count the places by kind."""
    authorise(actor, rules.may_configure_places)
    return dict(Place.objects.order_by().values_list("kind").annotate(n=Count("id")))


def configured_place(actor: Actor, place_id: int) -> Place:
    """Find one place. Raises NotFound."""
    authorise(actor, rules.may_configure_places)
    place = Place.objects.select_related("district").filter(pk=place_id).first()
    if place is None:
        raise NotFound(_("This place does not exist."))
    return place
