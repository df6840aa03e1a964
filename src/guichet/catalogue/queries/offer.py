"""Reading the catalogue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from guichet.catalogue import rules
from guichet.catalogue.forms import Form, Page, Question, read_questions
from guichet.catalogue.kept import CATALOGUE, catalogue
from guichet.catalogue.lifecycle import PUBLISHED
from guichet.catalogue.models import Commitment, FormVersion, RoutingRule, Service, ServiceGroup
from guichet.catalogue.promises import Promised, most_precise
from guichet.catalogue.search import ServiceHit, find_services
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import Text
from guichet.kernel.words import clean_line
from guichet.people.models import Team
from guichet.places.editions import stamps_of


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """A service with its published questions of the moment, and the pages on which they stand."""

    service: Service
    version: FormVersion | None
    questions: tuple[Question, ...]
    pages: tuple[Page, ...] = ()

    @property
    def form(self) -> Form:
        """Give the questions with their pages."""
        return Form(self.questions, self.pages)


def in_season(service: Service, day: dt.date) -> bool:
    """Tell whether a service is offered on a day; a season may run over the new year (« 11-01 » to « 04-15 »)."""
    if not service.season_from or not service.season_to:
        return True
    today = day.strftime("%m-%d")
    if service.season_from <= service.season_to:
        return service.season_from <= today <= service.season_to
    return today >= service.season_from or today <= service.season_to


def offered_services(actor: Actor, day: dt.date, district_id: int | None = None) -> list[Service]:
    """Give the services that an actor may ask for on a day (and, when given, in a district), by group and name.

    Residents see the public ones; staff see the internal ones too, and those out of season.
    """
    rows = (
        Service.objects.filter(active=True)
        .select_related("group", "team")
        .order_by("group__position", "code")
    )
    if not actor.is_staff and not actor.is_system:
        rows = rows.filter(public=True)
    services = list(rows)
    if not actor.is_staff:
        services = [service for service in services if in_season(service, day)]
    if district_id is None:
        return services
    limits = catalogue().limits
    return [service for service in services if district_id in limits.get(service.pk, {district_id})]


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """A service by which a list can be narrowed, and the heading under which it stands."""

    code: str
    name: Text
    heading: Text


def service_choices() -> list[ServiceChoice]:
    """Give the services by which a list can be narrowed, group by group; values only, a list shows hundreds."""
    found = catalogue().services.values()
    return [ServiceChoice(service.code, service.name, service.group.name) for service in found]


def service_for(actor: Actor, code: str, day: dt.date) -> Service | None:
    """Find a service that the actor may ask for today; None when closed, out of season, internal or unknown.

    The answer is shared between callers: read it, do not change it.
    """
    service = catalogue().services.get(clean_line(code, 80))
    if service is None:
        return None
    if actor.is_staff or actor.is_system:
        return service
    return service if service.public and in_season(service, day) else None


def serves_district(service: Service, district_id: int | None) -> bool:
    """Tell whether a service is offered in a district (None: nobody knows where, so yes)."""
    allowed = catalogue().limits.get(service.pk)
    return not allowed or district_id is None or district_id in allowed


def search_services(actor: Actor, text: str, day: dt.date, *, limit: int = 8) -> list[ServiceHit]:
    """Find the services that fit a person's words."""
    return find_services(text, offered_services(actor, day), limit=limit)


def form_of(service: Service) -> ServiceForm:
    """Give a service with its published questions."""
    version, questions, pages = catalogue().forms.get(service.pk, (None, (), ()))
    return ServiceForm(service, version, questions, pages)


def promised_for(service: Service, district_id: int | None, priority: int) -> Promised:
    """Give what is promised for a service in a district at a priority."""
    return most_precise(catalogue().commitments.get(service.pk, ()), district_id, priority)


def commitments_of_services() -> dict[int, list[Commitment]]:
    """Give every commitment by the id of its service (one query)."""
    found: dict[int, list[Commitment]] = {}
    for row in Commitment.objects.order_by("id"):
        found.setdefault(row.service_id, []).append(row)
    return found


def catalogue_stamp() -> str:
    """Give a short mark that differs once a service, its questions or its commitments did (one light query)."""
    return stamps_of(CATALOGUE)[0]


def active_rules() -> list[RoutingRule]:
    """Give the routing rules in the order in which they are tried; those that lead to a closed team are left out."""
    return list(catalogue().rules)


def open_teams() -> Sequence[Team]:
    """Give every team that can receive a case, by code, without asking for them anew (shared: read them only)."""
    return catalogue().teams


def all_rules() -> list[RoutingRule]:
    """Give every routing rule for the configuration page."""
    return list(RoutingRule.objects.select_related("team").order_by("position"))


def routed_to(team_id: int) -> tuple[list[Service], list[RoutingRule]]:
    """Give what sends work to a team: the services offered whose usual team it is, the rules applied that choose it."""
    services = Service.objects.filter(team=team_id, active=True).order_by("code")
    rules_there = RoutingRule.objects.filter(team=team_id, active=True).order_by("position")
    return list(services), list(rules_there)


def all_services() -> list[Service]:
    """Give every service for the configuration page, closed ones too, with its commitments."""
    commitments = Prefetch("commitments", Commitment.objects.select_related("district").order_by("id"))
    return list(
        Service.objects.select_related("group", "team")
        .prefetch_related(commitments)
        .order_by("group__position", "code")
    )


