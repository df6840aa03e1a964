"""Which service some words are about, or whose business they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from guichet.catalogue.search import service_search_text
from guichet.cli.demo.bank import answer_values, demo_answers, without
from guichet.cli.demo.loading import FOLDER, read_toml
from guichet.contacts.choosing import Body, Fit, propose
from guichet.contacts.queries.bank import answers_for
from guichet.contacts.queries.offer import offer_now
from guichet.contacts.queries.proposing import proposed
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.knowledge.actions.importing import import_answers
from guichet.knowledge.content import NewAnswer
from guichet.knowledge.models import Elsewhere, Synonyms
from guichet.knowledge.queries import not_ours
from guichet.people.queries import staff_actor
from tests.factories import make_account, make_group, make_service

CALLS = Path(__file__).parent / "data" / "calls_montreal.csv"
MONTREAL = FOLDER / "montreal"
LEAST_RIGHT, MOST_WRONG = 0.84, 0.09


def test_clear_answer_points_to_its_service_and_the_services_own_words_decide_between_several():
    answers = [Fit("missed", 1.0, ["ramassé"], ["garbage", "recycling"]), Fit("days", 0.4, [], ["garbage"])]
    services = [Fit("recycling", 0.6, ["recyclage"]), Fit("animal", 0.5, ["mort"])]
    assert propose("recyclage pas ramassé", services, answers, []).service == "recycling"
    assert propose("recyclage pas ramassé", [], answers, []).service == "garbage"


def test_two_services_as_good_are_left_to_the_agent():
    found = propose(
        "balançoire brisée", [Fit("park", 0.5, ["balançoire"]), Fit("leak", 0.49, ["brisée"])], [], []
    )
    assert (found.service, found.services) == ("", ("park", "leak"))


@pytest.mark.parametrize("words", ["", "?!", "le la les", "x"])
def test_nothing_is_proposed_for_nothing(words):
    assert not propose(words, [], [], []).services


@pytest.mark.parametrize(
    ("words", "body", "elsewhere"),
    [
        ("trou à Longueuil", Body("longueuil", frozenset({"longueuil"}), named=True), True),
        ("trou volé", Body("police", frozenset({"vol"})), False),
        ("trou", Body("police", frozenset({"trou"})), False),
    ],
)
def test_business_of_others_is_proposed_when_it_is_named_and_no_service_speaks_of_it(words, body, elsewhere):
    clear = [Fit("pothole", 1.0, ["trou", "volé"])]
    found = propose(words, clear, [Fit("hole", 1.0, ["trou"], ["pothole"])], [body])
    assert found.elsewhere is elsewhere
    assert found.service == ("" if elsewhere else "pothole")


def test_ordinary_calls_of_the_demonstration_find_their_service(city):
    """A floor without meanings, which an installation may do without; with them a few more are right."""
    _fill()
    agent = staff_actor(make_account("first_line"))
    offer = offer_now(agent)
    with CALLS.open(encoding="utf-8", newline="") as file:
        calls = list(csv.DictReader(file, delimiter=";"))
    assert len(calls) > 120
    right, wrong = 0, []
    for call in calls:
        words = call["words"]
        answers = answers_for(agent, words, language="fr", district=None)
        found = proposed(words, offer, answers, not_ours(agent, words, language="fr"))
        if (found.service or "-") in call["service"].split():
            right += 1
        elif found.service:
            wrong.append((words, found.service))
    assert right >= LEAST_RIGHT * len(calls), wrong
    assert len(wrong) <= MOST_WRONG * len(calls), wrong


def _fill() -> None:
    """Bring the services, answers and words of the demonstration in, without what the search does not read."""
    group = make_group()
    for one in read_toml(MONTREAL, "services.toml")["services"]:
        read = {name: one.get(name, {}) for name in ("name", "description", "keywords")}
        service = make_service(one["code"], group=group, local_words=one.get("local_words", []), **read)
        service.search_text = service_search_text(service)
        service.save()
    Elsewhere.objects.bulk_create(
        Elsewhere(**without(one, "checked_on")) for one in read_toml(MONTREAL, "elsewhere.toml")["elsewhere"]
    )
    groups = read_toml(MONTREAL, "words.toml")["groups"]
    Synonyms.objects.bulk_create(
        Synonyms(words=words, mark=str(number), state="used", updated_at=moment.now())
        for number, words in enumerate(groups)
    )
    import_answers(system(), [_answer(one) for one in demo_answers(MONTREAL)])


def _answer(one) -> NewAnswer:
    values = answer_values(one, moment.now())
    kept = ("texts", "keywords", "services", "audience")
    content = {name: values[name] for name in kept}
    content["texts"] = {"": content["texts"][""]}
    return NewAnswer(key=one["key"], content=content)
