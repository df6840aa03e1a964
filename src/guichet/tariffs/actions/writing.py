"""Writing a by-law: a first version, a new one from an old one, its dates, its parts one by one."""

from __future__ import annotations

import copy
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.money import Currency
from guichet.kernel.texts import Text, check_text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.places.queries import district_named
from guichet.tariffs import events, rules
from guichet.tariffs.book import Book, make_book
from guichet.tariffs.content import PARTS
from guichet.tariffs.lifecycle import DRAFT, LIFECYCLE, PUBLISHED
from guichet.tariffs.models import ByLaw, Edition
from guichet.tariffs.reading import MOST_PARTS, read_content

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")


@dataclass(frozen=True, slots=True)
class NewByLaw:
    """A by-law to begin: its number, name, district (none: the whole city), currency, first day in force, content."""

    code: str
    number: str
    name: Text
    starts: dt.date
    currency: str = "CAD"
    district: str = ""
    ends: dt.date | None = None
    content: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def begin_bylaw(actor: Actor, new: NewByLaw) -> Edition:
    """Begin a by-law with the draft of its first version; Invalid with the faulty fields."""
    authorise(actor, rules.may_write)
    faults: dict[str, str] = {}
    if not _CODE.fullmatch(new.code):
        faults["code"] = _("The code takes lower-case letters, digits and hyphens.")
    elif ByLaw.objects.filter(code=new.code).exists():
        faults["code"] = _("There is a by-law with this code already.")
    number = clean_line(new.number, 60)
    if not number:
        faults["number"] = _("Write the number of the by-law.")
    if new.currency not in Currency.__members__:
        faults["currency"] = _("Choose a currency.")
    district = district_named(new.district) if new.district else None
    if new.district and district is None:
        faults["district"] = _("Choose a district that exists.")
    faults |= _faults_of_dates(new.starts, new.ends)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    bylaw = ByLaw.objects.create(
        code=new.code,
        number=number,
        name=check_text(new.name, max_length=200),
        currency=new.currency,
        district=district,
    )
    edition = Edition(bylaw=bylaw, number=1, starts=new.starts, ends=new.ends, state=DRAFT, version=0)
    _write(actor, edition, dict(new.content))
    record(actor, events.BYLAW_SAVED, bylaw, number=1)
    return edition


@transaction.atomic
def begin_version(actor: Actor, code: str, *, starts: dt.date, ends: dt.date | None = None) -> Edition:
    """Begin a new version of a by-law as a copy of its newest one; Conflict when a draft is already there."""
    authorise(actor, rules.may_write)
    newest = (
        Edition.objects.select_for_update(of=("self",)).filter(bylaw__code=code).order_by("-number").first()
    )
    if newest is None:
        raise NotFound(_("This by-law does not exist."))
    if newest.state != PUBLISHED:
        raise Conflict(_("A version of this by-law is already being written. Continue that one."))
    if faults := _faults_of_dates(starts, ends):
        raise Invalid(next(iter(faults.values())), fields=faults)
    edition = Edition(
        bylaw=newest.bylaw, number=newest.number + 1, starts=starts, ends=ends, state=DRAFT, version=0
    )
    _write(actor, edition, copy.deepcopy(newest.content))
    record(actor, events.BYLAW_SAVED, edition.bylaw, number=edition.number)
    return edition


def _faults_of_dates(starts: dt.date, ends: dt.date | None) -> dict[str, str]:
    if ends is not None and ends < starts:
        return {"ends": _("The last day comes before the first one. Check the two dates.")}
    return {}


def draft_for(code: str, number: int, seen_version: int | None) -> Edition:
    """Find a version to change, locked; Conflict when someone else saved it after `seen_version`."""
    rows = Edition.objects.select_for_update(of=("self",)).select_related("bylaw__district")
    edition = rows.filter(bylaw__code=code, number=number).first()
    if edition is None:
        raise NotFound(_("This version does not exist."))
    if seen_version is not None and edition.version != seen_version:
        raise Conflict(_("Someone else saved this by-law meanwhile. Compare, then save again."))
    return edition


