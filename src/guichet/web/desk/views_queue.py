"""The lists: what to do, what is late, what waits; found again by number or words."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from guichet.cases import rules
from guichet.cases.actions.bulk import MOST
from guichet.cases.actions.views import remove_view, save_view
from guichet.cases.queries.queue import Filters, QueuePage, queue, read_filters
from guichet.catalogue.kept import CATALOGUE
from guichet.catalogue.queries import open_teams
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Refused
from guichet.kernel.references import read_reference
from guichet.kernel.texts import localise
from guichet.places.editions import DISTRICTS, one_look
from guichet.web.desk.answers import go
from guichet.web.desk.bulk import BULK_ACTS, BulkAct
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.filters import filter_bar, heading, list_url
from guichet.web.desk.lines import LineGroup, grouped, plain
from guichet.web.desk.navigation import Navigation, may_read_cases, navigation, start_elsewhere
from guichet.web.desk.searching import Meant, case_ending_in, meant
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.live import live_url


@require_safe
@staff_page
@one_look(CATALOGUE, DISTRICTS)
def home(request: DeskRequest) -> HttpResponseBase:
    """Show a list of cases, a page at a time; a number typed in the search field leads straight to its case."""
    actor, filters = request.actor, wanted_filters(request.actor, request.GET)
    if not request.GET and (start := start_elsewhere(actor)):
        return go(request, start)
    after = request.GET.get("after", "")
    page = queue(actor, filters, after=after)
    if read_reference(filters.q) and len(page.rows) == 1 and not request.htmx:
        return go(request, reverse("desk_case", args=[page.rows[0].reference]))
    read = meant(filters) if filters.q and not after and not request.htmx else None
    if filters.q and not page.rows and (better := _better(request, filters, read)):
        return go(request, better)
    context = _lines(request, page, after) | _read(read)
    if request.htmx and request.htmx.target == "more":
        return render(request, "desk/parts/more_lines.html", context)
    return render(request, "desk/queue.html", context | _around(request, filters))


def _lines(request: DeskRequest, page: QueuePage, after: str) -> dict[str, object]:
    """Give the lines of a page, where the next ones are, and what can be done to them."""
    filters = page.filters
    narrows = filters.as_dict()
    return {
        "groups": _groups(page, filters, after),
        "shown": len(page.rows),
        "next_url": list_url(narrows, after=page.next_key) if page.next_key else "",
        "filters": filters,
        "after": after,
        "here": list_url(narrows),
        "acts": _acts(request.actor),
        "list_query": urlencode(narrows),
        "most": MOST,
    }


def _read(read: Meant | None) -> dict[str, object]:
    """Give what the words of a search name, and the list of it."""
    return {"read": read, "read_url": list_url(read.filters.as_dict()) if read else ""}


def _better(request: DeskRequest, filters: Filters, read: Meant | None) -> str:
    """Give where a search that found nothing leads: the case that ends in those digits, the list that they name."""
    if reference := case_ending_in(request.actor, filters.q):
        return reverse("desk_case", args=[reference])
    if read is None or read.rest:
        return ""
    named = ", ".join(read.called)
    messages.info(
        request,
        _("No case has these words in its text. Here is what they name: %(named)s.") % {"named": named},
    )
    return list_url(read.filters.as_dict())


def _groups(page: QueuePage, filters: Filters, after: str) -> list[LineGroup]:
    """Put lines under their promises; those of a search, or of what has ended, in a row."""
    if filters.q or filters.view == "ended":
        return plain(page.rows, timezone.now())
    return grouped(page.rows, timezone.now(), after=after, more=bool(page.next_key))


def _acts(actor: Actor) -> list[BulkAct]:
    """Give what can be done to many cases at once."""
    return [act for act in BULK_ACTS.values() if act.offered(actor)] if rules.may_act_in_bulk(actor) else []


def _around(request: DeskRequest, filters: Filters) -> dict[str, object]:
    """Give what stands around the lines: title, filters, navigation, what can be done to many at once."""
    actor = request.actor
    city = getattr(request, "tenant", None)
    district = localise(_words(getattr(city, "vocabulary", {}), "district"), language())
    reads_cases = may_read_cases(actor)
    nav = navigation(actor, filters, views=reads_cases)
    teams = open_teams()
    mine = [(team.pk, localise(team.name, language())) for team in teams if team.pk in actor.teams]
    return {
        "heading": heading(filters, [name for _pk, name in mine]),
        "open_words": _count_words(nav, filters),
        "bar": filter_bar(actor, filters, teams, district),
        "narrowed": filters.narrowed(),
        "clear_url": list_url({"view": filters.view}),
        "ended_url": list_url(filters.as_dict(), view="ended", state=""),
        "nav": nav,
        "live_url": live_url(actor),
        "reads_cases": reads_cases,
        "my_teams": mine,
    }


def _count_words(nav: Navigation, filters: Filters) -> str:
    """Say how many cases a view holds; nothing when it is narrowed or not counted."""
    count = (
        "" if filters.narrowed() else next((tab.count for tab in nav.views if tab.view == filters.view), "")
    )
    return (
        ngettext("%(n)s open", "%(n)s open", 1 if count in ("0", "1") else 2) % {"n": count} if count else ""
    )


def _words(vocabulary: object, name: str) -> dict[str, str]:
    """Read a city's own word, given as a word or as its forms."""
    words = vocabulary.get(name, {}) if isinstance(vocabulary, dict) else {}
    return {
        code: form.get("one", "") if isinstance(form, dict) else str(form) for code, form in words.items()
    }


def wanted_filters(actor: Actor, query: QueryDict) -> Filters:
    """Read the filters of an address; without a view it is one's team's list, or all for whoever has no team."""
    filters = read_filters({name: str(query.get(name, "")) for name in query})
    if "view" not in query and not actor.teams:
        return replace(filters, view="open")
    return filters


@require_POST
@staff_page
def keep_view(request: DeskRequest) -> HttpResponseBase:
    """Keep the filters of a list under a name, for oneself or for a team."""
    filters = wanted_filters(request.actor, request.POST)
    share = request.POST.get("share", "")
    team_id = int(share) if share.isdecimal() else None
    try:
        view = save_view(request.actor, request.POST.get("name", ""), filters.as_dict(), team_id=team_id)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request, _("The view “%(name)s” is saved: find it in the navigation.") % {"name": view.name}
        )
    return go(request, list_url(filters.as_dict()))


@require_POST
@staff_page
def drop_view(request: DeskRequest, view_id: int) -> HttpResponseBase:
    """Remove a view that one kept; the cases stay."""
    remove_view(request.actor, view_id)
    messages.success(request, _("The view is removed. The cases that it showed stay where they are."))
    return go(request, reverse("desk_home"))
