"""Deciding: yes, no, what silence decides, again, handed over, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line, clean_text
from guichet.permits import events, rules
from guichet.permits.actions.keeping import check_unchanged, keep, move, note_version, remember, tick
from guichet.permits.actions.money import bill_at_issue, bill_before_issue, restate, settled
from guichet.permits.actions.standing import show_on_map
from guichet.permits.lifecycle import Silence
from guichet.permits.models import Opinion, Permit
from guichet.permits.queries.visible import permit_for
from guichet.permits.wording import field_words

REFUSAL_WORDS = {
    "space": gettext_lazy("The place is already taken on these dates"),
    "safety": gettext_lazy("The occupation would be dangerous"),
    "access": gettext_lazy("Pedestrians, people with disabilities or emergency services could not pass"),
    "traffic": gettext_lazy("Traffic or public transport could not pass"),
    "works": gettext_lazy("Works of the City are planned there"),
    "rules": gettext_lazy("A by-law does not allow it"),
    "heritage": gettext_lazy("The place is protected"),
    "incomplete": gettext_lazy("What was asked for did not come"),
    "other": gettext_lazy("Another reason"),
}
"""The reasons of a refusal, each with its words: figures count them, the applicant reads them."""


@transaction.atomic
def approve(
    actor: Actor,
    reference: str,
    *,
    words: str = "",
    without_opinions: str = "",
    seen_version: int | None = None,
) -> Permit:
    """Say yes: the clock stops, the bill is stated, the place is taken.

    An opinion that was asked for and did not come needs a reason to go on (`without_opinions`); an unfavourable one
    needs words. Raises Conflict otherwise.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_approve, permit)
    check_unchanged(permit, seen_version)
    move(permit, "approve")
    if permit.missing:
        raise Conflict(
            _("Documents are still missing. Ask for them, or take them off the list, before approving.")
        )
    _check_opinions(permit, words, without_opinions)
    _decide(permit, "approved", words)
    if without_opinions:
        permit.decision["without_opinions"] = clean_line(without_opinions, 300)
    note_version(actor, permit, "approve")
    restate(actor, permit, _("Approved"))
    bill_before_issue(actor, permit)
    show_on_map(actor, permit, "granted")
    keep(permit, _DECIDED)
    remember(actor, events.APPROVED, permit)
    return permit


_DECIDED = ("decided_at", "decision", "tacit", "facts_version", "fee")


def _check_opinions(permit: Permit, words: str, without: str) -> None:
    found = list(Opinion.objects.filter(permit=permit).order_by("id"))
    pending = [each for each in found if each.given_at is None]
    if pending and not clean_line(without, 300):
        names = ", ".join(localise(field_words(each.field), get_language() or "fr") for each in pending)
        raise Conflict(
            _("Opinions are still awaited: %(names)s. Wait, or say why you decide without them.")
            % {"names": names}
        )
    if any(each.verdict == "unfavourable" for each in found) and not clean_text(words, 4_000):
        raise Conflict(_("A service is against. Say why you approve all the same."))


def _decide(permit: Permit, outcome: str, words: str, *, tacit: bool = False) -> None:
    permit.decided_at, permit.tacit = moment.now(), tacit
    permit.decision = {**permit.decision, "outcome": outcome, "words": clean_text(words, 4_000)}
    tick(permit, "stopped", "decided")


