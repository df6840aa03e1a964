"""The queue of files, in the published order."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.people.queries import active_teams
from guichet.permits.queries.queue import MOST_LISTED, PAGE, VIEWS, Wanted
from guichet.permits.queries.queue import queue as read_queue
from guichet.permits.queries.types import permit_names
from guichet.permits.shapes import Queue
from guichet.places.queries import district_names
from guichet.tenancy.queries import current_city
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.filters import Select
from guichet.web.desk.permits.navigation import VIEW_WORDS, permit_navigation
from guichet.web.desk.templatetags.desk import language

NARROWING = ("words", "type", "district", "team", "soon", "message")
MOST_PAGES = MOST_LISTED // PAGE


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the list says."""

    view: str
    words: str
    type: str
    district: str
    team: str
    soon: str
    message: str
    page: int

    def wanted(self) -> Wanted:
        """Give it as the room of permits takes it."""
        mine, late = self.view == "mine", self.view == "late"
        view = "studied" if mine or late else self.view
        return Wanted(
            view=view, words=self.words, type=self.type, district=self.district, team=self.team, mine=mine, late=late,
            lapsing=bool(self.soon), unanswered=bool(self.message), page=self.page,
        )  # fmt: skip

    def address(self, page: int) -> str:
        """Give the address of another page of the same list."""
        names = ("view", *NARROWING)
        given = {name: getattr(self, name) for name in names if getattr(self, name)}
        return f"{reverse('desk_permits')}?{urlencode(given | ({'page': page} if page > 1 else {}))}"


def read_asked(data: QueryDict) -> Asked:
    """Read the address of a list; what it cannot say is left out."""
    view = data.get("view", "studied")
    page = data.get("page", "1")
    return Asked(
        view=view if view in VIEW_WORDS and (view in VIEWS or view in ("mine", "late")) else "studied",
        words=data.get("words", "")[:120].strip(),
        type=data.get("type", "")[:80],
        district=data.get("district", "")[:60],
        team=data.get("team", "")[:60],
        soon="lapse" if data.get("soon") == "lapse" else "",
        message="waiting" if data.get("message") == "waiting" else "",
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and int(page) else 1,
    )


@require_safe
@staff_page
def queue(request: DeskRequest) -> HttpResponseBase:
    """Show the files in their order, with the rule in words and why each is where it is."""
    asked = read_asked(request.GET)
    found = read_queue(request.actor, asked.wanted())
    last = (asked.page - 1) * PAGE + len(found.rows)
    context = {
        "asked": asked,
        "heading": VIEW_WORDS[asked.view],
        "found": found,
        "ordered": asked.view in ("studied", "mine", "late"),
        "filters": _filters(request.actor, asked),
        "narrowed": any(getattr(asked, name) for name in NARROWING),
        "previous": asked.address(asked.page - 1) if asked.page > 1 else "",
        "following": asked.address(asked.page + 1) if _goes_on(found, asked.page, last) else "",
        "first": (asked.page - 1) * PAGE + 1,
        "last": last,
        "here": request.get_full_path(),
        "nav": permit_navigation(request.actor, "" if asked.words else asked.view, found.counts),
        "section": "permits",
    }
    return render(request, "desk/permits/queue.html", context)


def _goes_on(found: Queue, page: int, last: int) -> bool:
    """Tell whether a page follows."""
    return page < MOST_PAGES and (last < found.total or (found.capped and len(found.rows) == PAGE))


def _filters(actor: Actor, asked: Asked) -> list[Select]:
    words = language()
    word = (current_city().vocabulary.get("district", {}).get(words) or {}).get("one", "")
    types = [(code, localise(name, words)) for code, name in permit_names(actor)]
    teams = [(team.code, localise(team.name, words)) for team in active_teams()]
    districts = [(code, localise(name, words)) for code, name in district_names()]
    return [
        Select("type", _("Type of permit"), asked.type, (("", sorted(types, key=lambda one: one[1])),)),
        Select("district", word[:1].upper() + word[1:] or _("District"), asked.district, (("", districts),)),
        Select("soon", _("Deadline"), asked.soon, (("", [("lapse", _("Lapses within seven days"))]),)),
        Select(
            "message",
            _("Messages"),
            asked.message,
            (("", [("waiting", _("A message waits for an answer"))]),),
        ),
        Select("team", _("Team"), asked.team, (("", sorted(teams, key=lambda one: one[1])),)),
    ]
