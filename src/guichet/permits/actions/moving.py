"""Moving files that are not decided to the newest version of their form."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Form, kept_answers
from guichet.catalogue.models import FormVersion
from guichet.catalogue.queries import form_of, service_with_code
from guichet.catalogue.rules import may_configure
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.permits import events
from guichet.permits.actions.keeping import keep, note_version, remember
from guichet.permits.lifecycle import State
from guichet.permits.models import Permit
from guichet.permits.queries.moving import FORMER, MOVABLE, moved_to

MOST = 500


@transaction.atomic
def move_permits(actor: Actor, code: str, references: Sequence[str]) -> int:
    """Move undecided files of a type to its published form; gives how many were moved.

    Answers without a place in it stay on the file, marked as former, and decide nothing any more. What is newly asked
    is not answered yet: whoever studies the file asks for it. Files that have that version already are left alone.
    """
    authorise(actor, may_configure)
    service = service_with_code(code)
    newest = form_of(service) if service else None
    if newest is None or newest.version is None:
        raise NotFound(_("This service does not exist."))
    if not references or len(references) > MOST:
        message = _("Choose from 1 to %(most)d files.") % {"most": MOST}
        raise Invalid(message, fields={"case": message})
    rows = Permit.objects.select_for_update(of=("self",)).filter(type__service=newest.service)
    rows = rows.filter(reference__in=list(references), state__in=MOVABLE, elsewhere=False, form__isnull=False)
    found = rows.exclude(form=newest.version).select_related("form", "type__service").defer("search")
    permits = list(found.order_by("id"))
    for permit in permits:
        _move(actor, permit, newest.form, newest.version)
    return len(permits)


def _move(actor: Actor, permit: Permit, form: Form, version: FormVersion) -> None:
    moved = moved_to(permit, form)
    lost = {each.code for each in moved.lost}
    former = [
        {**each, "code": FORMER + str(each["code"]).removeprefix(FORMER)}
        for each in permit.answers
        if each["code"] in lost or str(each["code"]).startswith(FORMER)
    ]
    before = permit.form.number if permit.form else 0
    # what was answered beside the form (documents that an old file names) stays as it is
    known = {each.code for each in form.questions} | lost
    beside = [
        each
        for each in permit.answers
        if each["code"] not in known
        and each["code"] not in moved.kept
        and not str(each["code"]).startswith(FORMER)
    ]
    permit.answers = [*(dict(each) for each in kept_answers(form, moved.kept)), *beside, *former]
    permit.form = version
    if permit.state != State.DRAFT:
        note_version(actor, permit, "move", _("Form moved to version %(n)s") % {"n": version.number})
    keep(permit, ("answers", "form", "facts_version"))
    data = {"from": before, "number": version.number, "lost": sorted(lost)}
    remember(actor, events.FORM_MOVED, permit, asked=[each.code for each in moved.newly_asked], **data)
