"""After the decision: amended, extended, renewed, begun, ended, closed; each version says what changed and costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_line
from guichet.permits import events, rules
from guichet.permits.actions.filing import NewParty, NewPermit, complete, start_permit
from guichet.permits.actions.keeping import (
    check_unchanged,
    extensions_of,
    keep,
    move,
    needs_words,
    note_version,
    remember,
)
from guichet.permits.actions.money import bill_at_end, bill_change, restate
from guichet.permits.actions.standing import show_on_map
from guichet.permits.actions.talking import tell_revision
from guichet.permits.checking import check_extension, check_period, check_start, check_year, read_hours
from guichet.permits.facts import changes_between, facts_of
from guichet.permits.lifecycle import DEAD, STUDIED, State
from guichet.permits.models import Overrun, Party, Permit
from guichet.permits.placing import place
from guichet.permits.queries.types import earliest_of, shown, too_late_words, type_row
from guichet.permits.queries.visible import permit_for
from guichet.places.queries import calendar

CHANGED = ("starts_on", "ends_on", "hours", "area", "measures", "address", "answers")
AGENT = "agent"
_CAUSES = {"correct": "mistake", "amend": "amendment"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What changes in a permit; None leaves a thing as it is. `measures` are corrected values by code."""

    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    hours: str | None = None
    area: Mapping[str, Any] | None = None
    address: str | None = None
    measures: Mapping[str, Any] = field(default_factory=dict)
    answers: Sequence[Mapping[str, Any]] = ()


@transaction.atomic
def correct(
    actor: Actor, reference: str, changes: Changes, reason: str, *, seen_version: int | None = None
) -> Permit:
    """Put right what a file says, with the reason: measured on site, a mistake. The bill follows, line by line."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    check_unchanged(permit, seen_version)
    move(permit, "correct")
    return _changed(actor, permit, changes, reason, "correct")


@transaction.atomic
def correct_measure(actor: Actor, reference: str, code: str, value: object, reason: str) -> Permit:
    """Correct one measure that the map gave, with the reason; the bill is stated again."""
    return correct(actor, reference, Changes(measures={code: value}), reason)


@transaction.atomic
def amend(
    actor: Actor, reference: str, changes: Changes, reason: str, *, seen_version: int | None = None
) -> Permit:
    """Change what was approved, at its holder's request: a new version, a new paper, a credit or a supplement."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    check_unchanged(permit, seen_version)
    move(permit, "amend")
    return _changed(actor, permit, changes, reason, "amend")


