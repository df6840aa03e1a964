"""First contact: the honest share beside the naive one, each figure opening the contacts behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from guichet.cases.timing import city_today, day_start
from guichet.catalogue.queries import service_names
from guichet.contacts.lifecycle import CHANNEL_WORDS, Channel
from guichet.contacts.queries.resolution import BY, GROUPS, Resolution, contacts_behind, first_contact
from guichet.kernel.texts import localise
from guichet.kernel.typography import percent
from guichet.people.queries import active_teams
from guichet.tenancy.queries import current_city
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

DAYS = 30
BY_WORDS = {
    "all": pgettext_lazy("figures", "Together"),
    "team": gettext_lazy("By team"),
    "topic": gettext_lazy("By subject"),
    "channel": gettext_lazy("By channel"),
    "hour": gettext_lazy("By hour"),
}
VERDICT_WORDS = {
    "settled": gettext_lazy("Answered, and nobody came back"),
    "returned": gettext_lazy("Answered, but came back on the same subject"),
    "not_answered": gettext_lazy("Not answered at once"),
    "recent": gettext_lazy("Too recent to be judged"),
    "unknown": gettext_lazy("Nobody to recognise"),
    "answered": gettext_lazy("Answered"),
}


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A line of the figures in words: its name, the two shares, and each count with the address of what is behind it."""

    name: str
    honest: str
    honest_share: float
    naive: str
    naive_share: float
    naive_url: str
    counts: list[tuple[int, str]]


@require_safe
@staff_page
def figures(request: DeskRequest) -> HttpResponseBase:
    """Show the shares over some days, by what was asked; with a verdict, the contacts behind a figure."""
    by = request.GET.get("by", "") if request.GET.get("by", "") in BY else "all"
    start, end = _dates(request)
    first, last = day_start(start), day_start(end + dt.timedelta(days=1))
    given = {"by": by, "from": start.isoformat(), "to": end.isoformat()}
    verdict = request.GET.get("verdict", "")
    behind = (
        contacts_behind(request.actor, first, last, by=by, one=request.GET.get("one", ""), verdict=verdict)
        if verdict in VERDICT_WORDS
        else []
    )
    names, lines = _names(by), first_contact(request.actor, first, last, by=by)
    context = given | {
        "from": start,
        "to": end,
        "days": current_city().first_contact_days,
        "tabs": [(code, BY_WORDS[code], urlencode({**given, "by": code})) for code in BY],
        "groups": [VERDICT_WORDS[group] for group in GROUPS],
        "lines": [_line(line, names, given) for line in lines],
        "behind": [(reference, VERDICT_WORDS[verdict_of]) for reference, verdict_of in behind],
        "behind_title": VERDICT_WORDS.get(verdict, ""),
        "nav": console_navigation(request.actor, "figures"),
    }
    return render(request, "desk/console/figures.html", context | {"section": "contact"})


def _dates(request: DeskRequest) -> tuple[dt.date, dt.date]:
    today = city_today()
    end = min(_date(request.GET.get("to", "")) or today, today)
    start = _date(request.GET.get("from", "")) or end - dt.timedelta(
        days=DAYS + current_city().first_contact_days
    )
    return min(start, end), end


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _names(by: str) -> dict[str, str]:
    if by == "team":
        teams = {str(team.pk): localise(team.name, language()) for team in active_teams()}
        return teams | {"": _("No team")}
    if by == "topic":
        services = {code: localise(name, language()) for code, name in service_names()}
        return services | {"": _("Subject not said")}
    if by == "channel":
        return {one.value: str(CHANNEL_WORDS[one]) for one in Channel}
    return {"": _("All contacts")}


def _line(line: Resolution, names: dict[str, str], given: dict[str, str]) -> FigureLine:
    page = reverse("contact_figures")

    def url(verdict: str) -> str:
        return f"{page}?{urlencode({**given, 'one': line.one, 'verdict': verdict})}#behind"

    name = _("%(hour)s h") % {"hour": line.one} if given["by"] == "hour" else names.get(line.one, "")
    return FigureLine(
        name=name or line.one.removeprefix("answer:"),
        honest="–" if line.honest is None else percent(line.honest, language()),
        honest_share=line.honest or 0.0,
        naive="–" if line.naive is None else percent(line.naive, language()),
        naive_share=line.naive or 0.0,
        naive_url=url("answered"),
        counts=[(getattr(line, group), url(group)) for group in GROUPS],
    )
