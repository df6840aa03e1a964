"""Types of permits, conditions and the order of work, changed on their pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guichet.catalogue.actions import publish_form
from guichet.catalogue.queries import form_of
from guichet.cli.demo.tariffs import read_bylaw
from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.permits.actions.configuring import save_district_rule, save_type
from guichet.permits.actions.moving import move_permits
from guichet.permits.models import Condition, DistrictRule, QueueRule
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.types import earliest_start, permit_type
from guichet.tariffs.actions import import_bylaw
from guichet.web.backoffice.trying import tried_condition
from tests.factories import make_district
from tests.permits.scene import Scene, agent
from tests.permits.test_money import MEASURES


def test_type_is_changed_on_its_page(scene: Scene, sign_in: Callable) -> None:
    browser = sign_in("administrator")
    page = browser.get("/config/permits/container/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value is not None and value is not False}
    sent |= {"longest_days": "45", "document_1_fr": "Accord du propriétaire", "conditions": ["passage"]}
    assert browser.post("/config/permits/container/", sent).status_code == 303
    kind = permit_type(system(), "container")
    assert (kind.longest_days, [each.code for each in kind.documents]) == (
        45,
        ["plan", "accord_du_proprietaire"],
    )
    assert [each.field for each in kind.reviewers] == ["fire", "transport"]
    assert browser.post("/config/permits/container/", sent).status_code == 409  # read before the change


def test_library_and_order_are_changed_on_their_pages(scene: Scene, sign_in: Callable) -> None:
    browser = sign_in("administrator")
    assert browser.post("/config/permits/conditions/", {"text_fr": "Balisez la nuit."}).status_code == 303
    assert Condition.objects.count() == 2
    page = browser.get("/config/permits/order/")
    sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert browser.post("/config/permits/order/", {**sent, "need": "many"}).status_code == 422
    assert (
        browser.post("/config/permits/order/", {**sent, "harm": "20", "note_fr": "Sécurité"}).status_code
        == 303
    )
    assert QueueRule.objects.get().weights["harm"] == 20


@pytest.mark.parametrize(
    "values",
    [
        {"silence": "refusal"},
        {"season_from": "04-15"},
        {"longest_days": "many"},
        {"documents": [{"code": "plan", "label": {}}]},
        {"reviewers": [{"field": "fire", "team": "", "days": 3, "unit": "days", "when": "answers.lane =="}]},
    ],
)
def test_type_that_cannot_be_is_refused_whole(scene: Scene, values: dict) -> None:
    with pytest.raises(Invalid):
        save_type(system(), "container", values)
    with pytest.raises(Denied):
        save_type(agent("permit.read"), "container", {})
    with pytest.raises(Conflict):
        save_type(system(), "container", {}, seen_version=99)


def test_district_asks_earlier_and_allows_less(scene: Scene) -> None:
    make_district("plateau")
    before = earliest_start(system(), "container").day
    save_district_rule(system(), "container", "plateau", {"lead_amount": 15, "longest_days": 10})
    there = permit_type(system(), "container", "plateau")
    assert (there.longest_days, there.promise_amount) == (10, 5)
    assert earliest_start(system(), "container", district="plateau").day > before
    assert earliest_start(system(), "container").day == before
    save_district_rule(system(), "container", "plateau", {})
    assert not DistrictRule.objects.exists()


ASKED = [
    {"code": "use", "kind": "text", "label": {"fr": "Usage ?", "en": "Use?"}},
    {"code": "lane", "kind": "yes_no", "label": {"fr": "Une voie ?", "en": "A lane?"}},
]


def test_designer_tries_and_moves_real_files(scene: Scene, sign_in: Callable) -> None:
    import_bylaw(system(), read_bylaw("montreal"), verbs=("check", "publish"))
    scene.change(tariff="occupation", drawn=True)
    first = publish_form(system(), "container", ASKED)
    given = [{"code": "lane", "label": ASKED[1]["label"], "value": True, "display": {"fr": "Oui"}}]
    plan = scene.new().answers
    permit = scene.filed(form=first, answers=[*plan, *given], measures=MEASURES)
    decided = scene.issued(form=first, answers=[*plan, *given], measures=MEASURES)
    browser = sign_in("administrator")
    address = "/config/services/container/questions/"
    page = browser.get(f"{address}try/?page=check&days=10&length=6&width=2").content.decode()
    assert "T-2024" in page
    assert "12" in page  # square metres, with where they come from
    assert browser.get(f"{address}try/?page=check&days=x").context["fee"].total
    trial = tried_condition(
        agent("config.catalogue"), scene.service, form_of(scene.service).form, "answers.lane"
    )
    assert (trial.count, trial.true, trial.some[0].reference) == (2, 2, decided.reference)
    publish_form(system(), "container", [ASKED[0], {**ASKED[0], "code": "why", "required": True}])
    [move] = browser.get(f"{address}move/").context["moves"].some  # what is decided stays
    assert (move.reference, [each.code for each in move.moved.lost]) == (permit.reference, ["lane"])
    assert [each.code for each in move.moved.newly_asked] == ["why"]
    assert browser.post(f"{address}move/", {"case": [permit.reference, decided.reference]}).status_code == 303
    shown = permit_shown(scene.boss, permit.reference)
    assert {each["code"] for each in shown.answers} == {"plan", "former:lane"}
    assert shown.versions[-1].verb == "move"
    assert "lane" in {each["code"] for each in permit_shown(scene.boss, decided.reference).answers}
    with pytest.raises(Denied):
        move_permits(agent("permit.handle"), "container", [permit.reference])
