"""One line per case: what a list says of it, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from guichet.cases.channels import CHANNEL_ICONS, CHANNEL_WORDS, Channel
from guichet.cases.lifecycle import (
    ENDED_STATES,
    OUTCOME_WORDS,
    STATE_WORDS,
    Outcome,
    State,
    WaitingFor,
)
from guichet.kernel.texts import localise
from guichet.kernel.typography import lateness, long_moment, relative, short_date
from guichet.tenancy.queries import current_city
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.icons import icon_names
from guichet.web.kit.states import STATES
from guichet.web.kit.templatetags.kit import icon, tag_state

if TYPE_CHECKING:
    from guichet.cases.models import Case
    from guichet.cases.queries.listed import ListedCase

    AnyCase = Case | ListedCase

SOON = dt.timedelta(hours=48)
TO_TAKE = pgettext_lazy("state of a case", "To be taken")
"""What the staff is told of a case that was sorted or sent to a team; its requester reads that a team has it."""


class Group(StrEnum):
    """The groups of a list, by promise."""

    LATE = "late"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"
    NONE = ""


GROUP_WORDS: dict[Group, Promise] = {
    Group.LATE: pgettext_lazy("view", "Late"),
    Group.SOON: gettext_lazy("Today and tomorrow"),
    Group.LATER: gettext_lazy("Later"),
    Group.PAUSED: gettext_lazy("Clock paused, or no date promised"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """When something is promised, in words: short in a list, whole for whoever asks; `tone` is late, warn or nothing."""

    words: str
    tone: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a page speaks, asked once for all its lines: its language, the gender of the city's word for a case, now."""

    language: str
    gender: str
    now: dt.datetime

    def local(self, when: dt.datetime) -> dt.datetime:
        """Give a moment by the clock of the city."""
        return when.astimezone(self.now.tzinfo)


@dataclass(frozen=True, slots=True)
class Line:
    """A case as a list shows it."""

    reference: str
    url: str
    title: str
    place: str
    excerpt: str
    channel: str
    channel_icon: SafeString
    state_tag: SafeString
    due: Due
    assignee: str
    followers: int
    unread: bool
    group: Group


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that are due at about the same time; `goes_on` when the group began on the page before, or ends on the next."""

    group: Group
    title: str
    lines: list[Line]
    continued: bool = False
    cut: bool = False


def voice_of_page(now: dt.datetime) -> Voice:
    """Give the voice of the page that is being written."""
    return Voice(language(), _gender(), timezone.localtime(now))


def title_of(case: AnyCase) -> str:
    """Give what a case is called: its service in the language of the page, or a title of its own."""
    return _title(case, language())


def _title(case: AnyCase, words: str) -> str:
    names = case.service.name
    return localise(names, words) if case.title in ("", *names.values()) else case.title


def state_of(case: AnyCase) -> str:
    """Give the name of a case's state as the kit draws it."""
    if case.state == State.WAITING:
        return "planned" if case.waiting_for == WaitingFor.DATE else f"waiting_{case.waiting_for}"
    if case.state == State.CLOSED and case.outcome == Outcome.REFUSED:
        return "refused"
    return case.state


def state_label(case: AnyCase) -> str:
    """Give the words that say more than the state's own: the day planned, or how it ended; empty for none."""
    if case.state == State.WAITING and case.waiting_for == WaitingFor.DATE and case.waiting_until:
        today = timezone.localtime().date()
        on = short_date(timezone.localtime(case.waiting_until).date(), language(), today)
        return pgettext("state of a case", "Work on %(day)s") % {"day": on}
    if case.state == State.TRIAGED:
        return str(TO_TAKE)
    if case.state == State.CLOSED and case.outcome in set(Outcome):
        return str(OUTCOME_WORDS[Outcome(case.outcome)])
    return ""


def group_of(due: dt.datetime | None, voice: Voice) -> Group:
    """Tell in which group of a list a next due date falls."""
    if due is None:
        return Group.PAUSED
    if due <= voice.now:
        return Group.LATE
    days = voice.local(due).date() - voice.now.date()
    return Group.SOON if days <= dt.timedelta(days=1) else Group.LATER


