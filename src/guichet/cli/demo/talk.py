"""Filling a demonstration city's first line: rooms and what was said there, contacts of the last days, call-backs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from guichet.cases.queries.persons import cases_of_people
from guichet.cli.demo.loading import read_toml, resident_contact
from guichet.contacts.actions.callbacks import finish_callback, note_try, promise_callback
from guichet.contacts.actions.subjects import NewSubject, add_subject
from guichet.contacts.actions.taking import Draft, begin_contact, end_contact
from guichet.contacts.lifecycle import State
from guichet.conversations.actions import asking, talking
from guichet.conversations.actions.rooms import NewDuty, NewRoom, save_room
from guichet.conversations.lifecycle import Urgency
from guichet.conversations.queries.rooms import rooms_for
from guichet.kernel import moment
from guichet.kernel.actor import Actor, system
from guichet.knowledge.actions.searching import remember_choice
from guichet.knowledge.queries.shown import answer_shown
from guichet.people.actions import meet_resident
from guichet.people.queries import accounts_by_email, staff_actor


@dataclass(slots=True)
class Office:
    """The people of a city who take calls: the staff and their rights, the residents and their numbers."""

    staff: Mapping[str, Actor]
    residents: Mapping[str, int]
    asked: dict[str, int] = field(default_factory=dict)
    answered: dict[str, int] = field(default_factory=dict)


def load_rooms(folder: Path) -> int:
    """Set rooms up and let people speak in them as they did on their days, once; gives how many rooms there are."""
    data = read_toml(folder, "rooms.toml")
    staff = {email: staff_actor(account) for email, account in accounts_by_email().items()}
    there = {room.code for room in rooms_for(system())}
    new = [room for room in data["rooms"] if room["code"] not in there]
    for room in data["rooms"]:
        save_room(system(), room["code"], _room(room, staff))
    office = Office(staff, {})
    spoken = {room["code"] for room in new}
    for line in data["talk"]:
        if line["room"] in spoken:
            with moment.as_if(instant(line["at"])):
                _speak(office, line)
    return len(data["rooms"])


def _room(room: Mapping[str, Any], staff: Mapping[str, Actor]) -> NewRoom:
    duties = [
        NewDuty(
            staff[duty["who"]].id,
            duty["weekdays"],
            dt.time.fromisoformat(duty["from"]),
            dt.time.fromisoformat(duty["until"]),
        )
        for duty in room["duties"]
    ]
    return NewRoom(
        name=room["name"],
        about=room["about"],
        first=room["first"],
        second=room["second"],
        services=room["services"],
        minutes=room["minutes"],
        duties=duties,
    )


def _speak(office: Office, line: Mapping[str, Any]) -> None:
    """Say one line of a room; a question is known to the lines that follow by its label."""
    actor, label = office.staff[line["by"]], line.get("question", "")
    match line["kind"]:
        case "say":
            talking.say(actor, line["room"], line["text"])
        case "ask":
            urgency = Urgency(line["urgency"])
            office.asked[label] = asking.ask(actor, line["room"], line["text"], urgency=urgency).pk
        case "take":
            asking.take(actor, office.asked[label])
        case "answer":
            office.answered[label] = asking.answer(actor, office.asked[label], line["text"]).pk
        case "accept":
            asking.accept(actor, office.asked[label], office.answered[label])
        case "promise":
            asking.promise(actor, office.asked[label])


def load_contacts(folder: Path) -> int:
    """Take the contacts of the last days as agents did; one that was taken already is not taken again."""
    staff = {email: staff_actor(account) for email, account in accounts_by_email().items()}
    residents = {}
    for resident in read_toml(folder, "people.toml")["residents"]:
        met = meet_resident(system(), resident_contact(resident))
        if met is not None:
            residents[resident["email"]] = met.pk
    office = Office(staff, residents)
    contacts = read_toml(folder, "contacts.toml")["contacts"]
    for contact in contacts:
        _take(office, contact)
    return len(contacts)


@transaction.atomic
def _take(office: Office, data: Mapping[str, Any]) -> None:
    actor, begun = office.staff[data["by"]], instant(data["at"])
    place = data.get("place", {})
    draft = Draft(
        words=data["words"],
        channel=data["channel"],
        language=data["language"],
        name=data.get("name", ""),
        phone=data.get("phone", ""),
        person_id=office.residents[data["resident"]] if "resident" in data else None,
        address=place.get("address", ""),
        lat=place.get("lat"),
        lon=place.get("lon"),
    )
    with moment.as_if(begun):
        contact = begin_contact(actor, f"demo-{data['key']}", draft)
    if contact.state != State.OPEN or contact.subjects.exists():
        return
    with moment.as_if(begun + dt.timedelta(minutes=data["lasts"])):
        for subject in data.get("subjects", []):
            add_subject(actor, contact.reference, _subject(office, actor, subject, data["language"]))
            if "answer" in subject:
                remember_choice(actor, subject["words"], subject["answer"])
        if "callback" in data:
            _call_back(office, actor, contact.reference, data["callback"])
        if data["state"] == "ended":
            end_contact(actor, contact.reference)


def _subject(office: Office, actor: Actor, subject: Mapping[str, Any], language: str) -> NewSubject:
    key, case = subject.get("answer", ""), ""
    if "case_of" in subject:
        resident = office.residents[subject["case_of"]]
        theirs = cases_of_people(actor, [resident])[resident].open
        case = next(one.reference for one in theirs if one.service.code == subject["service"])
    return NewSubject(
        result=subject["result"],
        service=subject.get("service", ""),
        words=subject.get("words", ""),
        answer_key=key,
        answer_title=answer_shown(actor, key, language=language).title if key else "",
        case=case,
        sent_to=subject.get("sent_to", ""),
    )


def _call_back(office: Office, actor: Actor, reference: str, data: Mapping[str, Any]) -> None:
    """Promise a call-back, and try it as often as was tried."""
    owner = office.staff[data["owner"]]
    promised = promise_callback(
        actor, reference, due_at=instant(data["due"]), about=data["about"], owner_id=owner.id
    )
    for _number in range(data["tries"]):
        note_try(owner, promised.pk)
    if data.get("told"):
        finish_callback(owner, promised.pk, told=data["told"])


def instant(when: Mapping[str, int]) -> dt.datetime:
    """Give the instant that a file counts in days from the day of loading."""
    day = timezone.localdate() + dt.timedelta(days=when["days"])
    return timezone.make_aware(dt.datetime.combine(day, dt.time(when["hour"], when["minute"])))
