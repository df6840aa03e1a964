"""Forms as a whole: pages, groups, periods, areas and files; what is missing, and what a move to another version keeps."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.catalogue.actions import (
    discard_form,
    drop_expired_drafts,
    open_with_code,
    publish_form,
    publish_reviewed,
    return_form,
    save_draft,
    save_form,
    send_draft,
    send_draft_code,
    share_draft,
    start_draft,
    submit_form,
)
from guichet.catalogue.forms import (
    FORMER,
    answers_by_code,
    kept_answers,
    missing,
    move_answers,
    moved_answers,
    read_answers,
    read_form,
    shown_pages,
    write_pages,
    write_questions,
)
from guichet.catalogue.queries import draft_for, form_of, service_with_code
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from tests.cases.scene import agent, refuses
from tests.catalogue.questions import choice, question
from tests.factories import make_service, make_team

VEHICLES = question(
    "vehicles",
    "group",
    least=1,
    most=3,
    questions=[
        question("plate", required=True),
        choice("size", "small", "large"),
        question("crane", "yes_no", shown_if='row.size == "large" && answers.who != ""'),
    ],
)
ASKED = [
    question("who", required=True),
    VEHICLES,
    question("when", "period", hours=True, most=30, required=True),
    question("where", "area"),
    question("plan", "file", accepts=["pdf"], most=2, required_if="answers.when.days > 7"),
    question("long", "long_text", shown_if="answers.vehicles.exists(v, v.size == 'large')"),
]
PAGES = [
    {"code": "you", "title": {"fr": "Vous"}, "questions": ["who"]},
    {"code": "work", "title": {"fr": "Travaux"}, "questions": ["when", "where", "vehicles"]},
    {"code": "proof", "title": {"fr": "Pièces"}, "questions": ["plan", "long"]},
]
GOOD = {
    "who": "Ana",
    "when": {"starts": "2026-05-01", "ends": "2026-05-12", "starts_at": "08:00", "ends_at": ""},
    "where": {"geometry": "", "address": "4500 rue Drolet", "length_m": "12,0", "width_m": "2,5"},
    "vehicles": [{"plate": "ABC 123", "size": "large", "crane": "yes"}, {"plate": "", "size": ""}],
    "plan": [{"key": "k1", "name": "plan.pdf", "type": "application/pdf"}],
}


@pytest.fixture
def form():
    return read_form(ASKED, PAGES)


def faults(form, **changes):
    with pytest.raises(Invalid) as caught:
        read_answers(form, GOOD | changes)
    return caught.value.fields


def test_form_is_read_and_written_back(form):
    assert read_form(write_questions(form.questions), write_pages(form)) == form
    assert [question.code for question in form.questions] == [
        "who",
        "when",
        "where",
        "vehicles",
        "plan",
        "long",
    ]


def test_answers_of_each_kind_are_kept(form):
    answers = read_answers(form, GOOD | {"stranger": "x", "long": "hidden no more"})
    assert (answers["when"]["starts_at"], answers["when"]["ends"]) == ("08:00", "2026-05-12")
    assert answers["where"]["length_m"] == "12"
    assert answers["vehicles"] == [{"plate": "ABC 123", "size": "large", "crane": True}]
    assert answers["long"] == "hidden no more"
    assert "stranger" not in answers
    assert missing(form, answers) == []
    assert read_answers(form, answers) == answers


def test_answers_are_said_in_both_languages(form):
    said = {item["code"]: item["display"] for item in kept_answers(form, read_answers(form, GOOD))}
    assert said["when"]["fr"] == "du vendredi 1er\u00a0mai 2026 au mardi 12\u00a0mai 2026, 8\u00a0h"
    assert said["where"]["fr"] == "4500 rue Drolet, 12\u00a0m × 2,5\u00a0m"
    assert said["vehicles"]["en"] == "Question plate: ABC 123, Question size: large, Question crane: Yes"
    assert said["plan"]["fr"] == "plan.pdf"


@pytest.mark.parametrize(
    ("code", "given", "fault_at"),
    [
        ("when", {"starts": "2026-05-12", "ends": "2026-05-01"}, "when"),
        ("when", {"starts": "2026-05-12", "ends": ""}, "when"),
        ("when", {"starts": "2026-05-12", "ends": "2026-06-31"}, "when"),
        ("when", {"starts": "2026-01-01", "ends": "2027-02-04"}, "when"),
        (
            "when",
            {"starts": "2026-05-12", "ends": "2026-05-12", "starts_at": "10:00", "ends_at": "09:00"},
            "when",
        ),
        ("when", "tomorrow", "when"),
        ("where", {"address": "4500 rue Drolet", "length_m": "12", "width_m": ""}, "where"),
        ("where", {"address": "", "length_m": "12", "width_m": "2"}, "where"),
        ("where", {"address": "x", "length_m": "-1", "width_m": "2"}, "where"),
        ("where", {"geometry": "{"}, "where"),
        ("where", {"geometry": {"type": "Polygon", "coordinates": [[["x", 1]]]}}, "where"),
        ("where", {"geometry": {"type": "Polygon", "coordinates": [[[200, 1], [1, 1], [2, 2]]]}}, "where"),
        ("where", {"geometry": {"type": "Banana", "coordinates": []}}, "where"),
        ("plan", [{"key": "k", "name": "a.png", "type": "image/png"}], "plan"),
        ("plan", [{"key": key, "name": key, "type": ""} for key in "abc"], "plan"),
        ("vehicles", [{"plate": str(number)} for number in range(4)], "vehicles"),
        ("vehicles", [{"plate": "A"}, {"plate": "B", "size": "huge"}], "vehicles.1.size"),
        ("vehicles", "A", "vehicles"),
    ],
)
def test_answer_that_cannot_be_used_is_a_fault_at_its_place(form, code, given, fault_at):
    assert set(faults(form, **{code: given})) == {fault_at}


def test_judge_refuses_what_can_be_read(form):
    with pytest.raises(Invalid) as caught:
        read_answers(form, GOOD, judge=lambda asked, _value: "too long" if asked.code == "when" else "")
    assert caught.value.fields == {"when": "too long"}


def test_missing_says_where(form):
    lacking = {each.code: each.page for each in missing(form, {"vehicles": [{"size": "small"}]})}
    assert lacking == {"who": "you", "when": "work", "vehicles.0.plate": "work"}
    assert [each.code for each in missing(form, read_answers(form, GOOD | {"plan": []}))] == ["plan"]
    assert "vehicles" in {each.code for each in missing(form, {})}


def test_hidden_answers_within_a_row_are_dropped(form):
    small = [{"plate": "A", "size": "small", "crane": "yes"}]
    assert read_answers(form, GOOD | {"vehicles": small})["vehicles"] == [{"plate": "A", "size": "small"}]


def test_pages_without_anything_to_ask_are_left_out():
    asked = [question("go", "yes_no"), question("more", shown_if="answers.go")]
    pages = [{"code": code, "title": {"fr": code}, "questions": [code]} for code in ("go", "more")]
    form = read_form(asked, pages)
    assert [page.code for page in shown_pages(form, {})] == ["go"]
    assert [page.code for page in shown_pages(form, {"go": True})] == ["go", "more"]


@pytest.mark.parametrize(
    ("asked", "pages"),
    [
        ([question("a"), question("b")], [{"code": "p", "title": {"fr": "P"}, "questions": ["a"]}]),
        ([question("a")], [{"code": "p", "title": {"fr": "P"}, "questions": ["a", "gone"]}]),
        ([question("a")], [{"code": "p", "title": {}, "questions": ["a"]}]),
        ([question("a", shown_if="answers.b == 'x'"), question("b", shown_if="answers.a == 'x'")], None),
        ([question("a", shown_if="row.b == 'x'")], None),
        ([question("g", "group", questions=[question("h", "group", questions=[question("i")])])], None),
        ([question("g", "group")], None),
        ([question("g", "group", questions=[question("i")], least=4, most=2)], None),
        ([question("g", "group", questions=[question("i", shown_if="row.gone == 'x'")])], None),
        ([question("g", "group", questions=[question(f"q{n}") for n in range(60)])], None),
        ([question("f", "file", accepts=["exe"])], None),
        ([question("f", "file", largest=900)], None),
    ],
)
def test_form_that_cannot_be_asked_is_refused(asked, pages):
    with pytest.raises(Invalid):
        read_form(asked, pages)


def test_move_tells_what_is_kept_lost_and_newly_asked(form):
    later = read_form(
        [
            question("who", required=True),
            question("when", "period", most=5),
            VEHICLES | {"questions": [question("plate"), question("owner", required=True)]},
            question("phone", "phone", required=True),
        ]
    )
    moved = move_answers(form, later, read_answers(form, GOOD))
    assert moved.kept == {"who": "Ana", "vehicles": [{"plate": "ABC 123"}]}
    assert [lost.code for lost in moved.lost] == ["when", "where", "vehicles", "plan"]
    assert [each.code for each in moved.newly_asked] == ["vehicles.0.owner", "phone"]
    assert move_answers(form, form, GOOD).lost == ()
    given = [
        *kept_answers(form, read_answers(form, GOOD)),
        {"code": "beside"},
        {"code": f"{FORMER}old", "value": 1},
    ]
    after = moved_answers(later, given, moved)
    former = [f"{FORMER}{code}" for code in ("vehicles", "when", "where", "plan", "old")]
    assert [each["code"] for each in after][:3] == ["who", "vehicles", "beside"]
    assert sorted(each["code"] for each in after[3:]) == sorted(former)
    assert answers_by_code(after) == moved.kept | {"beside": None}


@pytest.fixture
def writers(city):
    make_service("hole")
    return [agent(make_team(), grants=["config.catalogue"]) for _each in range(2)]


def test_form_is_published_by_someone_who_did_not_write_it(writers):
    first, second = writers
    save_form(first, "hole", [question("q"), {"code": "", "kind": "text"}])
    with refuses(Invalid):
        submit_form(first, "hole")
    save_form(first, "hole", [question("q")], seen_edition=1)
    with refuses(Conflict):
        save_form(second, "hole", [], seen_edition=1)
    with refuses(Conflict):
        publish_reviewed(second, "hole")
    submit_form(first, "hole")
    with refuses(Denied):
        publish_reviewed(first, "hole")
    assert form_of(service_with_code("hole")).version is None
    version = publish_reviewed(second, "hole")
    assert (version.state, version.written_by_id, version.published_by_id) == (
        "published",
        first.id,
        second.id,
    )
    assert form_of(service_with_code("hole")).questions[0].code == "q"
    save_form(second, "hole", [question("r")])
    submit_form(second, "hole")
    return_form(first, "hole", "why")
    discard_form(first, "hole")
    with refuses(NotFound):
        discard_form(first, "hole")


@pytest.fixture
def drafted(city):
    service = make_service("stage")
    publish_form(system(), "stage", ASKED, pages=PAGES)
    owner = start_draft(visitor(), service, email="ana@example.org")
    return owner, visitor(drafts=frozenset({owner.key}))


def test_draft_is_kept_shared_and_sent(drafted):
    owner, ana = drafted
    save_draft(ana, owner.key, {"who": "Ana", "when": {"starts": "2026-05-12"}, "gone": "x"}, page="work")
    other = share_draft(ana, owner.key, email="bob@example.org", pages=["proof"])
    bob = visitor(drafts=frozenset({other.key}))
    save_draft(bob, other.key, {"plan": GOOD["plan"]})
    with refuses(Denied):
        save_draft(bob, other.key, {"who": "Bob"})
    with refuses(Denied):
        share_draft(bob, other.key, email="eve@example.org")
    draft = draft_for(ana, owner.key).draft
    assert draft.answers == {"who": "Ana", "when": {"starts": "2026-05-12"}, "plan": GOOD["plan"]}
    assert draft.writers == {"who": owner.pk, "when": owner.pk, "plan": other.pk}
    with refuses(Invalid):
        send_draft(ana, owner.key, became="permit:1")
    save_draft(ana, owner.key, {"when": GOOD["when"], "vehicles": GOOD["vehicles"]})
    send_draft(ana, owner.key, became="permit:1")
    with refuses(NotFound):
        draft_for(ana, owner.key)


def test_draft_is_opened_by_a_code_only(drafted):
    owner, _ana = drafted
    with refuses(NotFound):
        draft_for(visitor(), owner.key)
    code = send_draft_code(visitor(), owner.key)
    assert (code.email, len(code.digits)) == ("ana@example.org", 6)
    wrong = "000000" if code.digits != "000000" else "111111"
    assert open_with_code(visitor(), owner.key, wrong) is None
    assert open_with_code(visitor(), owner.key, code.digits) == owner
    assert open_with_code(visitor(), owner.key, code.digits) is None


def test_draft_that_nobody_touched_expires(drafted):
    owner, ana = drafted
    with moment.as_if(moment.now() + dt.timedelta(days=61)):
        with refuses(NotFound):
            draft_for(ana, owner.key)
        assert drop_expired_drafts(system()) == 1