def due_of(case: AnyCase, voice: Voice) -> Due:
    """Say when the next step of a case is promised: « 2 j de retard », « dans 2 h », « mar. 24 nov. »."""
    now, words = voice.now, voice.language
    if case.state in ENDED_STATES and case.ended_at:
        ended = voice.local(case.ended_at)
        return Due(short_date(ended.date(), words, now.date()), "", long_moment(ended, words))
    if case.next_due_at is None:
        paused = case.state == State.WAITING
        return Due(pgettext("clock", "Paused") if paused else pgettext("promise", "No date"))
    due = voice.local(case.next_due_at)
    whole = long_moment(due, words)
    if due <= now:
        late = lateness(due, now, words) or lateness(due - dt.timedelta(minutes=1), now, words)
        return Due(shorten(late), "late", whole)
    today = due.date() == now.date()
    near = relative(due, now, words) if today else short_date(due.date(), words, now.date())
    soon = group_of(due, voice) is Group.SOON or due - now <= SOON
    return Due(near, "warn" if soon else "", whole)


def shorten(words: str) -> str:
    """Write days as « j » where there is room for a few letters only."""
    return words.replace("\u00a0jours ", "\u00a0j ").replace("\u00a0jour ", "\u00a0j ")


@lru_cache(maxsize=64)
def _drawn(name: str) -> SafeString:
    """Draw an icon once for all lines."""
    return icon(name if name in icon_names() else "inbox")


@lru_cache(maxsize=64)
def _channel_word(channel: str, _language: str) -> str:
    """Name a channel in the language of the page, looked up once for all lines."""
    return str(CHANNEL_WORDS[Channel(channel)])


@lru_cache(maxsize=1024)
def _state_tag(state: str, label: str, gender: str, _language: str) -> SafeString:
    """Draw a state once for all lines that have it; its word agrees with the city's own name for a case."""
    return tag_state(Context({"city_words": {"case": {"gender": gender}}}), state, label)


@lru_cache(maxsize=1)
def _case_url() -> str:
    """Give the address of a case's page, worked out once for all lines."""
    return reverse("desk_case", args=["REFERENCE"])


def state_word(state: State) -> str:
    """Give a state's word as its tag says it; whatever is waited for, « waiting » alone."""
    known = STATES.get(state) if state != State.TRIAGED else None
    return known.word(_gender()) if known else str(TO_TAKE if state == State.TRIAGED else STATE_WORDS[state])


def _gender() -> str:
    words = current_city().vocabulary.get("case", {}).get(language(), {})
    return str(words.get("gender", "f")) if isinstance(words, dict) else "f"


def line_of(case: AnyCase, voice: Voice) -> Line:
    """Give the line of a case; nothing is asked of the database."""
    words = voice.language
    place = case.address or (localise(case.district.name, words) if case.district else "")
    return Line(
        reference=case.reference,
        url=_case_url().replace("REFERENCE", case.reference),
        title=_title(case, words),
        place=place,
        excerpt=str(getattr(case, "excerpt", "")),
        channel=_channel_word(case.channel, words),
        channel_icon=_drawn(CHANNEL_ICONS[Channel(case.channel)]),
        state_tag=_state_tag(state_of(case), state_label(case), voice.gender, words),
        due=due_of(case, voice),
        assignee=case.assignee.name if case.assignee else "",
        followers=case.follower_count,
        unread=case.unread,
        group=group_of(case.next_due_at, voice),
    )


def grouped(
    cases: Sequence[AnyCase], now: dt.datetime, *, after: str = "", more: bool = False
) -> list[LineGroup]:
    """Put lines under the headings of their promises, in the order given.

    `after` is the key of the page before (its due date tells where it stopped), `more` says that another page follows.
    """
    groups: list[LineGroup] = []
    voice = voice_of_page(now)
    before = _group_before(after, voice)
    for case in cases:
        line = line_of(case, voice)
        if not groups or groups[-1].group is not line.group:
            continued = not groups and line.group is before
            groups.append(LineGroup(line.group, str(GROUP_WORDS[line.group]), [], continued=continued))
        groups[-1].lines.append(line)
    if groups and more:
        last = groups[-1]
        groups[-1] = LineGroup(last.group, last.title, last.lines, continued=last.continued, cut=True)
    return groups


def plain(cases: Iterable[AnyCase], now: dt.datetime) -> list[LineGroup]:
    """Put lines in one list without headings: what was found, or what has ended."""
    voice = voice_of_page(now)
    lines = [line_of(case, voice) for case in cases]
    return [LineGroup(Group.NONE, "", lines)] if lines else []


def _group_before(after: str, voice: Voice) -> Group | None:
    if not after:
        return None
    try:
        due = dt.datetime.fromisoformat(after.partition("|")[0])
    except ValueError:
        return Group.PAUSED
    return group_of(due, voice) if due.tzinfo else None
