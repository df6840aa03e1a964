"""What narrows a list, as boxes that work by themselves: a form sent by GET."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.cases.lifecycle import ENDED_STATES, OPEN_STATES
from guichet.cases.queries.queue import COUNT_CAP, Filters
from guichet.catalogue.queries import service_choices
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.words import fold
from guichet.people.queries import accounts_of_teams
from guichet.places.queries import district_names
from guichet.web.desk.lines import state_word
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.cases.models import SavedView
    from guichet.people.models import Team

Option = tuple[str, str]
VIEW_ICONS = {
    "mine": "person",
    "team": "people",
    "late": "s-late",
    "soon": "s-soon",
    "waiting": "s-wait",
    "new": "s-new",
    "open": "inbox",
    "ended": "s-done",
}
VIEW_WORDS = {
    "mine": pgettext_lazy("view", "Mine"),
    "team": pgettext_lazy("view", "My team"),
    "late": pgettext_lazy("view", "Late"),
    "soon": pgettext_lazy("view", "Due within 48 h"),
    "waiting": pgettext_lazy("view", "Awaiting the resident"),
    "new": pgettext_lazy("view", "New"),
    "open": pgettext_lazy("view", "All that is open"),
    "ended": pgettext_lazy("view", "Closed"),
}
PRIORITY_WORDS = {
    "1": gettext_lazy("1 – urgent"),
    "2": gettext_lazy("2 – normal"),
    "3": gettext_lazy("3 – can wait"),
    "4": gettext_lazy("4 – low"),
}
COUNTED = ("mine", "team", "late", "soon", "waiting", "new")
ALWAYS_SHOWN = ("service", "state", "district", "assignee")


@lru_cache(maxsize=512)
def _written(groups: tuple[tuple[str, tuple[Option, ...]], ...]) -> SafeString:
    """Write choices under their headings, once for the same choices: they are those of the city."""
    written = []
    for heading, options in groups:
        lines = format_html_join("", '<option value="{}">{}</option>', options)
        written.append(
            format_html('<optgroup label="{}">{}</optgroup>', heading, lines) if heading else lines
        )
    return SafeString("".join(written))


@dataclass(frozen=True, slots=True)
class Select:
    """One box of the bar: `value` is what is chosen; groups are (heading, options), the heading may be empty."""

    name: str
    label: str
    value: str
    groups: Sequence[tuple[str, Sequence[Option]]] = ()
    kind: str = "select"

    @property
    def on(self) -> bool:
        """Tell whether it narrows the list."""
        return bool(self.value)

    @property
    def options(self) -> SafeString:
        """Write its choices under their headings; hundreds of them cost a template more than the list itself."""
        written = _written(tuple((heading, tuple(options)) for heading, options in self.groups))
        if not self.value:
            return written
        chosen = format_html('<option value="{}"', self.value)
        return SafeString(written.replace(f"{chosen}>", f"{chosen} selected>", 1))


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the navigation: `count` is what it holds, or nothing when that is not counted."""

    view: str
    label: str
    url: str
    icon: str
    count: str = ""
    hot: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The filters of a list: those always shown, the others, and whether one of the others is set."""

    shown: list[Select] = field(default_factory=list)
    more: list[Select] = field(default_factory=list)

    @property
    def more_on(self) -> bool:
        """Tell whether a filter that is folded away narrows the list."""
        return any(select.on for select in self.more)


def filter_bar(actor: Actor, filters: Filters, teams: Sequence[Team], district_word: str) -> Bar:
    """Give the boxes of a list with their choices; `district_word` is what the city calls a district."""
    states = ENDED_STATES if filters.view == "ended" else OPEN_STATES
    colleagues = accounts_of_teams(sorted(actor.teams)) if actor.teams else []
    people = [
        ("none", _("Nobody")),
        (str(actor.id), _("Me")),
        *((str(one.pk), one.name) for one in colleagues if one.pk != actor.id),
    ]
    selects = [
        Select("service", _("Service"), filters.service, _services()),
        Select(
            "state",
            _("State"),
            filters.state,
            _flat((state.value, state_word(state)) for state in states),
        ),
        Select("district", _capital(district_word) or _("District"), filters.district, _flat(_districts())),
        Select("assignee", _("Person"), filters.assignee, _flat(people)),
        Select(
            "team",
            _("Team"),
            filters.team,
            _flat((team.code, localise(team.name, language())) for team in teams),
        ),
        Select(
            "channel",
            _("Channel"),
            filters.channel,
            _flat((one.value, str(CHANNEL_WORDS[one])) for one in Channel),
        ),
        Select(
            "priority",
            _("Priority"),
            filters.priority,
            _flat((key, str(w)) for key, w in PRIORITY_WORDS.items()),
        ),
        Select("opened_from", _("Received from"), filters.opened_from, kind="date"),
        Select("opened_to", _("Received until"), filters.opened_to, kind="date"),
    ]
    shown = [select for select in selects if select.name in ALWAYS_SHOWN]
    return Bar(shown, [select for select in selects if select.name not in ALWAYS_SHOWN])


def _flat(options: Iterable[Option]) -> Sequence[tuple[str, Sequence[Option]]]:
    return (("", list(options)),)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _districts() -> list[Option]:
    return [(code, localise(name, language())) for code, name in district_names()]


def _services() -> Sequence[tuple[str, Sequence[Option]]]:
    words = language()
    return _services_in(
        tuple(
            (localise(one.heading, words), one.code, localise(one.name, words)) for one in service_choices()
        )
    )


@lru_cache(maxsize=128)
def _services_in(services: tuple[tuple[str, str, str], ...]) -> Sequence[tuple[str, Sequence[Option]]]:
    """Put services (heading, code, name) under their headings, by name."""
    groups: dict[str, list[Option]] = {}
    for heading, code, name in services:
        groups.setdefault(heading, []).append((code, name))
    return [
        (heading, sorted(options, key=lambda option: fold(option[1]))) for heading, options in groups.items()
    ]


def list_url(filters: Mapping[str, str], **changes: str) -> str:
    """Give the address of a list with its filters, some of them changed (empty: taken away)."""
    kept = {name: value for name, value in {**filters, **changes}.items() if value}
    return f"{reverse('desk_home')}?{urlencode(kept)}" if kept else reverse("desk_home")


def view_tabs(counts: Mapping[str, int], current: str) -> list[Tab]:
    """Give the fixed views with what they hold; late ones and new ones call the eye."""
    return [
        Tab(
            view=view,
            label=str(words),
            url=list_url({"view": view}),
            icon=VIEW_ICONS[view],
            count=count_words(counts.get(view, 0)) if view in COUNTED else "",
            hot=view == "late" and counts.get(view, 0) > 0,
            current=view == current,
        )
        for view, words in VIEW_WORDS.items()
    ]


def count_words(count: int) -> str:
    """Write a count; lists are counted up to a limit only."""
    return f"{count}+" if count >= COUNT_CAP else str(count)


def saved_tabs(views: Iterable[SavedView], filters: Filters) -> list[tuple[SavedView, Tab]]:
    """Give the views that people kept, with the address of each."""
    here = filters.as_dict()
    return [
        (
            view,
            Tab("", view.name, list_url(view.filters), "bookmark-star", current=dict(view.filters) == here),
        )
        for view in views
    ]


def heading(filters: Filters, team_names: Sequence[str]) -> str:
    """Say what a list holds."""
    if filters.q:
        return _("Search: %(words)s") % {"words": filters.q}
    if filters.view == "team":
        names = ", ".join(team_names)
        return (
            pgettext("heading", "My team: %(names)s") % {"names": names}
            if len(team_names) == 1
            else _("My teams")
        )
    return str(VIEW_WORDS[filters.view])
