"""Hours and days: when promises count."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.kernel import moment
from guichet.kernel.typography import long_date
from guichet.places.actions import add_special_day, fill_holidays, remove_special_day, set_hours
from guichet.places.queries import calendar, opening_hours, opening_sentence, special_days
from guichet.places.rules import may_configure_places
from guichet.web.backoffice.bilingual import language
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_calendar import SpecialDayForm, WeekForm, week_initial
from guichet.web.backoffice.saving import attempt, go, save, show, stamp_of

ONE_DAY = dt.timedelta(days=1)
YEARS_AHEAD = 2


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def hours(request: ConfigRequest) -> HttpResponseBase:
    """Set the hours of every week, and see the days of a year that differ."""
    known = [(row.weekday, row.opens, row.closes) for row in opening_hours()]
    stamp = stamp_of(known)
    form = WeekForm(request.POST or None, initial=week_initial(known) | {"seen": stamp})
    done = _("The hours are saved. Promises already made keep their dates.")
    if save(request, form, lambda: set_hours(request.actor, form.week()), done, stamp=stamp):
        return go(reverse("config_hours"))
    context = _context(request, form, SpecialDayForm(auto_id="day-%s"))
    return show(request, "backoffice/hours.html", context, here="hours", forms_sent=(form,))


def _year(request: ConfigRequest) -> int:
    this, asked = moment.today().year, request.GET.get("year", "")
    return int(asked) if asked in {str(this + ahead) for ahead in range(-1, YEARS_AHEAD + 1)} else this


def _context(request: ConfigRequest, form: WeekForm, day_form: SpecialDayForm) -> dict[str, Any]:
    year, this = _year(request), moment.today().year
    days = special_days(year)
    return {
        "form": form,
        "day_form": day_form,
        "sentence": opening_sentence(language()),
        "is_default": not opening_hours(),
        "year": year,
        "years": [this + ahead for ahead in range(YEARS_AHEAD + 1)],
        "days": [(day, [span.replace("-", " – ") for span in day.spans]) for day in days],
        "has_holidays": any(day.official for day in days),
        "bridges": [(day.isoformat(), long_date(day, language())) for day in bridge_days(year)],
    }


def bridge_days(year: int) -> list[dt.date]:
    """Give the working days to come, of a year, that stand alone between two days off."""
    working = calendar()
    first = max(dt.date(year, 1, 1), moment.today() + ONE_DAY)
    days = (first + dt.timedelta(days=n) for n in range((dt.date(year, 12, 31) - first).days + 1))
    return [
        day
        for day in days
        if working.openings(day)
        and not working.openings(day - ONE_DAY)
        and not working.openings(day + ONE_DAY)
    ]


@require_POST
@config_page(may_configure_places)
def day_add(request: ConfigRequest) -> HttpResponseBase:
    """Say that a day differs from its week."""
    form = SpecialDayForm(request.POST, auto_id="day-%s")

    def act() -> None:
        add_special_day(request.actor, form.cleaned_data["day"], form.text("name"), spans=form.spans())

    if save(request, form, act, _("The day is saved.")):
        return go(f"{reverse('config_hours')}?year={form.cleaned_data['day'].year}#days")
    known = [(row.weekday, row.opens, row.closes) for row in opening_hours()]
    week = WeekForm(initial=week_initial(known) | {"seen": stamp_of(known)})
    context = _context(request, week, form)
    return show(request, "backoffice/hours.html", context, here="hours", forms_sent=(form,))


@require_POST
@config_page(may_configure_places)
def day_remove(request: ConfigRequest, day: str) -> HttpResponseBase:
    """Make a day like any other of its week again."""
    try:
        found = dt.date.fromisoformat(day)
    except ValueError as fault:
        raise Http404 from fault
    attempt(
        request,
        lambda: remove_special_day(request.actor, found),
        _("%(day)s is a day like any other again.") % {"day": long_date(found, language()).capitalize()},
    )
    return go(f"{reverse('config_hours')}?year={found.year}#days")


@require_POST
@config_page(may_configure_places)
def days_fill(request: ConfigRequest) -> HttpResponseBase:
    """Fill the official holidays of a year."""
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isdigit() else moment.today().year
    done = _("The holidays of %(year)s are in the list. Remove those that your city works on.") % {
        "year": year
    }
    attempt(request, lambda: fill_holidays(request.actor, [year]), done)
    return go(f"{reverse('config_hours')}?year={year}#days")
