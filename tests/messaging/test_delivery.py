"""Mails leave once, wait when the server is away, and show why they failed."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.utils import timezone

from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.messaging import queries
from guichet.messaging.actions import resend, send_due_mails
from guichet.messaging.delivery import next_try
from guichet.messaging.models import Mail, MailState
from tests.messaging.mails import staff, write


def hours_later(hours: float) -> None:
    """Let time pass for every mail."""
    for mail in Mail.objects.all():
        past = dt.timedelta(hours=hours)
        mail.queued_at -= past
        mail.next_try_at = mail.next_try_at and mail.next_try_at - past
        mail.save()


def test_send_delivers_once(city, office):
    mail = write()
    assert send_due_mails(system()) == 1
    assert send_due_mails(system()) == 0
    assert [one["To"] for one in office.mails] == ["lucie@example.org"]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.next_try_at) == (MailState.SENT, 1, None)
    assert mail.sent_at
    assert mail.tries.get().accepted


def test_send_uses_one_connection_for_a_batch(city, office):
    for number in range(5):
        write(f"person{number}@example.org")
    assert send_due_mails(system(), limit=4) == 4
    assert len(office.mails) == 4
    assert len(office.peers) == 1


def test_send_writes_threading_headers(city, office):
    first, second, other = (
        write(),
        write(event="case_resolved", values={"answer": "Fait."}),
        write(subject_id=0, subject_type=""),
    )
    send_due_mails(system())
    one, two, alone = office.mails
    assert one["From"] == "Ville-A <311@ville-a.example>"
    assert one["Reply-To"] == "311@ville-a.example"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one["List-Id"] is None
    assert one["References"] == two["References"] == two["In-Reply-To"] == "<case-26-041873@ville-a.example>"
    assert len({first.message_id, second.message_id, other.message_id}) == 3
    assert (one["Message-ID"], two["Message-ID"]) == (first.message_id, second.message_id)
    assert first.message_id.startswith("<case-26-041873.")
    assert alone["References"] is None


@pytest.mark.parametrize(("language", "words"), [("fr", "Bonjour Lucie,"), ("en", "Hello Lucie,")])
def test_send_gives_plain_text_and_its_html_twin(city, office, language, words):
    write(language=language)
    send_due_mails(system())
    mail = office.mails[0]
    plain = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Content-Language"] == language
    assert words in plain
    assert words in html
    assert f'<html lang="{language}">' in html
    assert "http://ville-a.localhost" in plain
    assert 'href="http://ville-a.localhost' in html
    assert "311" in plain.rpartition("-- ")[2]


def test_send_with_server_away_waits_then_delivers_once(city, closed_office):
    mail, other = write(), write("other@example.org")
    assert send_due_mails(system()) == 0
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, mail.attempts, other.attempts) == (MailState.QUEUED, 1, 0)
    assert dt.timedelta(seconds=50) < mail.next_try_at - timezone.now() <= dt.timedelta(minutes=1)
    assert "refused" in mail.tries.get().answer.lower()
    closed_office.open()
    assert send_due_mails(system()) == 1
    hours_later(0.1)
    assert send_due_mails(system()) == 1
    hours_later(2)
    assert send_due_mails(system()) == 0
    assert sorted(one["To"] for one in closed_office.mails) == ["lucie@example.org", "other@example.org"]


def test_send_with_server_away_for_a_day_gives_up_and_can_be_resent(city, closed_office):
    mail = write()
    tries = 0
    while mail.state == MailState.QUEUED:
        send_due_mails(system())
        mail.refresh_from_db()
        tries += 1
        hours_later(1.01)
    assert (mail.state, tries) == (MailState.FAILED, 24)
    assert queries.failed_mails(staff("mail.read")) == [mail]
    closed_office.open()
    assert send_due_mails(system()) == 0
    resend(staff("mail.resend"), mail.pk)
    assert send_due_mails(system()) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, len(closed_office.mails)) == (MailState.SENT, 1, 1)
    assert mail.tries.count() == 25


def test_send_to_refused_address_fails_at_once_and_goes_on(city, office):
    office.refusals = {
        "nobody@example.org": "550 5.1.1 No such person",
        "full@example.org": "452 Mailbox full",
    }
    lost, full, fine = write("nobody@example.org"), write("full@example.org"), write()
    assert send_due_mails(system()) == 1
    for mail in (lost, full, fine):
        mail.refresh_from_db()
    assert (lost.state, full.state, fine.state) == (MailState.FAILED, MailState.QUEUED, MailState.SENT)
    assert lost.tries.get().answer == "550 5.1.1 No such person"
    assert full.next_try_at > timezone.now()
    assert Entry.objects.filter(event="messaging.failed", subject_id=lost.pk).count() == 1


def test_send_of_refused_content_fails_at_once(city, office):
    office.refusals = {"DATA": "554 5.7.1 Looks like spam"}
    mail = write()
    assert send_due_mails(system()) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.tries.get().answer) == (MailState.FAILED, "554 5.7.1 Looks like spam")


def test_send_when_server_closes_waits_with_the_others(city, office):
    office.refusals = {"lucie@example.org": "421 Closing"}
    mail, other = write(), write("other@example.org")
    assert send_due_mails(system()) == 0
    for one in (mail, other):
        one.refresh_from_db()
    assert (mail.state, mail.attempts, other.attempts) == (MailState.QUEUED, 1, 0)


def test_send_by_two_workers_delivers_once(own_database, city, office):
    write()
    office.may_answer.clear()
    left = []

    def work() -> None:
        connection.set_tenant(city)
        try:
            left.append(send_due_mails(system()))
        finally:
            connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    assert office.arrived.wait(10)
    assert send_due_mails(system()) == 0
    office.may_answer.set()
    worker.join(10)
    assert left == [1]
    assert len(office.mails) == 1


def test_send_without_server_puts_mails_in_the_outbox(city, settings):
    settings.MAIL_OUTBOX = True
    mail = write(event="access_code", values={"code": "482915", "code_minutes": "15"})
    assert send_due_mails(system()) == 1
    page = queries.mail_for(staff("mail.read"), mail.pk)
    assert page.mail.state == MailState.SENT
    assert "482915" in page.html
    assert len(page.tries) == 1


def test_sent_code_is_not_kept(city, office):
    mail = write(event="access_code", values={"code": "482915", "code_minutes": "15"})
    send_due_mails(system())
    assert "482915" in office.mails[0].get_body(("plain",)).get_content()
    mail.refresh_from_db()
    assert "482915" not in mail.subject + mail.text + mail.html


def test_code_that_would_arrive_too_late_is_given_up(city, closed_office):
    mail = write(event="access_code", values={"code": "482915", "code_minutes": "15"})
    for _try in range(3):
        send_due_mails(system())
        hours_later(0.1)
    mail.refresh_from_db()
    assert (mail.state, mail.text) == (MailState.FAILED, "")
    with pytest.raises(Conflict):
        resend(staff("mail.resend"), mail.pk)


def test_code_that_waited_for_its_turn_too_long_is_not_sent(city, office):
    mail = write(event="access_code", values={"code": "482915", "code_minutes": "15"})
    hours_later(0.3)
    assert send_due_mails(system()) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.text, office.mails) == (MailState.FAILED, "", [])


def test_resend_of_mail_that_has_not_failed_is_a_conflict(city):
    mail = write()
    with pytest.raises(Conflict):
        resend(staff("mail.resend"), mail.pk)
    with pytest.raises(NotFound):
        resend(staff("mail.resend"), mail.pk + 1)


def test_resend_to_impossible_address_is_invalid(city):
    mail = write("not an address")
    assert mail.state == MailState.FAILED
    with pytest.raises(Invalid):
        resend(staff("mail.resend"), mail.pk)


def test_resend_and_sending_are_denied_to_others(city):
    mail = write("not an address")
    with pytest.raises(Denied):
        resend(staff("mail.read"), mail.pk)
    with pytest.raises(Denied):
        send_due_mails(staff("mail.resend"))
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED


def test_next_try_waits_longer_each_time_and_ends_after_a_day():
    start = timezone.now()
    waits = [next_try(start, attempts, start) - start for attempts in (1, 2, 3, 4, 5, 30)]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 60, 60]
    assert next_try(start, 9, start + dt.timedelta(hours=23)) is not None
    assert next_try(start, 9, start + dt.timedelta(hours=23, minutes=1)) is None
