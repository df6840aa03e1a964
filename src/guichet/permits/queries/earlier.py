"""What someone who is known gave before: their last file of a type, ready for a new one, and how to reach them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guichet.catalogue.forms import Form, Kind, Question
from guichet.catalogue.queries.moving import moved_to
from guichet.documents.queries import attachments_of
from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.permits.lifecycle import State
from guichet.permits.models import Party, Permit
from guichet.permits.queries.page import parties_shown
from guichet.permits.queries.visible import permit_for, permits_for
from guichet.permits.shapes import PartyShown

MOST = 3


@dataclass(frozen=True, slots=True)
class EarlierFile:
    """A file that can be begun from: its number, its days, its place."""

    reference: str
    address: str
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What a new file takes from an earlier one: all but the days. `lost` are questions that are no longer asked.

    `documents` are the names of files joined then, by the code of their document.
    """

    reference: str
    answers: Mapping[str, Any]
    lost: tuple[Text, ...]
    area: Mapping[str, Any] | None
    address: str
    lat: float | None
    lon: float | None
    district: str
    sizes: Mapping[str, float]
    parties: tuple[PartyShown, ...]


def earlier_files(actor: Actor, code: str) -> list[EarlierFile]:
    """Give the newest sent files of a type that someone proved to be theirs; none for who is not known, or for staff."""
    if actor.is_staff or actor.is_system or not actor.case_references:
        return []
    rows = permits_for(actor).filter(type__service__code=code).exclude(state=State.DRAFT)
    return [
        EarlierFile(permit.reference, permit.address, permit.starts_on, permit.ends_on)
        for permit in rows.order_by("-created_at", "-id")[:MOST]
    ]


def taken_up(actor: Actor, reference: str, form: Form) -> TakenUp:
    """Give what a new request, on the form that is published now, takes from an earlier file. Raises NotFound."""
    permit = permit_for(actor, reference)
    moved = moved_to(permit.form, permit.answers, form)
    sizes = {
        part: value
        for part in ("length", "width")
        if isinstance(value := permit.measures.get(f"{part}_m", {}).get("value"), int | float)
    }
    return TakenUp(
        reference=permit.reference,
        answers=_typed(form.questions, moved.kept),
        lost=tuple(each.label for each in moved.lost),
        area=permit.area,
        address=permit.address,
        lat=permit.lat,
        lon=permit.lon,
        district=permit.district.code if permit.district else "",
        sizes=sizes,
        parties=tuple(parties_shown(permit)),
    )


def _typed(questions: tuple[Question, ...], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Give answers as a page sends them, so that they are there to be read and changed; files are joined anew."""
    found: dict[str, Any] = {}
    for question in questions:
        value = kept.get(question.code)
        if value in (None, "", []) or question.kind in (Kind.PHOTO, Kind.FILE, Kind.AREA, Kind.PERIOD):
            continue
        if question.kind is Kind.GROUP and isinstance(value, list):
            found[question.code] = [_typed(question.questions, row) for row in value]
        elif isinstance(value, bool):
            found[question.code] = "yes" if value else "no"
        else:
            found[question.code] = value
    return found


def earlier_documents(actor: Actor, reference: str) -> dict[str, Any]:
    """Give the documents joined to an earlier file, by the code that their name begins with (« plan.pdf »)."""
    permit = permit_for(actor, reference)
    return {
        each.name.rpartition(".")[0] or each.name: each
        for each in attachments_of(actor, permit, published_only=False)
    }


def known_applicant(actor: Actor) -> PartyShown | None:
    """Give who asked in the newest file that someone proved to be theirs; None for who is not known, or for staff."""
    if actor.is_staff or actor.is_system or not actor.case_references:
        return None
    references = permits_for(actor).exclude(state=State.DRAFT).order_by("-created_at", "-id")
    newest: Permit | None = references.first()
    if newest is None or not Party.objects.filter(permit=newest, role="applicant").exists():
        return None
    return next((each for each in parties_shown(newest) if each.role == "applicant"), None)
