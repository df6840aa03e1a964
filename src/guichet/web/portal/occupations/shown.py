"""What the pages of public space say: filters read from an address, occupations in words and as shapes for the map."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.kernel import moment, typography
from guichet.kernel.texts import localise
from guichet.occupations.kinds import KIND_WORDS, kind_words
from guichet.occupations.lifecycle import STATE_WORDS, State
from guichet.occupations.queries.public import PublicFilters, PublicOccupation
from guichet.places.queries import PlaceHit, search_places
from guichet.web.portal.entrance import language

WEEK, MONTH = 7, 30
SPANS = {
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("Within a week"),
    "month": gettext_lazy("Within a month"),
}


class FilterForm(forms.Form):
    """What narrows the list: an address, when, what."""

    use_required_attribute = False
    q = forms.CharField(label=gettext_lazy("In front of this address"), max_length=200, required=False)
    when = forms.ChoiceField(
        widget=forms.Select(attrs={"class": "form-select"}),
        label=gettext_lazy("When"),
        choices=[*SPANS.items()],
        required=False,
    )
    on = forms.DateField(
        label=gettext_lazy("Or on this day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )
    kind = forms.ChoiceField(
        widget=forms.Select(attrs={"class": "form-select"}),
        label=gettext_lazy("What"),
        choices=[
            ("", gettext_lazy("Everything")),
            *KIND_WORDS.items(),
        ],
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as read, with the place found for the address (None when none was given or found)."""

    form: FilterForm
    filters: PublicFilters
    place: PlaceHit | None
    unknown: bool


def read_filters(data: Mapping[str, Any]) -> Asked:
    """Read filters; what cannot be read is as if it were not there, except an address nobody knows, which is said."""
    form = FilterForm({"when": "today", **dict(data.items())})
    form.is_valid()
    given = form.cleaned_data
    today = moment.today()
    on: dt.date | None = given.get("on")
    days = {"week": WEEK, "month": MONTH}.get(given.get("when", ""), 0)
    first, last = (on, on) if on else (today, today + dt.timedelta(days=days))
    words = given.get("q", "")
    hits = search_places(words, limit=1) if words else []
    place = hits[0] if hits else None
    near = (place.lat, place.lon) if place else None
    return Asked(
        form, PublicFilters(first, last, given.get("kind", ""), near), place, bool(words and not hits)
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One occupation in words."""

    one: PublicOccupation
    title: str
    kind: str
    detail: str
    until: str
    state: str
    tone: str
    away: str
    url: str
    begins: str
    ends: str
    ground: str


def line_of(one: PublicOccupation) -> Line:
    """Put an occupation in words."""
    state, tone = _state(one)
    return Line(
        one=one,
        title=localise(one.title, language()),
        kind=kind_words(one.kind),
        detail=localise(one.detail, language()),
        until=until_words(one),
        state=state,
        tone=tone,
        away="" if one.distance_m is None else typography.distance(one.distance_m, language(), away=True),
        url=reverse("portal_occupation", args=[one.id]),
        begins=_edge(one.starts),
        ends=_edge(one.ends, last=True),
        ground=f"{typography.number(one.area_m2, language(), 0)}{typography.NBSP}m²",
    )


def _edge(instant: dt.datetime, *, last: bool = False) -> str:
    """Write when something begins or ends: a day alone when that is midnight (the day before, for an end)."""
    local = timezone.localtime(instant)
    if local.time() != dt.time():
        return typography.long_moment(local, language())
    day = local.date() - dt.timedelta(days=1) if last else local.date()
    return typography.long_date(day, language())


def until_words(one: PublicOccupation) -> str:
    """Say until when, or from when to when: « jusqu’au mardi 24 novembre 2026 »."""
    starts, ends = timezone.localtime(one.starts), timezone.localtime(one.ends)
    last = (ends - dt.timedelta(seconds=1)).date()
    begun = one.starts <= moment.now()
    if one.ends <= moment.now():
        return _("ended on %(last)s") % {"last": typography.long_date(last, language())}
    if not one.end_known:
        return _("since %(first)s, end not known") % {
            "first": typography.long_date(starts.date(), language())
        }
    if begun:
        return _("until %(last)s") % {"last": typography.long_date(last, language())}
    if starts.date() == last:
        return _("on %(day)s") % {"day": typography.long_date(last, language())}
    return _("from %(first)s to %(last)s") % {
        "first": typography.long_date(starts.date(), language()),
        "last": typography.long_date(last, language()),
    }


def _state(one: PublicOccupation) -> tuple[str, str]:
    """Say where it is by its dates rather than by its file: what people see in the street."""
    now = moment.now()
    if one.ends <= now or one.state == State.ENDED:
        return str(STATE_WORDS[State.ENDED]), ""
    if one.starts <= now and one.state in (State.ACTIVE, State.GRANTED):
        return str(STATE_WORDS[State.ACTIVE]), "warn"
    return str(_("To come")) if one.state != State.PLANNED else str(STATE_WORDS[State.PLANNED]), "info"


def feature_of(line: Line) -> list[dict[str, Any]]:
    """Give the shape of an occupation and its middle, as the map draws them."""
    lat, lon = line.one.middle
    told = {
        "title": line.title,
        "text": " · ".join(filter(None, (line.one.street, line.until))),
        "url": line.url,
        "now": line.tone == "warn",
    }
    shapes: list[dict[str, Any]] = [
        {"type": "Feature", "geometry": line.one.geometry, "properties": told},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": told},
    ]
    return shapes
