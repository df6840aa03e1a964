"""A report while it is being made: in this browser for a day, or on the server for two months once it is left for later.

A short report is sent in a minute by most, so it stays in the session until its author leaves it, and nothing of it is
kept for those who give up; one with several pages is on the server from its first one.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from guichet.catalogue.actions.drafts import follow_form, save_draft, send_draft, start_draft
from guichet.catalogue.drafts import BESIDE
from guichet.catalogue.queries import form_of, service_with_code
from guichet.catalogue.queries.drafts import draft_for
from guichet.documents.actions import keep_drafts_longer
from guichet.kernel import moment
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.texts import localise
from guichet.web.portal.entrance import PortalRequest, forget_draft, language, remember_draft, with_draft

if TYPE_CHECKING:
    from guichet.catalogue.models import DraftPerson

REPORTS, SENT = "reports", "sent_reports"
MOST, MOST_SENT = 6, 30
DAY = 24 * 3600
PARTS = ("place", "contact", "done", "faults")


@dataclass(slots=True)
class Draft:
    """What someone has written so far, as they typed it.

    `key` names the draft in addresses and makes sending it twice open one case; `files` is the secret under which
    photos wait. `place` holds q, lat, lon, address, nowhere, returned; `faults` what the house refused at the end.
    On the server it has a `number`; someone whom its `owner` invited fills `pages` (none named: all).
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
    number: int = 0
    owner: bool = True
    pages: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Tell whether something was written already."""
        return bool(self.key)

    @property
    def on_server(self) -> bool:
        """Tell whether it can be come back to from anywhere."""
        return bool(self.number)

    @property
    def submission(self) -> str:
        """Give the key by which it opens one case, whoever sends it and however often."""
        return f"draft-{self.number}" if self.number else f"web-{self.key}"

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
        return _on_server(request, service, key) if key in request.actor.drafts else None
    if moved := kept.get("moved"):
        return _on_server(request, service, str(moved))
    known = {each.name for each in fields(Draft)}
    draft = Draft(**{name: value for name, value in kept.items() if name in known})
    at = parse_datetime(draft.at)
    return draft if at and (moment.now() - at).total_seconds() < DAY else None


def _on_server(request: PortalRequest, service: str, key: str) -> Draft | None:
    """Read a draft of the server, under the form that is published now; what that form no longer asks is said."""
    try:
        person = draft_for(request.actor, key)
    except NotFound:
        return None
    if person.draft.service.code != service:
        return None
    newest = form_of(person.draft.service).version
    if newest is not None and newest.pk != person.draft.version_id:
        lost = follow_form(request.actor, key)
        person = draft_for(request.actor, key)
        words = _("The City changed this form since you began. Look at your answers once more.")
        if lost:
            names = ", ".join(f"« {localise(label, language())} »" for label in lost)
            words = f"{words} {_('No longer asked: %(names)s.') % {'names': names}}"
        messages.info(request, words)
    return _read(person)


def _read(person: DraftPerson) -> Draft:
    answers = person.draft.answers
    given = {code: value for code, value in answers.items() if not code.startswith(BESIDE)}
    return Draft(
        service=person.draft.service.code,
        key=person.key,
        files=person.draft.files,
        details={"answers": given, "description": answers.get(f"{BESIDE}description", "")},
        number=person.draft_id,
        owner=person.owner,
        pages=list(person.pages),
        **{name: answers[f"{BESIDE}{name}"] for name in PARTS if f"{BESIDE}{name}" in answers},
    )


def _written(draft: Draft) -> dict[str, Any]:
    """Give a report as the catalogue keeps it: the answers by code, the rest beside them."""
    given = dict(draft.details.get("answers", {}))
    beside = {name: getattr(draft, name) for name in PARTS}
    beside["description"] = draft.details.get("description", "")
    return given | {f"{BESIDE}{name}": value for name, value in beside.items()}


def keep_draft(request: PortalRequest, draft: Draft) -> None:
    """Keep a draft, giving it a name the first time; the oldest of too many in a browser is forgotten."""
    if draft.on_server:
        _save(request, draft)
        return
    draft.key = draft.key or secrets.token_urlsafe(12)
    draft.files = draft.files or secrets.token_urlsafe(24)
    draft.at = moment.now().isoformat()
    _remember(request, draft.key, asdict(draft))


def _remember(request: PortalRequest, key: str, kept: Mapping[str, Any]) -> None:
    others = {each: one for each, one in request.session.get(REPORTS, {}).items() if each != key}
    request.session[REPORTS] = dict([*others.items(), (key, dict(kept))][-MOST:])


def _save(request: PortalRequest, draft: Draft) -> None:
    """Keep what changed on the server; what several people write side by side stands side by side."""
    before = draft_for(request.actor, draft.key).draft.answers
    now = _written(draft)
    gone = {code: "" for code in before if not code.startswith(BESIDE) and code not in now}
    changed = {
        code: value
        for code, value in (now | gone).items()
        if (before.get(code) or None) != (value if value not in ("", [], {}) else None)
    }
    if not changed:
        return
    email = str(draft.contact.get("email", "")) if draft.owner and f"{BESIDE}contact" in changed else ""
    try:
        save_draft(request.actor, draft.key, changed, email=email or None)
    except Invalid:  # an address that cannot be written to: said where it is typed, kept all the same
        save_draft(request.actor, draft.key, changed)


def move_to_server(request: PortalRequest, draft: Draft) -> Draft:
    """Keep a report on the server from now on; the address that it had in this browser leads there."""
    service = service_with_code(draft.service)
    if draft.on_server or service is None:
        return draft
    started = start_draft(request.actor, service, answers=_written(draft), language=language())
    if draft.files:
        keep_drafts_longer(request.actor, draft.files, started.draft.files)
    remember_draft(request, started.key)
    request.actor = with_draft(request.actor, started.key)
    if draft.key:
        _remember(request, draft.key, {"service": draft.service, "moved": started.key})
    return _read(started)


def drop_draft(request: PortalRequest, draft: Draft, reference: str) -> None:
    """Forget a draft that became a case, but not that it did: sending it again leads to the same case."""
    if draft.on_server:
        with suppress(NotFound):  # it was sent at the same moment from elsewhere
            send_draft(request.actor, draft.key, became=f"case:{reference}", judged=True)
        forget_draft(request, draft.key)
    others = {key: kept for key, kept in request.session.get(REPORTS, {}).items() if key != draft.key}
    request.session[REPORTS] = others
    sent = {**request.session.get(SENT, {}), draft.key: reference}
    request.session[SENT] = dict(list(sent.items())[-MOST_SENT:])


def sent_as(request: PortalRequest, key: str) -> str:
    """Give the number of the case that a draft became; empty when it was not sent from this browser."""
    return str(request.session.get(SENT, {}).get(key, ""))


def keys_sent_as(request: PortalRequest, reference: str) -> list[str]:
    """Give the keys of the drafts that became a case, for the browser to forget what it kept of them."""
    return [key for key, number in request.session.get(SENT, {}).items() if number == reference]
