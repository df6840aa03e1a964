"""What one would change of one's own file: the forms for days, place and words, and what differs from the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from guichet.kernel.actor import Actor
from guichet.kernel.money import say_money
from guichet.permits.actions.changing import Changes
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.queries.estimating import price_of
from guichet.permits.queries.types import earliest_start
from guichet.permits.queries.visible import permit_for
from guichet.permits.shapes import PermitShown
from guichet.web.kit.areas import PARTS, AreaForm
from guichet.web.portal.entrance import PortalRequest, language
from guichet.web.portal.permits.estimates import EstimateShown, estimate_of_permit
from guichet.web.portal.permits.forms import PeriodForm
from guichet.web.portal.permits.forms_own import CompleteForm, RevisionForm, WishForm

AREA = "area"


@dataclass(slots=True)
class ChangePage:
    """The forms of one page; `area` is None for a permit that occupies nothing."""

    shown: PermitShown
    period: PeriodForm
    area: AreaForm | None
    rest: forms.Form

    @property
    def all(self) -> list[forms.Form]:
        """Give the forms, in the order of the page."""
        return [self.period, *([self.area] if self.area else []), self.rest]

    def is_valid(self) -> bool:
        """Tell whether everything that was sent can be read."""
        return self.rest.is_valid() & all(form.is_valid() for form in self.all if form.is_bound)

    @property
    def refused(self) -> bool:
        """Tell whether something is to be put right on the page."""
        return any(form.errors for form in self.all if form.is_bound)

    def changes(self) -> Changes:
        """Give what differs from the file; nothing of a form that cannot be read."""
        shown, found = self.shown, Changes()
        if self.period.is_bound and self.period.is_valid() and (new := self.period.period):
            found = replace(
                found,
                starts_on=new.starts if new.starts != shown.starts_on else None,
                ends_on=new.ends if new.ends != shown.ends_on else None,
                hours=new.hours if self.period.fields.get("hours") and new.hours != shown.hours else None,
            )
        if self.area is None or not self.area.is_bound or not self.area.is_valid() or self.area.area is None:
            return found
        if self.area.area.geometry == shown.area:
            return found
        named = str(self.area.answer().get("place", ""))
        return replace(found, area=self.area.area.geometry, address=named or None)


def change_page(request: PortalRequest, shown: PermitShown, *, complete: bool = False) -> ChangePage:
    """Make the forms of the page on which one changes a file, or completes it, with what was sent if it was."""
    data = request.POST if request.method == "POST" else None
    earliest = earliest_start(request.actor, shown.type.code, district=shown.district)
    days = {"starts": shown.starts_on, "ends": shown.ends_on, "hours": shown.hours}
    period = PeriodForm(
        shown.type, earliest, data if data is not None and "starts" in data else None, initial=days
    )
    return ChangePage(shown, period, _area_form(shown, data), _rest(request, shown, complete=complete))


def _rest(request: PortalRequest, shown: PermitShown, *, complete: bool) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if complete:
        return CompleteForm(shown, data, request.FILES or None)
    return RevisionForm(data) if State(shown.state) in STUDIED else WishForm(data)


def _area_form(shown: PermitShown, data: QueryDict | None) -> AreaForm | None:
    """Begin with the file's own area; sizes typed over a drawing that did not move take its place (no script needed)."""
    if not shown.type.drawn:
        return None
    kept = _kept_area(shown)
    if data is None or not (AREA in data or f"{AREA}_place" in data):
        return AreaForm(AREA, None, initial=kept, required=False)
    retyped = any(
        f"{AREA}_{part}" in data and str(data[f"{AREA}_{part}"]).strip() != str(kept.get(part, ""))
        for part in ("place", "length", "width", "side")
    )
    if retyped and _geometry(data.get(AREA, "")) == shown.area:
        data = data.copy()
        data[AREA] = ""
    return AreaForm(AREA, data, initial=kept, required=False)


def _kept_area(shown: PermitShown) -> dict[str, Any]:
    sizes = {part: _number(shown.measures.get(f"{part}_m", {}).get("value")) for part in ("length", "width")}
    kept = dict.fromkeys(PARTS, "") | {"side": "here", "place": shown.address} | sizes
    return kept | ({"geometry": shown.area, "how": "drawn"} if shown.area else {})


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _geometry(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


def estimate_of_change(actor: Actor, shown: PermitShown, changes: Changes) -> EstimateShown:
    """Estimate a file as it would be, and say how much more or less that is than as it stands."""
    sooner = changes.starts_on is not None and changes.starts_on < shown.starts_on
    moved = changes.area is not None
    would = replace(
        shown,
        starts_on=changes.starts_on or shown.starts_on,
        ends_on=changes.ends_on or shown.ends_on,
        hours=shown.hours if changes.hours is None else changes.hours,
        area=changes.area if moved else shown.area,
        measures={} if moved else shown.measures,
        address=changes.address or shown.address,
    )
    found = estimate_of_permit(actor, would)
    if not (sooner or moved):  # it was early enough when it was filed
        found = replace(found, too_late="")
    return _compared(actor, shown, found, changes)


def _compared(actor: Actor, shown: PermitShown, found: EstimateShown, changes: Changes) -> EstimateShown:
    if found.computed is None or changes == Changes():
        return found
    now = shown.fee
    if now is None:
        computed, _fault = price_of(actor, permit_for(actor, shown.reference))
        now = computed.total if computed else None
    if now is None or now == found.computed.total:
        return found
    more, currency = found.computed.total - Decimal(now), found.computed.currency
    return replace(
        found,
        before=say_money(now, currency, language()),
        difference=say_money(abs(more), currency, language()),
        dearer=more > 0,
    )


def blank(changes: Changes, given: Mapping[str, Any]) -> bool:
    """Tell whether nothing was changed and nothing said."""
    return changes == Changes() and not str(given.get("words", "")).strip()
