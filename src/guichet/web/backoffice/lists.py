"""Lines of the lists of services, with what is missing said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guichet.catalogue.promises import most_precise, promise_sentence, span_words
from guichet.catalogue.queries import in_season, service_names
from guichet.kernel.texts import localise
from guichet.kernel.words import fold
from guichet.web.backoffice.bilingual import by_name, city_languages, language, language_words

if TYPE_CHECKING:
    from guichet.catalogue.models import Service


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service as a line: what it promises, and what it lacks."""

    service: Service
    name: str
    group: str
    team: str
    promise: str
    settled: str
    is_in_season: bool
    gaps: Sequence[str]
    tags: Sequence[tuple[str, str, str]]


def service_line(service: Service, day: dt.date, permits: Collection[str] = ()) -> ServiceLine:
    """Draw a service as a line; no query when its commitments are at hand. `permits`, by code, have clocks of their own."""
    promised = most_precise(service.commitments.all(), None, service.priority)
    promise, offered = promise_sentence(promised), in_season(service, day)
    return ServiceLine(
        service=service,
        name=localise(service.name, language()),
        group=localise(service.group.name, language()),
        team=localise(service.team.name, language()) if service.team else "",
        promise=promise,
        settled=span_words(promised.resolve) if promised.resolve else "",
        is_in_season=offered,
        gaps=_gaps(service, promised=bool(promise) or service.code in permits),
        tags=_tags(service, is_in_season=offered),
    )


def _tags(service: Service, *, is_in_season: bool) -> list[tuple[str, str, str]]:
    """Say the state of a service as tags: words, tone, picture."""
    if not service.active:
        return [(_("Switched off"), "", "pause-circle-fill")]
    offered = (
        (_("Offered"), "ok", "check-lg") if is_in_season else (_("Out of season"), "info", "calendar-week")
    )
    return [offered] if service.public else [offered, (pgettext("service", "Internal"), "inner", "lock-fill")]


def _gaps(service: Service, *, promised: bool) -> list[str]:
    if not service.active:
        return []
    gaps = []
    if service.team is None:
        gaps.append(_("no team"))
    elif not service.team.active:
        gaps.append(_("its team is closed"))
    if not promised and service.public:
        gaps.append(_("no commitment"))
    missing = [language_words(code).lower() for code in city_languages() if not service.name.get(code)]
    if missing:
        gaps.append(_("not in %(languages)s") % {"languages": ", ".join(missing)})
    return gaps


def by_group(lines: Iterable[ServiceLine], *, searched: bool) -> list[tuple[str, list[ServiceLine]]]:
    """Put lines under their headings; when words were looked for, the best come first under one heading."""
    if searched:
        found = list(lines)
        return [(_("Found"), found)] if found else []
    groups: dict[str, list[ServiceLine]] = {}
    for line in lines:
        groups.setdefault(line.group, []).append(line)
    return [(group, sorted(own, key=lambda line: fold(line.name))) for group, own in groups.items()]


def service_options() -> list[tuple[str, str]]:
    """Give every service by name, to choose from."""
    named = [(code, localise(name, language())) for code, name in service_names()]
    return by_name(named)
