"""The one gate of permissions: a pure rule decides, this function refuses."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Denied


def authorise(actor: Actor, rule: Callable[..., bool], *subjects: object) -> None:
    """Let the actor pass, or raise Denied.

    `rule` is a pure predicate `may_…(actor, *subjects)` of a room's rules.py.
    """
    if not rule(actor, *subjects):
        raise Denied(_("You may not do this. Ask your team lead for the right to do it."))
