"""Keeping a set of filters under a name."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.models import SavedView
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Denied, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record


@transaction.atomic
def save_view(
    actor: Actor, name: str, filters: Mapping[str, str], *, team_id: int | None = None
) -> SavedView:
    """Keep filters for oneself, or for one of one's teams."""
    authorise(actor, rules.may_save_view)
    words = clean_line(name, 80)
    if not words:
        raise Invalid(_("Give the view a name."), fields={"name": ""})
    if team_id is not None and team_id not in actor.teams:
        raise Denied(_("You can share a view with your own teams only."))
    view = SavedView.objects.create(
        account_id=actor.id,
        team_id=team_id,
        name=words,
        filters={key: str(value)[:200] for key, value in filters.items()},
    )
    record(actor, events.VIEW_SAVED, view)
    return view


@transaction.atomic
def remove_view(actor: Actor, view_id: int) -> None:
    """Remove a view that one made."""
    authorise(actor, rules.may_save_view)
    view = SavedView.objects.filter(pk=view_id, account=actor.id).first()
    if view is None:
        raise NotFound(_("This view does not exist."))
    record(actor, events.VIEW_REMOVED, view)
    view.delete()
