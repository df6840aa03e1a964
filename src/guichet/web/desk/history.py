"""The history of a case as its page tells it: the ledger keeps numbers, here they get their names and reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.cases import events
from guichet.cases.queries.history import HistoryLine, transfer_reasons
from guichet.cases.queries.page import CasePage
from guichet.kernel.texts import localise
from guichet.people.queries import names_of_people
from guichet.web.desk.templatetags.desk import language

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """What the numbers of entries stand for; a name that is not known any more is empty."""

    people: Mapping[tuple[str, int], str | dict[str, str]]
    tasks: Mapping[int, str]
    reasons: Sequence[str]

    def of(self, kind: str, number: object) -> str:
        """Name a team (« people.team ») or an account (« people.account »)."""
        name = self.people.get((kind, number), "") if isinstance(number, int) else ""
        return name if isinstance(name, str) else localise(name, language())


def shown_history(page: CasePage) -> list[HistoryLine]:
    """Say what happened to a case, the newest first; people who begin to follow one after the other are one line."""
    names = _names(page)
    lines = [replace(line, words=_words(line, names)) for line in page.history]
    together: list[HistoryLine] = []
    for event, run in groupby(lines, key=lambda line: line.event):
        same = list(run)
        together += [_followers(same)] if event == events.FOLLOWED.name else same
    return together


def _names(page: CasePage) -> Names:
    of_teams: set[int] = set()
    of_people: set[int] = set()
    for line in page.history:
        if line.event == events.TRANSFERRED.name:
            of_teams |= {line.data[key] for key in ("came_from", "team") if line.data.get(key)}
        elif line.event == events.ASSIGNED.name and line.data.get("assignee"):
            of_people.add(line.data["assignee"])
    return Names(
        people=names_of_people(of_teams, (), of_people),
        tasks={
            task.pk: _("%(team)s – %(task)s")
            % {"team": localise(task.team.name, language()), "task": task.title}
            for task in page.tasks
        },
        reasons=transfer_reasons(page.case),
    )


def _words(line: HistoryLine, names: Names) -> str:
    """Say an entry with names; as it is said everywhere when one of them is not known."""
    say = WORDS.get(line.event)
    return (say(line.data, names) if say else "") or line.words


def _assigned(data: Data, names: Names) -> str:
    if data.get("assignee") is None and "assignee" in data:
        return _("Given back to the team")
    name = names.of("people.account", data.get("assignee"))
    return _("Given to %(name)s") % {"name": name} if name else ""


def _transferred(data: Data, names: Names) -> str:
    before = names.of("people.team", data.get("came_from"))
    after = names.of("people.team", data.get("team"))
    if not after:
        return ""
    said = (
        _("Transferred from %(before)s to %(after)s") % {"before": before, "after": after}
        if before
        else _("Transferred to %(after)s") % {"after": after}
    )
    hop = data.get("hops")
    why = names.reasons[hop - 1] if isinstance(hop, int) and 0 < hop <= len(names.reasons) else ""
    return _("%(said)s: %(why)s") % {"said": said, "why": why} if why else said


def _task(words: Callable[[], str]) -> Callable[[Data, Names], str]:
    def say(data: Data, names: Names) -> str:
        title = names.tasks.get(int(data.get("task") or 0), "")
        return words() % {"task": title} if title else ""

    return say


def _followers(run: Sequence[HistoryLine]) -> HistoryLine:
    newest = run[0]
    if len(run) == 1:
        return newest
    words = ngettext("%(n)d more person follows", "%(n)d more people follow", len(run)) % {"n": len(run)}
    return replace(newest, words=words)


WORDS: dict[str, Callable[[Data, Names], str]] = {
    events.ASSIGNED.name: _assigned,
    events.TRANSFERRED.name: _transferred,
    events.TASK_ADDED.name: _task(lambda: _("Task given to %(task)s")),
    events.TASK_DONE.name: _task(lambda: _("Task done: %(task)s")),
    events.TASK_CANCELLED.name: _task(lambda: _("Task cancelled: %(task)s")),
}
