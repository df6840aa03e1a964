"""The register of what is planned: writing it down before any permit, following it, reading it from a file."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.occupations import events, rules
from guichet.occupations.actions.putting import drop_occupation, put_occupation
from guichet.occupations.areas import Area, read_area
from guichet.occupations.kinds import Kind
from guichet.occupations.lifecycle import LIFECYCLE, STATE_OF_PHASE, Phase
from guichet.occupations.models import Certainty, OwnerKind, PlannedWork, Vagueness

SOURCE = "works"
LONGEST_YEARS = 10
LONGEST_DETAIL = 1_000


@dataclass(frozen=True)
class NewWork:
    """A planned work as it is to be; dates are both included and are widened to what `vagueness` says."""

    title: Mapping[str, str]
    owner: str
    starts: dt.date
    ends: dt.date
    area: Area | None
    kind: str = Kind.WORKS
    detail: Mapping[str, str] = field(default_factory=dict)
    owner_kind: str = OwnerKind.CITY
    contact: str = ""
    streets: Sequence[str] = ()
    certainty: str = Certainty.LIKELY
    vagueness: str = Vagueness.DAY
    protect_months: int = 0
    public: bool = False
    source: str = ""
    external_id: str = ""
    phase: str = Phase.IDEA


@transaction.atomic
def save_work(
    actor: Actor, new: NewWork, *, reference: str = "", seen_version: int | None = None
) -> PlannedWork:
    """Write a planned work down, or change the one of a reference. Raises Invalid by field; Conflict when it changed since."""
    authorise(actor, rules.may_plan_works)
    values = _checked(new)
    if reference:
        work = _found(reference)
        if seen_version is not None and work.version != seen_version:
            raise Conflict(_("Someone changed this meanwhile. Read it again; what you typed is kept below."))
        for name, value in values.items():
            setattr(work, name, value)
        work.version += 1
    else:
        work = PlannedWork(**values, phase=_first_phase(new.phase), reference=_next_reference())
    if new.area is not None:
        work.geometry = new.area.geometry
    work.save()
    _show(actor, work, new.area)
    record(actor, events.WORK_SAVED, work, reference=work.reference, version=work.version)
    return work


@transaction.atomic
def move_work(actor: Actor, reference: str, verb: str) -> PlannedWork:
    """Say that a work is studied, scheduled, started, finished, postponed, dropped or taken up again."""
    authorise(actor, rules.may_plan_works)
    work = _found(reference)
    before = work.phase
    work.phase = Phase(LIFECYCLE.next(work.phase, verb))
    today = moment.today()
    if work.phase == Phase.UNDERWAY and work.starts > today:
        work.starts, work.vagueness = today, Vagueness.DAY
    if work.phase == Phase.DONE and work.ends > today:
        work.ends = max(today, work.starts)
    work.version += 1
    work.save()
    _show(actor, work, None)
    record(actor, events.WORK_MOVED, work, reference=work.reference, before=before, after=work.phase)
    return work


@transaction.atomic
def import_works(actor: Actor, works: Sequence[NewWork]) -> tuple[int, int]:
    """Write down the works of a file, known by source and external id; gives how many are new, how many changed.

    What is already there as the file says is left alone. Raises Invalid for the first that cannot be (rows are tried one
    by one by who reads the file).
    """
    authorise(actor, rules.may_plan_works)
    added = changed = 0
    for new in works:
        there = PlannedWork.objects.filter(source=new.source, external_id=new.external_id).first()
        if there is None:
            save_work(actor, new)
            added += 1
        elif _differs(there, new):
            save_work(actor, new, reference=there.reference)
            changed += 1
    if added or changed:
        last = PlannedWork.objects.order_by("-updated_at").first()
        if last is not None:
            record(actor, events.WORKS_IMPORTED, last, added=added, changed=changed)
    return added, changed


def widened(starts: dt.date, ends: dt.date, vagueness: str) -> tuple[dt.date, dt.date]:
    """Widen dates to what is really known: to whole weeks, months, seasons (of three months) or years."""
    if vagueness == Vagueness.WEEK:
        return starts - dt.timedelta(days=starts.weekday()), ends + dt.timedelta(days=6 - ends.weekday())
    if vagueness == Vagueness.MONTH:
        return starts.replace(day=1), _last_of(ends.year, ends.month)
    if vagueness == Vagueness.SEASON:
        first, last = (starts.month - 1) // 3 * 3 + 1, (ends.month - 1) // 3 * 3 + 3
        return dt.date(starts.year, first, 1), _last_of(ends.year, last)
    if vagueness == Vagueness.YEAR:
        return dt.date(starts.year, 1, 1), dt.date(ends.year, 12, 31)
    return starts, ends


def _last_of(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _found(reference: str) -> PlannedWork:
    work = PlannedWork.objects.select_for_update().filter(reference=reference).first()
    if work is None:
        raise NotFound(_("This planned work does not exist."))
    return work


def _first_phase(phase: str) -> str:
    return phase if phase in STATE_OF_PHASE else Phase.IDEA


def _next_reference() -> str:
    """Number works within their year: « T26-0042 »."""
    prefix = f"T{moment.today().year % 100:02d}-"
    last = (
        PlannedWork.objects.filter(reference__startswith=prefix)
        .order_by("-reference")
        .values_list("reference", flat=True)
    ).first()
    return f"{prefix}{int(last.partition('-')[2]) + 1 if last else 1:04d}"


def _checked(new: NewWork) -> dict[str, Any]:
    faults: dict[str, str] = {}
    if not clean_line(new.owner, 120):
        faults["owner"] = _("Say who does it: a service of the city, a company.")
    if new.kind not in set(Kind):
        faults["kind"] = _("Choose what it is.")
    if new.ends < new.starts:
        faults["ends"] = _("The end comes before the beginning. Correct the dates.")
    elif (new.ends - new.starts).days > LONGEST_YEARS * 366:
        faults["ends"] = _("This lasts more than ten years. Correct the dates.")
    if new.area is None and not new.external_id:
        faults["area"] = _("Say where it is: type an address, or draw the area on the map.")
    try:
        title = check_text(new.title, max_length=150)
        detail = check_text(new.detail, required=(), max_length=LONGEST_DETAIL)
    except Invalid as refusal:
        faults |= {f"title_{code}": words for code, words in refusal.fields.items()}
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    starts, ends = widened(new.starts, new.ends, Vagueness(new.vagueness))
    return {
        "title": title,
        "detail": detail,
        "kind": Kind(new.kind),
        "owner": clean_line(new.owner, 120),
        "owner_kind": OwnerKind(new.owner_kind),
        "contact": clean_line(new.contact, 200),
        "streets": [street for each in new.streets if (street := clean_line(each, 200))],
        "certainty": Certainty(new.certainty),
        "vagueness": Vagueness(new.vagueness),
        "starts": starts,
        "ends": ends,
        "protect_months": min(max(new.protect_months, 0), 120),
        "public": new.public,
        "source": new.source[:40],
        "external_id": new.external_id[:80],
    }


def _differs(work: PlannedWork, new: NewWork) -> bool:
    values = _checked(new)
    same_ground = new.area is None or new.area.geometry == work.geometry
    return not same_ground or any(getattr(work, name) != value for name, value in values.items())


def _show(actor: Actor, work: PlannedWork, area: Area | None) -> None:
    """Put a work on the ground as others see it; take it away when it was given up."""
    if work.phase == Phase.DROPPED:
        drop_occupation(actor, SOURCE, work.reference)
        return
    midnight = dt.time()
    put_occupation(
        actor,
        source=SOURCE,
        reference=work.reference,
        area=area or read_area(work.geometry),
        starts=timezone.make_aware(dt.datetime.combine(work.starts, midnight)),
        ends=timezone.make_aware(dt.datetime.combine(work.ends + dt.timedelta(days=1), midnight)),
        state=STATE_OF_PHASE[Phase(work.phase)],
        title=work.title,
        detail=work.detail,
        public=work.public,
        kind=work.kind,
        street=", ".join(work.streets)[:200],
    )
