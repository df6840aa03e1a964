"""Teams: who receives the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cases.queries.said import DAYS, in_hand_of_team, said_of_team
from guichet.catalogue.queries import routed_to
from guichet.kernel.errors import Conflict
from guichet.kernel.texts import localise
from guichet.kernel.words import fold
from guichet.people.actions import save_team
from guichet.people.queries import configured_team, configured_teams, team_members
from guichet.people.rules import may_configure_people
from guichet.web.backoffice.bilingual import language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_people import TeamForm
from guichet.web.backoffice.saving import go, save, show, stamp_of

if TYPE_CHECKING:
    from guichet.catalogue.models import RoutingRule, Service
    from guichet.people.models import Team

FEW = 8


@require_safe
@config_page(may_configure_people)
def teams(request: ConfigRequest) -> HttpResponseBase:
    """List the teams with how many people work in each."""
    found = configured_teams(request.actor)
    found.sort(key=lambda team: (not team.active, fold(localise(team.name, language()))))
    return show(request, "backoffice/teams.html", {"teams": found}, here="teams")


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def team_new(request: ConfigRequest) -> HttpResponseBase:
    """Create a team."""
    form = TeamForm(request.POST or None)
    if save(request, form, lambda: _save(request, form, ""), _("The team is created.")):
        return go(reverse("config_teams"))
    return show(
        request, "backoffice/team.html", {"form": form, "team": None}, here="teams", forms_sent=(form,)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_people)
def team(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change a team, and see who works in it."""
    found = configured_team(request.actor, code)
    initial = {
        "email": found.email,
        "on_call": found.on_call,
        "phone": found.phone,
        "active": found.active,
        "external": "\n".join(found.external),
    }
    stamp = stamp_of(found.name, initial)
    form = TeamForm(request.POST or None, initial=initial | {"seen": stamp}, stored={"name": found.name})
    if save(request, form, lambda: _change(request, form, found), _("The team is saved."), stamp=stamp):
        return go(reverse("config_teams"))
    context = {
        "form": form,
        "team": found,
        "members": team_members(request.actor, found),
        "said": said_of_team(request.actor, found.pk),
        "days": DAYS,
    }
    return show(request, "backoffice/team.html", context, here="teams", forms_sent=(form,))


def _change(request: ConfigRequest, form: TeamForm, found: Team) -> None:
    """Save a team; it is not closed while work is in its hands or still goes to it, for nobody would see that work."""
    if found.active and not form.cleaned_data["active"] and (left := _work_of(request, found)):
        raise Conflict(_("Work still goes to this team. Before you close it: %(work)s.") % {"work": left})
    _save(request, form, found.code)


def _work_of(request: ConfigRequest, found: Team) -> str:
    cases, tasks = in_hand_of_team(request.actor, found.pk)
    services, rules = routed_to(found.pk)
    parts = [
        ngettext("transfer its open case", "transfer its %(n)d open cases", cases) % {"n": cases}
        if cases
        else "",
        ngettext("have its task done", "have its %(n)d tasks done", tasks) % {"n": tasks} if tasks else "",
        _("give another usual team to: %(names)s") % {"names": _named(services)} if services else "",
        _("change or remove the routing rules: %(names)s") % {"names": _named(rules)} if rules else "",
    ]
    return " – ".join(part for part in parts if part)


def _named(found: Sequence[Service] | Sequence[RoutingRule]) -> str:
    names = [localise(one.name, language()) for one in found[:FEW]]
    return ", ".join(names) + (f" (+ {len(found) - FEW})" if len(found) > FEW else "")


def _save(request: ConfigRequest, form: TeamForm, code: str) -> None:
    given, name = form.cleaned_data, form.text("name")
    taken = [] if code else [each.code for each in configured_teams(request.actor)]
    save_team(
        request.actor,
        code or free_code(name["fr"], taken),
        name,
        email=given["email"],
        on_call=given["on_call"],
        phone=given["phone"],
        active=given["active"],
        external=form.other_names(),
        new=not code,
    )
