"""What the city wrote, for those who watch over it."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system
from guichet.messaging.actions import queue_mail
from guichet.messaging.models import Mail


@pytest.fixture
def mail(case) -> Mail:
    made = queue_mail(
        system(),
        key="k1",
        event="case_received",
        to="alice@exemple.ca",
        language="fr",
        values={"reference": case.reference, "service": "Nid-de-poule"},
        subject_type="cases.case",
        subject_id=case.pk,
    )
    assert made is not None
    return made


@pytest.fixture
def failed(mail) -> Mail:
    mail.state, mail.next_try_at = "failed", None
    mail.save()
    mail.tries.create(at=mail.created_at, accepted=False, answer="550 no such user")
    return mail


def test_mails_are_listed_and_read(lead, mail) -> None:
    assert mail.subject in lead.get("/desk/mails/").content.decode()
    page = lead.get(f"/desk/mails/{mail.pk}/").content.decode()
    assert "alice@exemple.ca" in page
    body = lead.get(f"/desk/mails/{mail.pk}/body/")
    assert "sandbox" in body["Content-Security-Policy"]


def test_failed_mail_is_called_to_attention_with_its_reason(lead, failed) -> None:
    page = lead.get("/desk/mails/").content.decode()
    assert "g-note g-late" in page
    only = lead.get("/desk/mails/?only=failed").content.decode()
    assert "550 no such user" in only


def test_failed_mail_is_sent_again_once(lead, failed) -> None:
    address = f"/desk/mails/{failed.pk}/resend/"
    assert lead.post(address).status_code == 303
    failed.refresh_from_db()
    assert failed.state == "queued"
    assert "g-note g-warn" in lead.post(address, follow=True).content.decode()


def test_mail_that_is_not_there_is_not_sent_again(lead) -> None:
    assert lead.post("/desk/mails/999/resend/").status_code == 404


def test_failed_mail_is_seen_on_the_page_of_its_case(lead, case, failed) -> None:
    page = lead.get(f"/desk/cases/{case.reference}/around/").content.decode()
    assert "550 no such user" in page
    assert f"/desk/mails/{failed.pk}/resend/" in page


def test_mails_of_the_city_ask_for_the_right(agent, mail) -> None:
    assert agent.get("/desk/mails/").status_code == 403
    assert agent.get(f"/desk/mails/{mail.pk}/").status_code == 403
    assert agent.post(f"/desk/mails/{mail.pk}/resend/").status_code == 403


def test_no_mail_says_so(lead) -> None:
    assert "g-empty" in lead.get("/desk/mails/").content.decode()
    assert "g-empty" in lead.get("/desk/mails/?only=failed").content.decode()


def test_pages_of_mails_go_on(lead, mail) -> None:
    for number in range(55):
        queue_mail(
            system(), key=f"m{number}", event="case_received", to="a@exemple.ca", language="fr", values={}
        )
    first = lead.get("/desk/mails/")
    second = lead.get(first.context["next_url"])
    assert len(first.context["mails"]) + len(second.context["mails"]) == 56
