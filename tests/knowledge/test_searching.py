"""The search of the bank: who finds what, what it learns, what it forgets."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.knowledge.actions import (
    embed_bank,
    forget_choice,
    remember_choice,
    remember_miss,
    remove_synonyms,
    save_draft,
    save_synonyms,
    withdraw,
)
from guichet.knowledge.models import AnswerVectors, Choice, Synonyms
from guichet.knowledge.queries import all_synonyms, learnt_choices, search_answers
from tests.knowledge.bank import author, published, reader, texts


def other(title_fr: str, say_fr: str, title_en: str, say_en: str) -> dict:
    return texts(
        fr_title=title_fr,
        fr_say=say_fr,
        fr_read="",
        fr_staff="",
        en_title=title_en,
        en_say=say_en,
        en_read="",
        en_staff="",
    )


@pytest.fixture
def bank(city, settings):
    settings.SEARCH_MEANING = False
    published("collecte-ordures")
    published(
        "neige",
        texts=other(
            "Déneigement des rues",
            "La charrue passe après 5 cm de neige. L’eau gelée attend.",
            "Snow removal",
            "The plough comes after 5 cm of snow.",
        ),
    )
    published(
        "permis-chien",
        texts=other(
            "Enregistrer un chien", "Le permis coûte 30 $.", "Register a dog", "The licence costs $30."
        ),
    )


def keys(words, actor=None, language="fr", **more):
    return [found.key for found in search_answers(actor or visitor(), words, language=language, **more)]


def test_search_takes_accents_elisions_plurals_and_slips(bank):
    assert keys("deneigement")[0] == "neige"
    assert keys("l'enregistrement d’un chien")[0] == "permis-chien"
    assert keys("ordurse menageres")[0] == "collecte-ordures"
    assert keys("chien")[0] == keys("CHIENS")[0] == "permis-chien"


def test_an_english_question_is_answered_in_the_readers_language(bank):
    found = search_answers(visitor(), "snow plough", language="fr")
    assert (found[0].key, found[0].title, found[0].language) == ("neige", "Déneigement des rues", "fr")
    assert search_answers(visitor(), "déneigement", language="en")[0].title == "Snow removal"


def test_search_says_why_and_marks_the_words(bank):
    found = search_answers(visitor(), "deneigment charrue", language="fr")[0]
    assert ("charrue", True) in found.excerpt
    assert any("déneigement" in why or "deneigement" in why for why in found.why)
    assert 0 < found.score <= 1


@pytest.mark.parametrize(
    "words",
    ["", "   ", "?", "a", "z" * 5_000, "le la les", "'; DROP TABLE x; --", "<b>zz</b>", "Привет мир", "%_\\"],
)
def test_search_of_nothing_finds_nothing_and_does_not_break(bank, words):
    assert keys(words) == []


def test_search_reads_a_pasted_mail(bank):
    assert keys("Bonjour, " * 300 + "mon chien " + "merci beaucoup " * 300, limit=3)[:1] in (
        [],
        ["permis-chien"],
    )
    assert (
        keys("Bonjour,\n\nje voudrais enregistrer mon chien.\n\nMerci, Jean <jean@x.example>")[0]
        == "permis-chien"
    )


def test_residents_never_find_the_staffs_words_or_answers(bank):
    published(
        "interne",
        texts=other("Code du cadenas", "Le cadenas est rouge.", "Lock", "The lock."),
        audience="staff",
    )
    assert keys("cadenas") == []
    assert keys("cadenas", reader()) == ["interne"]
    assert keys("21 h la veille bac") == []
    assert keys("bac veille", reader()) == ["collecte-ordures"]


def test_withdrawn_expired_and_future_answers_are_not_found(bank):
    withdraw(system(), "neige", "fini")
    assert keys("déneigement") == []
    published(
        "vieux", texts=other("Sapins de Noël", "Mettez-les dehors.", "", ""), valid_until=dt.date(2020, 1, 7)
    )
    assert keys("sapins") == []


def test_an_answer_rewritten_is_found_by_its_new_words_once_published(bank):
    published("neige", texts=other("Tempête", "Restez chez vous.", "Storm", "Stay home."))
    assert keys("tempête") == ["neige"]
    save_draft(system(), "neige", {"texts": other("Verglas", "Attention.", "Ice", "Careful.")})
    assert keys("verglas") == []


def test_districts_have_their_own_words(bank):
    mine = texts()
    mine["nord"] = {"fr": {"say": "Sortez vos ordures avant 8 h au quai Bleu."}}
    published("collecte-ordures", texts=mine)
    found = search_answers(visitor(), "ordures quai bleu", language="fr", district="nord")[0]
    assert (found.key, found.district) == ("collecte-ordures", "nord")
    assert "8 h" in found.say
    assert search_answers(visitor(), "ordures", language="fr", district="sud")[0].district is None
    assert keys("quai bleu") == []


def test_words_of_the_place_lead_to_the_answer_until_they_are_removed(bank):
    assert keys("vidanges") == []
    entry = save_synonyms(author(), ["vidanges", "ordures"])
    found = search_answers(visitor(), "vidanges", language="fr")
    assert found[0].key == "collecte-ordures"
    assert any("vidanges" in why for why in found[0].why)
    remove_synonyms(author(), entry.pk)
    assert keys("vidanges") == []


def test_words_of_one_city_are_never_those_of_another(bank, other_city):
    save_synonyms(author(), ["vidanges", "ordures"])
    assert keys("vidanges") == ["collecte-ordures"]
    with tenant_context(other_city):
        published("ordures-ailleurs")
        assert keys("ordures") == ["ordures-ailleurs"]
        assert keys("vidanges") == []
        save_synonyms(author(), ["pochettes", "ordures"])
        assert keys("pochettes") == ["ordures-ailleurs"]
        assert all_synonyms(reader())[0].words == ("pochettes", "ordures")
    assert keys("pochettes") == []
    assert keys("vidanges") == ["collecte-ordures"]


def test_why_says_words_as_they_were_typed_and_calls_no_ending_a_slip(bank):
    (found,) = search_answers(reader(), "sorties des ordures chez Éloïse", language="fr", limit=1)
    assert found.why[0].endswith("ordures")
    assert not any("read as" in why or "chez" in why.casefold() for why in found.why)
    (typo,) = search_answers(reader(), "déneigemant", language="fr", limit=1)
    assert "“déneigemant” read as “deneigement”" in typo.why


def test_words_of_the_place_are_checked(bank):
    with pytest.raises(Invalid):
        save_synonyms(author(), ["ordures", "ORDURES "])
    with pytest.raises(Invalid):
        save_synonyms(author(), ["le", "ordures"])
    with pytest.raises(Denied):
        save_synonyms(reader(), ["vidanges", "ordures"])
    with pytest.raises(NotFound):
        save_synonyms(author(), ["vidanges", "ordures"], pk=9_999)
    assert not Synonyms.objects.exists()
    entry = save_synonyms(author(), ["vidanges", "ordures"])
    save_synonyms(author(), ["vidanges", "ordures", "déchets"], pk=entry.pk, seen_version=1)
    with pytest.raises(Conflict):
        save_synonyms(author(), ["vidanges", "sacs"], pk=entry.pk, seen_version=1)


def test_a_search_in_vain_followed_by_a_choice_proposes_words(bank):
    agent = reader()
    remember_miss(agent, "vidanges", trail="c1")
    remember_choice(agent, "ordures", "collecte-ordures", trail="c1")
    (proposed,) = all_synonyms(agent, state="proposed")
    assert set(proposed.words) == {"vidanges", "ordures"}
    assert keys("vidanges") == []
    save_synonyms(author(), proposed.words, pk=proposed.pk)
    assert keys("vidanges") == ["collecte-ordures"]


def test_choices_lift_an_answer_within_bounds_and_can_be_taken_back(bank):
    agent = reader()
    published(
        "chien-perdu", texts=other("Chien perdu", "Appelez la fourrière.", "Lost dog", "Call the pound.")
    )
    first, second = keys("chien")[:2]
    for _each in range(40):
        remember_choice(agent, "un chien", second)
    found = search_answers(visitor(), "chien", language="fr")
    assert found[0].key == second
    assert any("choi" in why.casefold() or "chos" in why.casefold() for why in found[0].why)
    assert keys("déneigement")[0] == "neige"
    (row,) = learnt_choices(agent, "fr")
    assert row.times == 40
    forget_choice(author(), row.pk)
    assert keys("chien")[0] == first


def test_visitors_teach_nothing(bank):
    with pytest.raises(Denied):
        remember_choice(visitor(), "chien", "neige")
    with pytest.raises(Denied):
        embed_bank(visitor())
    remember_choice(reader(), "chien", "nowhere")
    remember_choice(reader(), "le la", "neige")
    assert not Choice.objects.exists()


def test_search_asks_three_queries_whatever_the_number(bank, django_assert_num_queries):
    keys("chien")
    for number in range(8):
        published(f"chien-{number}", texts=other(f"Chien numéro {number}", "Oui.", "Dog", "Yes."))
    keys("chien")
    with django_assert_num_queries(3):
        assert len(keys("chien")) == 5


def test_meanings_are_worked_out_once_and_find_what_words_do_not(bank, settings):
    settings.SEARCH_MEANING = True
    assert embed_bank(system()) == 3
    assert embed_bank(system()) == 0
    assert AnswerVectors.objects.count() == 3
    assert keys("jeter mes déchets")[0] == "collecte-ordures"
    withdraw(system(), "neige", "fini")
    published("collecte-ordures", texts=texts(fr_say="Sortez tout avant 8 h."))
    assert embed_bank(system()) == 1
    assert AnswerVectors.objects.count() == 2