def service_with_code(code: str) -> Service | None:
    """Find any service by its code, closed or not."""
    return Service.objects.select_related("group", "team").filter(code=clean_line(code, 80)).first()


def service_groups() -> list[ServiceGroup]:
    """Give the headings of the catalogue in order."""
    return list(ServiceGroup.objects.order_by("position", "code"))


def form_history(service: Service) -> list[FormVersion]:
    """Give every published version of a service's questions, the newest first."""
    rows = FormVersion.objects.filter(service=service, state=PUBLISHED)
    return list(rows.select_related("written_by", "published_by").order_by("-number"))


SERVICE_STATES = ("active", "closed", "internal", "out_of_season", "without_team")


def _fits_state(service: Service, state: str, day: dt.date) -> bool:
    return {
        "active": service.active,
        "closed": not service.active,
        "internal": not service.public,
        "out_of_season": service.active and not in_season(service, day),
        "without_team": service.active and service.team_id is None,
    }.get(state, True)


def configured_services(
    actor: Actor, day: dt.date, *, words: str = "", group: str = "", team: str = "", state: str = ""
) -> list[Service]:
    """Give the services to change, closed ones too: by group, or by how well they fit some words.

    Each has `form_number`, the number of its newest questions (None without any), and its commitments at hand; the
    number of queries does not depend on how many there are. `state` is one of SERVICE_STATES.
    """
    authorise(actor, rules.may_configure)
    rows = _configured().order_by("group__position", "group__code", "code")
    if group:
        rows = rows.filter(group__code=group)
    if team:
        rows = rows.filter(team__code=team)
    found = [service for service in rows if _fits_state(service, state, day)]
    if words.strip():
        found = [hit.service for hit in find_services(words, found, limit=len(found))]
    return found


def configured_service(actor: Actor, code: str) -> Service:
    """Find a service to change it, with its territory and its commitments at hand. Raises NotFound."""
    authorise(actor, rules.may_configure)
    service = _configured().prefetch_related("territory").filter(code=code).first()
    if service is None:
        raise NotFound(_("This service does not exist."))
    return service


def _configured() -> QuerySet[Service]:
    commitments = Prefetch("commitments", Commitment.objects.select_related("district").order_by("id"))
    return (
        Service.objects.select_related("group", "team")
        .prefetch_related(commitments)
        .annotate(form_number=Max("forms__number", filter=Q(forms__state=PUBLISHED)))
    )


def configured_groups(actor: Actor) -> list[ServiceGroup]:
    """Give the headings of the catalogue to change, each with its services at hand."""
    authorise(actor, rules.may_configure)
    services = Prefetch("services", Service.objects.order_by("code"))
    return list(ServiceGroup.objects.prefetch_related(services).order_by("position", "code"))


def service_codes() -> set[str]:
    """Give the short names that are taken."""
    return set(Service.objects.values_list("code", flat=True))


def configured_forms(actor: Actor, service: Service) -> list[FormVersion]:
    """Give every version of a service's questions, the newest first."""
    authorise(actor, rules.may_configure)
    return form_history(service)


def service_names() -> list[tuple[str, dict[str, str]]]:
    """Give the code and names of every service, closed ones too, by code (one light query)."""
    return list(Service.objects.order_by("code").values_list("code", "name"))


def newest_questions(codes: Collection[str] | None = None) -> dict[str, Sequence[Question]]:
    """Give the newest questions of some services (None: of all), by their code (one query)."""
    versions = FormVersion.objects.select_related("service").filter(state=PUBLISHED)
    versions = versions.order_by("service_id", "-number")
    if codes is not None:
        versions = versions.filter(service__code__in=codes)
    newest = versions.distinct("service_id")
    return {version.service.code: read_questions(version.questions) for version in newest}


def configured_rules(actor: Actor) -> list[RoutingRule]:
    """Give every routing rule with its team, in the order in which they are tried."""
    authorise(actor, rules.may_configure)
    return all_rules()


def rules_naming(actor: Actor, districts: Collection[str]) -> list[RoutingRule]:
    """Give the routing rules whose condition names one of some districts by its code."""
    quoted = [f"{mark}{code}{mark}" for code in districts for mark in ('"', "'")]
    return [rule for rule in configured_rules(actor) if any(code in rule.expression for code in quoted)]


def configured_rule(actor: Actor, rule_id: int) -> RoutingRule:
    """Find a routing rule to change it. Raises NotFound."""
    authorise(actor, rules.may_configure)
    rule = RoutingRule.objects.select_related("team").filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(_("This rule does not exist."))
    return rule


def names_of_catalogue(
    services: Iterable[int], groups: Iterable[int], routing: Iterable[int]
) -> dict[tuple[str, int], dict[str, str]]:
    """Name services, headings and rules by (kind, id), for those who read the ledger (at most three queries)."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for kind, rows, ids in (
        ("catalogue.service", Service.objects, services),
        ("catalogue.servicegroup", ServiceGroup.objects, groups),
        ("catalogue.routingrule", RoutingRule.objects, routing),
    ):
        if wanted := set(ids):
            named = rows.filter(pk__in=wanted).order_by("pk").values_list("pk", "name")
            found |= {(kind, pk): name for pk, name in named}
    return found
