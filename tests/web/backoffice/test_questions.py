"""The form of a service: written without JavaScript, tried, read by a second person, published, files moved."""

from __future__ import annotations

import pytest

from guichet.catalogue.actions import publish_form
from guichet.catalogue.forms import kept_answers, read_form
from guichet.catalogue.models import FormVersion, Service
from guichet.kernel.actor import system
from tests.factories import make_case, make_service

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
    row = FormVersion.objects.exclude(state="published").first()
    answer = admin.post(ADDRESS, {"do": verb, "seen": str(row.edition if row else 0), **typed})
    if answer.status_code == 200:
        return answer
    assert answer.status_code == 303
    return admin.get(answer.headers["Location"].partition("#")[0])


def end(client, does: str, **more):
    """Press a button of the end of the writing."""
    row = FormVersion.objects.exclude(state="published").first()
    return client.post(
        ADDRESS.replace("questions/", "questions/end/"), {"do": does, "seen": row.edition, **more}
    )


def newest(state: str = "published") -> list[dict]:
    return FormVersion.objects.filter(state=state).order_by("-number").first().questions


@pytest.fixture
def reader(sign_in):
    return lambda: sign_in(grants=["config.catalogue"])


def test_write_a_first_question_and_have_it_published_by_someone_else(admin, reader):
    page = press(admin, "add:0", new_kind_0="choice")
    assert page.context["form"] is not None
    typed = {
        "index": "0", "kind": "choice", "must": "yes", "label_fr": "Quelle taille ?", "label_en": "What size?",
        "option_0_code": "", "option_0_fr": "Petit", "option_1_code": "", "option_1_fr": "Grand trou",
        "option_2_code": "", "option_2_fr": "",
    }  # fmt: skip
    page = press(admin, "keep", **typed)
    assert page.context["draft"].is_changed
    page = press(admin, "submit")
    assert page.context["in_review"]
    assert not page.context["may_publish"]
    end(admin, "publish")
    assert not FormVersion.objects.filter(state="published").exists()
    second = reader()
    assert second.get(ADDRESS).context["may_publish"]
    assert end(second, "publish").status_code == 303
    [question] = newest()
    assert question["code"] == "quelle_taille"
    assert question["required"] is True
    assert [option["code"] for option in question["options"]] == ["petit", "grand_trou"]


def test_second_reader_gives_back_with_words_and_a_change_needs_another_reading(admin, reader, published):
    press(admin, "up:1")
    press(admin, "submit")
    second = reader()
    end(second, "return", why="")
    assert FormVersion.objects.get(number=2).state == "review"
    end(second, "return", why="La profondeur d’abord, vraiment ?")
    page = second.get(ADDRESS).content.decode()
    assert "La profondeur d’abord" in page
    press(second, "submit")
    end(second, "publish")  # the writer of the last change is the first person, who may not read it alone
    assert FormVersion.objects.get(number=2).state == "published"


def test_submit_an_unfinished_question_is_refused_and_opens_it(admin):
    press(admin, "add:0", new_kind_0="choice")
    page = press(admin, "submit", index="0", kind="choice", label_fr="", label_en="Which?", must="no")
    assert page.context["faults"].fields["label_fr"]
    assert "Which?" in page.content.decode()
    assert FormVersion.objects.get().state == "draft"


def test_condition_with_a_fault_is_shown_at_its_place(admin, published):
    typed = {
        "index": "1", "kind": "number", "label_fr": "Quelle profondeur ?", "must": "no",
        "shown_when": "written", "shown_if": 'answers.size = "large"',
    }  # fmt: skip
    page = press(admin, "submit", **typed)
    assert (page.context["faults"].places["shown_if"].before, page.context["faults"].places["shown_if"].mark) == (
        "answers.size ", "=",
    )  # fmt: skip
    assert "<mark>=</mark>" in page.content.decode()