@transaction.atomic
def revise(
    actor: Actor,
    reference: str,
    changes: Changes,
    words: str = "",
    *,
    draft_key: str = "",
    seen_version: int | None = None,
) -> Permit:
    """Let whoever asked change days, place or answers before the decision, and bring what was missing with it.

    What changes is checked as when a file is filed: the area, the length, the season, the first lawful day. What it
    changes stands on the file as a message, so that it is studied again. Raises Invalid by field; nothing is half-done.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_revise, permit)
    check_unchanged(permit, seen_version)
    if permit.state == State.INCOMPLETE:
        complete(actor, reference, draft_key=draft_key, words=words)
        permit = permit_for(actor, reference, lock=True)
        if changes == Changes():
            return permit
    move(permit, "correct")
    before, start = facts_of(permit), permit.starts_on
    _changed(actor, permit, changes, words or _("Changed by the applicant"), "correct")
    _check_lawful(actor, permit, sooner=permit.starts_on < start, moved=changes.area is not None)
    tell_revision(permit, words, changes_between(before, facts_of(permit)))
    return permit


def _check_lawful(actor: Actor, permit: Permit, *, sooner: bool, moved: bool) -> None:
    """Check a revised file as its district says; another place, or an earlier start, asks for its lead time again."""
    kind = shown(*type_row(actor, permit.type.service.code, permit.district.code if permit.district else ""))
    check_period(kind, permit.starts_on, permit.ends_on)
    if sooner or moved:
        earliest = earliest_of(kind, moment.today(), calendar())
        check_start(earliest, permit.starts_on, too_late_words(kind, earliest))


def _changed(actor: Actor, permit: Permit, changes: Changes, reason: str, verb: str) -> Permit:
    sentence = _("Say why it changes: whoever pays will read it.")
    words = needs_words(reason, sentence, "reason")
    before = {name: getattr(permit, name) for name in CHANGED}
    _put(permit, changes, words)
    if all(getattr(permit, name) == value for name, value in before.items()):
        raise Invalid(
            _("Nothing changes: there is nothing to keep."), fields={"changes": _("Nothing changes.")}
        )
    if permit.ends_on < permit.starts_on or verb == "amend":  # before the database would say it worse
        check_period(shown(permit.type), permit.starts_on, permit.ends_on)
    permit.reminded_at = None
    note_version(actor, permit, verb, words)
    if State(permit.state) not in (*STUDIED, State.INCOMPLETE, *DEAD):
        restate(actor, permit, words, cause=_CAUSES[verb])
        bill_change(actor, permit)
    show_on_map(actor, permit, _standing(permit))
    keep(permit, (*CHANGED, "lat", "lon", "cell", "district", "facts_version", "fee", "reminded_at"))
    event = events.AMENDED if verb == "amend" else events.CORRECTED
    fields = sorted(name for name, value in before.items() if getattr(permit, name) != value)
    remember(actor, event, permit, fields=fields, facts=permit.facts_version)
    return permit


def _put(permit: Permit, changes: Changes, reason: str) -> None:
    for name in ("starts_on", "ends_on"):
        value = getattr(changes, name)
        if value is not None:
            setattr(permit, name, value)
    if changes.hours is not None:
        permit.hours = read_hours(changes.hours)
    if changes.address is not None:
        permit.address = clean_line(changes.address, 240)
    if changes.area is not None:
        placed = place(changes.area, None, None, {})
        permit.area = placed.area
        permit.measures = placed.measures
        permit.lat, permit.lon, permit.cell = placed.lat, placed.lon, placed.cell
        permit.district = placed.district or permit.district
    if changes.answers:
        new = {str(answer["code"]): dict(answer) for answer in changes.answers}
        kept = [new.pop(str(answer.get("code")), answer) for answer in permit.answers]
        permit.answers = [*kept, *new.values()]
    measures = dict(permit.measures)
    for code, value in changes.measures.items():
        measures[code] = _corrected(measures.get(code, {}), code, value, reason)
    permit.measures = measures


def _corrected(before: Mapping[str, Any], code: str, value: object, reason: str) -> dict[str, Any]:
    """Give a measure that an agent put right; a length or an area below zero cannot be."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        raise Invalid(
            _("A measure cannot be below zero."), fields={code: _("A measure cannot be below zero.")}
        )
    read = before.get("read", before.get("value"))
    return {**before, "value": value, "origin": AGENT, "reason": reason, "read": read}


def _standing(permit: Permit) -> str:
    return {
        State.APPROVED: "granted",
        State.ISSUED: "granted",
        State.ACTIVE: "active",
        State.EXTENDED: "active",
        State.ENDED: "ended",
    }.get(State(permit.state), "asked")


