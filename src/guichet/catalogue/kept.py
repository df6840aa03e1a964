"""What each process keeps of a city's catalogue, so that opening a case or writing a list asks nothing of it.

The edition changes by itself with every change of these tables (a trigger, see the migration 0003), whoever makes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet.catalogue.forms import Page, Question, read_form
from guichet.catalogue.lifecycle import PUBLISHED
from guichet.catalogue.models import Commitment, FormVersion, RoutingRule, Service
from guichet.people.models import Team
from guichet.people.queries import active_teams
from guichet.places.editions import Kept

CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A city's catalogue at one moment. Its rows are shared between threads: they are read, never changed.

    `services` are the open ones by code, by group then code; `limits` the districts to which a service is limited,
    `forms` the newest published version with its questions and pages, `commitments` what is promised, by the
    service's id; `rules` the routing rules that lead to an open team, in their order; `teams` the open ones by code.
    """

    services: Mapping[str, Service]
    limits: Mapping[int, frozenset[int]]
    forms: Mapping[int, tuple[FormVersion, tuple[Question, ...], tuple[Page, ...]]]
    commitments: Mapping[int, Sequence[Commitment]]
    rules: Sequence[RoutingRule]
    teams: Sequence[Team]


def _build() -> Catalogue:
    services = Service.objects.filter(active=True).select_related("group", "team")
    limits: dict[int, set[int]] = {}
    for service_id, district in Service.territory.through.objects.values_list("service_id", "district_id"):
        limits.setdefault(service_id, set()).add(district)
    forms = {}
    newest = FormVersion.objects.filter(state=PUBLISHED).order_by("service_id", "-number")
    for version in newest.distinct("service_id"):
        form = read_form(version.questions, version.pages)
        forms[version.service_id] = (version, tuple(form.questions), tuple(form.pages))
    commitments: dict[int, list[Commitment]] = {}
    for row in Commitment.objects.order_by("id"):
        commitments.setdefault(row.service_id, []).append(row)
    return Catalogue(
        services={service.code: service for service in services.order_by("group__position", "code")},
        limits={service_id: frozenset(found) for service_id, found in limits.items()},
        forms=forms,
        commitments=commitments,
        rules=tuple(RoutingRule.objects.filter(active=True, team__active=True).order_by("position")),
        teams=tuple(active_teams()),
    )


_catalogue: Kept[Catalogue] = Kept(_build, CATALOGUE)


def catalogue() -> Catalogue:
    """Give the catalogue of the city where the work is being done (one light query when it is known)."""
    return _catalogue.get()
