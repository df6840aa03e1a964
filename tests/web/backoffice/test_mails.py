"""What the city writes, on its pages."""

from __future__ import annotations

import pytest

from guichet.messaging.models import MailTemplate
from tests.factories import make_service

ADDRESS = "/config/mails/case_received/"


@pytest.fixture
def admin(sign_in):
    return sign_in(grants=["config.templates"])


def mail_form(**changes):
    return {
        "seen": "0",
        "subject_fr": "Reçu : {{ reference }}",
        "body_fr": "Bonjour {{ first_name }},\n\n[Suivre]({{ link }})",
        "subject_en": "Received: {{ reference }}",
        "body_en": "Hello {{ first_name }},\n\n[Follow]({{ link }})",
    } | changes


def test_save_mail_text(admin):
    assert admin.post(ADDRESS, mail_form()).status_code == 303
    saved = MailTemplate.objects.get()
    assert saved.subject["en"] == "Received: {{ reference }}"
    assert saved.version == 1


def test_save_mail_text_with_an_unknown_field_is_refused_with_its_place(admin):
    answer = admin.post(ADDRESS, mail_form(body_en="Hello,\n\nYour {{ surname }}"))
    assert answer.status_code == 422
    [words] = answer.context["form"].errors["body_en"]
    assert "surname" in words
    assert "3" in words
    assert "{{ surname }}" in answer.content.decode()
    assert not MailTemplate.objects.exists()


def test_see_mail_text_before_saving_shows_every_language_and_saves_nothing(admin):
    answer = admin.post(ADDRESS, mail_form(preview="1"))
    assert [one.language for one in answer.context["seen"]] == ["fr", "en"]
    assert "26-041873" in answer.context["seen"][1].written.subject
    frame = admin.get(ADDRESS + "seen/en/")
    assert "Hello" in frame.content.decode()
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert not MailTemplate.objects.exists()


def test_see_mail_text_with_a_fault_says_where_it_is(admin):
    answer = admin.post(ADDRESS, mail_form(preview="1", subject_fr="{{ nothing }}"))
    assert answer.status_code == 422
    assert "subject_fr" in answer.context["form"].errors
    assert [one.language for one in answer.context["seen"]] == ["en"]


def test_save_mail_text_after_someone_else_is_refused_once(admin):
    admin.post(ADDRESS, mail_form())
    answer = admin.post(ADDRESS, mail_form(subject_fr="Autre"))
    assert answer.status_code == 409
    assert MailTemplate.objects.get().subject["fr"] == "Reçu : {{ reference }}"
    again = admin.post(ADDRESS, mail_form(subject_fr="Autre", seen=answer.context["form"]["seen"].value()))
    assert again.status_code == 303
    assert MailTemplate.objects.get().subject["fr"] == "Autre"


def test_save_and_give_up_the_text_of_one_service(admin):
    make_service("nid")
    assert admin.post(ADDRESS + "?service=nid", mail_form()).status_code == 303
    assert MailTemplate.objects.get().service_code == "nid"
    assert admin.post(ADDRESS + "remove/?service=nid").status_code == 303
    assert not MailTemplate.objects.exists()


@pytest.mark.parametrize("address", ["/config/mails/no_such_event/", ADDRESS + "?service=no-such-service"])
def test_text_that_nobody_writes_is_not_there(admin, address):
    assert admin.get(address).status_code == 404
