"""An answer in writing: to the address that the person agrees to, in their language, never the staff's part."""

from __future__ import annotations

import pytest

from guichet.contacts.models import Contact
from guichet.knowledge.markdown import letter_words
from guichet.ledger.models import Entry
from guichet.messaging.models import Mail
from tests.knowledge.bank import published

SENT = {"key": "k", "words": "garbage", "language": "en", "answer": "collecte-ordures", "name": "Mary Smith"}
AGREED = {"mail_to": "mary@example.org", "mail_consent": "1"}


def test_answer_leaves_in_the_language_of_the_person_once(sign_in) -> None:
    published()
    agent = sign_in("first_line")
    for _twice in range(2):
        assert agent.post("/desk/contact/exit/mail/", SENT | AGREED).status_code == 303
    mail = Mail.objects.get()
    assert (mail.to, mail.language) == ("mary@example.org", "en")
    assert mail.subject == "Garbage collection – the answer to your question"
    assert "Put it out before 7 a.m." in mail.text
    assert "/reponses/collecte-ordures/" in mail.text
    assert "9 p.m. the day before" not in mail.text  # what is for staff only
    contact = Contact.objects.get()
    assert contact.state == "open"
    entry = Entry.objects.filter(event="contact.answer_mailed").first()
    assert "mary" not in str(entry.data)
    agent.post("/desk/contact/exit/answered/", SENT)
    assert "mary@example.org" in agent.get(f"/desk/contact/{contact.reference}/").getvalue().decode()


@pytest.mark.parametrize(
    "given", [{"mail_to": "mary@example.org"}, {"mail_to": "mary@", "mail_consent": "1"}, {}]
)
def test_nothing_leaves_without_an_address_and_a_yes(sign_in, given) -> None:
    published()
    answer = sign_in("first_line").post("/desk/contact/exit/mail/", SENT | given)
    assert answer.status_code == 422
    assert f'value="{given.get("mail_to", "")}"' in answer.getvalue().decode()
    assert not Mail.objects.exists()


def test_answer_for_the_staff_cannot_be_sent(sign_in) -> None:
    published(audience="staff")
    assert sign_in("first_line").post("/desk/contact/exit/mail/", SENT | AGREED).status_code == 422
    assert not Mail.objects.exists()


def test_markdown_reads_like_a_letter() -> None:
    written = "### Où\n\n- **Bac brun** : [écocentre](https://v.example/eco)\n\n| Jour | Heure |\n|---|---|\n| Lundi | 7 h |"
    assert letter_words(written) == (
        "Où\n\n- Bac brun : écocentre (https://v.example/eco)\n\nJour – Heure\nLundi – 7 h"
    )
