"""Several reports of one thing: follow, attach, detach, link, convert."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.handling import check_open, leave_main
from guichet.cases.actions.keeping import CARRIED, keep, remember, take_course
from guichet.cases.actions.opening import NewCase, open_case
from guichet.cases.actions.waiting import stop_pause
from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case, CaseLink, Follower
from guichet.cases.queries.visible import as_number, case_for, case_with_main
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.people.actions import Contact, meet_resident

MAIN_FIRST = (F("main_case").asc(nulls_first=True), "id")
LINK_KINDS = ("related", "converted", "follow_up")


@transaction.atomic
def follow(actor: Actor, reference: str, contact: Contact) -> Case:
    """Follow an open, published case (« moi aussi »): one tap and an address, and the same news as its requester.

    The actor does not need to see the case itself: only that it is published.
    """
    authorise(actor, rules.may_follow)
    rows = Case.objects.select_for_update(of=("self",)).filter(published=True)
    case = rows.filter(reference=as_number(reference)).first()
    if case is None:
        raise NotFound(_("This case does not exist, or is not one of yours."))
    main = case.main_case or case
    if main.state not in OPEN_STATES:
        raise Conflict(_("This case has ended. Report it again if it is still there."))
    if not contact.email:
        raise Invalid(_("Give an e-mail address to receive the news."), fields={"email": ""})
    resident = meet_resident(actor, contact)
    if resident is None or resident.pk == main.requester_id:
        return main
    _follower, created = Follower.objects.get_or_create(
        case=main, resident=resident, defaults={"at": moment.now()}
    )
    if created:
        Case.objects.filter(pk=main.pk).update(follower_count=F("follower_count") + 1)
        main.refresh_from_db(fields=["follower_count"])
        remember(actor, events.FOLLOWED, main, resident=resident.pk)
    return main


@transaction.atomic
def unfollow(actor: Actor, reference: str, resident_id: int) -> None:
    """Stop following a case."""
    authorise(actor, rules.may_follow)
    case = Case.objects.filter(reference=as_number(reference)).first()
    if case is None:
        raise NotFound(_("This case does not exist, or is not one of yours."))
    counted = {case.pk, case.main_case_id or case.pk}
    list(Case.objects.select_for_update(of=("self",)).filter(pk__in=counted).order_by(*MAIN_FIRST))
    gone, _rows = Follower.objects.filter(case=case, resident=resident_id).delete()
    if gone:
        Case.objects.filter(pk__in=counted).update(follower_count=F("follower_count") - 1)
        remember(actor, events.UNFOLLOWED, case, resident=resident_id)


@transaction.atomic
def attach(actor: Actor, reference: str, main_reference: str) -> Case:
    """Attach a report to the main case of the same incident; the report is kept and its requester told at each step.

    Reports that hang on the one attached come along. Raises Conflict for a loop or an ended case.
    """
    first, second = sorted((reference, main_reference))
    locked = {key: case_for(actor, key, lock=True) for key in dict.fromkeys((first, second))}
    report, main = locked[reference], locked[main_reference]
    authorise(actor, rules.may_attach, report)
    authorise(actor, rules.may_attach, main)
    if report.pk in {main.main_case_id, main.pk}:
        raise Conflict(_("A case cannot be attached to itself."))
    if main.main_case is not None:
        raise Conflict(
            _("This case follows %(main)s: attach to that one.") % {"main": main.main_case.reference}
        )
    if report.main_case_id == main.pk:
        return report
    check_open(main)
    check_open(report)
    children = list(Case.objects.select_for_update(of=("self",)).filter(main_case=report).order_by("id"))
    gained = 1 + report.follower_count
    report.follower_count -= sum(1 + case.follower_count for case in children)
    for case in (report, *children):
        stop_pause(case, moment.now())
        case.main_case = main
        take_course(case, main)
        keep(case, ("main_case", "due_at", "follower_count", *CARRIED))
        remember(actor, events.ATTACHED, case, main=main.reference)
    Case.objects.filter(pk=main.pk).update(follower_count=F("follower_count") + gained)
    main.refresh_from_db(fields=["follower_count"])
    keep(main, ())
    return report


@transaction.atomic
def detach(actor: Actor, reference: str) -> Case:
    """Take a report off its main case: it goes its own way again, from where it stood."""
    report = case_with_main(actor, reference)
    authorise(actor, rules.may_attach, report)
    main = leave_main(report)
    keep(report, ("main_case", *CARRIED))
    remember(actor, events.DETACHED, report, main=main.reference)
    return report


@transaction.atomic
def link(actor: Actor, reference: str, other_reference: str, kind: str = "related") -> CaseLink:
    """Say that two cases have to do with each other."""
    case, other = case_for(actor, reference), case_for(actor, other_reference)
    authorise(actor, rules.may_attach, case)
    if kind not in LINK_KINDS:
        raise Invalid(_("Choose a kind of link."), fields={"kind": kind})
    if case.pk == other.pk:
        raise Conflict(_("A case cannot be linked to itself."))
    back = CaseLink.objects.filter(case=other, other=case, kind=kind).first()
    if back is not None:
        return back
    made, created = CaseLink.objects.get_or_create(case=case, other=other, kind=kind)
    if created:
        remember(actor, events.LINKED, case, other=other.reference, kind=kind)
        remember(actor, events.LINKED, other, other=case.reference, kind=kind)
    return made


@transaction.atomic
def convert(actor: Actor, reference: str, new: NewCase) -> Case:
    """Open another case from this one (information → request → complaint…), linked to it; this one stays (B13)."""
    case = case_for(actor, reference, lock=True)
    authorise(actor, rules.may_handle, case)
    authorise(actor, rules.may_open)
    other = open_case(actor, new)
    CaseLink.objects.get_or_create(case=case, other=other, kind="converted")
    remember(actor, events.CONVERTED, case, other=other.reference)
    return other
