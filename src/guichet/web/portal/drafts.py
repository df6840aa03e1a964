"""A report while it is being made: kept in the session, one for each window, until it is sent or a day has gone by."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.dateparse import parse_datetime

from guichet.kernel import moment
from guichet.web.portal.entrance import PortalRequest

REPORTS, SENT = "reports", "sent_reports"
MOST, MOST_SENT = 6, 30
DAY = 24 * 3600


@dataclass(slots=True)
class Draft:
    """What someone has written so far, as they typed it.

    `key` names the draft in addresses and makes sending it twice open one case; `files` is the secret under which
    photos wait. `place` holds q, lat, lon, address, nowhere, returned; `faults` what the house refused at the end.
    """

    service: str
    key: str = ""
    files: str = ""
    place: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def is_kept(self) -> bool:
        """Tell whether something was written already."""
        return bool(self.key)

    @property
    def point(self) -> tuple[float, float] | None:
        """Give the chosen position, latitude then longitude."""
        lat, lon = self.place.get("lat"), self.place.get("lon")
        return (float(lat), float(lon)) if lat is not None and lon is not None else None

    def finish(self, step: str) -> None:
        """Say that a step is complete, so that the next can be reached."""
        self.done = [*dict.fromkeys([*self.done, step])]

    def undo(self, step: str) -> None:
        """Say that a step has to be looked at again."""
        self.done = [each for each in self.done if each != step]


def find_draft(request: PortalRequest, service: str, key: str) -> Draft | None:
    """Give the draft of an address; None when this browser has none of that name (any more)."""
    kept = request.session.get(REPORTS, {}).get(key)
    if not isinstance(kept, dict) or kept.get("service") != service:
        return None
    known = {each.name for each in fields(Draft)}
    draft = Draft(**{name: value for name, value in kept.items() if name in known})
    at = parse_datetime(draft.at)
    return draft if at and (moment.now() - at).total_seconds() < DAY else None


def keep_draft(request: PortalRequest, draft: Draft) -> None:
    """Keep a draft, giving it a name the first time; the oldest of too many is forgotten."""
    draft.key = draft.key or secrets.token_urlsafe(12)
    draft.files = draft.files or secrets.token_urlsafe(24)
    draft.at = moment.now().isoformat()
    others = {key: kept for key, kept in request.session.get(REPORTS, {}).items() if key != draft.key}
    request.session[REPORTS] = dict([*others.items(), (draft.key, asdict(draft))][-MOST:])


def drop_draft(request: PortalRequest, draft: Draft, reference: str) -> None:
    """Forget a draft that became a case, but not that it did: sending it again leads to the same case."""
    others = {key: kept for key, kept in request.session.get(REPORTS, {}).items() if key != draft.key}
    request.session[REPORTS] = others
    sent = {**request.session.get(SENT, {}), draft.key: reference}
    request.session[SENT] = dict(list(sent.items())[-MOST_SENT:])


def sent_as(request: PortalRequest, key: str) -> str:
    """Give the number of the case that a draft became; empty when it was not sent from this browser."""
    return str(request.session.get(SENT, {}).get(key, ""))
