"""The bank in the desk: reading, writing, two authors at once, lists."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guichet.knowledge.actions import publish, save_draft, submit, withdraw
from guichet.knowledge.models import Answer, AnswerTask, Elsewhere, Notice, Script
from tests.factories import make_answer, make_district, make_elsewhere, make_service, make_team
from tests.knowledge.bank import author, published

MOST_QUERIES = 15


def sent(**changes: object) -> dict:
    """Give what the editor's form sends."""
    given = {
        "trunk__fr__title": "Collecte des ordures",
        "trunk__fr__say": "Sortez-les avant 7 h.",
        "trunk__en__title": "Garbage",
        "trunk__en__say": "Before 7 a.m.",
        "audience": "residents",
        "do": "save",
    }
    return given | changes


@pytest.fixture
def writer(city, sign_in):
    return sign_in(
        grants=["bank.write", "bank.publish", "bank.notices", "case.open"], teams=[make_team("bacs")]
    )


def test_answer_is_written_read_again_published_and_read(writer, sign_in) -> None:
    make_district("verdun")
    answer = writer.post("/desk/bank/new/edit/", sent(do="submit"))
    assert answer["Location"] == "/desk/bank/collecte-des-ordures/edit/"  # no team yet: kept, not sent
    more = sent(do="add", new_place="verdun", keywords="vidanges, poubelles")
    page = writer.post("/desk/bank/collecte-des-ordures/edit/", more).content.decode()
    assert "verdun__fr__say" in page
    assert "vidanges, poubelles" in page
    given = sent(do="submit", seen="1", owner_team="bacs", place="verdun", verdun__fr__say="Avant 6 h.")
    given |= {"verdun__en__say": "Before 6 a.m.", "sources": "Règlement | https://ville.example/r"}
    assert writer.post("/desk/bank/collecte-des-ordures/edit/", given).status_code == 303
    refused = writer.post("/desk/bank/collecte-des-ordures/do/publish/", {"seen": "2"})
    assert refused.status_code == 422  # whoever wrote it does not publish it
    second = sign_in(grants=["bank.publish"])
    proof = second.get("/desk/bank/collecte-des-ordures/do/publish/").content.decode()
    assert "Sortez-les avant 7" in proof
    assert "Verdun" in proof or "verdun" in proof  # what differs there is shown to whoever reads it again
    assert second.post("/desk/bank/collecte-des-ordures/do/publish/", {"seen": "2"}).status_code == 303
    page = second.get("/desk/bank/collecte-des-ordures/?district=verdun&lang=en").content.decode()
    assert "Before 6 a.m." in page
    assert "https://ville.example/r" in page


def test_two_authors_lose_nothing(writer) -> None:
    make_district("verdun")
    answer = published("bacs", texts={"": {"fr": {"title": "Bacs", "say": "Avant 7 h.", "read": "Long."}}})
    save_draft(
        author(name="Ada"),
        answer.key,
        {
            "texts": {"": {"fr": {"title": "Les bacs", "say": "Avant 8 h.", "read": "Long."}}},
            "keywords": ["bac"],
        },
    )
    mine = {"trunk__fr__title": "Bacs", "trunk__fr__say": "Avant 9 h.", "trunk__fr__read": "Plus long."}
    given = {**mine, "audience": "residents", "seen": "1", "do": "save"}
    page = writer.post("/desk/bank/bacs/edit/", given)
    assert page.status_code == 409
    form = page.context["form"]
    assert form["trunk__fr__title"].value() == "Les bacs"  # only theirs changed
    assert form["trunk__fr__read"].value() == "Plus long."  # only mine changed
    assert form["trunk__fr__say"].value() == "Avant 9 h."  # both: mine stays,
    assert form.theirs == {"trunk__fr__say": "Avant 8 h."}  # theirs is shown
    assert form["keywords"].value() == "bac"
    again = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [], False)}
    assert writer.post("/desk/bank/bacs/edit/", {**again, "do": "save"}).status_code == 303
    newest = Answer.objects.get(key="bacs").newest
    assert newest is not None
    assert newest.texts[""]["fr"] == {"title": "Les bacs", "say": "Avant 9 h.", "read": "Plus long."}


def test_what_was_typed_wrong_stays_with_its_fault(writer) -> None:
    make_answer("bacs")
    bad = sent(
        seen="1",
        trunk__fr__say="x" * 701,
        trunk__fr__title="",
        sources="x | javascript:1",
        valid_from="2026-02-31",
    )
    page = writer.post("/desk/bank/bacs/edit/", bad)
    assert page.status_code == 422
    bad["valid_from"] = ""
    page = writer.post("/desk/bank/bacs/edit/", bad)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"trunk__fr__say", "trunk__fr__title", "sources"}
    assert "x" * 701 in page.content.decode()
    evil = "<script>alert(1)</script>'; DROP TABLE x; --"
    assert writer.post("/desk/bank/new/edit/", sent(trunk__fr__title=f"Bacs {evil}")).status_code == 303
    for words in (evil, "x", "мусор", "a" * 5_000, "jean@exemple.ca", "514 555-BACS"):
        found = writer.get("/desk/bank/", {"q": words})
        assert found.status_code == 200
        assert "<script>alert" not in found.content.decode()
    for path in ("bacs/?version=999", "bacs/history/?before=1&after=x", "bacs/do/explode/", "scripts/rien/"):
        assert writer.get(f"/desk/bank/{path}").status_code == 404


