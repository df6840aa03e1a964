"""Reading the catalogue."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Prefetch

from guichet.catalogue.forms import Question, read_questions
from guichet.catalogue.models import Commitment, FormVersion, RoutingRule, Service, ServiceGroup
from guichet.catalogue.promises import Promised, most_precise
from guichet.catalogue.search import ServiceHit, find_services
from guichet.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class ServiceForm:
    """A service with its questions of the moment."""

    service: Service
    version: FormVersion | None
    questions: tuple[Question, ...]


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
    limits: dict[int, set[int]] = {}
    for service_id, district in Service.territory.through.objects.values_list("service_id", "district_id"):
        limits.setdefault(service_id, set()).add(district)
    return [service for service in services if district_id in limits.get(service.pk, {district_id})]


def service_for(actor: Actor, code: str, day: dt.date) -> Service | None:
    """Find a service that the actor may ask for today; None when closed, out of season, internal or unknown."""
    service = Service.objects.select_related("group", "team").filter(code=code, active=True).first()
    if service is None:
        return None
    if actor.is_staff or actor.is_system:
        return service
    return service if service.public and in_season(service, day) else None


def serves_district(service: Service, district_id: int | None) -> bool:
    """Tell whether a service is offered in a district (None: nobody knows where, so yes)."""
    allowed = set(service.territory.values_list("id", flat=True))
    return not allowed or district_id is None or district_id in allowed


def search_services(actor: Actor, text: str, day: dt.date, *, limit: int = 8) -> list[ServiceHit]:
    """Find the services that fit a person's words."""
    return find_services(text, offered_services(actor, day), limit=limit)


def form_of(service: Service) -> ServiceForm:
    """Give a service with its newest questions."""
    version = FormVersion.objects.filter(service=service).order_by("-number").first()
    questions = tuple(read_questions(version.questions)) if version else ()
    return ServiceForm(service, version, questions)


def promised_for(service: Service, district_id: int | None, priority: int) -> Promised:
    """Give what is promised for a service in a district at a priority."""
    return most_precise(Commitment.objects.filter(service=service), district_id, priority)


def active_rules() -> list[RoutingRule]:
    """Give the routing rules in the order in which they are tried; those that lead to a closed team are left out."""
    return list(RoutingRule.objects.filter(active=True, team__active=True).order_by("position"))


def all_rules() -> list[RoutingRule]:
    """Give every routing rule for the configuration page."""
    return list(RoutingRule.objects.select_related("team").order_by("position"))


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
    return Service.objects.select_related("group", "team").filter(code=code).first()


def service_groups() -> list[ServiceGroup]:
    """Give the headings of the catalogue in order."""
    return list(ServiceGroup.objects.order_by("position", "code"))


def form_history(service: Service) -> list[FormVersion]:
    """Give every version of a service's questions, the newest first."""
    return list(FormVersion.objects.filter(service=service).order_by("-number"))
