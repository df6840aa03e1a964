"""Telling the stories of a demonstration city as if they had happened on their days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone

from guichet.cases.actions import ending, grouping, handling, opening, talking, tasks, waiting
from guichet.cases.actions.opening import NewCase, Where, open_case
from guichet.cases.queries.page import case_page
from guichet.cases.queries.visible import case_for
from guichet.cli.demo.loading import read_toml, resident_contact
from guichet.kernel import moment
from guichet.kernel.actor import Actor, system, visitor
from guichet.ledger.relay import do_effect, relay_outbox
from guichet.messaging.actions import send_due_mails
from guichet.people.actions import Contact
from guichet.people.queries import accounts_by_email, staff_actor

CHANNELS = {"mail": "letter"}
UNITS = {"minute": 60, "hour": 3_600, "day": 86_400}


@dataclass(slots=True)
class Story:
    """A story being told: its data, its case so far, and the people of the city."""

    data: Mapping[str, Any]
    started: dt.datetime
    staff: Mapping[str, Actor]
    contacts: Mapping[str, Contact]
    reference: str = ""

    def actor(self, event: Mapping[str, Any]) -> Actor:
        """Give who does an event; staff act with their own rights."""
        by = event.get("by")
        return self.staff[by] if by else visitor(case_references=frozenset({self.reference}))


def load_stories(folder: Path) -> int:
    """Tell every story; one already told is not told again. Gives how many there are."""
    stories = read_toml(folder, "stories.toml")["stories"]
    people = read_toml(folder, "people.toml")
    staff = {email: staff_actor(account) for email, account in accounts_by_email().items()}
    contacts = {resident["email"]: resident_contact(resident) for resident in people["residents"]}
    now = timezone.localtime()
    for number, data in enumerate(stories):
        day = (now - dt.timedelta(days=data["days_ago"])).date()
        hour, _colon, minute = str(data["hour"]).partition(":")
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(int(hour), int(minute or number * 7 % 60))))
        _tell(Story(data, at, staff, contacts), number)
    return len(stories)


def _tell(story: Story, number: int) -> None:
    data = story.data
    where = Where(
        lat=data.get("lat"),
        lon=data.get("lon"),
        address=data.get("address", ""),
        fictitious=data.get("fictitious", False),
    )
    with moment.as_if(story.started):
        case = open_case(
            system(),
            NewCase(
                service=data["service"],
                description=data["words"],
                answers=data.get("answers", {}),
                where=where,
                contact=story.contacts.get(data.get("resident", ""), Contact()),
                channel=CHANNELS.get(data["channel"], data["channel"]),
                language=data.get("language", "fr"),
                submission_key=f"story-{number}",
            ),
        )
        _follow_up()
    if case.version > 1:
        return
    story.reference = case.reference
    for event in data.get("events", []):
        with moment.as_if(story.started + _after(event["after"])):
            TELLERS[event["kind"]](story, event)
            _follow_up()


def _follow_up() -> None:
    """Do at once, on the day of the story, what the worker would have done."""
    jobs: list[tuple[int, str]] = []
    while relay_outbox(lambda _schema, entry_id, name: jobs.append((entry_id, name))):
        continue
    for entry_id, name in jobs:
        do_effect(entry_id, name)
    send_due_mails(system())


def _after(text: str) -> dt.timedelta:
    amount, unit = text.split()
    return dt.timedelta(seconds=float(amount) * UNITS[unit.rstrip("s")])


def _taken(story: Story, event: Mapping[str, Any]) -> None:
    handling.take(story.actor(event), story.reference)


def _released(story: Story, event: Mapping[str, Any]) -> None:
    handling.assign(story.actor(event), story.reference, None)


def _transferred(story: Story, event: Mapping[str, Any]) -> None:
    handling.transfer(story.actor(event), story.reference, event["team"], event["reason"])


def _note(story: Story, event: Mapping[str, Any]) -> None:
    talking.note(story.actor(event), story.reference, event["text"])


def _message(story: Story, event: Mapping[str, Any]) -> None:
    talking.write(story.actor(event), story.reference, event["text"])


def _question(story: Story, event: Mapping[str, Any]) -> None:
    waiting.ask_resident(story.actor(event), story.reference, event["text"])


def _reply(story: Story, event: Mapping[str, Any]) -> None:
    talking.reply(story.actor({}), story.reference, event["text"])


def _waiting(story: Story, event: Mapping[str, Any]) -> None:
    until = (story.started + dt.timedelta(days=event["in_days"])).date()
    waiting.wait_for_third_party(story.actor(event), story.reference, event["text"], until)


def _planned(story: Story, event: Mapping[str, Any]) -> None:
    on = (story.started + dt.timedelta(days=event["in_days"])).date()
    waiting.plan(story.actor(event), story.reference, on, event.get("text", ""))


def _late(story: Story, event: Mapping[str, Any]) -> None:
    due = story.started + dt.timedelta(days=event["in_days"])
    waiting.reschedule(story.actor(event), story.reference, due, event["reason"])


def _subtask(story: Story, event: Mapping[str, Any]) -> None:
    tasks.add_task(story.actor(event), story.reference, event["team"], event["text"])


def _subtask_done(story: Story, event: Mapping[str, Any]) -> None:
    open_tasks = [task for task in case_page(system(), story.reference).tasks if not task.done_at]
    if open_tasks:
        tasks.finish_task(story.actor(event), story.reference, open_tasks[0].pk, event["text"])


def _followed(story: Story, event: Mapping[str, Any]) -> None:
    grouping.follow(visitor(), story.reference, story.contacts[event["resident"]])


def _attached(story: Story, event: Mapping[str, Any]) -> None:
    main = case_for(system(), story.reference)
    report = opening.open_case(
        system(),
        NewCase(
            service=main.service.code,
            description=event["words"],
            answers={item["code"]: item["value"] for item in main.answers},
            where=Where(main.lat, main.lon, main.address, main.fictitious_place),
            contact=story.contacts[event["resident"]],
            channel="web",
            submission_key=f"{story.reference}-{event['resident']}",
        ),
    )
    grouping.attach(system(), report.reference, story.reference)


def _ended(story: Story, event: Mapping[str, Any]) -> None:
    detail = event.get("detail", "")
    outcome = event.get("outcome", "done")
    if outcome in ending.NEEDS_DETAIL and not detail:
        detail = event["text"][:200]
    ending.end_case(story.actor(event), story.reference, ending.Ending(outcome, event["text"], detail))


def _closed(story: Story, event: Mapping[str, Any]) -> None:
    if case_for(system(), story.reference).outcome:
        talking.note(story.actor(event), story.reference, event["text"])
    else:
        _ended(story, event)


def _reopened(story: Story, event: Mapping[str, Any]) -> None:
    ending.reopen(story.actor({}), story.reference, event["text"], reopen_days=30)


TELLERS: dict[str, Callable[[Story, Mapping[str, Any]], None]] = {
    "taken": _taken,
    "released": _released,
    "transferred": _transferred,
    "note": _note,
    "message": _message,
    "question": _question,
    "resident_reply": _reply,
    "waiting": _waiting,
    "planned": _planned,
    "late": _late,
    "subtask": _subtask,
    "subtask_done": _subtask_done,
    "followed": _followed,
    "attached": _attached,
    "resolved": _ended,
    "closed": _closed,
    "reopened": _reopened,
}
