"""What stands beside the pages of the console: the day, the drafts, the call-backs, the figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.contacts.queries.lists import Counts, contact_counts
from guichet.kernel.actor import Actor
from guichet.web.desk.filters import Tab
from guichet.web.desk.navigation import Navigation, navigation


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the console's own navigation."""

    code: str
    label: str
    icon: str
    url: str
    count: str = ""
    hot: bool = False


def console_navigation(actor: Actor, here: str = "") -> Navigation:
    """Give the navigation of a page of the console, with what waits there."""
    counts = contact_counts(actor)
    plain = navigation(actor, views=False)
    return Navigation(
        views=[
            Tab(
                place.code,
                place.label,
                place.url,
                place.icon,
                place.count,
                hot=place.hot,
                current=place.code == here,
            )
            for place in _places(actor, counts)
        ],
        saved=(),
        open_count=plain.open_count,
        task_count=plain.task_count,
    )


def _places(actor: Actor, counts: Counts) -> list[Place]:
    listing = reverse("contact_list")
    places = [
        Place("today", _("Settled at first contact"), "check-lg", f"{listing}?view=mine", f"{counts.settled}\u00a0/\u00a0{counts.today}"),
        Place("drafts", _("Drafts"), "pencil-square", f"{listing}?view=drafts", str(counts.drafts or "")),
        Place(
            "callbacks", _("Call-backs"), "telephone", reverse("contact_callbacks"),
            str(counts.callbacks or ""), hot=counts.late > 0,
        ),
    ]  # fmt: skip
    if actor.has("contact.figures"):
        places.append(Place("figures", _("First contact"), "bar-chart", reverse("contact_figures")))
    return places