@transaction.atomic
def refuse(
    actor: Actor,
    reference: str,
    reasons: Sequence[str],
    words: str,
    *,
    appeal: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> Permit:
    """Say no, with the reasons and how to appeal: a refusal without reasons is not one (France: CRPA L211-2, L211-5)."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_approve, permit)
    check_unchanged(permit, seen_version)
    text = clean_text(words, 4_000)
    faults = {}
    if not reasons or not set(reasons) <= set(REFUSAL_WORDS):
        faults["reasons"] = _("Choose at least one reason.")
    if not text:
        faults["words"] = _("Write the reasons in sentences: the applicant will read them.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    move(permit, "refuse")
    _decide(permit, "refused", text)
    permit.decision["reasons"] = list(reasons)
    permit.decision["appeal"] = dict(appeal or permit.type.appeal)
    permit.waiting_until = None
    show_on_map(actor, permit, "")
    keep(permit, (*_DECIDED, "waiting_until"))
    remember(actor, events.REFUSED, permit, reasons=list(reasons))
    return permit


@transaction.atomic
def decide_by_silence(actor: Actor, reference: str) -> Permit | None:
    """Note what the law makes of the city's silence, once its clock has run out; None when it has not.

    A refusal is on file with its article and its appeal; the applicant may ask for its reasons (CRPA L232-4).
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_do_due_work)
    meaning = permit.terms.get("silence", Silence.NONE)
    if permit.legal_due_at is None or permit.legal_due_at > moment.now() or meaning == Silence.NONE:
        return None
    refused = meaning == Silence.REFUSAL
    move(permit, "silence_refuses" if refused else "silence_agrees")
    _decide(permit, "refused" if refused else "approved", "", tacit=True)
    permit.decision["ground"] = str(permit.terms.get("clock_source", ""))
    permit.decision["appeal"] = dict(permit.type.appeal)
    note_version(actor, permit, "silence")
    if not refused:
        restate(actor, permit, _("Approved by silence"))
    show_on_map(actor, permit, "" if refused else "granted")
    keep(permit, _DECIDED)
    remember(actor, events.SILENCE, permit, meaning=meaning)
    return permit


@transaction.atomic
def reconsider(actor: Actor, reference: str, reason: str, *, seen_version: int | None = None) -> Permit:
    """Take a refused file up again, after an appeal, new facts or a refusal by silence: the clocks start anew."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_approve, permit)
    check_unchanged(permit, seen_version)
    words = clean_line(reason, 300)
    if not words:
        raise Invalid(_("Say why the file is taken up again."), fields={"reason": _("Give the reasons.")})
    move(permit, "reconsider")
    permit.decision = {"before": permit.decision, "reconsidered": words}
    permit.decided_at, permit.tacit, permit.complete_at = None, False, moment.now()
    tick(permit, "started", "reconsidered")
    keep(permit, ("decision", "decided_at", "tacit", "complete_at"))
    remember(actor, events.RECONSIDERED, permit)
    return permit


@transaction.atomic
def issue(actor: Actor, reference: str, *, seen_version: int | None = None) -> Permit:
    """Hand the permit over: its paper exists, its holder is told, its bill leaves when the type says so.

    Raises Conflict while it must be paid first, or while the payer of a fee has no address.
    """
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_issue, permit)
    check_unchanged(permit, seen_version)
    move(permit, "issue")
    if permit.type.paid_before_issue and not settled(actor, permit):
        raise Conflict(_("This permit is paid before it is issued, and its payment has not come yet."))
    permit.issued_at = moment.now()
    if permit.paid_at is None and settled(actor, permit):
        permit.paid_at = moment.now()
    bill_at_issue(actor, permit)
    keep(permit, ("issued_at", "paid_at", "fee"))
    remember(actor, events.ISSUED, permit)
    return permit


@transaction.atomic
def revoke(actor: Actor, reference: str, words: str, *, seen_version: int | None = None) -> Permit:
    """Take an issued permit back, for a reason that its holder reads with how to appeal."""
    permit = permit_for(actor, reference, lock=True)
    authorise(actor, rules.may_approve, permit)
    check_unchanged(permit, seen_version)
    text = clean_text(words, 4_000)
    if not text:
        raise Invalid(_("Give the reasons."), fields={"words": _("Give the reasons.")})
    move(permit, "revoke")
    permit.ended_at = moment.now()
    permit.decision = {**permit.decision, "revoked": text, "appeal": dict(permit.type.appeal)}
    show_on_map(actor, permit, "")
    keep(permit, ("ended_at", "decision"))
    remember(actor, events.REVOKED, permit)
    return permit
