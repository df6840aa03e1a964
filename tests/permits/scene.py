"""A city with one type of permit, two services that give opinions, and people who act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from guichet.catalogue.models import Service
from guichet.kernel import moment
from guichet.kernel.actor import Actor, ActorKind, system, visitor
from guichet.permits.actions.configuring import save_condition, save_type
from guichet.permits.actions.deciding import approve, issue
from guichet.permits.actions.filing import NewParty, NewPermit, file_permit
from guichet.permits.models import Permit
from tests.factories import make_hours, make_service, make_team

GRANTS = ("permit.read", "permit.handle", "permit.review", "permit.approve", "permit.issue", "permit.inspect")
DAY = dt.timedelta(days=1)


def agent(*grants: str, teams: frozenset[int] = frozenset()) -> Actor:
    """Give a member of the staff with all rights on permits, or exactly some."""
    return Actor(ActorKind.STAFF, 7, "Agente", grants=frozenset(grants or GRANTS), teams=teams)


@dataclass
class Scene:
    """A container permit that anybody may ask for, five working days ahead, thirty days long at most."""

    service: Service = field(init=False)
    boss: Actor = field(default_factory=agent)

    def __post_init__(self) -> None:
        make_hours()
        self.fire = make_team("fire", email="fire@city.example")
        self.service = make_service("container", kind="permit")
        save_condition(system(), "passage", {"fr": "Gardez 1,5 m libre.", "en": "Keep 1.5 m free."})
        self.change(
            kind="temporary",
            use="container",
            lead_amount=5,
            longest_days=30,
            drawn=False,
            documents=[{"code": "plan", "label": {"fr": "Plan", "en": "Plan"}, "when": ""}],
            reviewers=[
                {"field": "fire", "team": "fire", "days": 3, "unit": "working_days", "when": ""},
                {
                    "field": "transport",
                    "team": "",
                    "days": 5,
                    "unit": "working_days",
                    "when": "answers.lane == true",
                },
            ],
            conditions=[{"code": "passage", "when": ""}],
            appeal={"fr": "Écrivez-nous dans les 30 jours.", "en": "Write to us within 30 days."},
        )

    def change(self, **values: object) -> None:
        """Change the type."""
        save_type(system(), "container", values)

    def new(self, **given: object) -> NewPermit:
        """Give a request that lacks nothing, ten days ahead."""
        first = moment.today() + 14 * DAY
        parties = (NewParty("applicant", name="Lucie Morin", email="lucie@example.org", address="1, rue A"),)
        values = {
            "type": "container",
            "starts_on": first,
            "ends_on": first + 11 * DAY,
            "parties": parties,
            "address": "6540, rue Chabot",
            "answers": [{"code": "plan", "label": {}, "value": "plan.pdf", "display": {}}],
        }
        return NewPermit(**{**values, **given})

    def filed(self, **given: object) -> Permit:
        """File a request as a resident does."""
        return file_permit(visitor(), self.new(**given))

    def issued(self, **given: object) -> Permit:
        """Give a permit that was handed over."""
        reference = self.filed(**given).reference
        approve(self.boss, reference)
        return issue(self.boss, reference)


def own(permit: Permit) -> Actor:
    """Give the resident who proved that a file is theirs."""
    return visitor(case_references=frozenset({permit.reference}))
