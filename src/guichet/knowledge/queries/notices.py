"""What is true today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.editions import NOTICES
from guichet.knowledge.models import Notice, NoticeEffect
from guichet.places.editions import Kept
from guichet.places.queries import district_names

_SPARE = dt.timedelta(days=1)


def _not_ended() -> list[Notice]:
    return list(Notice.objects.filter(ends_at__gt=moment.now() - _SPARE))


# Asked for at each pause of typing and each step of a report, changed a few times a day.
_kept: Kept[list[Notice]] = Kept(_not_ended, NOTICES, from_the_start=True)


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """A notice for one reader, in their language.

    `stops` and `warns` are what it does to the report form that was asked for: a notice about some districts stops a
    form only once the district is known to be one of them; before that it warns. `districts` and `services` are
    codes (none: everywhere, nothing in particular); `where` names the districts.
    """

    key: str
    title: str
    text: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    districts: tuple[str, ...]
    services: tuple[str, ...]
    stops: bool
    warns: bool
    effect: str
    public: bool
    example: bool = False
    where: str = ""


def notices_now(
    actor: Actor,
    *,
    service: str | None = None,
    district: str | None = None,
    at: dt.datetime | None = None,
    language: str = "",
) -> list[NoticeShown]:
    """Give the notices of the moment, those that stop something first, then the newest.

    With a service, those that are about it; with a district, those that hold there. Residents get what is written for
    the portal, staff what is written for the console. In `language`, else the actor's.
    """
    when = at or moment.now()
    rows = _kept.get() if at is None else Notice.objects.filter(starts_at__lte=when, ends_at__gt=when)
    rows = [row for row in rows if row.starts_at <= when < row.ends_at]
    if service is not None:
        rows = [row for row in rows if service in row.services]
    inside = rules.may_read_bank(actor)
    shown = [
        notice_shown(row, language or actor.language, district, inside=inside)
        for row in sorted(rows, key=lambda row: (-row.starts_at.timestamp(), row.key))
        if district is None or not row.districts or district in row.districts
        if inside or any(row.portal.values())
    ]
    rank = {NoticeEffect.STOP.value: 0, NoticeEffect.WARN.value: 1}
    return sorted(_placed(shown, language or actor.language), key=lambda one: rank.get(one.effect, 2))


def _placed(shown: list[NoticeShown], language: str) -> list[NoticeShown]:
    """Name the districts of notices that are not about the whole city (one query when there are any)."""
    if not any(one.districts for one in shown):
        return shown
    names = {code: localise(name, language) for code, name in district_names()}
    return [replace(one, where=", ".join(names.get(code, code) for code in one.districts)) for one in shown]


def notice_shown(row: Notice, language: str, district: str | None = None, *, inside: bool) -> NoticeShown:
    """Give a notice as one reader reads it."""
    here = not row.districts or district in row.districts
    stops = row.effect == NoticeEffect.STOP and here
    return NoticeShown(
        key=row.key,
        title=localise(row.title, language),
        text=localise(row.console if inside and any(row.console.values()) else row.portal, language),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        districts=tuple(row.districts),
        services=tuple(row.services),
        stops=stops,
        warns=not stops and row.effect != NoticeEffect.TELL,
        effect=row.effect,
        public=any(row.portal.values()),
        example=row.example,
    )


def written_notices(actor: Actor, *, past_days: int = 30) -> list[Notice]:
    """Give the notices to be changed: those to come and of the moment, and those that ended lately, newest first."""
    authorise(actor, rules.may_write_notices)
    since = moment.now() - dt.timedelta(days=past_days)
    return list(Notice.objects.filter(ends_at__gte=since).order_by("-starts_at", "key")[:200])


def written_notice(actor: Actor, key: str) -> Notice:
    """Find a notice to change it. Raises NotFound."""
    authorise(actor, rules.may_write_notices)
    found = Notice.objects.filter(key=key[:80]).first()
    if found is None:
        raise NotFound(_("There is no such notice."))
    return found
