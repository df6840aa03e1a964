"""Bringing in what people search for (streets, public places, postal codes, addresses), and naming it as people do."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import PLACES, renew
from guichet.places.models import Place, PlaceKind
from guichet.places.storing import NewPlace, in_district_of, rename, store_places
from guichet.places.typed import folded_name

__all__ = ["NewPlace", "import_places", "name_place"]

_NAMED = (PlaceKind.STREET, PlaceKind.PUBLIC)


@transaction.atomic
def import_places(actor: Actor, rows: Iterable[NewPlace]) -> int:
    """Bring in streets, public places, postal codes and addresses; give how many are new.

    A place is the same when kind, name (and number) and district are: it is brought up to date, never doubled. Import
    the districts first. Raises Invalid for a row that cannot be used, saying which; nothing is kept then.
    """
    authorise(actor, rules.may_configure_places)
    edition = renew(PLACES)
    added = store_places(rows)
    record(actor, events.PLACES_IMPORTED, edition, added=added)
    return added


@transaction.atomic
def name_place(actor: Actor, place_id: int, label: str, detail: str) -> Place:
    """Correct the name of a street or public place, and where it is in words; a street's addresses and crossings follow.

    Raises NotFound, Invalid without a usable name, Conflict for a name that another one of its kind and district has.
    """
    authorise(actor, rules.may_configure_places)
    renew(PLACES)
    place = Place.objects.select_for_update().filter(pk=place_id, kind__in=_NAMED).first()
    if place is None:
        raise NotFound(_("This place does not exist."))
    name = clean_line(label, 200)
    if not folded_name(name):
        needed = _("Write the name.")
        raise Invalid(needed, fields={"label": needed})
    same = Place.objects.filter(in_district_of(place), kind=place.kind, folded=folded_name(name))
    if same.exclude(pk=place.pk).exists():
        raise Conflict(_("Another place here already has this name. Choose one that tells them apart."))
    rename(place, name, clean_line(detail, 200))
    record(actor, events.PLACE_NAMED, place, fields=["label", "detail"])
    return place
