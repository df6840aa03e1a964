"""Who may do what to a permit: pure predicates over the actor and the permit."""

from __future__ import annotations

from collections.abc import Collection

from guichet.kernel.actor import Actor
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.models import Inspection, Opinion, Permit

_CHANGED_BY_APPLICANT = (State.DRAFT, State.INCOMPLETE)
_REVISED_BY_APPLICANT = (*STUDIED, State.INCOMPLETE)


def may_see_types(actor: Actor) -> bool:
    """Everybody may know which permits exist, and what they ask."""
    return actor is not None


def may_start(actor: Actor) -> bool:
    """Anybody may ask for a permit; staff need the right to handle files for someone."""
    return not actor.is_staff or actor.has("permit.handle")


def may_estimate(actor: Actor) -> bool:
    """Anybody may ask what a permit would cost."""
    return actor is not None


def is_own(actor: Actor, permit: Permit) -> bool:
    """Tell whether a resident proved that a file is theirs."""
    return not actor.is_staff and not actor.is_system and permit.reference in actor.case_references


def may_read(actor: Actor, permit: Permit) -> bool:
    """Tell whether the actor may see all of a file (the query says the same, `queries.visible`)."""
    return actor.is_system or actor.has("permit.read") or is_own(actor, permit)


def may_read_all(actor: Actor) -> bool:
    """See the queue, the forecast and the figures."""
    return actor.is_system or actor.has("permit.read")


def _open_here(permit: Permit) -> bool:
    """A file that the old system still handles is only read here."""
    return not permit.elsewhere


def may_handle(actor: Actor, permit: Permit) -> bool:
    """Study a file: ask for what is missing, ask opinions, propose conditions, correct."""
    return (actor.is_system or actor.has("permit.handle")) and _open_here(permit)


def may_file(actor: Actor, permit: Permit) -> bool:
    """Send in a file that was prepared, or bring what was missing: whoever prepared it, or an agent for them."""
    own = is_own(actor, permit) and State(permit.state) in _CHANGED_BY_APPLICANT
    return (actor.is_system or actor.has("permit.handle") or own) and _open_here(permit)


def may_give_opinion(actor: Actor, permit: Permit, opinion: Opinion) -> bool:
    """Answer for a service: its team, or whoever handles files when they were answered by telephone."""
    named = actor.has("permit.review") and (opinion.team_id is None or opinion.team_id in actor.teams)
    return (actor.is_system or named or actor.has("permit.handle")) and _open_here(permit)


def may_approve(actor: Actor, permit: Permit) -> bool:
    """Decide on a file: yes, no, again, revoked."""
    return (actor.is_system or actor.has("permit.approve")) and _open_here(permit)


def may_issue(actor: Actor, permit: Permit) -> bool:
    """Hand the permit over; change or extend what was issued."""
    return (actor.is_system or actor.has("permit.issue")) and _open_here(permit)


def may_revise(actor: Actor, permit: Permit) -> bool:
    """Change one's own file: whoever asked, until it is decided."""
    return is_own(actor, permit) and State(permit.state) in _REVISED_BY_APPLICANT and _open_here(permit)


def may_withdraw(actor: Actor, permit: Permit) -> bool:
    """Give a file up: whoever asked for it, or an agent for them."""
    return (actor.is_system or actor.has("permit.handle") or is_own(actor, permit)) and _open_here(permit)


def may_wish(actor: Actor, permit: Permit) -> bool:
    """Ask for a change of a permit: whoever holds it, or an agent for them."""
    return (actor.is_system or actor.has("permit.handle") or is_own(actor, permit)) and _open_here(permit)


def may_write(actor: Actor, permit: Permit) -> bool:
    """Write to the city about a file: whoever holds it."""
    return is_own(actor, permit) and _open_here(permit)


def may_write_from_site(actor: Actor, permit: Permit, roles: Collection[str]) -> bool:
    """Write to the city about a file by a link of one's own: its contractor."""
    return not actor.is_staff and "contractor" in roles and _open_here(permit)


def may_share(actor: Actor, permit: Permit) -> bool:
    """Send the people of a file a link of their own, or take it back: whoever asked, or an agent for them."""
    return (actor.is_system or actor.has("permit.handle") or is_own(actor, permit)) and _open_here(permit)


def may_renew(actor: Actor, permit: Permit) -> bool:
    """Ask for the same again: whoever holds it, or an agent for them."""
    return actor.is_system or actor.has("permit.handle") or is_own(actor, permit)


def may_report_overrun(actor: Actor, permit: Permit) -> bool:
    """Say that something still stands: staff; a resident's report comes through a public code or a case."""
    return actor.is_system or actor.has("permit.read") or actor.has("permit.inspect") or not actor.is_staff


def may_inspect(actor: Actor, permit: Permit, inspection: Inspection | None = None) -> bool:
    """Plan a visit, and say what was found."""
    return (actor.is_system or actor.has("permit.inspect")) and _open_here(permit)


def may_plan(actor: Actor, permit: Permit) -> bool:
    """Ask for a visit: inspectors, and those who study the file."""
    return (actor.is_system or actor.has("permit.inspect") or actor.has("permit.handle")) and _open_here(
        permit
    )


def may_jump(actor: Actor, permit: Permit) -> bool:
    """Put a file before its turn, with a reason that everybody of the team reads."""
    return (actor.is_system or actor.has("permit.handle")) and _open_here(permit)


def may_configure(actor: Actor) -> bool:
    """Change types, conditions and the order rule."""
    return actor.is_system or actor.has("permit.configure")


def may_import(actor: Actor) -> bool:
    """Bring in the files of the old system."""
    return actor.is_system


def may_do_due_work(actor: Actor) -> bool:
    """Do what dates bring: begin, end, remind, lapse."""
    return actor.is_system


def may_send_link(actor: Actor) -> bool:
    """Ask for the link to one's own file by e-mail: the public door, or an agent for someone."""
    return not actor.is_staff or actor.has("permit.handle")


def may_open_link(actor: Actor) -> bool:
    """Open a file by a link: whoever comes by the public door."""
    return not actor.is_staff


VERB_RULES = {
    "file": may_file,
    "ask_missing": may_handle,
    "complete": may_file,
    "ask_opinions": may_handle,
    "set_conditions": may_handle,
    "correct": may_handle,
    "approve": may_approve,
    "issue": may_issue,
    "begin": may_issue,
    "amend": may_issue,
    "extend": may_issue,
    "end": may_issue,
    "report_overrun": may_report_overrun,
    "regularise": may_issue,
    "bill_overrun": may_issue,
    "close": may_issue,
    "renew": may_renew,
    "refuse": may_approve,
    "reconsider": may_approve,
    "withdraw": may_withdraw,
    "revoke": may_approve,
}
"""The rule of each verb that a page offers; « give_opinion » is asked of each opinion."""


def verbs_for(actor: Actor, permit: Permit, legal: Collection[str]) -> tuple[str, ...]:
    """Give the legal verbs that an actor may do to a permit."""
    return tuple(verb for verb in legal if verb in VERB_RULES and VERB_RULES[verb](actor, permit))
