"""What does not fit in an answer."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system
from guichet.kernel.errors import Invalid
from guichet.knowledge.actions import accept_finding, check_bank, publish, save_draft, submit, withdraw
from guichet.knowledge.checking import Known, check_version
from guichet.knowledge.contradictions import Told, contradictions
from guichet.knowledge.facts import facts_in
from guichet.knowledge.models import AnswerVersion, Finding
from guichet.knowledge.queries import findings
from guichet.tenancy.models import City
from tests.knowledge.bank import author, published, texts


@pytest.mark.parametrize(
    ("french", "english", "kind", "value"),
    [
        ("12,50 $", "$12.50", "amount", "12.5"),
        ("1 250 $", "$1,250", "amount", "1250"),
        ("14 euros", "€14", "amount", "14"),
        ("à 16 h 30", "at 4:30 p.m.", "time", "16:30"),
        ("avant 7 h", "before 7 a.m.", "time", "07:00"),
        ("à midi", "at noon", "time", "12:00"),
        ("le 1er décembre", "on December 1st", "date", "12-01"),
        ("le 15 avril 2027", "April 15, 2027", "date", "04-15"),
        ("2,5 %", "2.5%", "percent", "2.5"),
        ("au 514 555-0123", "at 514-555-0123", "phone", "5145550123"),
        ("dans les 10 jours", "within 10 days", "length", "10 day"),
        ("à 3 mètres", "3 meters away", "length", "3 m"),
        ("quatre-vingt-dix jours", "ninety days", "length", "90 day"),
        ("dans les cinq jours ouvrables", "within five working days", "length", "5 day"),
        ("jusqu’à 19 heures", "until 7 p.m.", "time", "19:00"),
        ("dans les 48 heures", "a 48-hour delay", "length", "48 hour"),
    ],
)
def test_facts_are_the_same_in_both_languages(french: str, english: str, kind: str, value: str) -> None:
    assert facts_in(french) == {kind: {value}} == facts_in(english)


def test_one_thing_is_read_once() -> None:
    assert facts_in("Appelez le 514 555-0123 avant 16 h : 5 $ par an.") == {
        "phone": {"5145550123"},
        "time": {"16:00"},
        "amount": {"5"},
    }
    assert facts_in("Rien à signaler au 311, article 12.1, un jour férié") == {}
    assert facts_in("Cinq à dix minutes, de 7 heures à 21 heures") == {
        "length": {"5 minute", "10 minute"},
        "time": {"07:00", "21:00"},
    }


def test_languages_districts_and_links_are_compared() -> None:
    version = AnswerVersion(
        texts=texts(en_say="Put it out before 8 a.m.")
        | {"verdun": {"fr": {"say": "Avant 6 h, 20 $."}, "en": {"say": "Before 6 a.m., $20."}}},
        forms=["bacs", "closed"],
        see_also=["autre"],
        sources=[
            {"label": "Loi", "url": "https://lois.example/x"},
            {"label": "Y", "url": "https://gone.example"},
        ],
    )
    version.texts[""]["fr"]["read"] += " [Ici](/services/parti/) [là](http://) [mail](mailto:a@b.example)"

    class Client:
        def is_there(self, url: str) -> bool | None:
            return "gone" not in url

    found = [(one.kind, one.detail) for one in check_version(version, Known(["bacs"], []), Client())]
    assert found[0] == ("languages", {"fact": "time", "district": "", "fr": [], "en": ["08:00"]})
    districts = [detail for kind, detail in found if kind == "districts"]
    assert {(one["language"], one["fact"]) for one in districts} == {("fr", "time"), ("en", "time")}
    links = {(detail["to"], detail["why"]) for kind, detail in found if kind == "link"}
    assert links == {
        ("closed", "gone"), ("autre", "gone"), ("/services/parti/", "gone"), ("http://", "format"),
        ("https://gone.example", "dead"),
    }  # fmt: skip


OTHER = "Le bac doit être sorti avant {} le matin de la collecte."


def _told(key: str, services: str, **parts: str) -> Told:
    return Told(key, {"": {"fr": {"title": key, **parts}}}, frozenset(services.split()))


def test_answers_are_compared_where_they_speak_of_the_same_thing() -> None:
    days = _told("jours", "ordures", say="Sortez vos bacs la veille après 19 h, ou le matin avant 7 h.")
    fees = _told("permis", "chien", read="| Chien | 30 $ |\n|---|---|\n| Chat | 12 $ |")
    power = _told("panne", "", say="La panne se signale à Hydro-Québec, au 1 800 555-0199.")
    wire = _told("fil", "arbre", read="Un fil touché : Hydro-Québec, **1 800 555-0123**.")
    late = _told("oubli", "ordures recyclage", staff=OTHER.format("8 h"))
    found = [
        (one.first, one.second, one.kind, one.values)
        for one in contradictions([days, fees, power, wire, late])
    ]
    assert sorted(found) == [
        ("fil", "panne", "phone", (["8005550123"], ["8005550199"])),
        ("jours", "oubli", "time", (["07:00", "19:00"], ["08:00"])),
    ]
    agreed = _told("oubli", "ordures", staff=OTHER.format("7 h"))  # in part: a detail
    other = _told("chats", "chien", say="Un chat coûte 15 $ par semaine en pension.")
    assert contradictions([days, agreed, fees, other]) == []


def test_what_answers_say_apart_is_accepted_with_a_reason_or_goes_when_corrected(city: City) -> None:
    apart = {"": {"fr": {"title": "Collecte oubliée", "say": "Sortez vos ordures avant 8 h.", "read": "x"}}}
    published("oubli", texts=apart)
    published("ordures")
    assert check_bank(system()) == 1
    row = findings(author(), language="fr", key="ordures")[0]
    assert (row.key, row.other) == ("ordures", "oubli")
    assert (row.detail["here"], row.detail["there"]) == (["07:00"], ["08:00"])
    with pytest.raises(Invalid):
        accept_finding(author(), row.pk, " ")
    accept_finding(author(name="Ana"), row.pk, "Deux camions")
    assert check_bank(system()) == 0
    kept = findings(author(), language="fr", accepted=True)
    assert [(one.accepted_by, one.why) for one in kept] == [("Ana", "Deux camions")]
    withdraw(author(), "ordures", "Fausse")
    assert not Finding.objects.exists()


def test_nightly_look_remembers_what_was_accepted(city: City) -> None:
    answer = published(texts=texts(en_say="Put it out before 8 a.m."))
    assert check_bank(system()) == 1
    accept_finding(author(), Finding.objects.get().pk)
    assert check_bank(system()) == 0
    assert Finding.objects.count() == 1
    save_draft(system(), answer.key, {"texts": texts(en_say="Put it out before 9 a.m.")})
    submit(system(), answer.key)
    publish(system(), answer.key)
    assert check_bank(system()) == 1
    assert Finding.objects.get().accepted_at is None
