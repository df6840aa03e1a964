"""Moving open cases to the newest version of their service's form."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from guichet.cases import events
from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case
from guichet.catalogue.forms import moved_answers
from guichet.catalogue.queries.moving import form_to_move_to, moved_to, rows_of_older
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.ledger.actions import record_many


@transaction.atomic
def move_cases(actor: Actor, code: str, references: Sequence[str]) -> int:
    """Move open cases of a service to its published form; gives how many were moved.

    Answers without a place in it stay on the case, marked as former, and decide nothing any more. What is newly asked
    is not answered yet: the agent in charge asks for it. Cases that have that version already are left alone.
    """
    authorise(actor, may_configure)
    newest = form_to_move_to(code, references)
    rows = Case.objects.select_for_update(of=("self",)).filter(service=newest.service, state__in=OPEN_STATES)
    cases = list(rows_of_older(newest, rows.filter(reference__in=list(references))).order_by("id"))
    told = []
    for case in cases:
        moved, number = moved_to(case.form, case.answers, newest.form), case.form.number
        case.answers = moved_answers(newest.form, case.answers, moved)
        case.form = newest.version
        case.version += 1
        data = {"from": number, "number": case.form.number, "lost": sorted(each.code for each in moved.lost)}
        asked = [each.code for each in moved.newly_asked]
        told.append((case, data | {"asked": asked, "version": case.version}))
    Case.objects.bulk_update(cases, ["answers", "form", "version"])
    record_many(actor, events.FORM_MOVED, told)
    return len(cases)