@transaction.atomic
def extend(
    actor: Actor, reference: str, until: dt.date, reason: str, *, seen_version: int | None = None
) -> Permit:
    """Let an occupation stay longer: a new version of the same file, and a supplement on the bill."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    check_unchanged(permit, seen_version)
    move(permit, "extend")
    if not permit.type.extendable:
        raise Conflict(_("This permit cannot be extended: a new request is needed."))
    check_year(until, "until")
    if until <= permit.ends_on:
        raise Invalid(_("Choose a day after the present end."), fields={"until": _("Choose a later day.")})
    more = (until - permit.ends_on).days
    if more > permit.type.longest_days:
        sentence = _("An extension lasts %(most)s days at most.") % {"most": figure(permit.type.longest_days)}
        raise Invalid(sentence, fields={"until": sentence})
    check_extension(shown(permit.type), permit.starts_on, until, extensions_of(permit))
    return _prolonged(actor, permit, until, reason, "extend")


def _prolonged(actor: Actor, permit: Permit, until: dt.date, reason: str, verb: str) -> Permit:
    words = needs_words(reason, _("Say why it stays longer."), "reason")
    permit.ends_on, permit.reminded_at, permit.ended_at = until, None, None
    note_version(actor, permit, verb, words)
    restate(actor, permit, words)
    bill_change(actor, permit)
    show_on_map(actor, permit, _standing(permit))
    keep(permit, ("ends_on", "reminded_at", "ended_at", "facts_version", "fee"))
    remember(actor, events.EXTENDED, permit, until=until.isoformat(), facts=permit.facts_version)
    return permit


def prolong(actor: Actor, permit: Permit, until: dt.date, reason: str) -> Permit:
    """Put right a permit that stayed too long, from the day on which it should have ended: a part of `regularise`."""
    return _prolonged(actor, permit, until, reason, "regularise")


@transaction.atomic
def renew(
    actor: Actor, reference: str, starts_on: dt.date, ends_on: dt.date, *, submission_key: str = ""
) -> Permit:
    """Ask for the same again, from what is on file: answers, area, measures, people. Gives a file that is not sent yet.

    Where the city says so, studies are free as long as nothing changes: the new file says that it is a renewal.
    """
    old = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_renew, old)
    if not old.type.renewable:
        raise Conflict(_("This permit is not renewed: a new request is needed."))
    move(old, "renew")
    people = [
        NewParty(
            *(each.role, each.name, each.organisation, each.number, each.email, each.phone, each.address),
            language=each.language,
        )
        for each in Party.objects.filter(permit=old)
    ]
    measures = {code: dict(measure) for code, measure in old.measures.items()}
    new = NewPermit(
        type=old.type.service.code,
        starts_on=starts_on,
        ends_on=ends_on,
        parties=people,
        hours=old.hours,
        answers=old.answers,
        form=old.form,
        area=old.area,
        address=old.address,
        lat=old.lat,
        lon=old.lon,
        measures=measures,
        title=old.title,
        language=old.language,
        submission_key=submission_key,
    )
    permit = start_permit(actor, new)
    permit.renewed_from = old
    permit.save(update_fields=["renewed_from"])
    remember(actor, events.RENEWED, permit, of=old.reference)
    return permit


@transaction.atomic
def begin(actor: Actor, reference: str) -> Permit:
    """Say that the occupation has begun: by the schedule on its first day, or when its holder declares it."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    move(permit, "begin")
    permit.begun_at, permit.reminded_at = moment.now(), None
    show_on_map(actor, permit, "active")
    keep(permit, ("begun_at", "reminded_at"))
    remember(actor, events.BEGUN, permit)
    return permit


@transaction.atomic
def end(actor: Actor, reference: str, on: dt.date | None = None, reason: str = "") -> Permit:
    """Say that the occupation is over: on its last day by the schedule, or earlier; days not used are given back.

    What was paid for days after the real end becomes a credit, stated line by line.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    move(permit, "end")
    today = calendar().local(moment.now()).date()
    last = on or min(permit.ends_on, today)
    if last > today:
        raise Invalid(_("Choose a day that has come."), fields={"on": _("Choose a day that has come.")})
    if permit.starts_on <= last < permit.ends_on:
        permit.ends_on = last
        words = clean_line(reason, 300) or _("Ended before its last day")
        note_version(actor, permit, "end", words)
        restate(actor, permit, words, cause="shorter")
    permit.ended_at = moment.now()
    bill_at_end(actor, permit)
    show_on_map(actor, permit, "ended")
    keep(permit, ("ends_on", "ended_at", "facts_version", "fee"))
    remember(actor, events.ENDED, permit, on=last.isoformat())
    return permit


@transaction.atomic
def close(actor: Actor, reference: str) -> Permit:
    """Close a file whose occupation is over and whose place was left as it was."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    move(permit, "close")
    if Overrun.objects.filter(permit=permit, outcome="").exists():
        raise Conflict(_("An overrun was reported and is not settled. Settle it before closing."))
    keep(permit)
    remember(actor, events.CLOSED, permit)
    return permit
