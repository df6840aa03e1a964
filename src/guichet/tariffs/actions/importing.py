"""By-laws that come whole from a file: written, checked by their examples and published by the house itself."""

from __future__ import annotations

from django.db import transaction

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.tariffs import rules
from guichet.tariffs.actions.publishing import check, publish
from guichet.tariffs.actions.writing import NewByLaw, begin_bylaw
from guichet.tariffs.models import ByLaw, Edition


@transaction.atomic
def import_bylaw(actor: Actor, new: NewByLaw, *, published: bool = True) -> Edition | None:
    """Bring a by-law in, published when asked and when its examples pass; nothing is done for one already there."""
    authorise(actor, rules.may_write)
    if ByLaw.objects.filter(code=new.code).exists():
        return None
    edition = begin_bylaw(actor, new)
    if not published:
        return edition
    check(actor, new.code, 1)
    return publish(actor, new.code, 1)
