"""Teams: who receives the work."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cases.queries.said import DAYS, said_of_team
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
    if save(request, form, lambda: _save(request, form, code), _("The team is saved."), stamp=stamp):
        return go(reverse("config_teams"))
    context = {
        "form": form,
        "team": found,
        "members": team_members(request.actor, found),
        "said": said_of_team(request.actor, found.pk),
        "days": DAYS,
    }
    return show(request, "backoffice/team.html", context, here="teams", forms_sent=(form,))


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
