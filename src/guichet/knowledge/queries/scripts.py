"""Reading decision trees."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.models import Script


def all_scripts(actor: Actor, language: str, *, active: bool = False) -> list[Script]:
    """Give every script by title (only those in use with `active`), those no longer in use last."""
    authorise(actor, rules.may_read_bank)
    rows = Script.objects.select_related("owner_team")
    found = list(rows.filter(active=True) if active else rows)
    return sorted(found, key=lambda one: (not one.active, localise(one.title, language).casefold()))


def script_for(actor: Actor, key: str) -> Script:
    """Find a script. Raises NotFound."""
    authorise(actor, rules.may_read_bank)
    found = Script.objects.select_related("owner_team").filter(key=key[:80]).first()
    if found is None:
        raise NotFound(_("There is no such script."))
    return found