def test_condition_that_names_no_question_is_refused(admin, published):
    typed = {
        "index": "1", "kind": "number", "label_fr": "Quelle profondeur ?", "must": "no",
        "shown_when": "written", "shown_if": 'answers.colour == "red"',
    }  # fmt: skip
    page = press(admin, "submit", **typed)
    assert "colour" in page.context["faults"].fields["shown_if"]


def test_condition_is_chosen_in_words_and_said(admin, published):
    page = admin.get(ADDRESS + "?q=1")
    assert "Quelle taille" in page.context["shown"].words
    assert page.context["form"]["shown_when"].value() == "chosen"
    typed = {
        "index": "0", "kind": "choice", "must": "chosen", "label_fr": "Quelle taille ?", "shown_when": "chosen",
        "option_0_code": "small", "option_0_fr": "Petit", "option_1_code": "large", "option_1_fr": "Grand",
        "s_clause_0": "answers.depth > {value}", "s_value_0": "2,5", "s_join": "or",
        "s_clause_1": "answers.depth < {value}", "s_value_1": "lots",
        "r_clause_0": "answers.depth > {value}", "r_value_0": "10", "r_join": "and",
    }  # fmt: skip
    press(admin, "keep", **typed)
    [kept, _depth] = newest("draft")
    assert (kept["shown_if"], kept["required_if"]) == ("answers.depth > 2.5", "answers.depth > 10.0")
    page = press(admin, "submit")
    assert "attendent" in str(page.context["faults"].fields) or "wait" in str(page.context["faults"].fields)


def test_condition_is_tried_on_the_files_that_came(admin, published):
    service = Service.objects.get(code="nid")
    for size in ("large", "small", "large"):
        make_case(
            service, form=published, answers=[{"code": "size", "value": size, "label": {}, "display": {}}]
        )
    page = press(admin, "try:shown_if", index="1", kind="number", label_fr="Quelle profondeur ?", must="no",
                 shown_when="written", shown_if='answers.size == "large"')  # fmt: skip
    trial = page.context["shown"].trial
    assert (trial.count, trial.true, len(trial.some)) == (3, 2, 2)
    assert trial.some[0].reference in page.content.decode()


def test_moving_and_removing_questions_keeps_the_new_order(admin, published):
    press(admin, "up:1")
    assert [question["code"] for question in newest("draft")] == ["depth", "size"]
    page = press(admin, "remove:1")
    assert any(page.context["pages"][0]["lines"][0]["faults"].fields)
    press(admin, "submit")
    assert FormVersion.objects.get(number=2).state == "draft"


def test_pages_hold_questions_and_are_moved_with_them(admin, published):
    press(admin, "page-add")
    press(admin, "down:1", page_0_fr="Le trou", page_1_fr="La mesure")
    assert FormVersion.objects.get(number=2).pages == [
        {"code": "page_1", "title": {"fr": "Le trou"}, "help": {}, "questions": ["size"]},
        {"code": "page_2", "title": {"fr": "La mesure"}, "help": {}, "questions": ["depth"]},
    ]
    page = press(admin, "page-up:1")
    assert [one["page"]["title"]["fr"] for one in page.context["pages"]] == ["La mesure", "Le trou"]
    assert [question["code"] for question in newest("draft")] == ["depth", "size"]
    press(admin, "page-remove:0")
    assert FormVersion.objects.get(number=2).pages[0]["questions"] == ["depth", "size"]


def test_group_has_its_own_questions_and_conditions(admin, published):
    press(admin, "add:0", new_kind_0="group")
    press(admin, "add:g2", index="2", kind="group", label_fr="Véhicules", must="no", least="1", most="3",
          new_kind_g2="yes_no")  # fmt: skip
    press(admin, "add:g2", index="2.0", kind="yes_no", label_fr="Une grue ?", must="no", new_kind_g2="group")
    page = press(admin, "keep", index="2.1", kind="number", label_fr="Quel poids ?", must="no",
                 shown_when="chosen", s_clause_0="row.une_grue")  # fmt: skip
    group = newest("draft")[2]
    assert (group["least"], group["most"]) == (1, 3)
    assert [(one["code"], one["kind"]) for one in group["questions"]] == [
        ("une_grue", "yes_no"),
        ("quel_poids", "number"),
    ]
    assert group["questions"][1]["shown_if"] == "row.une_grue"
    assert "Une grue" in page.context["shown"].words
    assert press(admin, "submit").context["in_review"]


