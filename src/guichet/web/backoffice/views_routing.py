"""Routing: the rules in their order, each said in words, and tried before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.cases.queries.past_routing import PastCase, past_cases
from guichet.catalogue.actions import order_rules, remove_rule, save_rule
from guichet.catalogue.queries import configured_rule, configured_rules
from guichet.catalogue.routing import VARIABLES, Routed
from guichet.catalogue.rules import may_configure
from guichet.catalogue.trials import Tried, try_rule
from guichet.kernel.texts import localise
from guichet.people.queries import names_of_people, team_named
from guichet.places.queries import district_names
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.explaining import RuleWords, fault_of
from guichet.web.backoffice.forms_routing import ComposeForm, RuleForm, SampleForm, rule_initial
from guichet.web.backoffice.lists import service_options
from guichet.web.backoffice.saving import attempt, go, save, show, stamp_of
from guichet.web.backoffice.views_services import team_options

if TYPE_CHECKING:
    from guichet.catalogue.models import RoutingRule


@dataclass(frozen=True, slots=True)
class Moved:
    """One of the last cases for which the condition holds: where it goes today, and where it would go."""

    case: PastCase
    service: str
    district: str
    before: str
    after: str

    @property
    def is_moved(self) -> bool:
        """Tell whether the rule changes where it goes."""
        return self.before != self.after


@require_safe
@config_page(may_configure)
def rules(request: ConfigRequest) -> HttpResponseBase:
    """List the rules in the order in which they are read."""
    found = configured_rules(request.actor)
    words = RuleWords([rule.expression for rule in found])
    lines = [
        {"rule": rule, "words": words.say(rule.expression), "fault": fault_of(rule.expression, VARIABLES)}
        for rule in found
    ]
    context = {"lines": lines, "ids": ",".join(str(rule.pk) for rule in found)}
    return show(request, "backoffice/rules.html", context, here="routing")


@require_POST
@config_page(may_configure)
def rules_order(request: ConfigRequest) -> HttpResponseBase:
    """Move one rule up or down, in the order that was seen."""
    seen = [int(one) for one in request.POST.get("ids", "").split(",") if one.isdigit()]
    verb, _colon, number = request.POST.get("do", "").partition(":")
    place = seen.index(int(number)) if number.isdigit() and int(number) in seen else -1
    there = place + (-1 if verb == "up" else 1)
    if place >= 0 and 0 <= there < len(seen):
        seen[place], seen[there] = seen[there], seen[place]
        attempt(request, lambda: order_rules(request.actor, seen), _("The order is saved."))
    return go(reverse("config_rules"))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def rule_new(request: ConfigRequest) -> HttpResponseBase:
    """Write a rule; it is read after the others until it is moved."""
    return _rule(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def rule(request: ConfigRequest, rule_id: int) -> HttpResponseBase:
    """Change a rule."""
    return _rule(request, configured_rule(request.actor, rule_id))


def _rule(request: ConfigRequest, found: RoutingRule | None) -> HttpResponseBase:
    """Compose, try or save a rule: three buttons of one form, and nothing typed is lost between them."""
    stamp = stamp_of(found.name, rule_initial(found)) if found else ""
    services, districts = service_options(), _district_options()
    compose = ComposeForm(request.POST or None, services=services, districts=districts)
    sample = SampleForm(request.POST or None, services=services, districts=districts)
    form = _form(request, found, compose, stamp)
    does = request.POST.get("do", "") if request.method == "POST" else ""
    if does == "save" and save(
        request, form, lambda: _save(request, form, found), _("The rule is saved."), stamp=stamp
    ):
        return go(reverse("config_rules"))
    context = {"rule": found, "form": form, "compose": compose, "sample": sample, "does": does}
    context |= _words(form) | _trial(request, form, sample, found, does)
    sent = () if does == "compose" else (form,)
    return show(request, "backoffice/rule.html", context, here="routing", forms_sent=sent)


def _district_options() -> list[tuple[str, str]]:
    named = [(code, localise(name, language())) for code, name in district_names()]
    return by_name(named)


def _form(request: ConfigRequest, found: RoutingRule | None, compose: ComposeForm, stamp: str) -> RuleForm:
    """Give the form of a rule; when a condition is to be composed, with that condition in it."""
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and data.get("do") == "compose" and compose.is_valid() and compose.expression():
        data["expression"] = compose.expression()
    teams = team_options()
    if found and found.team.code not in dict(teams):
        teams = [*teams, (found.team.code, localise(found.team.name, language()))]
    return RuleForm(
        data,
        teams=teams,
        initial=(rule_initial(found) | {"seen": stamp}) if found else {},
        stored={"name": found.name} if found else {},
    )


def _save(request: ConfigRequest, form: RuleForm, found: RoutingRule | None) -> None:
    given = form.cleaned_data
    save_rule(
        request.actor,
        name=form.text("name"),
        expression=given["expression"],
        team=given["team"],
        rule_id=found.pk if found else None,
        active=given["active"],
    )


def _words(form: RuleForm) -> dict[str, Any]:
    """Say the condition that is in the form, as it was typed."""
    source = str(form["expression"].value() or "")
    return {
        "words": RuleWords([source]).say(source) if source.strip() else "",
        "place": fault_of(source, VARIABLES) if source.strip() else None,
    }


def _trial(
    request: ConfigRequest, form: RuleForm, sample: SampleForm, found: RoutingRule | None, does: str
) -> dict[str, Any]:
    """Try the rule on the situation described and on the last cases, when that was asked."""
    if does != "try":
        return {"trial": None}
    form.is_valid()
    expression, team = form.cleaned_data.get("expression"), team_named(form.cleaned_data.get("team") or "")
    if not expression or team is None:
        return {"trial": None}
    cases, described = past_cases(request.actor), sample.situation()
    situations = [*(case.situation for case in cases), *([described] if described else [])]
    tried = try_rule(
        request.actor,
        situations,
        expression=expression,
        team_id=team.pk,
        rule_id=found.pk if found else None,
        active=form.cleaned_data["active"],
    )
    return {"trial": _told(cases, tried[: len(cases)], tried[-1] if described else None)}


def _told(cases: list[PastCase], tried: list[Tried], described: Tried | None) -> dict[str, Any]:
    everyone = [*tried, *([described] if described else [])]
    ids = {routed.team_id for one in everyone for routed in (one.before, one.after) if routed.team_id}
    names = names_of_people(ids, (), ())

    def team(routed: Routed) -> str:
        name = names.get(("people.team", routed.team_id or 0))
        return localise(name, language()) if isinstance(name, dict) else _("no team")

    moved = [
        Moved(
            case,
            localise(case.situation.service.name, language()),
            localise(case.district, language()),
            team(one.before),
            team(one.after),
        )
        for case, one in zip(cases, tried, strict=True)
        if one.holds
    ]
    return {
        "count": len(cases),
        "moved": moved,
        "changed": sum(one.is_moved for one in moved),
        "unknown": sum(one.holds is None for one in tried),
        "described": described and {"holds": described.holds, "team": team(described.after)},
        "hidden_by": sum(not one.is_moved for one in moved),
    }


@require_POST
@config_page(may_configure)
def rule_remove(request: ConfigRequest, rule_id: int) -> HttpResponseBase:
    """Remove a rule."""
    done = _("The rule is removed. Cases that it sent keep its name.")
    attempt(request, lambda: remove_rule(request.actor, rule_id), done)
    return go(reverse("config_rules"))
