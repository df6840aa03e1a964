"""Saying what stands or will stand somewhere, and that it no longer does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text
from guichet.ledger.actions import record
from guichet.occupations import events, rules
from guichet.occupations.areas import Area
from guichet.occupations.facts import street_beside
from guichet.occupations.kinds import Kind
from guichet.occupations.lifecycle import State
from guichet.occupations.models import Occupation

USUAL_KIND = {"works": Kind.WORKS, "closure": Kind.CLOSURE, "event": Kind.EVENT}
BATCH = 2_000
LIMITS = ("west", "south", "east", "north")
_VALUES = (
    *("kind", "title", "detail", "geometry", *LIMITS, "starts", "ends", "end_known"),
    *("state", "public", "area_m2", "district", "street"),
)


@dataclass(frozen=True)
class NewOccupation:
    """Something to be put on the ground, known by its source and its reference there."""

    reference: str
    area: Area
    starts: dt.datetime
    ends: dt.datetime
    state: str = State.PLANNED
    kind: str = ""
    title: Text = field(default_factory=dict)
    detail: Text = field(default_factory=dict)
    public: bool = False
    end_known: bool = True
    street: str = ""


@transaction.atomic
def put_occupation(
    actor: Actor,
    *,
    source: str,
    reference: str,
    area: Area,
    starts: dt.datetime,
    ends: dt.datetime,
    state: str,
    title: Mapping[str, str],
    public: bool,
    kind: str = "",
    detail: Mapping[str, str] | None = None,
    end_known: bool = True,
    street: str = "",
) -> Occupation:
    """Put something on the ground, or move and change what the same source and reference put there before.

    `kind` is one of `kinds.Kind` (else what is usual for the source); `title` and `detail` name no person. Without a
    `street`, the nearest one is kept. Raises Invalid when it ends before it starts.
    """
    authorise(actor, rules.may_put, source)
    new = NewOccupation(
        *(
            reference,
            area,
            starts,
            ends,
            state,
            kind,
            dict(title),
            dict(detail or {}),
            public,
            end_known,
            street,
        )
    )
    put, _created = Occupation.objects.update_or_create(
        source=source, reference=reference, defaults=_values(source, new)
    )
    record(actor, events.PUT, put, state=state, public=public)
    return put


@transaction.atomic
def put_many(actor: Actor, source: str, many: Iterable[NewOccupation], *, whole: bool = False) -> int:
    """Put many things of one source at once; gives how many. Known references are brought up to date, never doubled.

    With `whole`, what the source put before and names no longer has ended: it is removed.
    """
    authorise(actor, rules.may_put, source)
    rows = [
        Occupation(source=source, reference=new.reference, **_values(source, new))
        for new in {new.reference: new for new in many}.values()
    ]
    Occupation.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["source", "reference"],
        update_fields=[*_VALUES, "updated_at"],
    )
    if whole:
        Occupation.objects.filter(source=source).exclude(
            reference__in=[row.reference for row in rows]
        ).delete()
    if rows:
        record(actor, events.MANY_PUT, rows[0], source=source, count=len(rows))
    return len(rows)


@transaction.atomic
def drop_occupation(actor: Actor, source: str, reference: str) -> None:
    """Take something off the ground (a permit refused or withdrawn); nothing happens when it is not there."""
    authorise(actor, rules.may_put, source)
    there = Occupation.objects.select_for_update().filter(source=source, reference=reference).first()
    if there is None:
        return
    record(actor, events.DROPPED, there, state=there.state)
    there.delete()


def _values(source: str, new: NewOccupation) -> dict[str, Any]:
    if new.ends <= new.starts:
        words = _("The end comes before the beginning. Correct the dates.")
        raise Invalid(words, fields={"ends": words}, code="period")
    lat, lon = new.area.middle
    beside = None if new.street else street_beside(lat, lon)
    return {
        "kind": Kind(new.kind or USUAL_KIND.get(source, Kind.OTHER)),
        "title": dict(new.title),
        "detail": dict(new.detail),
        "geometry": new.area.geometry,
        **dict(zip(LIMITS, map(float, new.area.shape.bounds), strict=True)),
        "starts": new.starts,
        "ends": new.ends,
        "end_known": new.end_known,
        "state": State(new.state),
        "public": new.public,
        "area_m2": round(float(new.area.flat.area), 2),
        "district": new.area.district,
        "street": (new.street or (beside.name if beside else ""))[:200],
    }
