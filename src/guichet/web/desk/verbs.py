"""What one can do to a case: when it is offered, what it asks, and what it says will happen. The table is in `table`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.cases import rules
from guichet.cases.lifecycle import LIFECYCLE, OPEN_STATES
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.tenancy.queries import current_city
from guichet.web.desk import forms

if TYPE_CHECKING:
    from guichet.cases.models import Case

Rule = Callable[[Actor, "Case"], bool]


@dataclass(frozen=True, slots=True)
class Doing:
    """What an action is given: who, which case, what was typed, and the version of the case that was read."""

    actor: Actor
    reference: str
    given: Mapping[str, Any]
    seen: int | None

    def number(self, name: str) -> str:
        """Give the number of a case as it was typed in a field, in its usual form."""
        typed = str(self.given[name]).strip()
        return read_reference(typed) or typed


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be done. `says` is what will happen, `tells` that people are written to about it."""

    name: str
    label: Promise
    icon: str
    title: Promise
    submit: Promise
    says: Promise
    done: Promise
    offered: Rule
    act: Callable[[Doing], object]
    form: type[forms.DeskForm] = forms.NothingForm
    key: str = ""
    tells: bool = False
    ends: bool = False

    def sentence(self, actor: Actor, case: Case) -> str:
        """Say what will happen, and who reads it."""
        parts = [str(self.says)]
        if self.tells:
            parts.append(who_reads(actor, case))
        if self.ends and (days := current_city().reopen_days):
            parts.append(
                ngettext("It can be reopened for one day.", "It can be reopened for %(n)d days.", days)
                % {"n": days}
            )
        return " ".join(parts)


def who_reads(actor: Actor, case: Case) -> str:
    """Say who is written to when something public is done to a case; no name for whoever may not read it."""
    reached = case.requester is not None and bool(case.requester.email)
    name = case.requester.name if case.requester and actor.has("resident.read") else ""
    who, others = name or _("The requester"), case.follower_count
    if not reached and not others:
        return _("Nobody left an e-mail address: no e-mail is sent.")
    if not reached:
        return ngettext(
            "One person who follows it receives an e-mail; the requester left no address.",
            "%(n)d people who follow it receive an e-mail; the requester left no address.",
            others,
        ) % {"n": others}
    if not others:
        return _("%(who)s receives an e-mail.") % {"who": who}
    return ngettext(
        "%(who)s and one person who follows receive an e-mail.",
        "%(who)s and %(n)d people who follow receive an e-mail.",
        others,
    ) % {"who": who, "n": others}


def moves(verb: str, rule: Rule = rules.may_handle) -> Rule:
    """Offer a verb where the table of moves allows it, the case follows no other, and the actor may."""
    return lambda actor, case: (
        case.main_case_id is None and LIFECYCLE.allows(case.state, verb) and rule(actor, case)
    )


def while_open(rule: Rule, *, alone: bool = True) -> Rule:
    """Offer a verb while a case is open (and, unless said otherwise, follows no other) and the actor may."""
    return lambda actor, case: (
        case.state in OPEN_STATES and (case.main_case_id is None or not alone) and rule(actor, case)
    )
