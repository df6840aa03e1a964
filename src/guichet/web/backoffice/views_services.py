"""Services: what residents can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.catalogue.actions import save_group, save_service
from guichet.catalogue.queries import (
    configured_groups,
    configured_service,
    configured_services,
    service_codes,
    service_groups,
)
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.people.queries import active_teams
from guichet.permits.queries.types import permit_services
from guichet.places.queries import district_names
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_services import (
    FindServicesForm,
    GroupForm,
    ServiceForm,
    service_initial,
    service_texts,
    state_options,
)
from guichet.web.backoffice.lists import by_group, service_line
from guichet.web.backoffice.saving import attempt, go, save, show

if TYPE_CHECKING:
    from guichet.catalogue.models import Service


@require_safe
@config_page(may_configure)
def services(request: ConfigRequest) -> HttpResponseBase:
    """List the services by heading, found by words, heading, team or state."""
    asked = FindServicesForm(request.GET)
    wish = asked.cleaned_data if asked.is_valid() else {}
    today, permits = moment.today(), permit_services()
    found = configured_services(
        request.actor,
        today,
        words=wish.get("q", ""),
        group=wish.get("group", ""),
        team=wish.get("team", ""),
        state=wish.get("state", ""),
    )
    lines = [service_line(service, today, permits) for service in found]
    context = {
        "groups": by_group(lines, searched=bool(wish.get("q"))),
        "count": len(lines),
        "wish": wish,
        "narrowed": any(wish.values()),
        "bar": _bar(),
        "address": request.get_full_path(),
    }
    return show(request, "backoffice/services.html", context, here="services")


def _bar() -> dict[str, Any]:
    return {
        "headings": [(group.code, localise(group.name, language())) for group in service_groups()],
        "teams": team_options(),
        "states": state_options(),
    }


def team_options() -> list[tuple[str, str]]:
    """Give the teams that can receive work, by name."""
    named = [(team.code, localise(team.name, language())) for team in active_teams()]
    return by_name(named)


def _form(request: ConfigRequest, service: Service | None) -> ServiceForm:
    bar = _bar()
    teams = bar["teams"]
    if service and service.team and service.team.code not in dict(teams):
        teams = [*teams, (service.team.code, localise(service.team.name, language()))]
    areas = [(code, localise(name, language())) for code, name in district_names()]
    choices = {
        "group": bar["headings"],
        "team": [("", _("None")), *teams],
        "territory": by_name(areas),
    }
    if service is None:
        choices["group"] = [("", _("Choose…")), *bar["headings"]]
        return ServiceForm(request.POST or None, choices=choices, is_new=True)
    return ServiceForm(
        request.POST or None,
        choices=choices,
        initial=service_initial(service),
        stored=service_texts(service),
        replies=service.replies,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def service_new(request: ConfigRequest) -> HttpResponseBase:
    """Create a service; its questions come next."""
    form = _form(request, None)
    made: list[str] = []

    def act() -> None:
        taken = service_codes()
        code = form.cleaned_data["code"].lower() or free_code(form.text("name")["fr"], taken)
        if code in taken:
            is_taken = _("This short name is taken. Choose another.")
            raise Invalid(is_taken, fields={"code": is_taken})
        save_service(request.actor, code, form.values(), seen_version=0)
        made.append(code)

    if save(request, form, act, _("The service is created. Now write its questions.")):
        return go(reverse("config_questions", args=made))
    context = {"form": form, "service": None}
    return show(request, "backoffice/service.html", context, here="services", forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def service(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change a service."""
    found = configured_service(request.actor, code)
    form = _form(request, found)

    def act() -> None:
        save_service(request.actor, code, form.values(), seen_version=form.seen_number())

    if save(request, form, act, _("The service is saved."), stamp=str(found.version)):
        return go(reverse("config_service", args=[code]))
    context = {"form": form, "service": found, "line": service_line(found, moment.today()), "tab": "service"}
    return show(request, "backoffice/service.html", context, here="services", forms_sent=(form,))


@require_POST
@config_page(may_configure)
def service_switch(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Switch a service on or off."""
    found = configured_service(request.actor, code)
    on = request.POST.get("on") == "1"
    words = _("“%(name)s” is offered again.") if on else _("“%(name)s” is switched off.")
    done = words % {"name": localise(found.name, language())}
    attempt(request, lambda: save_service(request.actor, code, {"active": on}), done)
    back = request.POST.get("back", "")
    return go(back if back.startswith(reverse("config_services")) else reverse("config_services"))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def groups(request: ConfigRequest) -> HttpResponseBase:
    """List the headings, and create one."""
    found = configured_groups(request.actor)
    last = max((group.position for group in found), default=0)
    form = GroupForm(request.POST or None, initial={"position": last + 10})

    def act() -> None:
        name = form.text("name")
        code = free_code(name["fr"], {group.code for group in found})
        save_group(request.actor, code, name, position=form.cleaned_data["position"])

    if save(request, form, act, _("The heading is created.")):
        return go(reverse("config_groups"))
    context = {"groups": found, "form": form}
    return show(request, "backoffice/groups.html", context, here="services", forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def group(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Rename or move a heading."""
    found = next((one for one in configured_groups(request.actor) if one.code == code), None)
    if found is None:
        return go(reverse("config_groups"))
    form = GroupForm(request.POST or None, initial={"position": found.position}, stored={"name": found.name})

    def act() -> None:
        save_group(request.actor, code, form.text("name"), position=form.cleaned_data["position"])

    if save(request, form, act, _("The heading is saved.")):
        return go(reverse("config_groups"))
    context = {"group": found, "form": form}
    return show(request, "backoffice/group.html", context, here="services", forms_sent=(form,))
