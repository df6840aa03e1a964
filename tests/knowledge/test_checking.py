"""What does not fit in an answer."""

from __future__ import annotations

import pytest

from guichet.kernel.actor import system
from guichet.knowledge.actions import accept_finding, check_bank, publish, save_draft, submit
from guichet.knowledge.checking import Known, check_version
from guichet.knowledge.facts import facts_in
from guichet.knowledge.models import AnswerVersion, Finding
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
    assert facts_in("Rien à signaler au 311, article 12.1") == {}


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
    assert {(one["language"], one["fact"]) for one in districts} == {
        ("fr", "amount"), ("fr", "time"), ("en", "amount"), ("en", "time"),
    }  # fmt: skip
    links = {(detail["to"], detail["why"]) for kind, detail in found if kind == "link"}
    assert links == {
        ("closed", "gone"), ("autre", "gone"), ("/services/parti/", "gone"), ("http://", "format"),
        ("https://gone.example", "dead"),
    }  # fmt: skip


def test_nightly_look_remembers_what_was_accepted(city: City) -> None:
    answer = published(texts=texts(en_say="Put it out before 8 a.m."))
    published("bonne")
    assert check_bank(system()) == 1
    accept_finding(author(), Finding.objects.get().pk)
    assert check_bank(system()) == 0
    assert Finding.objects.count() == 1
    save_draft(system(), answer.key, {"texts": texts(en_say="Put it out before 9 a.m.")})
    submit(system(), answer.key)
    publish(system(), answer.key)
    assert check_bank(system()) == 1
    assert Finding.objects.get().accepted_at is None
