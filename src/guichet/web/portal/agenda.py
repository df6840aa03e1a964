"""A promised day as a file for a calendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.kernel.texts import localise
from guichet.tenancy.queries import current_city, public_url
from guichet.web.portal.entrance import language

if TYPE_CHECKING:
    from guichet.cases.models import Case

LINE = 73


def calendar_file(case: Case) -> bytes:
    """Write the day by which a case is promised as a whole-day event."""
    if case.due_at is None:
        raise ValueError("a case without a promised day has no event")
    day = timezone.localtime(case.due_at).date()
    service, city = localise(case.service.name, language()), localise(current_city().name, language())
    title = _("%(service)s: promised by %(city)s (%(number)s)") % {
        "service": service,
        "city": city,
        "number": case.reference,
    }
    address = public_url(f"/suivre/{case.reference}/")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Guichet//portal//FR",
        "BEGIN:VEVENT",
        f"UID:{case.reference}@{current_city().slug}.guichet",
        f"DTSTAMP:{case.updated_at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        f"LOCATION:{_escaped(case.address)}",
        f"DESCRIPTION:{_escaped(_('Follow it here: %(address)s') % {'address': address})}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(_folded(line) for line in lines).encode()


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a line so that none has more than 75 bytes, never within a letter."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > LINE:
            parts.append(current)
            current = ""
        current += letter
    return "\r\n ".join([*parts, current]) + "\r\n"
