"""A condition tried on the files that came, before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guichet.cases.queries.past_routing import PastCase, past_cases
from guichet.catalogue.forms import Form, expression_values
from guichet.catalogue.trials import holds_on
from guichet.kernel.actor import Actor
from guichet.permits.queries.past import PastPermit, past_permits

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

LAST, SHOWN = 200, 5


@dataclass(frozen=True, slots=True)
class Trial:
    """On how many of the last files a condition was true, could not be computed, and some of those where it was true."""

    count: int
    true: int
    unknown: int
    some: Sequence[PastCase | PastPermit]


def tried_condition(actor: Actor, service: Service, form: Form, expression: str) -> Trial:
    """Compute a condition on the last files of a service: its cases, or its permits."""
    cases: Sequence[PastCase | PastPermit] = (
        past_permits(actor, service.code, limit=LAST)
        if service.kind == "permit"
        else past_cases(actor, limit=LAST, service=service.code)
    )
    found = holds_on(
        actor, expression, [expression_values(form.questions, dict(case.given)) for case in cases]
    )
    true = [case for case, holds in zip(cases, found, strict=True) if holds]
    return Trial(len(cases), len(true), sum(holds is None for holds in found), true[:SHOWN])
