"""Setting the hours and days on which promises run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import holidays_for
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.texts import check_text
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.editions import CALENDAR, renew
from guichet.places.models import OpeningHours, SpecialDay
from guichet.tenancy.models import LegalWorld
from guichet.tenancy.queries import current_city

_MIDNIGHT = dt.time(0)
_LONGEST_NAME = 120
_COUNTRIES = {LegalWorld.QUEBEC: ("CA", "QC"), LegalWorld.FRANCE: ("FR", "")}

Span = tuple[dt.time, dt.time]


@transaction.atomic
def set_hours(actor: Actor, hours: Mapping[int, Iterable[Span]]) -> None:
    """Set the opening hours of every week, by weekday (1 is Monday), in place of the ones before.

    Closing at 0:00 means the end of the day. Promises already made keep their dates. Raises Invalid for no hours at
    all, an unknown weekday, hours that end before they begin or that overlap.
    """
    authorise(actor, rules.may_configure_places)
    week = {weekday: sorted(spans) for weekday, spans in hours.items()}
    if not any(week.values()):
        raise Invalid(
            _("The city has to be open at some time: promises count from its hours."), code="no_hours"
        )
    if any(not 1 <= weekday <= 7 for weekday in week):
        raise Invalid(_("Weekdays go from 1 (Monday) to 7 (Sunday)."), fields={"weekday": "range"})
    for spans in week.values():
        _check_spans(spans)
    edition = renew(CALENDAR)
    OpeningHours.objects.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(weekday=weekday, opens=opens, closes=closes)
        for weekday, spans in sorted(week.items())
        for opens, closes in spans
    )
    record(actor, events.HOURS_SET, edition, days=sorted(weekday for weekday, spans in week.items() if spans))


@transaction.atomic
def add_special_day(
    actor: Actor, day: dt.date, name: Mapping[str, str], *, spans: Sequence[Span] = ()
) -> SpecialDay:
    """Say that a day differs from its week: closed, or open at the given hours only. Said again, it replaces.

    Raises Invalid for a missing name (French at least), or hours that end before they begin or that overlap.
    """
    authorise(actor, rules.may_configure_places)
    _check_spans(spans)
    renew(CALENDAR)
    special, _created = SpecialDay.objects.update_or_create(
        day=day,
        defaults={
            "name": check_text(name, max_length=_LONGEST_NAME),
            "closed": not spans,
            "spans": [f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in sorted(spans)],
            "official": False,
        },
    )
    record(actor, events.SPECIAL_DAY_SET, special, day=day.isoformat())
    return special


@transaction.atomic
def remove_special_day(actor: Actor, day: dt.date) -> None:
    """Make a day like any other of its week again. Raises NotFound when it already is."""
    authorise(actor, rules.may_configure_places)
    renew(CALENDAR)
    special = SpecialDay.objects.filter(day=day).first()
    if special is None:
        raise NotFound(_("This day does not differ from its week."))
    record(actor, events.SPECIAL_DAY_REMOVED, special, day=day.isoformat())
    special.delete()


@transaction.atomic
def fill_holidays(actor: Actor, years: Iterable[int], *, subdivision: str = "") -> int:
    """Add the official holidays of some years, by the law under which the city lives; give how many were added.

    A day that the city has already set stays as it is. `subdivision` names a part of France with its own days
    (« alsace-moselle », an overseas code). Raises Invalid for a year or a part of the country without known holidays.
    """
    authorise(actor, rules.may_configure_places)
    country, usual = _COUNTRIES[LegalWorld(current_city().legal_world)]
    wanted = sorted(set(years))
    if any(not 1980 <= year <= 2100 for year in wanted):
        raise Invalid(_("Holidays are known from 1980 to 2100."), fields={"years": "range"})
    try:
        days = holidays_for(country, subdivision or usual, wanted)
    except ValueError as problem:
        raise Invalid(
            _("No holidays are known for this part of the country."), fields={"subdivision": "unknown"}
        ) from problem
    edition = renew(CALENDAR)
    known = set(SpecialDay.objects.values_list("day", flat=True))
    new = [SpecialDay(day=day, name=name, official=True) for day, name in days.items() if day not in known]
    SpecialDay.objects.bulk_create(new)
    record(actor, events.HOLIDAYS_FILLED, edition, years=wanted, added=len(new))
    return len(new)


def _check_spans(spans: Iterable[Span]) -> None:
    ordered = sorted(spans)
    if any(closes != _MIDNIGHT and closes <= opens for opens, closes in ordered):
        raise Invalid(
            _("Opening hours end after they begin. Split those that go over midnight."), code="hours"
        )
    for (_opens, closes), (opens, _closes) in pairwise(ordered):
        if closes == _MIDNIGHT or opens < closes:
            raise Invalid(_("Two openings of one day overlap."), code="hours")