def test_two_writers_at_once_lose_nothing(admin, reader, published):
    press(admin, "up:1")
    second = reader()
    assert second.post(ADDRESS, {"do": "remove:0", "seen": "1"}).status_code == 303
    page = admin.post(ADDRESS, {"do": "page-add", "seen": "1", "page_0_fr": "Le trou"})
    assert page.status_code == 200
    assert "Le trou" in page.content.decode()


def test_giving_up_goes_back_to_what_is_published(admin, published):
    press(admin, "remove:1")
    end(admin, "discard")
    assert len(admin.get(ADDRESS).context["pages"][0]["lines"]) == 2


def test_opening_a_question_changes_nothing(admin, published):
    assert not press(admin, "open:0").context["draft"].is_changed
    typed = {
        "index": "0", "kind": "choice", "must": "yes", "label_fr": "Quelle taille ?", "label_en": "What size?",
        "option_0_code": "small", "option_0_fr": "Petit", "option_1_code": "large", "option_1_fr": "Grand",
    }  # fmt: skip
    assert not press(admin, "shut:0", **typed).context["draft"].is_changed
    assert FormVersion.objects.count() == 1


def test_preview_asks_what_the_tried_answers_call_for(admin, published):
    [page] = admin.get(ADDRESS).context["preview"]
    assert (page.run.asked_codes, page.hidden) == (("size",), ["Quelle profondeur ?"])
    [page] = admin.get(ADDRESS + "?q_size=large").context["preview"]
    assert page.run.asked_codes == ("size", "depth")


def test_versions_tell_what_changed_and_an_old_one_can_be_taken_again(admin, published):
    publish_form(system(), "nid", [SIZE | {"required": False}])
    told = admin.get(ADDRESS + "versions/").context["versions"]
    assert [version.number for version, _changes, _count in told] == [2, 1]
    assert len(told[0][1]) == 2
    assert admin.post(ADDRESS + "versions/1/again/").status_code == 303
    assert newest("draft") == published.questions


def test_dry_run_goes_through_the_form_and_keeps_people(admin, published):
    address = ADDRESS + "try/"
    answer = admin.post(address + "?page=all", {"do": "next", "asked": "size", "q_size": "large"})
    assert answer.status_code in {200, 303}
    admin.post(
        address + "?page=page_1",
        {"do": "next", "asked": ["size", "depth"], "q_size": "large", "q_depth": "12"},
    )
    page = admin.get(address + "?page=check")
    assert page.context["outcome"].lacking == 0
    admin.post(ADDRESS + "people/", {"name": "Ana, grand trou"})
    admin.get(address + "?person=new")
    page = admin.get(address + "?page=check")
    [(sample, outcome, _paid)] = page.context["samples"]
    assert (sample.name, sample.answers["depth"], outcome.lacking) == ("Ana, grand trou", "12", 0)
    assert page.context["outcome"].lacking == 1


def test_open_files_are_moved_with_a_preview(admin, published):
    service = Service.objects.get(code="nid")
    answers = kept_answers(read_form(published.questions), {"size": "large", "depth": "12"})
    case = make_case(service, form=published, answers=answers)
    publish_form(
        system(),
        "nid",
        [SIZE, {"code": "since", "kind": "date", "label": {"fr": "Depuis ?"}, "required": True}],
    )
    [one] = admin.get(ADDRESS + "move/").context["moves"].some
    assert [lost.code for lost in one.moved.lost] == ["depth"]
    assert [each.code for each in one.moved.newly_asked] == ["since"]
    admin.post(ADDRESS + "move/", {"case": case.reference})
    case.refresh_from_db()
    assert [item["code"] for item in case.answers] == ["size", "former:depth"]
    assert case.form.number == 2
    assert admin.get(ADDRESS + "move/").context["moves"].count == 0
