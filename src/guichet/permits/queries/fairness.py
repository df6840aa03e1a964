"""Whether like files wait alike: medians and ninth deciles by week, and every jump of the queue with its reason."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import WorkingCalendar
from guichet.kernel.texts import Text
from guichet.kernel.typography import number
from guichet.permits import rules
from guichet.permits.models import Permit
from guichet.permits.ordering import in_words
from guichet.permits.queries.order import jumps_since, weights_now
from guichet.permits.queries.page import jump_shown
from guichet.permits.shapes import Fairness, FairWeek, Waited
from guichet.permits.timing import day_start
from guichet.permits.wording import say
from guichet.places.queries import calendar, district_names

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
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class _Decided:
    """One decision: its week, how many days the complete file waited for it, its kinds."""

    monday: dt.date
    days: float
    kinds: tuple[str, ...]
    district: str


def fairness(actor: Actor, weeks: int = 12) -> Fairness:
    """Give how long the files decided in the last weeks had waited, by kind; decisions made by silence count too."""
    authorise(actor, rules.may_read_all)
    weights, rule = weights_now()
    today = moment.today()
    first = today - dt.timedelta(days=today.weekday() + 7 * (weeks - 1))
    city = calendar()
    since = day_start(first, city)
    decided = _decided(since, city)
    names = dict(district_names())
    by_district: dict[str, list[float]] = defaultdict(list)
    for each in decided:
        if each.district:
            by_district[each.district].append(each.days)
    whole = {kind: waited(days) for kind, days in _by_kind(decided).items()}
    mondays = [first + dt.timedelta(days=7 * week) for week in range(weeks)]
    return Fairness(
        weeks=tuple(_week(monday, [each for each in decided if each.monday == monday]) for monday in mondays),
        whole=whole,
        districts=tuple(
            (names.get(code, {"fr": code}), waited(days)) for code, days in sorted(by_district.items())
        ),
        gaps=tuple(_gaps(whole)),
        jumps=tuple(jump_shown(row, row.permit.reference) for row in jumps_since(since)),
        rule=in_words(weights),
        rule_number=rule,
    )


def _decided(since: dt.datetime, city: WorkingCalendar) -> list[_Decided]:
    rows = Permit.objects.filter(decided_at__gte=since, complete_at__isnull=False, elsewhere=False)
    rows = rows.exclude(decision__has_any_keys=["withdrawn", "lapsed"])
    fields = ("decided_at", "complete_at", "fee", "filed_late", "by_company", "district__code")
    found = []
    for decided, complete, fee, late, company, district in rows.values_list(*fields):
        day = city.local(decided).date()
        kinds = (
            "paying" if fee else "free",
            "late" if late else "early",
            "company" if company else "resident",
            "all",
        )
        days = max((decided - complete).total_seconds() / DAY_SECONDS, 0.0)
        found.append(_Decided(day - dt.timedelta(days=day.weekday()), days, kinds, district or ""))
    return found


def _by_kind(decided: Sequence[_Decided]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {kind: [] for kind in WORDS}
    for each in decided:
        for kind in each.kinds:
            found[kind].append(each.days)
    return found


def _week(monday: dt.date, decided: Sequence[_Decided]) -> FairWeek:
    return FairWeek(monday, {kind: waited(days) for kind, days in _by_kind(decided).items()})


def waited(days: Sequence[float]) -> Waited:
    """Sum up waiting times: how many, the middle one, the one that nine in ten do not pass (nearest rank)."""
    if not days:
        return Waited(0, None, None)
    ordered = sorted(days)
    ninth = ordered[math.ceil(0.9 * len(ordered)) - 1]
    return Waited(len(ordered), round(statistics.median(ordered), 1), round(ninth, 1))


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
