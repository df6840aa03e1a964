"""The city's own days: bills are dated by its clocks, whoever asks."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from guichet.kernel import moment
from guichet.tenancy.queries import current_city


def city_time(at: dt.datetime) -> dt.datetime:
    """Give an instant as the city's clocks show it."""
    return at.astimezone(ZoneInfo(current_city().time_zone))


def city_today() -> dt.date:
    """Give the date in the city."""
    return city_time(moment.now()).date()
