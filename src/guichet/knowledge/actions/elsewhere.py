"""Writing the list of what is not ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.knowledge import events, rules
from guichet.knowledge.content import is_key, is_web_address
from guichet.knowledge.editions import ELSEWHERE
from guichet.knowledge.models import Elsewhere
from guichet.knowledge.reading import Reading, first_text, free_key, new_once
from guichet.ledger.actions import record
from guichet.places.editions import renew


@transaction.atomic
def save_elsewhere(
    actor: Actor, key: str, values: Mapping[str, Any], *, seen_version: int | None = None
) -> Elsewhere:
    """Write whose business something is; an empty `key` is made from the name.

    `values` holds only what changes: name, does, hours (by language), phone, url, words (what callers say), active,
    neighbour (another municipality), example.

    Raises Invalid with the faulty fields, Conflict when someone else saved it after `seen_version`.
    """
    authorise(actor, rules.may_write)
    if key and not is_key(key):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"key": key})
    found = Elsewhere.objects.select_for_update().filter(key=key).first() if key else None
    if found is not None and seen_version is not None and found.version != seen_version:
        raise Conflict(_("Someone else saved this meanwhile. Compare, then save again."))
    checked = _checked(values)
    entry = found or Elsewhere(key=key, name={}, does={})
    for name, value in checked.items():
        setattr(entry, name, value)
    if not entry.name or not entry.does:
        raise Invalid(_("Write this text."), fields={"name.fr": _("Write this text.")})
    if not entry.phone and not entry.url:
        fault = _("Give a phone number or the address of a page: the caller needs somewhere to go.")
        raise Invalid(fault, fields={"phone": fault})
    entry.key = entry.key or free_key(first_text(entry.name), _taken, "ailleurs")
    entry.version += 1
    entry.checked_on = moment.today()
    with new_once():
        entry.save()
    renew(ELSEWHERE)
    record(actor, events.ELSEWHERE_SAVED, entry, fields=sorted(checked), version=entry.version)
    return entry


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading(values)
    reading.text("name", 120, "fr")
    reading.text("does", 300, "fr")
    reading.text("hours", 160)
    reading.line("phone", 40, _is_phone, _("This is not a phone number."))
    reading.line("url", 300, is_web_address, _("Write an address such as https://example.org/page"))
    reading.words("words", 60)
    reading.flags("active", "neighbour", "example")
    return reading.done()


def _is_phone(words: str) -> bool:
    return sum(sign.isdigit() for sign in words) >= 2  # 15, 17 and 18 are whole numbers in France


def _taken(stem: str) -> set[str]:
    return set(Elsewhere.objects.filter(key__startswith=stem).values_list("key", flat=True))
