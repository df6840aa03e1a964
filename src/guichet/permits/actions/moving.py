"""Moving files that are not decided to the newest version of their form."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.forms import moved_answers
from guichet.catalogue.queries import ServiceForm
from guichet.catalogue.queries.moving import form_to_move_to, moved_to, rows_of_older
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.permits import events
from guichet.permits.actions.keeping import keep, note_version, remember
from guichet.permits.lifecycle import State
from guichet.permits.models import Permit
from guichet.permits.queries.moving import MOVABLE


@transaction.atomic
def move_permits(actor: Actor, code: str, references: Sequence[str]) -> int:
    """Move undecided files of a type to its published form; gives how many were moved.

    Answers without a place in it stay on the file, marked as former, and decide nothing any more. What is newly asked
    is not answered yet: whoever studies the file asks for it. Files that have that version already are left alone.
    """
    authorise(actor, may_configure)
    newest = form_to_move_to(code, references)
    rows = Permit.objects.select_for_update(of=("self",)).filter(type__service=newest.service)
    rows = rows.filter(reference__in=list(references), state__in=MOVABLE, elsewhere=False)
    found = rows_of_older(newest, rows).select_related("form", "type__service").defer("search")
    permits = list(found.order_by("id"))
    for permit in permits:
        _move(actor, permit, newest)
    return len(permits)


def _move(actor: Actor, permit: Permit, newest: ServiceForm) -> None:
    moved = moved_to(permit.form, permit.answers, newest.form)
    before = permit.form.number if permit.form else 0
    permit.answers = moved_answers(newest.form, permit.answers, moved)
    permit.form = newest.version
    number = newest.version.number if newest.version else 0
    if permit.state != State.DRAFT:
        note_version(actor, permit, "move", _("Form moved to version %(n)s") % {"n": number})
    keep(permit, ("answers", "form", "facts_version"))
    data = {"from": before, "number": number, "lost": sorted(each.code for each in moved.lost)}
    remember(actor, events.FORM_MOVED, permit, asked=[each.code for each in moved.newly_asked], **data)
