"""Files that answered an older version of their form and are not decided, and what the newest would make of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guichet.catalogue.forms import Form, Moved, move_answers, read_form
from guichet.catalogue.models import Service
from guichet.catalogue.queries import ServiceForm, form_of
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.models import Permit

MOVABLE = (State.DRAFT, *STUDIED, State.INCOMPLETE)
"""Not decided: what was approved, and is billed, stays on what was answered."""
SHOWN = 100
FORMER = "former:"


@dataclass(frozen=True, slots=True)
class PermitMove:
    """A file that can be moved: its number, the version that it answered, what the move keeps, loses and newly asks."""

    reference: str
    number: int
    moved: Moved


@dataclass(frozen=True, slots=True)
class PermitMoves:
    """The files of a type that can be moved to version `number`; `count` is all of them, `some` the first SHOWN."""

    number: int
    count: int
    some: list[PermitMove]


def permit_moves(actor: Actor, service: Service) -> PermitMoves:
    """Give the undecided files of a type that answered an older version, with what a move would do to each."""
    authorise(actor, may_configure)
    newest = form_of(service)
    if newest.version is None:
        return PermitMoves(0, 0, [])
    rows = (
        Permit.objects.filter(type__service=service, state__in=MOVABLE, elsewhere=False, form__isnull=False)
        .exclude(form=newest.version)
        .select_related("form")
        .only("reference", "answers", "form__number", "form__questions", "form__pages")
    )
    found = list(rows.order_by("-created_at", "-id")[:SHOWN])
    count = rows.count() if len(found) == SHOWN else len(found)
    return PermitMoves(newest.version.number, count, [_move(permit, newest) for permit in found])


def _move(permit: Permit, newest: ServiceForm) -> PermitMove:
    return PermitMove(
        permit.reference, permit.form.number if permit.form else 0, moved_to(permit, newest.form)
    )


def moved_to(permit: Permit, form: Form) -> Moved:
    """Tell what another version of the form makes of the answers of a file."""
    old = read_form(permit.form.questions, permit.form.pages) if permit.form else Form()
    return move_answers(old, form, asked_of_form(permit.answers))


def asked_of_form(answers: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Give answers by code, without those of earlier versions that have no place any more."""
    return {
        str(each["code"]): each.get("value") for each in answers if not str(each["code"]).startswith(FORMER)
    }
