"""What the holder of a permit asks for: another date, another size, more days; an agent amends, extends or answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.words import clean_text
from guichet.permits import events, rules
from guichet.permits.actions.changing import Changes
from guichet.permits.actions.keeping import extensions_of, keep, remember
from guichet.permits.actions.talking import note_read
from guichet.permits.checking import check_extension, check_period, check_year
from guichet.permits.lifecycle import IN_FORCE, PENDING, State
from guichet.permits.models import Permit
from guichet.permits.placing import place
from guichet.permits.queries.types import shown
from guichet.permits.queries.visible import permit_for

WISHES = ("change", "extend")
MOST = 20


@transaction.atomic
def wish(
    actor: Actor,
    reference: str,
    what: str,
    words: str,
    *,
    until: dt.date | None = None,
    changes: Changes | None = None,
) -> Permit:
    """Ask for a change of a permit, or for more days (`until`); it stands in the file until it is answered.

    `changes` are the days and the area that its holder would like, checked as an agent's would be, and kept as asked.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_wish, permit)
    if State(permit.state) not in (*PENDING, *IN_FORCE) or what not in WISHES:
        raise Conflict(_("This file can no longer be changed."))
    text = clean_text(words, 2_000)
    if not text:
        raise Invalid(_("Say what should change."), fields={"words": _("Say what should change.")})
    if what == "extend" and (until is None or until <= permit.ends_on):
        raise Invalid(_("Choose a day after the present end."), fields={"until": _("Choose a later day.")})
    if what == "extend" and until is not None:
        check_year(until, "until")
        check_extension(shown(permit.type), permit.starts_on, until, extensions_of(permit))
    asked = _checked(permit, changes) if changes is not None else {}
    wishes = [*permit.decision.get("wishes", ()), _written(what, text, until) | asked]
    permit.decision = {**permit.decision, "wishes": wishes[-MOST:]}
    keep(permit, ("decision",))
    remember(actor, events.WISHED, permit, what=what)
    return permit


def _checked(permit: Permit, changes: Changes) -> dict[str, Any]:
    """Give what is asked for as the file keeps it; days that cannot be, or an area, are refused as an agent's would be."""
    starts, ends = changes.starts_on or permit.starts_on, changes.ends_on or permit.ends_on
    check_period(shown(permit.type), starts, ends)
    area = place(changes.area, None, None, {}).area if changes.area else None
    days = {"starts_on": starts.isoformat(), "ends_on": ends.isoformat()}
    return days | ({"area": area, "address": changes.address or permit.address} if area else {})


def _written(what: str, words: str, until: dt.date | None) -> dict[str, Any]:
    return {
        "what": what,
        "words": words,
        "until": until.isoformat() if until else "",
        "at": moment.now().isoformat(),
        "settled": "",
    }


@transaction.atomic
def settle_wishes(actor: Actor, reference: str) -> Permit:
    """Say that what the holder asked for or wrote was done, or answered."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, permit)
    now = moment.now().isoformat()
    wishes = [{**each, "settled": each.get("settled") or now} for each in permit.decision.get("wishes", ())]
    permit.decision = {**permit.decision, "wishes": wishes}
    note_read(permit)
    keep(permit, ("decision",))
    remember(actor, events.WISHED, permit, settled=True)
    return permit
