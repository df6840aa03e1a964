"""Saying what is true today, and ending it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_codes
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.knowledge import events, rules
from guichet.knowledge.content import is_key
from guichet.knowledge.editions import NOTICES
from guichet.knowledge.models import Notice, NoticeEffect
from guichet.knowledge.reading import Reading, first_text, free_key, new_once
from guichet.ledger.actions import record
from guichet.places.editions import renew
from guichet.places.queries import district_names

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def save_notice(
    actor: Actor, key: str, values: Mapping[str, Any], *, seen_version: int | None = None
) -> Notice:
    """Write a notice; an empty `key` is made from the title.

    `values` holds only what changes: title, console, portal (by language), districts, services (codes), effect (tell,
    warn, stop), starts_at, ends_at (aware), example.

    Raises Invalid with the faulty fields, Conflict when someone else saved it after `seen_version`.
    """
    authorise(actor, rules.may_write_notices)
    found = Notice.objects.select_for_update().filter(key=key[:80]).first() if key else None
    if found is not None and seen_version is not None and found.version != seen_version:
        raise Conflict(_("Someone else saved this notice meanwhile. Compare, then save again."))
    if key and not is_key(key):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"key": key})
    checked = _checked(values)
    notice = found or Notice(key=key, version=0, title={}, starts_at=moment.now())
    for name, value in checked.items():
        setattr(notice, name, value)
    _check_whole(notice)
    notice.key = notice.key or free_key(first_text(notice.title), _taken, "avis")
    notice.author_name = actor.label[:120]
    notice.version += 1
    with new_once():
        notice.save()
    renew(NOTICES)
    record(actor, events.NOTICE_SAVED, notice, fields=sorted(checked), version=notice.version)
    return notice


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading(values)
    reading.text("title", 120, "fr")
    reading.text("console", 600)
    reading.text("portal", 600)
    reading.codes("districts", _district_codes, _("Choose a district that exists."))
    reading.codes("services", service_codes, _("Choose a service that exists."))
    reading.value("effect", lambda value: NoticeEffect(value).value, _("Choose what the notice does."))
    for name in ("starts_at", "ends_at"):
        reading.value(name, _aware, _("Choose a day and a time."))
    reading.flags("example")
    return reading.done()


def _district_codes() -> set[str]:
    return {code for code, _name in district_names()}


def _aware(value: object) -> dt.datetime:
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise ValueError("a time with its zone")  # read as any other value that does not fit
    return value


def _check_whole(notice: Notice) -> None:
    faults: dict[str, str] = {}
    if not notice.title:
        faults["title.fr"] = _("Write a title.")
    if not notice.console and not notice.portal:
        faults["console.fr"] = _("Write what agents say, or what residents read.")
    if notice.ends_at is None:
        faults["ends_at"] = _("Say when it ends: a notice never stays by mistake.")
    elif notice.ends_at <= notice.starts_at:
        faults["ends_at"] = _("It ends before it starts.")
    elif notice.ends_at - notice.starts_at > LONGEST:
        faults["ends_at"] = _("A notice lasts a year at most: write an answer instead.")
    if notice.effect != NoticeEffect.TELL and not notice.services:
        faults["services"] = _("Choose the services whose report form it is about.")
    if notice.effect != NoticeEffect.TELL and not notice.portal:
        faults["portal.fr"] = _("Write what residents read on the form.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)


def _taken(stem: str) -> set[str]:
    return set(Notice.objects.filter(key__startswith=stem).values_list("key", flat=True))


@transaction.atomic
def end_notice(actor: Actor, key: str) -> Notice:
    """End a notice now: it is no longer true."""
    authorise(actor, rules.may_write_notices)
    notice = Notice.objects.select_for_update().filter(key=key[:80]).first()
    if notice is None:
        raise NotFound(_("There is no such notice."))
    now = moment.now()
    if notice.ends_at <= now:
        raise Conflict(_("This notice has ended already."))
    notice.starts_at, notice.ends_at = min(notice.starts_at, now), now
    notice.version += 1
    notice.save(update_fields=["starts_at", "ends_at", "version"])
    renew(NOTICES)
    record(actor, events.NOTICE_ENDED, notice, version=notice.version)
    return notice
