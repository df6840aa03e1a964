"""Invoicing a month of many bills in a process of its own, killed half-way and begun again: how fast, none twice, no gap."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import connection
from django_tenants.utils import tenant_context

from guichet.billing.actions.monthly import bill_month
from guichet.billing.actions.stating import NewBill, state_bills
from guichet.billing.values import Payer, Subject
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.permits.queries.estimating import price_of
from guichet.permits.queries.queue import Wanted, queue
from guichet.permits.queries.visible import permit_for
from guichet.tenancy.queries import city_named

if TYPE_CHECKING:
    from guichet.tariffs.values import Computed
    from guichet.tenancy.models import City

MONTHS = 3
BATCH = 2_000
LOOK = 0.25
"""Seconds between two looks at how far the process that is to be killed has come."""

_CAUGHT_UP = """
UPDATE billing_counter AS c SET last = greatest(c.last, p.last)
FROM (SELECT series, year, max(sequence) AS last FROM billing_invoice GROUP BY series, year) AS p
WHERE p.series = c.series AND p.year = c.year
"""
_PAPERS = """
SELECT count(*), count(DISTINCT p.bill_id), count(DISTINCT p.sequence), max(p.sequence) - min(p.sequence) + 1
FROM billing_invoice AS p JOIN billing_bill AS b ON b.id = p.bill_id
WHERE b.subject_reference LIKE %s AND p.month = %s
"""


def new_bill(reference: str, computed: Computed, starts: dt.date, ends: dt.date) -> NewBill:
    """Give what states the bill of a permit."""
    address = ("6540, rue Chabot", "Montréal")
    payer = Payer(name="Rénovations Chabot", address=address, email="factures@chabot.example")
    title = {"fr": "Permis", "en": "Permit"}
    return NewBill(Subject("permit", reference), computed, payer, title, starts=starts, ends=ends)


def measure_month(city: City, count: int) -> dict[str, Any]:
    """State bills over three months, invoice the first in a process that is killed half-way, then begin again.

    Gives how many were issued before and after, invoices a second of both, and how many were issued twice or left a
    gap in the numbers: none, both times.
    """
    with tenant_context(city):
        first = (moment.today().replace(day=1) - dt.timedelta(days=1)).replace(day=1)
        mark, month = f"M-{int(time.time())}-", f"{first:%Y-%m}"
        with connection.cursor() as cursor:  # the copies of papers have numbers that no counter gave
            cursor.execute(_CAUGHT_UP)
        bill_month(system(), month)
        model = _model()
        bill = new_bill("", model, first, first + dt.timedelta(days=30 * MONTHS - 5))
        started = time.perf_counter()
        for begin in range(0, count, BATCH):
            subjects = [Subject("permit", f"{mark}{n}") for n in range(begin, min(begin + BATCH, count))]
            state_bills(system(), [replace(bill, subject=subject, by_month=True) for subject in subjects])
        stated = time.perf_counter() - started
        before, before_took = _killed_half_way(city.slug, mark, month, count)
        started = time.perf_counter()
        done = bill_month(system(), month)
        took = time.perf_counter() - started
        again = bill_month(system(), month)
        papers, bills, numbers, span = _papers(mark, month)
    return {
        "stated_each_second": round(count / stated),
        "before_the_kill": before,
        "each_second_before": round(before / before_took),
        "after_the_kill": done.invoices,
        "each_second_after": round(done.invoices / took),
        "third_run": again.invoices,
        "twice": papers - bills,
        "left_out": count - bills,
        "gaps": span - numbers,
    }


def _model() -> Computed:
    """Give what one of the permits in force costs."""
    for row in queue(system(), Wanted(view="in_force"), page_size=200).rows:
        computed, _fault = price_of(system(), permit_for(system(), row.reference))
        if computed is not None and computed.total:
            return computed
    raise RuntimeError("No permit of this city costs anything.")


def _papers(mark: str, month: str) -> tuple[int, int, int, int]:
    """Count the papers of a month, their bills, their numbers, and the numbers from the first to the last."""
    with connection.cursor() as cursor:
        cursor.execute(_PAPERS, [f"{mark}%", month])
        papers, bills, numbers, span = cursor.fetchone()
    return papers, bills, numbers, span or 0


def _killed_half_way(slug: str, mark: str, month: str, count: int) -> tuple[int, float]:
    """Invoice in another process and kill it (SIGKILL) once half is done: how many it did, in how many seconds."""
    command = [sys.executable, "-m", "guichet.cli.main", "bench-permits", "--invoice", slug, month]
    child = subprocess.Popen(command)  # noqa: S603  # our own command
    started, done = 0.0, 0
    while child.poll() is None and done < count // 2:
        time.sleep(LOOK)
        done = _papers(mark, month)[0]
        started = started or (time.perf_counter() if done else 0.0)
    took = time.perf_counter() - started
    child.kill()
    child.wait()
    return _papers(mark, month)[0], took or LOOK


def invoice_month(slug: str, month: str) -> None:
    """Invoice a month of a city: the work of the process that is killed."""
    city = city_named(slug)
    if city is not None:
        with tenant_context(city):
            bill_month(system(), month)
