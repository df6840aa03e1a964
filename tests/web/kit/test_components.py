from __future__ import annotations

import re

import pytest
from django.template import TemplateSyntaxError
from django.template.base import VariableDoesNotExist
from django.utils import translation

from guichet.web.kit.drawings import clock_bars, draw_plan
from guichet.web.kit.parts import Moment, PlanPin, PlanShape, Segment, Step
from guichet.web.kit.states import STATES
from tests.web.kit.rendering import render

FEMININE = {"case": {"one": "requête", "other": "requêtes", "gender": "f"}}
MASCULINE = {"case": {"one": "signalement", "other": "signalements", "gender": "m"}}


@pytest.mark.parametrize(
    "text",
    [
        "{% icon 'bell' colour='red' %}",
        "{% tag_state 'received' size='l' %}",
        "{% note 'warn' text='x' %}{% endnote %}",
        "{% panel subtitle='x' %}{% endpanel %}",
        "{% chip 'x' link='/' %}",
        "{% pager next='/' %}",
        "{% clock bars 'x' later='y' %}",
        "{% kbd %}",
    ],
)
def test_component_refuses_an_input_that_it_does_not_declare(text):
    with pytest.raises(TemplateSyntaxError):
        render(text)


@pytest.mark.parametrize(
    "text",
    [
        "{% icon 'unicorn' %}",
        "{% icon 'bell' size='xxl' %}",
        "{% tag_state 'lost' %}",
        "{% tag 'x' tone='pink' %}",
        "{% note 'danger' %}{% endnote %}",
        "{% note 'warn' role='banner' %}{% endnote %}",
        "{% panel title='x' level=7 %}{% endpanel %}",
        "{% panel title='x' tone='late' %}{% endpanel %}",
        "{% case_word 'plural' %}",
    ],
)
def test_component_refuses_a_value_that_it_does_not_know(text):
    with pytest.raises((TemplateSyntaxError, VariableDoesNotExist)):
        render(text)


def test_icon_is_silent_unless_it_stands_alone():
    assert 'aria-hidden="true"' in render("{% icon 'bell' %}")
    alone = render("{% icon 'bell' label='Suivre' %}")
    assert 'aria-label="Suivre"' in alone
    assert "aria-hidden" not in alone


@pytest.mark.parametrize("state", STATES)
def test_state_shows_an_icon_and_a_word(state):
    shown = render("{% tag_state state %}", state=state)
    assert "<use href=" in shown
    assert re.search(r"</svg> \S+", shown)


def test_state_agrees_with_the_name_of_a_case():
    with translation.override("fr"):
        here = {name: str(STATES["planned"].word(name)) for name in "fm"}
    assert here["f"] in render("{% tag_state 'planned' %}", city_words=FEMININE)
    assert here["m"] in render("{% tag_state 'planned' %}", city_words=MASCULINE)


def test_case_word_is_the_citys_own():
    assert render("{% case_word 'a' %}", city_words=MASCULINE) == "un signalement"
    assert render("{% case_word 'other' %}", city_words=FEMININE) == "requêtes"
    assert render("{% case_word 'a' %}", "en") == "a request"


def test_words_given_to_components_are_escaped():
    for text in (
        "{% tag words %}",
        "{% note 'warn' title=words %}{% endnote %}",
        "{% chip words url=words %}",
    ):
        assert "<b>" not in render(text, words='"><b>')


def test_blocks_keep_their_markup_and_escape_what_is_within():
    shown = render("{% note 'ok' title='Fait' %}<p>{{ name }}</p>{% endnote %}", name="<i>")
    assert "<p>&lt;i&gt;</p>" in shown
    assert 'class="g-note g-ok"' in shown


def test_panel_is_named_by_its_title():
    shown = render("{% panel title='À faire' level=3 %}x{% endpanel %}")
    assert 'aria-labelledby="h-a-faire"' in shown
    assert '<h3 id="h-a-faire">À faire</h3>' in shown


def test_pager_shows_only_the_ways_that_exist():
    assert render("{% pager %}").strip() == ""
    assert 'rel="next"' in render("{% pager following='/?after=9' %}")
    assert 'rel="prev"' not in render("{% pager following='/?after=9' %}")


def test_steps_link_back_to_what_is_done():
    shown = render(
        "{% steps items %}", items=[Step("Lieu", done=True, url="/1"), Step("Détails", current=True)]
    )
    assert '<a href="/1">1. Lieu</a>' in shown
    assert shown.count('aria-current="step"') == 1


def test_timeline_tells_what_happened_from_what_will():
    moments = [Moment("Reçue", "hier"), Moment("Réparation", "jeudi", ahead=True)]
    assert render("{% timeline moments %}", moments=moments).count('class="next"') == 1


def test_clock_lays_its_parts_end_to_end_and_says_itself():
    bars = clock_bars([Segment("run", 0.25), Segment("pause", 0.5, "pause"), Segment("left", 0.25)])
    assert [(bar.start, bar.width) for bar in bars] == [(0, 25), (25, 50), (75, 25)]
    segments = [Segment("run", 0.5), Segment("left", 0.5)]
    shown = render("{% clock segments '4 h sur 8' now=0.5 %}", segments=segments)
    assert "<title" in shown
    assert "4 h sur 8" in shown
    assert "0,5" not in shown


def test_clock_refuses_parts_that_make_no_whole():
    with pytest.raises(ValueError, match=r"make 0\.800"):
        clock_bars([Segment("run", 0.3), Segment("left", 0.5)])


def test_plan_centres_its_place_and_leaves_out_what_is_far():
    road = PlanShape("road", ((-73.603, 45.5), (-73.597, 45.5)), "Rue Fabre")
    far = PlanShape("road", ((-70.0, 45.5), (-70.1, 45.5)), "Ailleurs")
    drawn = draw_plan([road, far], [PlanPin((-73.6, 45.5), here=True)], (-73.6, 45.5), 400)
    assert drawn.here == ((240, 150),)
    assert len(drawn.paths) == 1
    assert [name.text for name in drawn.names] == ["Rue Fabre"]


def test_plan_writes_names_upright_and_clear_of_pins():
    middle = (-73.6, 45.5)
    road = PlanShape("road", ((-73.597, 45.502), (-73.603, 45.498)), "Rue Fabre")
    drawn = draw_plan([road], [PlanPin(middle, here=True)], middle, 400)
    assert all(-90 <= name.turn <= 90 for name in drawn.names)
    assert all((name.x - 240) ** 2 + (name.y - 140) ** 2 > 24**2 for name in drawn.names)
