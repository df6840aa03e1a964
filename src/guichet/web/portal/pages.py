"""What the plain pages say: the service for everything else, when the city answers, what is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guichet.catalogue.queries import search_services
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.places.queries import opening_sentence, special_days
from guichet.tenancy.queries import current_city
from guichet.web.portal.entrance import language

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

EVERYTHING_ELSE = "autre question renseignement information"
CLOSED_SHOWN = 8


def general_service(actor: Actor) -> Service | None:
    """Find the service for what fits no other: it answers questions and needs no place; None when the city has none."""
    hits = search_services(actor, EVERYTHING_ELSE, moment.today(), limit=20)
    return next((hit.service for hit in hits if hit.service.location != "required"), None)


@dataclass(frozen=True, slots=True)
class Hours:
    """When the city answers: the week in a sentence, and the next days that differ from it."""

    week: str
    closed: list[tuple[dt.date, dict[str, str]]]


def hours() -> Hours:
    """Give when the city answers, from today on."""
    today = moment.today()
    days = [day for year in (today.year, today.year + 1) for day in special_days(year) if day.day >= today]
    closed = [(day.day, day.name) for day in days if day.closed]
    return Hours(opening_sentence(language()), closed[:CLOSED_SHOWN])


def is_demonstration() -> bool:
    """Tell whether the city says that it is a demonstration, which no search engine should show."""
    return bool(current_city().banner)
