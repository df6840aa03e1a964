"""Reading decision trees."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.models import Script
from guichet.knowledge.stems import stems_of


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


def scripts_fitting(scripts: Iterable[Script], words: str, *, limit: int = 2) -> list[Script]:
    """Choose the scripts for some words: those with all of one of their local words, or two words of their title."""
    said = set(stems_of(words))
    scored = [(_fits(script, said), script) for script in scripts] if said else []
    best = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    return [script for _score, script in best[:limit]]


def _fits(script: Script, said: set[str]) -> int:
    own = [set(stems_of(word)) for word in script.keywords]
    held = max((len(stems) for stems in own if stems and stems <= said), default=0)
    titled = max((len(said.intersection(stems_of(title))) for title in script.title.values()), default=0)
    return held * 2 + titled if held or titled > 1 else 0
