"""What the search learns from contacts and from the bank: words sought in vain, played through pages."""

from __future__ import annotations

import pytest

from guichet.contacts.models import Contact
from guichet.contacts.queries.trails import follow_search
from guichet.knowledge.models import Gap, Miss
from guichet.knowledge.queries import all_synonyms
from guichet.ledger.relay import do_effect, relay_outbox
from tests.knowledge.bank import published


def follow_up() -> None:
    """Do what the worker would."""
    jobs: list[tuple[int, str]] = []
    while relay_outbox(lambda _schema, entry, name: jobs.append((entry, name))):
        pass
    for entry, name in jobs:
        do_effect(entry, name)


@pytest.mark.parametrize(
    ("sought", "topic", "after"),
    [
        ("", "vidanges", ("vidanges", "")),
        ("vid", "vidanges", ("vidanges", "")),
        ("vidanges", "vid", ("vidanges", "")),
        ("vidanges", "", ("vidanges", "")),
        ("vidanges", "quand passent les vidanges", ("quand passent les vidanges", "")),
        ("vidanges", "ordures", ("ordures", "vidanges")),
        ("vidanges noël", "ordures noël", ("ordures noël", "vidanges noël")),
    ],
)
def test_words_left_for_others_are_a_search_that_ended(sought, topic, after) -> None:
    assert follow_search(sought, topic) == after


def test_words_that_failed_at_the_console_are_proposed_to_the_editor(sign_in) -> None:
    published()
    agent = sign_in("first_line")

    def typed(words: str, topic: str) -> None:
        sent = {"key": "k", "words": words, "topic": topic, "name": "Colette Pelletier"}
        assert agent.post("/desk/contact/save/", sent).status_code == 302

    typed("colette vidanges", "colette vidanges")
    typed("colette", "")
    typed("ordures", "ordures")
    assert [miss.words for miss in Miss.objects.all()] == ["… vidanges"]
    sent = {"key": "k", "words": "ordures", "topic": "ordures", "answer": "collecte-ordures"}
    assert agent.post("/desk/contact/exit/another/", sent).status_code == 303
    assert "sought" not in Contact.objects.get().typed
    follow_up()
    (proposed,) = all_synonyms(agent.actor, state="proposed")
    assert (proposed.words, proposed.times) == (("vidanges", "ordures"), 1)
    assert not Miss.objects.exists()
    editor = sign_in("team_lead")
    page = editor.get("/desk/bank/words/").getvalue().decode()
    assert "vidanges" in page
    assert editor.post(f"/desk/bank/words/{proposed.pk}/decide/", {"use": "1"}).status_code == 303
    found = agent.get("/desk/bank/?q=vidanges").getvalue().decode()
    assert "/desk/bank/collecte-ordures/" in found


def test_another_subject_or_an_answer_shown_before_proposes_nothing(sign_in) -> None:
    published()
    agent = sign_in("first_line")
    for words in ("sortir ordures", "ordures avant 7 h"):  # both find the answer
        agent.post("/desk/contact/save/", {"key": "k", "words": words, "topic": words})
    agent.post("/desk/contact/exit/another/", {"key": "k", "words": "x", "topic": "trottinette"})
    sent = {"key": "k", "words": "ordures", "topic": "ordures", "answer": "collecte-ordures"}
    agent.post("/desk/contact/exit/another/", sent)
    follow_up()
    assert all_synonyms(agent.actor, state="proposed") == []


def test_searches_of_the_bank_are_remembered_until_an_answer_is_opened(sign_in) -> None:
    published()
    agent = sign_in("first_line")
    agent.get("/desk/bank/?q=vidanges+Colette+Pelletier")
    agent.get("/desk/bank/?q=ordures")
    agent.get("/desk/bank/collecte-ordures/?q=ordures")
    (proposed,) = all_synonyms(agent.actor, state="proposed")
    assert proposed.words == ("vidanges", "ordures")
    assert Gap.objects.get().title == "vidanges …"
