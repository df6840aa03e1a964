"""What waits: missing answers, remarks, reviews."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.knowledge.actions import (
    confirm_right,
    dismiss_gap,
    draft_from,
    give_feedback,
    import_answers,
    publish,
    reassign,
    report_unanswered,
    save_draft,
    settle_task,
    submit,
)
from guichet.knowledge.content import NewAnswer
from guichet.knowledge.models import Answer, AnswerTask, Gap
from guichet.knowledge.queries import answer_rows, answer_tasks, bank_counts, gaps
from guichet.knowledge.stems import stems_of, without_personal
from guichet.ledger.models import Entry
from guichet.tenancy.models import City
from tests.factories import make_answer, make_team
from tests.knowledge.bank import author, published, reader, texts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("écrire à jean.roy@exemple.ca svp", "écrire à … svp"),
        ("mon tel 514 555-0123 merci", "mon tel … merci"),
        ("dossier 26041873 au H2X 1Y4", "dossier … au …"),
        ("voir https://x.example/moi?id=4 et 12 bacs", "voir … et 12 bacs"),
        ("bac volé chez Colette Pelletier rue Jean Talon", "bac volé chez … rue Jean Talon"),
        ("je m’appelle colette pelletier, mon bac", "je m’appelle …, mon bac"),
        ("parler à monsieur tremblay ou à madame la mairesse", "parler à monsieur … ou à madame la mairesse"),
        ("Quand Colette Pelletier viendra au Parc Jarry", "Quand … viendra au Parc Jarry"),
    ],
)
def test_what_may_point_at_someone_is_not_kept(typed: str, kept: str) -> None:
    assert without_personal(typed) == kept


def test_wordings_of_one_question_are_one_gap(city: City) -> None:
    agent = reader()
    for words in (
        "Borne de recharge électrique ?",
        "bornes de recharges electriques",
        "où sont les bornes de recharge électrique",
    ):
        report_unanswered(visitor(), words, source="search", language="fr")
    report_unanswered(agent, "piscine hors terre", source="contact", language="fr", subject="permis")
    for nothing in ("", "?", "de la", "a" * 0, "514 555-0123", "<b>", "12"):
        assert report_unanswered(visitor(), nothing, source="search", language="fr") is None
    found = gaps(agent)
    assert [(row.waiting, row.by_source) for row in found] == [(3, {"search": 3}), (1, {"contact": 1})]
    assert len(found[0].wordings) == 2
    with pytest.raises(Denied):
        report_unanswered(visitor(), "un secret", source="contact", language="fr")
    assert report_unanswered(visitor(), "х" * 5_000, source="search", language="fr") is None
    assert report_unanswered(visitor(), "мусор مرحبا", source="search", language="fr") is not None
    assert stems_of("Les bornes") == stems_of("une borne")


def test_gap_becomes_a_draft_in_one_click_and_comes_back_when_it_is_not_found(city: City) -> None:
    writer = author()
    gap = report_unanswered(writer, "composteur gratuit", source="expert", language="fr")
    assert gap is not None
    key = draft_from(writer, title=gap.title, body="Un par adresse. Réservez.", source="Asked", gap=gap.pk)
    assert key == "composteur-gratuit"
    assert (
        draft_from(writer, title="x", body="", source="", gap=gap.pk) == key
    )  # a second click, a second person
    assert Answer.objects.count() == 1
    assert Answer.objects.get().newest.texts == {
        "": {
            "fr": {
                "title": "Composteur gratuit",
                "say": "Un par adresse. Réservez.",
                "read": "Un par adresse. Réservez.",
            }
        }
    }
    save_draft(writer, key, {"owner_team": make_team().code})
    submit(writer, key)
    publish(author(), key)
    assert gaps(writer) == []
    report_unanswered(visitor(), "composteur gratuit", source="search", language="fr")
    assert gaps(writer)[0].answer_key == key
    with pytest.raises(Invalid):
        dismiss_gap(writer, gap.pk, " ")
    dismiss_gap(writer, gap.pk, "Pas du ressort de la ville")
    with pytest.raises(Conflict):
        draft_from(writer, title="x", body="", source="", gap=gap.pk)
    with pytest.raises(Denied):
        dismiss_gap(reader(), gap.pk, "x")
    report_unanswered(visitor(), "composteur gratuit", source="search", language="fr")
    assert Gap.objects.get().state == "dismissed"


def test_remark_is_a_task_of_the_team_that_owns_the_answer(city: City) -> None:
    team = make_team()
    answer = make_answer(team=team)
    inside = make_answer(audience="staff")
    owner, colleague = author(teams=[team]), reader(name="Ines")
    for _twice in range(2):
        give_feedback(visitor(), answer.key, kind="old", text="Écrivez-moi à moi@exemple.ca, c’est 8 h")
    give_feedback(colleague, answer.key, kind="wrong", text="8 h, pas 7 h")
    with pytest.raises(Invalid):
        give_feedback(visitor(), answer.key, kind="spam")
    with pytest.raises(Denied):
        give_feedback(visitor(), inside.key, kind="old")
    with pytest.raises(NotFound):
        give_feedback(visitor(), "rien", kind="old")
    rows = answer_tasks(owner, language="fr")
    assert [(row.text, row.times, row.said_by) for row in rows] == [
        ("Écrivez-moi à …, c’est 8 h", 2, ""),
        ("8 h, pas 7 h", 1, "Ines"),
    ]
    assert bank_counts(owner).remarks == 2
    with pytest.raises(Denied):
        settle_task(colleague, rows[0].pk, done=True)
    with pytest.raises(Invalid):
        settle_task(owner, rows[0].pk, done=False)
    settle_task(owner, rows[0].pk, done=False, reply="C’est bien 7 h.")
    with pytest.raises(Conflict):
        settle_task(owner, rows[0].pk, done=True)
    assert AnswerTask.objects.get(pk=rows[0].pk).state == "refused"
    said = " ".join(str(entry.data) for entry in Entry.objects.all())
    assert "exemple" not in said
    assert "7 h" not in said


def test_many_answers_are_confirmed_or_given_at_once(city: City) -> None:
    past, writer = moment.today() - dt.timedelta(days=3), author()
    keys = [published(f"a{index}").key for index in range(3)]
    Answer.objects.update(review_on=past)
    save_draft(writer, "brouillon", {"texts": texts()})
    assert [row.key for row in answer_rows(writer, "due", language="fr")] == keys
    with pytest.raises(Invalid):
        confirm_right(writer, [])
    with pytest.raises(Denied):
        confirm_right(reader(), keys)
    assert confirm_right(writer, [*keys[:2], "brouillon"], months=6) == 2
    assert [row.key for row in answer_rows(writer, "due", language="fr")] == keys[2:]
    team = make_team("bacs")
    give_feedback(writer, keys[0], kind="old", text="x")
    assert reassign(writer, keys, team="bacs") == 3
    assert AnswerTask.objects.get().team == team
    first = answer_rows(writer, "all", language="fr", limit=2)
    rest = answer_rows(writer, "all", language="fr", after=first[-1].mark)
    assert len({row.key for row in [*first, *rest]}) == 4
    assert [row.key for row in answer_rows(writer, "drafts", language="fr", mine=True)] == ["brouillon"]
    assert answer_rows(writer, "all", language="fr", after="x_y") != []


def test_many_answers_come_in_with_few_statements(city: City, django_assert_max_num_queries: object) -> None:
    rows = [NewAnswer(f"k{index}", {"texts": texts()}) for index in range(60)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert import_answers(system(), rows) == 60
    assert import_answers(system(), rows[:3]) == 0
    with pytest.raises(Invalid):
        import_answers(system(), [NewAnswer("bad", {"texts": {}})])
