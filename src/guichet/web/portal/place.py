"""Where it is: read from an address, a choice among the places found, the map, or « no exact place »."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.actions.opening import Where
from guichet.cases.queries.near import Known, same_incident
from guichet.catalogue.queries import ServiceForm, serves_district
from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.kernel.words import tokens
from guichet.places.geo import check_point, metres_between, round_position
from guichet.places.queries import PlaceHit, district_at, is_outside, search_places, street_near
from guichet.web.kit.parts import Choice
from guichet.web.portal.drafts import Draft
from guichet.web.portal.entrance import language

KEEP = "keep"
LETTERS = "ABCDEFGH"
ROUNDED = 25.0
SAME_SPOT = 30.0
BAD_POINT = gettext_lazy("The position we received cannot be read. Choose the place again.")


class PlaceForm(forms.Form):
    """The place as typed; once it is valid, `where` and `district_name` are set, or `hits` hold what may be meant.

    `offers` tells that there is something to choose: one of the hits, or the words as they were typed.
    """

    use_required_attribute = False

    q = forms.CharField(
        label=gettext_lazy("Address, intersection or name of a park"), required=False, max_length=200
    )
    choice = forms.ChoiceField(
        label=gettext_lazy("Which of these places is it?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Choose the right place.")},
    )
    nowhere = forms.BooleanField(label=gettext_lazy("There is no exact place"), required=False)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput, error_messages={"invalid": BAD_POINT})
    lon = forms.FloatField(required=False, widget=forms.HiddenInput, error_messages={"invalid": BAD_POINT})

    def __init__(self, asked: ServiceForm, data: Mapping[str, Any] | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.asked = asked
        self.where = Where()
        self.hits: list[PlaceHit] = []
        self.offers = False
        self.fields["q"].widget.attrs.update(autocomplete="street-address", maxlength=200)
        if self.is_needed:
            del self.fields["nowhere"]
        words = str((data or {}).get("q", "")).strip()
        if data is not None and data.get("choice") and words:
            self._offer(search_places(words))

    @property
    def is_needed(self) -> bool:
        """Tell whether the service asks for a place in any case."""
        return self.asked.service.location == "required"

    def clean(self) -> dict[str, Any]:
        """Find the place that is meant, and refuse one that the city or the service does not cover."""
        given = self.cleaned_data
        words, lat, lon = given.get("q", ""), given.get("lat"), given.get("lon")
        if self.errors:
            return given
        unsaid = not self.is_needed and not words and lat is None
        if unsaid or given.get("nowhere") or given.get("choice") == KEEP:
            self.where = Where(address=words)
        elif hit := self._chosen(given.get("choice", "")):
            self._stand(hit.lat, hit.lon, hit.label)
        elif lat is not None and lon is not None:
            self._stand(lat, lon, words)
        elif words:
            self._look_for(words)
        else:
            self.add_error("q", _("Say where it is: an address, an intersection or the name of a park."))
        return given

    def _chosen(self, choice: str) -> PlaceHit | None:
        return next((hit for hit in self.hits if str(hit.id) == choice), None)

    def _look_for(self, words: str) -> None:
        hits = search_places(words, limit=6)
        said = sorted(tokens(words))
        sure = [hit for hit in hits if hit.precise and sorted(tokens(hit.label)) == said]
        if len(sure) == 1:
            self._stand(sure[0].lat, sure[0].lon, sure[0].label)
            return
        self._offer(hits)
        if hits:
            self.add_error("choice", _("Choose the right place."))
        else:
            self.add_error(
                "q",
                _(
                    "We cannot find this place. Write it another way, show it on the map, or keep your own words."
                ),
            )

    def _offer(self, hits: list[PlaceHit]) -> None:
        self.hits, self.offers = hits, True
        field = self.fields["choice"]
        keep = _("None of these: keep what I wrote") if hits else _("Keep what I wrote")
        own = Choice(keep, _("Someone will read your words and find the place."))
        choices = [(str(hit.id), Choice(hit.label, hit.detail)) for hit in hits]
        if not hits:
            self["choice"].label = _("Or leave it as it is")
        if isinstance(field, forms.ChoiceField):
            field.choices = [*choices, (KEEP, own)]
            field.required = True

    def _stand(self, lat: float, lon: float, words: str) -> None:
        fault = place_fault(self.asked, lat, lon)
        if fault:
            self.add_error("q", fault)
        self.where = Where(lat=lat, lon=lon, address=words or street_near(lat, lon))


def place_fault(asked: ServiceForm, lat: float, lon: float) -> str:
    """Say why a point cannot be the place of a report, and what to do; empty when it can."""
    try:
        check_point(lat, lon)
    except Invalid as refusal:
        return refusal.message
    district = district_at(lat, lon)
    if is_outside(lat, lon):
        return _(
            "This place is outside the city, so we cannot act there. Choose a place within its limits, "
            "or contact the municipality where it is."
        )
    if not serves_district(asked.service, district.pk if district else None):
        return _(
            "This service is not offered in this part of the city. Call us: we will tell you who can help."
        )
    return ""


def is_rough(lat: float, lon: float, address: str) -> bool:
    """Tell whether a point only stands for the street of an address, whose number is not known."""
    return bool(address) and any(
        not hit.precise and hit.label == address and metres_between(lat, lon, hit.lat, hit.lon) < SAME_SPOT
        for hit in search_places(address)
    )


def kept_place(form: PlaceForm) -> dict[str, Any]:
    """Give what a draft keeps of a place form, valid or not."""
    given, where = form.cleaned_data, form.where
    if not form.is_valid():
        return {"q": str(form.data.get("q", ""))[:200]}
    return {
        "q": where.address or given.get("q", ""),
        "lat": where.lat,
        "lon": where.lon,
        "address": where.address,
        "nowhere": where.lat is None and not where.address,
    }


def where_of(draft: Draft) -> Where:
    """Give the place of a draft as the house takes it."""
    point = draft.point
    address = str(draft.place.get("address", ""))
    return Where(lat=point[0], lon=point[1], address=address) if point else Where(address=address)


def district_name(lat: float, lon: float) -> str:
    """Name the district of a point; empty outside of all."""
    district = district_at(lat, lon)
    return localise(district.name, language()) if district else ""


@dataclass(frozen=True, slots=True)
class Near:
    """A case that may be the same thing, about where it is: `lat` and `lon` are rounded, `metres` is from there.

    `next_step_at` is when its next step is due, while that can still be kept.
    """

    letter: str
    known: Known
    lat: float | None
    lon: float | None
    metres: float | None
    ended: bool
    next_step_at: dt.datetime | None = None


def known_near(asked: ServiceForm, lat: float, lon: float, address: str = "") -> list[Near]:
    """Give the published cases that the report may be about, without telling exactly where each is."""
    found, now = [], moment.now()
    for letter, known in zip(LETTERS, same_incident(asked.service, lat, lon, address=address), strict=False):
        case = known.case
        point = (
            round_position(case.lat, case.lon, ROUNDED)
            if case.lat is not None and case.lon is not None
            else None
        )
        found.append(
            Near(
                letter=letter,
                known=known,
                lat=point[0] if point else None,
                lon=point[1] if point else None,
                metres=metres_between(lat, lon, *point) if point else None,
                ended=case.ended_at is not None,
                next_step_at=case.next_due_at if case.next_due_at and case.next_due_at > now else None,
            )
        )
    return found
