"""What stands beside the pages of permits: the files, the opinions, what lapses, whether it is fair, the visits."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from guichet.kernel.actor import Actor
from guichet.web.desk.filters import Tab, count_words
from guichet.web.desk.navigation import Navigation, navigation

SEES = frozenset({"permit.read", "permit.review", "permit.inspect"})
VIEW_WORDS: Mapping[str, Promise | str] = {
    "studied": gettext_lazy("To study"),
    "mine": pgettext_lazy("view", "Mine"),
    "late": pgettext_lazy("view", "Late"),
    "to_answer": gettext_lazy("Messages to answer"),
    "incomplete": gettext_lazy("Waiting for the applicant"),
    "to_issue": gettext_lazy("To issue"),
    "in_force": gettext_lazy("Issued and on site"),
    "ended": pgettext_lazy("permits", "Ended"),
    "refused": gettext_lazy("Refused, given up, lapsed"),
    "all": pgettext_lazy("view", "All"),
}
VIEW_ICONS = {
    "studied": "list-check",
    "mine": "person",
    "late": "s-late",
    "to_answer": "envelope",
    "incomplete": "s-wait",
    "to_issue": "send",
    "in_force": "cone-striped",
    "ended": "s-done",
    "refused": "s-no",
    "all": "inbox",
}
COUNTED = ("studied", "mine", "late", "to_answer", "incomplete", "to_issue")


def permit_navigation(actor: Actor, here: str = "", counts: Mapping[str, int] | None = None) -> Navigation:
    """Give the navigation of a page of permits; `here` is the code of the page, `counts` what each view holds."""
    plain = navigation(actor, views=False)
    return Navigation(
        views=[*_views(actor, here, counts or {}), *_pages(actor, here)],
        open_count=plain.open_count,
        task_count=plain.task_count,
        unread_count=plain.unread_count,
    )


def _views(actor: Actor, here: str, counts: Mapping[str, int]) -> list[Tab]:
    if not actor.has("permit.read"):
        return []
    listing = reverse("desk_permits")
    return [
        Tab(
            view,
            str(words),
            f"{listing}?view={view}",
            VIEW_ICONS[view],
            count_words(counts[view]) if view in COUNTED and counts.get(view) else "",
            hot=view == "late" and counts.get(view, 0) > 0,
            current=view == here,
        )
        for view, words in VIEW_WORDS.items()
    ]


def _pages(actor: Actor, here: str) -> list[Tab]:
    pages = []
    if actor.has("permit.review") or actor.has("permit.handle"):
        pages.append(("opinions", _("Opinions to give"), "chat-left-text"))
    if actor.has("permit.read"):
        pages.append(("lapses", _("What will lapse"), "clock-history"))
        pages.append(("fairness", _("Is it fair?"), "bar-chart"))
    if actor.has("permit.inspect") or actor.has("permit.handle"):
        pages.append(("visits", _("Inspections"), "eye"))
    return [
        Tab(code, label, reverse(f"desk_permit_{code}"), icon, current=code == here)
        for code, label, icon in pages
    ]
