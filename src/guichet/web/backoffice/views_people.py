"""People: who signs in, in which teams, with which roles."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.texts import localise
from guichet.people.actions import save_account
from guichet.people.queries import (
    ACCOUNTS_PAGE,
    active_teams,
    configured_account,
    configured_accounts,
    configured_roles,
)
from guichet.people.rules import may_configure_people
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_people import FindPeopleForm, Options, PersonForm
from guichet.web.backoffice.saving import go, save, show, stamp_of

STATES = {"active": True, "closed": False}


@require_safe
@config_page(may_configure_people)
def people(request: ConfigRequest) -> HttpResponseBase:
    """List the accounts by name, found by words, team, role or state."""
    asked = FindPeopleForm(request.GET)
    wish = asked.cleaned_data if asked.is_valid() else {}
    name, _bar, number = wish.get("after", "").rpartition("|")
    found = configured_accounts(
        request.actor,
        words=wish.get("q", ""),
        team=wish.get("team", ""),
        role=wish.get("role", ""),
        active=STATES.get(wish.get("state", "")),
        after=(name, int(number)) if number.isdigit() else None,
        limit=ACCOUNTS_PAGE + 1,
    )
    shown, kept = (
        found[:ACCOUNTS_PAGE],
        {key: value for key, value in wish.items() if value and key != "after"},
    )
    last = f"{shown[-1].name}|{shown[-1].pk}" if len(found) > ACCOUNTS_PAGE else ""
    following = f"?{urlencode(kept | {'after': last})}" if last else ""
    options = {"teams": _team_options(), "roles": _role_options(request)}
    context = {"accounts": shown, "wish": wish, "narrowed": bool(kept), "following": following, **options}
    return show(request, "backoffice/people.html", context, here="people")


def _team_options() -> Options:
    return by_name((team.code, localise(team.name, language())) for team in active_teams())


def _role_options(request: ConfigRequest) -> Options:
    return by_name((role.code, localise(role.name, language())) for role in configured_roles(request.actor))


def _form(request: ConfigRequest, initial: dict[str, Any], *, is_new: bool) -> PersonForm:
    return PersonForm(
        request.POST or None,
        initial=initial,
        teams=_team_options(),
        roles=_role_options(request),
        is_new=is_new,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def person_new(request: ConfigRequest) -> HttpResponseBase:
    """Create an account."""
    form = _form(request, {}, is_new=True)
    return _saved(request, form, None, "") or show(
        request, "backoffice/person.html", {"form": form, "account": None}, here="people", forms_sent=(form,)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def person(request: ConfigRequest, account_id: int) -> HttpResponseBase:
    """Change an account."""
    found = configured_account(request.actor, account_id)
    initial = {
        "name": found.name,
        "email": found.email,
        "language": found.language,
        "active": found.is_active,
        "teams": [membership.team.code for membership in found.memberships.all()],
        "roles": [held.role.code for held in found.held_roles.all()],
    }
    stamp = stamp_of(initial)
    form = _form(request, initial | {"seen": stamp}, is_new=False)
    context = {"form": form, "account": found, "is_self": found.pk == request.actor.id}
    return _saved(request, form, account_id, stamp) or show(
        request, "backoffice/person.html", context, here="people", forms_sent=(form,)
    )


def _saved(
    request: ConfigRequest, form: PersonForm, account_id: int | None, stamp: str
) -> HttpResponseBase | None:
    """Save an account; a password that was made is shown once, on a page that nobody keeps."""
    made = secrets.token_urlsafe(12)
    done = _("The account is created.") if account_id is None else _("The account is saved.")
    shows = request.method == "POST" and request.POST.get("how") == PersonForm.MAKE

    def act() -> None:
        save_account(request.actor, form.account(made), account_id=account_id)

    if not save(request, form, act, "" if shows else done, stamp=stamp):
        return None
    if not shows:
        return go(reverse("config_people"))
    context = {"password": made, "email": form.cleaned_data["email"], "name": form.cleaned_data["name"]}
    response = show(request, "backoffice/password.html", context, here="people")
    response.headers["Cache-Control"] = "no-store"
    return response
