"""Rooms: where first and second line speak, who is on duty there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.catalogue.queries import service_names
from guichet.conversations.actions.rooms import RESERVED, save_room
from guichet.conversations.queries.rooms import RoomSetup, configured_room, configured_rooms
from guichet.conversations.rules import may_configure_rooms
from guichet.kernel.texts import localise
from guichet.people.queries import accounts_of_teams, active_teams
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_rooms import Options, RoomForm, duty_initial
from guichet.web.backoffice.saving import go, save, show, stamp_of


@require_safe
@config_page(may_configure_rooms)
def rooms(request: ConfigRequest) -> HttpResponseBase:
    """List the rooms with their teams and duties."""
    return show(request, "backoffice/rooms.html", {"rooms": configured_rooms()}, here="rooms")


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_rooms)
def room_new(request: ConfigRequest) -> HttpResponseBase:
    """Make a room; who is on duty is chosen once its teams are known."""
    form = _form(request, {}, {})

    def act() -> None:
        taken = [room.code for room in configured_rooms()]
        code = free_code(form.text("name")["fr"], [*taken, *RESERVED])
        save_room(request.actor, code, form.room(), is_new=True)

    if save(request, form, act, _("The room is made. Choose who is on duty there when you know it.")):
        return go(reverse("config_rooms"))
    return show(
        request, "backoffice/room.html", {"form": form, "room": None}, here="rooms", forms_sent=(form,)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_rooms)
def room(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change a room, and who is on duty in it."""
    found = configured_room(code)
    initial = _initial(found)
    stamp = stamp_of(found.room.name, found.room.about, initial)
    form = _form(request, initial | {"seen": stamp}, found.room.name, found)

    def act() -> None:
        save_room(request.actor, code, form.room())

    if save(request, form, act, _("The room is saved."), stamp=stamp):
        return go(reverse("config_rooms"))
    return show(
        request, "backoffice/room.html", {"form": form, "room": found.room}, here="rooms", forms_sent=(form,)
    )


def _initial(found: RoomSetup) -> dict[str, Any]:
    room = found.room
    duties = [(duty.account_id, duty.weekdays, duty.starts, duty.ends) for duty in found.duties]
    return {
        "first": found.first,
        "second": found.second,
        "services": room.services,
        "for_everyone": room.for_everyone,
        "minutes": room.minutes,
        "keep_months": room.keep_months,
        "active": room.active,
        **duty_initial(duties),
    }


def _form(
    request: ConfigRequest, initial: dict[str, Any], name: dict[str, str], found: RoomSetup | None = None
) -> RoomForm:
    teams = active_teams()
    named = by_name((team.code, localise(team.name, language())) for team in teams)
    services = [(code, localise(words, language())) for code, words in service_names()]
    about = found.room.about if found else {}
    return RoomForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        stored={"name": name, "about": about},
        teams=named,
        services=by_name(services),
        people=_people(
            found, [team.pk for team in teams if found and team.code in {*found.first, *found.second}]
        ),
        duties=len(found.duties) if found else 0,
    )


def _people(found: RoomSetup | None, team_ids: list[int]) -> Options:
    """Offer the people of the room's teams, and those who are on duty although they left."""
    if found is None:
        return []
    known = {str(account.pk): account.name for account in accounts_of_teams(team_ids)}
    known |= {str(duty.account_id): duty.account.name for duty in found.duties}
    return by_name(known.items())