def test_withdrawn_while_it_is_read_aloud(writer) -> None:
    answer, other = published("bacs"), published("nouveaux-bacs")
    withdraw(author(), answer.key, "L’horaire a changé.", replaced_by=other.key)
    page = writer.get("/desk/bank/bacs/").content.decode()
    for words in ("L’horaire a changé.", "/desk/bank/nouveaux-bacs/", 'role="alert"', "Sortez vos ordures"):
        assert words in page
    remark = writer.post("/desk/bank/nouveaux-bacs/", {"kind": "old", "text": "C’est 8 h."})
    assert remark.status_code == 303
    assert AnswerTask.objects.get().answer == other


def test_notices_scripts_and_bodies_are_written_on_their_pages(writer) -> None:
    make_service("collecte")
    make_answer("bacs", title="Les bacs")
    given = {"title_fr": "Collecte reportée", "console_fr": "Jeudi.", "effect": "tell"}
    times = {"starts_at": "2026-11-22T08:00", "ends_at": "2126-11-22T08:00"}
    assert writer.post("/desk/bank/notices/new/", given | times).status_code == 422
    times["ends_at"] = "2026-11-23T08:00"
    assert writer.post("/desk/bank/notices/new/", given | times).status_code == 303
    key = Notice.objects.get().key
    assert writer.get(f"/desk/bank/notices/{key}/").status_code == 200
    assert (
        writer.post("/desk/bank/not-ours/new/", {"name_fr": "SAAQ", "does_fr": "Permis"}).status_code == 422
    )
    given = {
        "name_fr": "SAAQ",
        "does_fr": "Permis",
        "phone": "511",
        "words": "permis de conduire",
        "active": "on",
    }
    assert writer.post("/desk/bank/not-ours/new/", given).status_code == 303
    assert Elsewhere.objects.get().words == ["permis de conduire"]
    script = {
        "title_fr": "Bac", "active": "on", "shape": "2", "s0_code": "a", "s0_question_fr": "Au bord ?",
        "s0_c0_label_fr": "Oui", "s0_c0_to": "answer:", "s0_c0_name": "les bacs",
        "s0_c1_label_fr": "Non", "s0_c1_to": "step:b",
    }  # fmt: skip
    page = writer.post("/desk/bank/scripts/new/edit/", script | {"do": "save"})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"s0_c1_to"}
    wrong = script | {"s0_c0_name": "rien", "s0_c1_to": "answer:", "s0_c1_name": "bacs"}
    page = writer.post("/desk/bank/scripts/new/edit/", wrong | {"do": "save"})
    assert set(page.context["form"].errors) == {"s0_c0_name"}
    page = writer.post("/desk/bank/scripts/new/edit/", script | {"do": "add"}).context["form"]
    assert (page.sizes, page["s0_c1_to"].value()) == ([2, 2], "step:b")
    whole = script | {
        "shape": "2,1",
        "s1_code": "b",
        "s1_question_fr": "?",
        "s1_c0_label_fr": "x",
        "s1_c0_to": "service:collecte",
    }
    assert (
        writer.post("/desk/bank/scripts/new/edit/", whole | {"do": "save"})["Location"]
        == "/desk/bank/scripts/bac/"
    )
    assert "/desk/new/collecte/" in writer.get("/desk/bank/scripts/bac/?c=1&c=0").content.decode()
    assert "/desk/bank/bacs/" in writer.get("/desk/bank/scripts/bac/?c=0").content.decode()
    assert writer.get("/desk/bank/scripts/bac/?c=9&c=x&c=-1").status_code == 200
    Answer.objects.filter(key="bacs").update(live=None, state="withdrawn")
    assert writer.get("/desk/bank/scripts/bac/?c=0").status_code == 200  # says that it leads nowhere any more
    assert Script.objects.get().version == 1


def test_lists_ask_as_little_for_many_as_for_one(writer) -> None:
    for number in range(12):
        make_answer(f"a{number}", team=make_team(), districts=["verdun"], services=["x"], see_also=["a1"])
        make_elsewhere()
    save_draft(author(), "a1", {"texts": {"": {"fr": {"title": "x", "say": "y"}}}})
    submit(author(), "a1")
    publish(author(), "a1")
    writer.get("/desk/bank/")
    counted = {}
    for path in (
        "",
        "review/?view=all",
        "gaps/",
        "remarks/",
        "findings/",
        "notices/",
        "scripts/",
        "not-ours/",
        "a1/",
        "a1/history/",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert writer.get(f"/desk/bank/{path}").status_code == 200
        counted[path] = len(asked)
    assert max(counted.values()) <= MOST_QUERIES, counted
