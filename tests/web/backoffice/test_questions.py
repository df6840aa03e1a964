"""Questions of a service: written as a draft without JavaScript, then published."""

from __future__ import annotations

import pytest

from guichet.catalogue.actions import publish_form
from guichet.catalogue.models import FormVersion
from guichet.kernel.actor import system
from tests.factories import make_service

ADDRESS = "/config/services/nid/questions/"
SIZE = {
    "code": "size",
    "kind": "choice",
    "label": {"fr": "Quelle taille ?", "en": "What size?"},
    "options": [{"code": "small", "label": {"fr": "Petit"}}, {"code": "large", "label": {"fr": "Grand"}}],
    "required": True,
}
DEPTH = {
    "code": "depth",
    "kind": "number",
    "label": {"fr": "Quelle profondeur ?"},
    "unit": "cm",
    "shown_if": 'answers.size == "large"',
}


@pytest.fixture
def admin(sign_in):
    make_service("nid")
    return sign_in(grants=["config.catalogue"])


@pytest.fixture
def published(admin):
    return publish_form(system(), "nid", [SIZE, DEPTH])


def press(admin, verb: str, **typed):
    """Press a button of the page, then give the page that follows."""
    answer = admin.post(ADDRESS, {"do": verb, "seen": "0", **typed})
    assert answer.status_code == 303
    return admin.get(answer.headers["Location"].partition("#")[0])


def newest() -> list[dict]:
    return FormVersion.objects.order_by("-number").first().questions


def test_write_a_first_question_and_publish_it(admin):
    page = press(admin, "add", new_kind="choice")
    assert page.context["form"] is not None
    typed = {
        "index": "0", "kind": "choice", "must": "yes", "label_fr": "Quelle taille ?", "label_en": "What size?",
        "option_0_code": "", "option_0_fr": "Petit", "option_1_code": "", "option_1_fr": "Grand trou",
        "option_2_code": "", "option_2_fr": "",
    }  # fmt: skip
    page = press(admin, "keep", **typed)
    assert page.context["draft"].is_changed
    page = press(admin, "publish")
    assert not page.context["draft"].is_changed
    [question] = newest()
    assert question["code"] == "quelle_taille"
    assert question["required"] is True
    assert [option["code"] for option in question["options"]] == ["petit", "grand_trou"]


def test_publish_an_unfinished_question_is_refused_and_opens_it(admin):
    press(admin, "add", new_kind="choice")
    page = press(admin, "publish", index="0", kind="choice", label_fr="", label_en="Which?", must="no")
    assert page.context["faults"].fields["label_fr"]
    assert "Which?" in page.content.decode()
    assert not FormVersion.objects.exists()


def test_condition_with_a_fault_is_shown_at_its_place(admin, published):
    typed = {
        "index": "1", "kind": "number", "label_fr": "Quelle profondeur ?", "must": "no",
        "shown_when": "written", "shown_if": 'answers.size = "large"',
    }  # fmt: skip
    page = press(admin, "publish", **typed)
    assert (page.context["faults"].places["shown_if"].before, page.context["faults"].places["shown_if"].mark) == (
        "answers.size ", "=",
    )  # fmt: skip
    assert "<mark>=</mark>" in page.content.decode()
    assert FormVersion.objects.count() == 1


def test_condition_that_names_no_question_is_refused(admin, published):
    typed = {
        "index": "1", "kind": "number", "label_fr": "Quelle profondeur ?", "must": "no",
        "shown_when": "written", "shown_if": 'answers.colour == "red"',
    }  # fmt: skip
    page = press(admin, "publish", **typed)
    assert "colour" in page.context["faults"].fields["shown_if"]
    assert FormVersion.objects.count() == 1


def test_condition_is_said_in_words_and_can_be_chosen_without_writing(admin, published):
    page = admin.get(ADDRESS + "?q=1")
    assert "Quelle taille" in page.context["shown"].words
    assert "Grand" in page.context["shown"].words
    assert page.context["form"]["shown_when"].value() == 'answers.size == "large"'


def test_moving_and_removing_questions_publishes_the_new_order(admin, published):
    press(admin, "up:1", seen="1")
    press(admin, "publish", seen="1")
    assert [question["code"] for question in newest()] == ["depth", "size"]
    press(admin, "remove:0", seen="2")
    press(admin, "publish", seen="2")
    assert [question["code"] for question in newest()] == ["size"]


def test_removing_a_question_that_another_needs_is_refused(admin, published):
    press(admin, "remove:0", seen="1")
    page = press(admin, "publish", seen="1")
    assert any(page.context["lines"][0]["faults"].fields)
    assert FormVersion.objects.count() == 1


def test_publish_after_someone_else_shows_what_changed_and_keeps_the_draft(admin, published):
    press(admin, "up:1", seen="1")
    publish_form(system(), "nid", [SIZE])
    page = press(admin, "publish", seen="1")
    assert FormVersion.objects.count() == 2
    assert any("Quelle profondeur" in words for words in page.context["meanwhile"])
    press(admin, "publish", seen="2")
    assert [question["code"] for question in newest()] == ["depth", "size"]


def test_giving_up_goes_back_to_what_is_published(admin, published):
    press(admin, "remove:1", seen="1")
    page = press(admin, "discard")
    assert len(page.context["lines"]) == 2


def test_opening_a_question_changes_nothing(admin, published):
    assert not press(admin, "open:0", seen="1").context["draft"].is_changed
    typed = {
        "index": "0", "kind": "choice", "must": "yes", "label_fr": "Quelle taille ?", "label_en": "What size?",
        "option_0_code": "small", "option_0_fr": "Petit", "option_1_code": "large", "option_1_fr": "Grand",
    }  # fmt: skip
    assert not press(admin, "shut:0", **typed).context["draft"].is_changed


def test_preview_asks_what_the_tried_answers_call_for(admin, published):
    hidden = {one.bound.name: one.is_shown for one in admin.get(ADDRESS).context["preview"]}
    assert hidden == {"p_size": True, "p_depth": False}
    tried = {one.bound.name: one.is_shown for one in admin.get(ADDRESS + "?p_size=large").context["preview"]}
    assert tried["p_depth"]


def test_versions_tell_what_changed_and_an_old_one_can_be_taken_again(admin, published):
    publish_form(system(), "nid", [SIZE | {"required": False}])
    told = admin.get(ADDRESS + "versions/").context["versions"]
    assert [version.number for version, _changes, _count in told] == [2, 1]
    assert len(told[0][1]) == 2
    assert admin.post(ADDRESS + "versions/1/again/").status_code == 303
    press(admin, "publish", seen="2")
    assert newest() == published.questions
