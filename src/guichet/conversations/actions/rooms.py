"""Setting rooms up: their teams, their services, who is on duty and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_codes
from guichet.conversations import events, rules
from guichet.conversations.models import Conversation, Duty, Line, Room, RoomTeam
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import check_text
from guichet.ledger.actions import record
from guichet.people.queries import account_with_id, active_teams

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Addresses of the desk's own pages beside those of rooms.
RESERVED = ("ask", "cases", "contacts", "messages", "questions")
MOST_MINUTES, MOST_MONTHS = 120, 120
LONGEST_NAME, LONGEST_ABOUT = 80, 300


@dataclass(frozen=True, slots=True)
class NewDuty:
    """Someone on duty: an account's id, days of the week (1 is Monday), from when to when."""

    account_id: int
    weekdays: Sequence[int]
    starts: dt.time
    ends: dt.time


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A room as it is to be: teams by their codes, services by theirs."""

    name: Mapping[str, str]
    about: Mapping[str, str] = field(default_factory=dict)
    first: Sequence[str] = ()
    second: Sequence[str] = ()
    services: Sequence[str] = ()
    for_everyone: bool = False
    minutes: int = 5
    keep_months: int = 24
    active: bool = True
    duties: Sequence[NewDuty] = ()


@transaction.atomic
def save_room(actor: Actor, code: str, new: NewRoom, *, is_new: bool = False) -> Room:
    """Make a room or change it, with its teams and its duties. Raises Invalid; Conflict when a new code is taken."""
    authorise(actor, rules.may_configure_rooms)
    if not _CODE.fullmatch(code) or code in RESERVED:
        raise Invalid(
            _("The short name takes lower-case letters, digits and hyphens."), fields={"code": code}
        )
    room = Room.objects.select_for_update().filter(code=code).first()
    if room is not None and is_new:
        raise Conflict(_("There is already a room with this short name."))
    values = _checked(new)
    if room is None:
        conversation = Conversation.objects.create(key=f"room:{code}")
        room = Room.objects.create(code=code, conversation=conversation, **values)
    else:
        Room.objects.filter(pk=room.pk).update(**values)
        room.refresh_from_db()
    _set_teams(room, new)
    _set_duties(room, new.duties)
    record(actor, events.ROOM_SAVED, room, code=code, active=room.active)
    return room


def _checked(new: NewRoom) -> dict[str, object]:
    faults: dict[str, str] = {}
    if not 1 <= new.minutes <= MOST_MINUTES:
        faults["minutes"] = _("Choose from 1 to 120 minutes.")
    if not 1 <= new.keep_months <= MOST_MONTHS:
        faults["keep_months"] = _("Choose from 1 to 120 months.")
    if unknown := sorted(set(new.services) - service_codes()):
        faults["services"] = _("There is no such service: %(code)s.") % {"code": unknown[0][:80]}
    if not new.second:
        faults["second"] = _("Choose at least one team that answers.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return {
        "name": check_text(new.name, max_length=LONGEST_NAME),
        "about": check_text(new.about, required=(), max_length=LONGEST_ABOUT),
        "services": sorted(set(new.services)),
        "for_everyone": new.for_everyone,
        "minutes": new.minutes,
        "keep_months": new.keep_months,
        "active": new.active,
    }


def _set_teams(room: Room, new: NewRoom) -> None:
    """Put each team on one side; one that is named on both answers."""
    known = {team.code: team for team in active_teams()}
    sides = dict.fromkeys(new.first, Line.FIRST) | dict.fromkeys(new.second, Line.SECOND)
    if lost := sorted(set(sides) - set(known)):
        raise Invalid(_("There is no such team."), fields={"second": lost[0]})
    RoomTeam.objects.filter(room=room).delete()
    RoomTeam.objects.bulk_create(
        [RoomTeam(room=room, team=known[code], line=line) for code, line in sorted(sides.items())]
    )


def _set_duties(room: Room, duties: Sequence[NewDuty]) -> None:
    rows = []
    for duty in duties:
        account = account_with_id(duty.account_id)
        days = sorted(set(duty.weekdays))
        if account is None:
            raise Invalid(_("There is no such account."), fields={"duties": _("There is no such account.")})
        if not days or not set(days) <= set(range(1, 8)):
            raise Invalid(_("Choose at least one day."), fields={"duties": _("Choose at least one day.")})
        if duty.ends <= duty.starts:
            sentence = _("A duty ends after it starts, on the same day.")
            raise Invalid(sentence, fields={"duties": sentence})
        rows.append(Duty(room=room, account=account, weekdays=days, starts=duty.starts, ends=duty.ends))
    Duty.objects.filter(room=room).delete()
    Duty.objects.bulk_create(rows)
