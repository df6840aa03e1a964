"""Open cases that answered an older version of their service's form, and what the newest would make of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case
from guichet.catalogue.forms import Form, Moved, move_answers, read_form
from guichet.catalogue.models import Service
from guichet.catalogue.queries import ServiceForm, form_of
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor

SHOWN = 100
FORMER = "former:"


@dataclass(frozen=True, slots=True)
class Move:
    """A case that can be moved: its number, the version that it answered, what the move keeps, loses and newly asks."""

    reference: str
    number: int
    moved: Moved


@dataclass(frozen=True, slots=True)
class Moves:
    """The cases of a service that can be moved to version `number`; `count` is all of them, `some` the first SHOWN."""

    number: int
    count: int
    some: list[Move]


def moves_of(actor: Actor, service: Service) -> Moves:
    """Give the open cases of a service that answered an older version, with what a move would do to each."""
    authorise(actor, may_configure)
    newest = form_of(service)
    if newest.version is None:
        return Moves(0, 0, [])
    rows = (
        Case.objects.filter(service=service, state__in=OPEN_STATES, form__isnull=False)
        .exclude(form=newest.version)
        .select_related("form")
        .only("reference", "answers", "form__number", "form__questions", "form__pages")
    )
    found = list(rows.order_by("-opened_at", "-id")[:SHOWN])
    count = rows.count() if len(found) == SHOWN else len(found)
    return Moves(newest.version.number, count, [_move(case, newest) for case in found])


def _move(case: Case, newest: ServiceForm) -> Move:
    return Move(case.reference, case.form.number if case.form else 0, moved_to(case, newest.form))


def moved_to(case: Case, form: Form) -> Moved:
    """Tell what another version of the form makes of the answers of a case."""
    old = read_form(case.form.questions, case.form.pages) if case.form else Form()
    return move_answers(old, form, plain_answers(case))


def plain_answers(case: Case) -> dict[str, Any]:
    """Give the answers of a case by code, without those of earlier versions that have no place any more."""
    return {item["code"]: item["value"] for item in case.answers if not item["code"].startswith(FORMER)}
