"""The job queue: what the worker does, and when."""

from __future__ import annotations

import logging

import procrastinate
from django.conf import settings
from django.core.management import call_command
from django_tenants.utils import tenant_context
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from guichet.billing.actions.monthly import bill_month
from guichet.billing.actions.reminding import send_reminders
from guichet.billing.timing import city_today
from guichet.cases.actions.codes import forget_old_codes
from guichet.cases.actions.schedule import do_due_work
from guichet.cases.queries.near import count_habits
from guichet.catalogue.actions import drop_expired_drafts
from guichet.cli.link_client import WebLinks
from guichet.conversations.actions.asking import offer_callbacks
from guichet.conversations.actions.upkeep import forget_old
from guichet.documents.actions import remove_stale_drafts
from guichet.kernel.actor import system
from guichet.knowledge.actions import check_bank, embed_bank
from guichet.ledger.relay import do_effect, relay_outbox
from guichet.messaging.actions import send_due_mails
from guichet.permits.actions.schedule import do_due_work as do_permit_work
from guichet.tenancy.queries import all_cities, city_of_schema

log = logging.getLogger(__name__)
GONE_SECONDS = 30.0  # a worker says every ten seconds that it is there
PATIENT = procrastinate.RetryStrategy(max_attempts=12, exponential_wait=4)


@app.task(name="guichet.effect", retry=PATIENT)
def effect(*, schema: str, entry_id: int, name: str) -> None:
    """Do one follow-up in its city, once; then send what it wrote."""
    city = city_of_schema(schema)
    if city is None:
        return
    with tenant_context(city):
        if do_effect(entry_id, name):
            send_due_mails(system())


@app.periodic(cron="* * * * *")
@app.task(name="guichet.each_minute", queueing_lock="guichet.each_minute")
def each_minute(timestamp: int) -> None:
    """Sweep every city: outbox rows that nobody was woken for, mails to try again, dates that have come."""
    del timestamp
    for city in all_cities():
        with tenant_context(city):
            relay_outbox(hand_over)
            send_due_mails(system())
            do_due_work(system())
            do_permit_work(system())
            offer_callbacks(system())


@app.periodic(cron="* * * * *")
@app.task(name="guichet.take_up_again", queueing_lock="guichet.take_up_again", pass_context=True)
async def take_up_again(context: JobContext, timestamp: int) -> None:
    """Give back to the queue what a worker that was killed had begun: a follow-up is done once, however often tried.

    Regular work is not given back: it comes again by itself.
    """
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=GONE_SECONDS):
        if job.queueing_lock:
            await manager.finish_job(job, Status.FAILED, delete_job=True)
        else:
            await manager.retry_job(job)


@app.periodic(cron="* * * * *")
@app.task(name="guichet.embed", queueing_lock="guichet.embed")
def embed(timestamp: int) -> None:
    """Work out what new answers mean, for the search: apart from the rest, since many at once take a while."""
    del timestamp
    for city in all_cities():
        with tenant_context(city):
            embed_bank(system())


@app.periodic(cron="17 3 * * *")
@app.task(name="guichet.each_night", queueing_lock="guichet.each_night")
def each_night(timestamp: int) -> None:
    """Invoice what has begun, remind of what is overdue, learn habits, forget drafts, look over the bank of answers."""
    del timestamp
    for city in all_cities():
        with tenant_context(city):
            bill_month(system(), f"{city_today():%Y-%m}")
            send_reminders(system())
            count_habits()
            drop_expired_drafts(system())
            remove_stale_drafts(system())
            forget_old(system())
            forget_old_codes(system())
            check_bank(system(), WebLinks() if settings.CHECK_LINKS else None)
            call_command("clearsessions")


def hand_over(schema: str, entry_id: int, name: str) -> None:
    """Queue a follow-up."""
    app.configure_task("guichet.effect").defer(schema=schema, entry_id=entry_id, name=name)


def relay_city(schema: str) -> None:
    """Hand over the outbox of one city until it is empty."""
    city = city_of_schema(schema)
    if city is None:
        return
    with tenant_context(city):
        while relay_outbox(hand_over):
            log.debug("outbox of %s handed over", schema)
