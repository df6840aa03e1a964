"""Moving open cases to the newest version of their service's form."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events
from guichet.cases.lifecycle import OPEN_STATES
from guichet.cases.models import Case
from guichet.cases.queries.moving import FORMER, moved_to
from guichet.catalogue.forms import kept_answers
from guichet.catalogue.queries import form_of, service_with_code
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.ledger.actions import record_many

MOST = 500


@transaction.atomic
def move_cases(actor: Actor, code: str, references: Sequence[str]) -> int:
    """Move open cases of a service to its published form; gives how many were moved.

    Answers without a place in it stay on the case, marked as former, and decide nothing any more. What is newly asked
    is not answered yet: the agent in charge asks for it. Cases that have that version already are left alone.
    """
    authorise(actor, may_configure)
    service = service_with_code(code)
    newest = form_of(service) if service else None
    if newest is None or newest.version is None:
        raise NotFound(_("This service does not exist."))
    if not references or len(references) > MOST:
        message = _("Choose from 1 to %(most)d files.") % {"most": MOST}
        raise Invalid(message, fields={"case": message})
    rows = Case.objects.select_for_update(of=("self",)).select_related("form").filter(service=newest.service)
    rows = rows.filter(reference__in=list(references), state__in=OPEN_STATES, form__isnull=False)
    cases = list(rows.exclude(form=newest.version).order_by("id"))
    told = []
    for case in cases:
        moved = moved_to(case, newest.form)
        lost = {each.code for each in moved.lost}
        former = [
            item | {"code": FORMER + item["code"].removeprefix(FORMER)}
            for item in case.answers
            if item["code"] in lost or item["code"].startswith(FORMER)
        ]
        number = case.form.number if case.form else 0
        case.answers = kept_answers(newest.form, moved.kept) + former
        case.form = newest.version
        case.version += 1
        told.append(
            (case, {"from": number, "number": newest.version.number, "lost": sorted(lost),
                    "asked": [each.code for each in moved.newly_asked], "version": case.version})
        )  # fmt: skip
    Case.objects.bulk_update(cases, ["answers", "form", "version"])
    record_many(actor, events.FORM_MOVED, told)
    return len(cases)
