"""A page of a form: what was typed is kept, groups grow and shrink, what is wrong is said beside its field."""

from __future__ import annotations

import pytest
from django.http import Http404, QueryDict
from django.test import RequestFactory

from guichet.catalogue.forms import read_form
from guichet.kernel.actor import visitor
from guichet.web.kit.runner import CHECK, LEAVE, Running, Wanted, lacking, run_page, told
from tests.catalogue.questions import choice, question
from tests.web.kit.rendering import render

FORM = read_form(
    [
        choice("kind", "small", "large", required=True),
        question("why", "long_text", shown_if='answers.kind == "large"', required=True),
        question(
            "cars",
            "group",
            least=1,
            most=2,
            questions=[question("plate", required=True), choice("size", "s", "l"), question("crane", shown_if='row.size == "l"')],
        ),
        question("when", "period", required=True, hours=True),
        question("where", "area", required=True),
        question("plan", "file"),
    ],
    [
        {"code": "what", "title": {"fr": "Quoi", "en": "What"}, "questions": ["kind", "why"]},
        {"code": "cars", "title": {"fr": "Véhicules", "en": "Cars"}, "questions": ["cars"]},
        {"code": "time", "title": {"fr": "Quand", "en": "When"}, "questions": ["when", "where", "plan"]},
    ],
)  # fmt: skip


def running(**more):
    return Running(visitor(), Wanted(lambda code: f"/f/{code}/", **more))


def send(page, answers=(), *, asked=(), **typed):
    data = QueryDict(mutable=True)
    data.setlist("asked", list(asked))
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    request = RequestFactory().post("/f/", data.urlencode(), content_type="application/x-www-form-urlencoded")
    return run_page(request, FORM, dict(answers), page, running())


def show(page, answers=(), **more):
    return run_page(RequestFactory().get("/f/"), FORM, dict(answers), page, running(**more)).shown


def test_next_leads_on_and_keeps_what_was_typed():
    ran = send("what", asked=["kind"], q_kind="small")
    assert (ran.go, ran.given) == ("cars", {"kind": "small"})
    assert send("what", asked=["kind"], q_kind="", do="leave").go == LEAVE
    assert send("what", asked=["kind"], q_kind="", do="later").go == "cars"


def test_next_refuses_what_is_missing_beside_its_field():
    ran = send("what", asked=["kind"], q_kind="")
    assert (ran.go, ran.status, ran.given) == ("", 422, {"kind": ""})
    assert list(ran.shown.form.errors) == ["q_kind"]


def test_question_brought_by_an_answer_is_asked_before_going_on():
    ran = send("what", asked=["kind"], q_kind="large")
    assert (ran.go, ran.shown.more, ran.shown.asked_codes) == ("", True, ("kind", "why"))
    assert send("what", asked=["kind", "why"], q_kind="large", q_why="x").go == "cars"


def test_rows_are_added_and_removed_with_what_was_typed():
    row = {"rows_cars": "1", "q_cars-0-plate": "ABC", "q_cars-0-size": "s"}
    more = send("cars", asked=["cars"], do="add:cars", **row)
    assert more.given == {"cars": [{"plate": "ABC", "size": "s", "crane": ""}, {}]}
    assert (more.go, more.anchor) == ("cars", "id_q_cars")
    less = send("cars", asked=["cars"], do="remove:cars:0", **row)
    assert less.given == {"cars": []}
    full = send(
        "cars", asked=["cars"], **row | {"rows_cars": "2", "q_cars-1-plate": "", "q_cars-1-size": "l"}
    )
    assert set(full.shown.form.errors) == {"q_cars-1-plate"}
    assert not full.shown.items[0].room


def test_answers_of_others_pages_and_of_strangers_are_not_taken():
    assert send("what", asked=["kind", "when", "gone"], q_kind="small", q_when_starts="2026-05-01").given == {
        "kind": "small"
    }
    locked = Running(visitor(), Wanted(lambda code: code, may_fill=lambda code: code != "kind"))
    request = RequestFactory().post("/f/", {"asked": "kind", "q_kind": "large"})
    assert run_page(request, FORM, {"kind": "small"}, "what", locked).given == {}


def test_period_and_area_come_back_as_they_were_typed():
    typed = {
        "q_when_starts": "2026-05-12",
        "q_when_ends": "2026-05-01",
        "q_where_address": "4500 rue Drolet",
        "q_where_length_m": "12",
    }
    ran = send("time", asked=["when", "where", "plan"], **typed)
    assert set(ran.shown.form.errors) == {"q_when", "q_where"}
    page = render('{% include "kit/form_page.html" %}', "en", run=ran.shown, later=True, leave=True)
    assert 'value="2026-05-12"' in page
    assert 'value="4500 rue Drolet"' in page
    assert 'href="#id_q_when_starts"' in page
    assert 'name="q_plan"' in page


def test_last_page_leads_to_the_check():
    when = {"starts": "2026-05-01", "ends": "2026-05-02"}
    where = {"q_where_address": "x", "q_where_length_m": "1", "q_where_width_m": "2"}
    ran = send("time", {"kind": "small"}, asked=["when", "where", "plan"], **where, q_when_starts=when["starts"],
               q_when_ends=when["ends"])  # fmt: skip
    assert ran.go == CHECK
    assert ran.shown.is_last


def test_group_is_drawn_with_its_buttons_and_conditions():
    shown = show("cars", {"cars": [{"plate": "A", "size": "l"}, {}]})
    assert [item.code for item in shown.items[0].rows[0].items] == [
        "cars.0.plate",
        "cars.0.size",
        "cars.0.crane",
    ]
    page = render('{% include "kit/form_page.html" %}', "en", run=shown, later=False, leave=False)
    assert 'value="remove:cars:1"' in page
    assert "[name$=&#x27;-size&#x27;]" in page
    assert 'name="q_cars-1-plate"' in page


def test_check_says_what_is_missing_with_links():
    wanted = Wanted(lambda code: f"/f/{code}/", may_fill=lambda code: not code.startswith("cars"))
    found = lacking(FORM, {"kind": "small"}, wanted)
    assert [(each.url, each.of_another) for each in found] == [
        ("/f/cars/#id_q_cars", True),
        ("/f/time/#id_q_when", False),
        ("/f/time/#id_q_where", False),
    ]
    pages = told(FORM, {"kind": "small"}, wanted)
    assert [len(page.answers) for page in pages] == [1, 0, 0]
    assert "<dd>small</dd>" in render('{% include "kit/form_check.html" %}', "en", pages=pages, lacking=found)


def test_page_that_is_not_there_is_not_found():
    with pytest.raises(Http404):
        show("gone")
