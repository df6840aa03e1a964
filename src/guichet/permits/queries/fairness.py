"""Whether like files wait alike: medians and ninth deciles by week, and every jump of the queue with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.texts import Text
from guichet.kernel.typography import number
from guichet.permits import rules
from guichet.permits.lifecycle import State
from guichet.permits.ordering import in_words
from guichet.permits.queries.order import jumps_since, weights_now
from guichet.permits.queries.page import jump_shown
from guichet.permits.shapes import Fairness, FairWeek, Waited
from guichet.permits.timing import day_start
from guichet.permits.wording import say
from guichet.places.editions import DISTRICTS, one_look
from guichet.places.queries import calendar, district_with_id

PAIRS = (("free", "paying"), ("early", "late"), ("resident", "company"))
WORDS: Mapping[str, Text] = {
    "free": {"fr": "gratuits", "en": "free"},
    "paying": {"fr": "payants", "en": "paying"},
    "early": {"fr": "déposés à temps", "en": "filed in time"},
    "late": {"fr": "déposés hors délai", "en": "filed late"},
    "resident": {"fr": "des particuliers", "en": "of residents"},
    "company": {"fr": "des entreprises", "en": "of companies"},
    "all": {"fr": "tous", "en": "all"},
}
LEAST_FILES = 5
LEAST_DAYS = 1.0


# One line for each kind and week, each kind and the whole time, each district: `grouping` tells which (bits from the
# right: kind, district, week are summed over). The middle one is the mean of two, the ninth decile a value that occurred.
_WAITED = """
SELECT
  grouping(week, district, kind), week, district, kind, count(*),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY days), percentile_disc(0.9) WITHIN GROUP (ORDER BY days)
FROM (
  SELECT
    date_trunc('week', p.decided_at AT TIME ZONE %(zone)s)::date AS week,
    p.district_id AS district,
    greatest(extract(epoch FROM p.decided_at - p.complete_at) / 86400, 0)::float8 AS days,
    each.kind
  FROM permits_permit AS p CROSS JOIN LATERAL (VALUES
    (CASE WHEN p.fee <> 0 THEN 'paying' ELSE 'free' END),
    (CASE WHEN p.filed_late THEN 'late' ELSE 'early' END),
    (CASE WHEN p.by_company THEN 'company' ELSE 'resident' END),
    ('all')
  ) AS each (kind)
  WHERE p.decided_at >= %(since)s AND p.complete_at IS NOT NULL AND NOT p.elsewhere AND NOT p.state = ANY(%(gone)s)
) AS decided
GROUP BY GROUPING SETS ((week, kind), (kind), (district, kind))
HAVING grouping(district) = 1 OR (kind = 'all' AND district IS NOT NULL)
"""
_OF_WEEK, _OF_ALL, _OF_DISTRICT = 0b010, 0b110, 0b100
NONE = Waited(0, None, None)


def fairness(actor: Actor, weeks: int = 12) -> Fairness:
    """Give how long the files decided in the last weeks had waited, by kind; decisions made by silence count too."""
    authorise(actor, rules.may_read_all)
    weights, rule = weights_now()
    today = moment.today()
    first = today - dt.timedelta(days=today.weekday() + 7 * (weeks - 1))
    city = calendar()
    since = day_start(first, city)
    found = _waited(since, city.zone.key)
    with one_look(DISTRICTS):
        districts = _by_district(found)
    whole = {kind: found.get((_OF_ALL, None, None, kind), NONE) for kind in WORDS}
    mondays = [first + dt.timedelta(days=7 * week) for week in range(weeks)]
    return Fairness(
        weeks=tuple(
            FairWeek(monday, {kind: found.get((_OF_WEEK, monday, None, kind), NONE) for kind in WORDS})
            for monday in mondays
        ),
        whole=whole,
        districts=tuple(districts),
        gaps=tuple(_gaps(whole)),
        jumps=tuple(jump_shown(row, row.permit.reference) for row in jumps_since(since)),
        rule=in_words(weights),
        rule_number=rule,
    )


def _waited(since: dt.datetime, zone: str) -> dict[tuple[int, dt.date | None, int | None, str], Waited]:
    """Sum up how long files had waited that were decided since an instant: by week, over the whole time, by district."""
    gone = [State.WITHDRAWN.value, State.LAPSED.value]
    with connection.cursor() as cursor:
        cursor.execute(_WAITED, {"since": since, "zone": zone, "gone": gone})
        rows = cursor.fetchall()
    return {
        (of, week, district, kind): Waited(count, round(middle, 1), round(ninth, 1))
        for of, week, district, kind, count, middle, ninth in rows
    }


def _by_district(
    found: Mapping[tuple[int, dt.date | None, int | None, str], Waited],
) -> list[tuple[Text, Waited]]:
    by_id = {district: waited for (of, _week, district, _kind), waited in found.items() if of == _OF_DISTRICT}
    named = ((district_with_id(pk), waited) for pk, waited in by_id.items() if pk is not None)
    known = [(district, waited) for district, waited in named if district is not None]
    return [(district.name, waited) for district, waited in sorted(known, key=lambda pair: pair[0].code)]


def _gaps(whole: Mapping[str, Waited]) -> list[Text]:
    """Say which kinds of files waited longer than their counterpart: at least a day, over at least five files each."""
    found = []
    for one, other in PAIRS:
        pair = sorted(((whole[kind].median or 0.0, kind) for kind in (one, other)), reverse=True)
        enough = all(whole[kind].count >= LEAST_FILES for kind in (one, other))
        gap = pair[0][0] - pair[1][0]
        if enough and gap >= LEAST_DAYS:
            days = {language: number(Decimal(str(round(gap, 1))), language) for language in ("fr", "en")}
            found.append(
                say(
                    "Les dossiers %(slow)s attendent %(days)s j de plus que les dossiers %(fast)s (médiane).",
                    "Files %(slow)s wait %(days)s days longer than files %(fast)s (median).",
                    slow=WORDS[pair[0][1]],
                    fast=WORDS[pair[1][1]],
                    days=days,
                )
            )
    return found