@transaction.atomic
def save_version(
    actor: Actor, code: str, number: int, values: Mapping[str, Any], *, seen_version: int | None = None
) -> Edition:
    """Change what a draft is: its dates, name, district, note, or its whole content; only what is given changes."""
    authorise(actor, rules.may_write)
    edition = draft_for(code, number, seen_version)
    edition.state = LIFECYCLE.next(edition.state, "save")
    edition.starts, edition.ends = values.get("starts", edition.starts), values.get("ends", edition.ends)
    if faults := _faults_of_dates(edition.starts, edition.ends):
        raise Invalid(next(iter(faults.values())), fields=faults)
    edition.note = clean_line(str(values.get("note", edition.note)), 300)
    _name(edition.bylaw, values)
    _write(actor, edition, {**edition.content, **(values.get("content") or {})})
    record(actor, events.BYLAW_SAVED, edition.bylaw, number=number, fields=sorted(values))
    return edition


def _name(bylaw: ByLaw, values: Mapping[str, Any]) -> None:
    """Change the number and name of a by-law whose only version is a draft; later they are what people know."""
    if "name" not in values and "number" not in values:
        return
    bylaw.name = check_text(values.get("name", bylaw.name), max_length=200)
    bylaw.number = clean_line(str(values.get("number", bylaw.number)), 60) or bylaw.number
    bylaw.save(update_fields=["name", "number"])


@transaction.atomic
def save_part(
    actor: Actor,
    code: str,
    number: int,
    part: str,
    values: Mapping[str, Any],
    *,
    old: str = "",
    seen_version: int | None = None,
) -> Edition:
    """Add a part (an article, a question, a rate, a table, a tariff…), or put it in the place of the one named `old`.

    The whole version is checked with it: units, bands, conditions, names. Invalid gives the faults by field of this
    part, and those that it would cause elsewhere.
    """
    authorise(actor, rules.may_write)
    edition = draft_for(code, number, seen_version)
    edition.state = LIFECYCLE.next(edition.state, "save")
    rows = _rows(edition, part)
    if old:
        places = [at for at, row in enumerate(rows) if str(row.get("code")) == old]
        if not places:
            raise NotFound(_("This part is no longer there."))
        rows[places[0]] = dict(values)
    elif len(rows) >= MOST_PARTS:
        raise Invalid(_("There are too many parts here: at most %(most)d.") % {"most": MOST_PARTS})
    else:
        rows.append(dict(values))
    _write(actor, edition, {**edition.content, part: rows})
    record(actor, events.BYLAW_SAVED, edition.bylaw, number=number, fields=[part])
    return edition


@transaction.atomic
def remove_part(
    actor: Actor, code: str, number: int, part: str, old: str, *, seen_version: int | None = None
) -> Edition:
    """Take a part out of a draft; Invalid when another part still needs it."""
    authorise(actor, rules.may_write)
    edition = draft_for(code, number, seen_version)
    edition.state = LIFECYCLE.next(edition.state, "save")
    rows = _rows(edition, part)
    kept = [row for row in rows if str(row.get("code")) != old]
    if len(kept) == len(rows):
        raise NotFound(_("This part is no longer there."))
    _write(actor, edition, {**edition.content, part: kept})
    record(actor, events.BYLAW_SAVED, edition.bylaw, number=number, fields=[part])
    return edition


def _rows(edition: Edition, part: str) -> list[dict[str, Any]]:
    if part not in PARTS:
        raise NotFound(_("This part is no longer there."))
    return [dict(row) for row in edition.content.get(part) or ()]


@transaction.atomic
def discard(actor: Actor, code: str, number: int) -> None:
    """Throw a draft away; a by-law without any version goes with it."""
    authorise(actor, rules.may_write)
    edition = draft_for(code, number, None)
    if edition.state == PUBLISHED:
        raise Conflict(_("What was published stays: give it a last day instead."))
    bylaw = edition.bylaw
    record(actor, events.BYLAW_DISCARDED, bylaw, number=number)
    edition.delete()
    if not Edition.objects.filter(bylaw=bylaw).exists():
        bylaw.delete()


def _write(actor: Actor, edition: Edition, content: dict[str, Any]) -> Book:
    """Check what a version is to hold as a whole, then keep it and who wrote it."""
    read = read_content(content)
    bylaw = edition.bylaw
    book = make_book(read, bylaw.currency, bylaw=bylaw.number, version=edition.number)
    edition.content, edition.codes = content, list(read.tariffs)
    if not actor.is_system and actor.id not in edition.authors:
        edition.authors = [*edition.authors, actor.id]
    edition.checked_by = edition.returned_why = ""
    edition.version += 1
    edition.updated_at = moment.now()
    edition.save()
    return book
