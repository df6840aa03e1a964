"""From a draft to what the city says, and back."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.knowledge.actions import publish, restore, return_draft, save_draft, submit, withdraw
from guichet.knowledge.differences import differences
from guichet.knowledge.models import Answer, AnswerVersion
from guichet.knowledge.queries import answer_shown
from guichet.tenancy.models import City
from tests.factories import make_team
from tests.knowledge.bank import author, published, reader, texts


def test_two_people_are_needed_to_publish(city: City) -> None:
    writer, second, team = author(), author(name="Paule Second"), make_team()
    answer = save_draft(writer, "", {"texts": texts()})
    assert answer.key == "collecte-des-ordures"
    with pytest.raises(Invalid) as fault:
        submit(writer, answer.key)  # nobody owns it
    assert set(fault.value.fields) == {"owner_team"}
    save_draft(writer, answer.key, {"owner_team": team.code})
    with pytest.raises(Invalid):
        submit(writer, answer.key, reader=writer.id)
    submit(writer, answer.key, reader=second.id)
    with pytest.raises(Denied):
        publish(writer, answer.key)
    with pytest.raises(Denied):
        publish(reader(), answer.key)
    with pytest.raises(NotFound):
        answer_shown(visitor(), answer.key, language="fr")
    return_draft(second, answer.key, "Il manque l’heure.")
    assert Answer.objects.get().returned_why == "Il manque l’heure."
    submit(writer, answer.key)
    done = publish(second, answer.key, seen_number=1)
    assert (done.state, done.reviewed_by, done.review_on) == (
        "published",
        "Paule Second",
        moment.today() + dt.timedelta(days=365),
    )
    shown = answer_shown(visitor("en"), answer.key, language="en")
    assert (shown.title, shown.staff_html, shown.owner_team) == ("Garbage collection", "", None)
    assert "<strong>before 7 a.m.</strong>" in shown.read_html


def test_what_is_published_is_said_until_the_next_version_is(city: City) -> None:
    answer, writer = published(), author()
    save_draft(writer, answer.key, {"texts": texts(fr_say="Sortez vos ordures avant 8 h.")})
    assert answer_shown(visitor(), answer.key, language="fr").say == "Sortez vos ordures avant 7 h."
    shown = answer_shown(writer, answer.key, language="fr")
    assert (shown.newer, shown.state, shown.status) == (True, "draft", "live")
    submit(writer, answer.key)
    publish(author(), answer.key)
    now = answer_shown(visitor("en"), answer.key, language="en")
    assert (now.older, now.missing_language) == (True, "")  # the English did not follow the French
    assert not answer_shown(visitor(), answer.key, language="fr").older
    save_draft(writer, answer.key, {"texts": texts(fr_say="Sortez vos ordures avant 8 h.")}, same=[""])
    submit(writer, answer.key)
    publish(author(), answer.key)
    assert not answer_shown(visitor("en"), answer.key, language="en").older
    assert not Answer.objects.get().languages_apart


def test_second_author_is_told_what_changed(city: City) -> None:
    answer, first, second = published(), author(name="Ada"), author()
    save_draft(first, answer.key, {"texts": texts(fr_say="Avant 8 h.")}, seen_number=1)
    with pytest.raises(Conflict) as refused:
        save_draft(second, answer.key, {"texts": texts(fr_say="Avant 9 h.")}, seen_number=1)
    assert refused.value.changes[0] == "Saved by Ada."
    assert "is now “Avant 8 h.”" in refused.value.changes[1]
    submit(first, answer.key)
    with pytest.raises(Conflict):
        publish(second, answer.key, seen_number=1)


def test_versions_are_compared_and_restored(city: City) -> None:
    answer, writer = published(), author()
    new = texts(fr_say="Sortez vos ordures avant 8 h.")
    save_draft(writer, answer.key, {"texts": new, "keywords": ["vidanges"]})
    one, two = AnswerVersion.objects.order_by("number")
    say, words = differences(one, two)
    assert ("gone", "7") in say.pieces
    assert ("new", "8") in say.pieces
    assert words.sentence == "Local words: nothing, now vidanges."
    restored = restore(writer, answer.key, 1)
    assert restored.newest is not None
    assert (restored.newest.number, restored.newest.texts, restored.state) == (3, one.texts, "draft")
    before = Answer.objects.get().version
    save_draft(writer, answer.key, {"texts": one.texts})
    assert Answer.objects.get().version == before  # nothing changed, nothing is kept


def test_withdrawn_answer_still_gives_a_useful_page(city: City) -> None:
    answer, other = published(), published("collecte-nouvelle")
    with pytest.raises(Denied):
        withdraw(reader(), answer.key, "Faux")
    with pytest.raises(Invalid):
        withdraw(author(), answer.key, "Faux", replaced_by="rien")
    withdraw(author(), answer.key, "L’horaire a changé.", replaced_by=other.key)
    agent = answer_shown(reader(), answer.key, language="fr")
    assert (agent.status, agent.withdrawn_why, agent.replaced_by) == (
        "withdrawn",
        "L’horaire a changé.",
        (other.key, "Collecte des ordures"),
    )
    assert agent.say  # what was being read aloud is still there, and said to be wrong
    resident = answer_shown(visitor(), answer.key, language="fr")
    assert (resident.status, resident.say, resident.read_html) == ("withdrawn", "", "")
    assert resident.replaced_by == (other.key, "Collecte des ordures")


def test_residents_read_only_what_is_theirs_and_valid(city: City) -> None:
    today = moment.today()
    published("interne", audience="staff")
    published("passe", valid_until=today - dt.timedelta(days=1))
    published("futur", valid_from=today + dt.timedelta(days=1))
    with pytest.raises(NotFound):
        answer_shown(visitor(), "interne", language="fr")
    assert answer_shown(reader(), "interne", language="fr").staff_html
    for key, status in (("passe", "expired"), ("futur", "not_yet")):
        assert answer_shown(visitor(), key, language="fr").status == status
        assert not answer_shown(visitor(), key, language="fr").say
    with pytest.raises(Invalid) as fault:
        save_draft(system(), "passe", {"valid_from": today, "valid_until": today - dt.timedelta(days=3)})
    assert "valid_until" in fault.value.fields
