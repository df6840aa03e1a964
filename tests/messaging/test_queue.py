"""Mails are written once, from the right text, and cannot carry what someone smuggles in."""

from __future__ import annotations

import pytest
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from guichet.messaging import queries
from guichet.messaging.actions import queue_mail, remove_template, save_template, send_due_mails
from guichet.messaging.models import Mail, MailState, MailTemplate
from guichet.messaging.rendering import Source
from tests.messaging.mails import staff, write

CONFIGURER = staff("config.templates")


def save(**given):
    texts = {"subject": {"fr": "Objet"}, "body": {"fr": "Corps {{ reference }}"}}
    return save_template(CONFIGURER, **{"event": "case_received", **texts, **given})


def test_queue_same_key_twice_writes_one_mail(city):
    first, second = write(key="entry:1"), write(key="entry:1", to="other@example.org")
    assert first == second
    assert Mail.objects.count() == 1
    assert Entry.objects.filter(event="messaging.queued").count() == 1


def test_queue_without_address_writes_nothing(city):
    given = {"key": "k", "event": "case_received", "language": "fr", "values": {}}
    assert queue_mail(system(), to="  ", **given) is None
    assert not Mail.objects.exists()


@pytest.mark.parametrize("address", ["nobody", "a b@example.org", "x@example.org\r\nBcc: all@example.org"])
def test_queue_to_impossible_address_shows_a_failure(city, office, address):
    mail = write(address)
    assert (mail.state, mail.next_try_at) == (MailState.FAILED, None)
    assert not mail.tries.get().accepted
    assert send_due_mails(system()) == 0


def test_queue_is_denied_to_residents_but_for_their_code(city):
    given = {"to": "a@example.org", "language": "fr", "values": {}}
    with pytest.raises(Denied):
        queue_mail(visitor(), key="1", event="case_received", **given)
    assert queue_mail(visitor(), key="2", event="access_code", **given)
    assert Mail.objects.count() == 1


def test_queue_of_unknown_event_or_value_is_refused(city):
    with pytest.raises(Invalid):
        write(event="case_exploded")
    with pytest.raises(ValueError, match="colour"):
        write(values={"colour": "red"})
    assert not Mail.objects.exists()


@pytest.mark.parametrize("language", ["fr", "en", "fr-ca"])
def test_queue_uses_the_words_of_the_city(city, language):
    mail = write(language=language)
    assert ("requête" if language != "en" else "request") in mail.subject
    assert "Ville-A" in mail.text


def test_queue_prefers_the_text_of_the_service_then_of_the_city(city):
    save(subject={"fr": "Général"}, body={"fr": "x"})
    save(subject={"fr": "Nid"}, body={"fr": "x"}, service_code="pothole")
    assert write(service_code="pothole").subject == "Nid"
    assert write(service_code="tree").subject == "Général"
    assert write(service_code="pothole", language="en").subject.startswith("Your request")
    assert write(event="case_closed").subject.startswith("Votre requête")


def test_queue_puts_no_line_into_headers(city, office):
    city.name = {"fr": "Ville\r\nBcc: all@example.org"}
    write(values={"reference": "26-1\r\nBcc: all@example.org", "first_name": "Lucie\nX-Evil: 1"})
    send_due_mails(system())
    mail = office.mails[0]
    assert mail["Bcc"] is None
    assert mail["X-Evil"] is None
    assert "\n" not in mail["Subject"]
    assert "Bcc: all@example.org" in mail["Subject"]


def test_mail_ids_cannot_be_guessed_nor_shared_by_cities(city, other_city):
    here = write(key="1")
    with tenant_context(other_city):
        there = write(key="1")
    secrets = [mail.message_id.partition("@")[0].rpartition(".")[2] for mail in (here, there)]
    assert secrets[0] != secrets[1]
    assert all(len(secret) >= 20 for secret in secrets)


def test_queue_calls_a_case_as_the_city_does(city, other_city):
    with tenant_context(other_city):
        assert "demande" in write().subject
        assert "request" in write(language="en").subject


