"""A report left for later: kept on the server, come back to with a code, filled with others; a short one stays short."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from guichet.cases.models import Case
from guichet.catalogue.actions import publish_form
from guichet.catalogue.models import Draft, DraftPerson
from guichet.documents.actions import remove_stale_drafts
from guichet.documents.models import Attachment
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.messaging.models import Mail
from tests.catalogue.questions import question
from tests.clients import client_for
from tests.web.portal.resident import SMALL, browser, words
from tests.web.portal.test_pages_of_a_form import PAGES, PARTY, WHEN, party  # noqa: F401  # a fixture


def _opened(city, key_holder: DraftPerson):
    """Give another browser, let in by the link and the code of a mail."""
    elsewhere = browser(client_for(city))
    link = f"/services/{key_holder.draft.service.code}/signaler/{key_holder.key}/reprendre/"
    assert "Send me a code" in words(elsewhere.get(link))
    elsewhere.post(link, {})
    digits = re.search(r"\b\d{6}\b", Mail.objects.filter(event="draft_code").latest("id").text)[0]
    assert elsewhere.client.post(link, {"code": "x"}).status_code == 422
    elsewhere.post(link, {"code": digits})
    elsewhere.at = elsewhere.client.get(link)["Location"]
    return elsewhere


def test_short_report_is_left_and_sent_from_elsewhere(visitor, pothole, photo, city):
    visitor.place()
    assert not Draft.objects.exists()  # nothing is kept of those who give up
    before = visitor.step("details")
    visitor.post(
        before, SMALL | {"next": "", "later": "1", "photos": photo(), "q_size": "large", "q_depth": "x"}
    )
    assert visitor.at.endswith("/quitter/")
    page = visitor.get()
    assert "Fill it with someone else" not in words(page)
    assert visitor.client.post(visitor.at, {"do": "send", "email": "nobody"}).status_code == 422
    visitor.post(visitor.at, {"do": "send", "email": "lucie@example.org"})
    assert "/reprendre/" in Mail.objects.get(event="draft_link").text
    assert visitor.get(before).context["form"].given["depth"] == "x"  # the old address leads there
    assert "You began this form" in words(visitor.get("/services/nid-de-poule/"))
    with moment.as_if(moment.now() + dt.timedelta(days=20)):
        assert remove_stale_drafts(system()) == 0
        elsewhere = _opened(city, DraftPerson.objects.get())
        assert elsewhere.at.endswith("/details/")
        assert elsewhere.details(q_size="large", q_depth="12", asked=["size", "depth"]).status_code == 303
        elsewhere.contact()
        reference = elsewhere.send()
        gone = visitor.get(before)
    case = Case.objects.get()
    assert (case.reference, Attachment.objects.get().subject_id) == (reference, case.pk)
    assert Draft.objects.get().sent_as == f"case:{reference}"
    assert gone.status_code == 303  # it was sent: the other browser begins again


def test_long_report_is_filled_by_two_and_follows_its_form(visitor, party, city):  # noqa: F811
    visitor.post(
        "/services/fete/signaler/details/", {"asked": ["who", "when"], "q_who": "Ana", "do": "leave", **WHEN}
    )
    leaving = visitor.at
    visitor.post(leaving, {"do": "share", "email": "bob@example.org", "name": "Bob", "pages": ["rest"]})
    other = _opened(city, DraftPerson.objects.get(owner=False))
    assert other.at.endswith("?page=rest") or "details" in other.at
    rest = {"asked": ["guests", "loud"], "rows_guests": "1", "q_guests-0-name": "Eve"}
    other.post(other.step("details") + "?page=rest", {**rest, "do": "next"})
    assert "your part is kept" in words(other.get())
    assert other.post(other.step("verifier"), {}).status_code == 200  # only its owner sends it
    assert other.client.post(
        other.step("details") + "?page=you", {"asked": ["who"], "q_who": "Bob", "do": "next"}
    )
    assert not Case.objects.exists()
    publish_form(
        system(),
        "fete",
        [*PARTY[:1], *PARTY[2:], question("why2")],
        pages=[
            {**PAGES[0], "questions": ["who"]},
            {**PAGES[1], "questions": ["guests", "loud", "why", "why2"]},
        ],
    )
    again = visitor.get(leaving)
    assert "changed this form" in words(again)
    assert Draft.objects.get().answers["who"] == "Ana"
    visitor.at = leaving
    visitor.post(visitor.step("details") + "?page=fin", {"description": "Dehors.", "next": "1", "asked": []})
    visitor.contact()
    visitor.send()
    assert {item["code"] for item in Case.objects.get().answers} == {"who", "guests"}
    assert visitor.get(leaving).status_code == 303


@pytest.mark.parametrize("path", ["quitter/", "reprendre/"])
def test_address_of_no_report_opens_nothing(visitor, pothole, path):
    answer = visitor.get(f"/services/nid-de-poule/signaler/{'x' * 20}/{path}")
    assert answer.status_code in (303, 404)