def test_save_template_then_use_it_then_go_back(city):
    save(subject={"fr": "À nous"}, body={"fr": "Numéro {{ reference }}"})
    assert write().text == "Numéro 26-041873"
    assert queries.template_list(CONFIGURER)[0].is_ours is False
    page = queries.template_for(CONFIGURER, "case_received")
    assert (page.version, page.subject["fr"]) == (1, "À nous")
    assert page.subject["en"].startswith("Your")
    remove_template(CONFIGURER, event="case_received")
    assert write().subject.startswith("Votre requête")
    with pytest.raises(NotFound):
        remove_template(CONFIGURER, event="case_received")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Bonjour\n\nDu {{ promise_dat }}", "ligne 3, caractère 4"),
        ("{{ code }}", "ligne 1, caractère 1"),
        ("a {{ reference", "ligne 1, caractère 3"),
        ("a }}", "ligne 1, caractère 3"),
        ("{{ }}", "ligne 1, caractère 1"),
    ],
)
def test_save_template_with_fault_is_refused_with_its_place(city, body, place):
    with pytest.raises(Invalid) as refusal:
        save(body={"fr": body})
    sentence = refusal.value.fields["body.fr"]
    line, column = (int(word) for word in place.replace(",", "").split() if word.isdigit())
    assert str(line) in sentence
    assert str(column) in sentence
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"subject": {"fr": ""}}, "subject.fr"),
        ({"subject": {"fr": "a\nb"}}, "subject.fr"),
        ({"subject": {"fr": "x" * 300}}, "subject.fr"),
        ({"body": {"fr": "x" * 10_001}}, "body.fr"),
        ({"subject": {}, "body": {}}, "subject"),
        ({"event": "unknown"}, "event"),
    ],
)
def test_save_template_unfit_is_refused(city, given, field):
    with pytest.raises(Invalid) as refusal:
        save(**given)
    assert field in refusal.value.fields
    assert not MailTemplate.objects.exists()


def test_save_template_changed_by_someone_else_is_a_conflict(city):
    save(seen_version=0)
    with pytest.raises(Conflict):
        save(seen_version=0, subject={"fr": "Autre"})
    assert MailTemplate.objects.get().subject == {"fr": "Objet"}
    assert save(seen_version=1).version == 2


def test_templates_are_denied_to_others(city):
    for attempt in (
        lambda: save_template(staff(), event="case_received", subject={}, body={}),
        lambda: remove_template(staff(), event="case_received"),
        lambda: queries.template_list(staff()),
        lambda: queries.template_for(staff(), "case_received"),
        lambda: queries.preview(staff(), "case_received", Source("a", "b"), "fr"),
    ):
        with pytest.raises(Denied):
            attempt()


def test_preview_shows_a_text_with_invented_values(city):
    written, page = queries.preview(
        CONFIGURER, "case_resolved", Source("{{ reference }}", "> {{ answer }}"), "en"
    )
    assert written.subject == "26-041873"
    assert "The hole was filled" in page
    with pytest.raises(Invalid):
        queries.preview(CONFIGURER, "case_resolved", Source("{{ code }}", "x"), "en")


def test_outbox_pages_by_key_with_the_same_queries(city, django_assert_num_queries):
    reader, mails = staff("mail.read"), [write() for _number in range(5)]
    with django_assert_num_queries(2):
        first = queries.outbox(reader, limit=2)
    assert [one.pk for one in first] == [mails[4].pk, mails[3].pk]
    assert [one.pk for one in queries.outbox(reader, first[-1].pk, limit=9)] == [
        one.pk for one in mails[2::-1]
    ]
    assert queries.failed_count(reader) == 0


def test_mails_are_shown_to_those_who_may(city):
    mail = write()
    assert queries.mails_of(staff(), "cases.case", 12) == [mail]
    assert queries.mails_of(staff(), "cases.case", 13) == []
    for attempt in (
        lambda: queries.mails_of(visitor(), "cases.case", 12),
        lambda: queries.outbox(staff()),
        lambda: queries.mail_for(staff(), mail.pk),
        lambda: queries.failed_mails(visitor()),
    ):
        with pytest.raises(Denied):
            attempt()
