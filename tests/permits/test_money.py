"""What a permit costs: estimated, stated, billed, changed with a credit, refused when it cannot be."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest

from guichet.billing.actions.invoicing import change_payer
from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.queries.bills import bill_shown, bills_of
from guichet.billing.shapes import BillShown
from guichet.cli.demo.tariffs import read_bylaw
from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.permits.actions.changing import Changes, amend, begin, correct_measure, renew, revise
from guichet.permits.actions.deciding import approve, issue
from guichet.permits.actions.filing import NewParty, set_party, withdraw
from guichet.permits.actions.inspecting import bill_overrun, report_overrun
from guichet.permits.actions.paying import note_paid
from guichet.permits.actions.reviewing import ask_missing
from guichet.permits.models import Permit, PermitMessage
from guichet.permits.papers import permit_paper
from guichet.permits.queries.estimating import Asked, estimate
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.public import check_permit
from guichet.permits.shapes import Lack
from guichet.permits.signing import write_code
from guichet.tariffs.actions import import_bylaw
from guichet.web.desk.permits.forms_measures import AmendForm
from tests.clients import CityClient
from tests.permits.scene import DAY, Scene, own

MEASURES = {
    "area_m2": {"value": 18, "unit": "m2", "origin": "map"},
    "width_m": {"value": 2.5, "unit": "m", "origin": "map"},
    "street_class": {"value": "local", "origin": "layer", "layer": "streets"},
}


@pytest.fixture
def paying(scene: Scene) -> Scene:
    """Give a city whose container permit follows the demonstration's by-law."""
    import_bylaw(system(), read_bylaw("montreal"), verbs=("check", "publish"))
    scene.change(tariff="occupation")
    return scene


def bill_of(permit: Permit) -> BillShown:
    """Give the bill of a permit."""
    (line,) = bills_of(system(), ("permit", permit.reference))
    return bill_shown(system(), line.reference)


def pay(permit: Permit) -> None:
    """Pay what is owed for a permit."""
    bill = bill_of(permit)
    record_payment(system(), NewPayment(f"k-{permit.reference}", bill.balance, "card", bill=bill.reference))


def test_estimate_says_cost_first_day_and_what_is_lacking(paying: Scene) -> None:
    soon = moment.today() + DAY
    asked = Asked(
        starts_on=soon, ends_on=soon + 11 * DAY, measures=MEASURES, answers={}, address="6540, rue Chabot"
    )
    found = estimate(visitor(), "container", asked)
    assert found.computed is not None
    assert found.computed.total > 0
    assert found.too_late["en"].startswith("That is too soon")
    assert [lack.code for lack in found.lacks] == ["plan"]
    longer = estimate(visitor(), "container", dataclasses.replace(asked, ends_on=soon + 400 * DAY))
    assert "ends_on" in longer.faults
    untold = estimate(visitor(), "container", dataclasses.replace(asked, measures={}))
    assert (untold.computed, "area_m2" in untold.faults) == (None, True)


def test_area_that_crosses_itself_is_refused_where_it_was_drawn(paying: Scene) -> None:
    bow = [[-73.6, 45.5], [-73.599, 45.501], [-73.599, 45.5], [-73.6, 45.501], [-73.6, 45.5]]
    first = moment.today() + 20 * DAY
    asked = Asked(starts_on=first, ends_on=first, area={"type": "Polygon", "coordinates": [bow]})
    assert "crosses itself" in estimate(visitor(), "container", asked).faults["area"]


def test_shorter_container_leads_to_a_credit_that_says_why(paying: Scene) -> None:
    permit = paying.issued(measures=MEASURES)
    before = bill_of(permit)
    assert [paper.kind for paper in before.papers] == ["invoice"]
    pay(permit)
    smaller = Changes(ends_on=permit.ends_on - 3 * DAY, measures={"area_m2": 15})
    amend(paying.boss, permit.reference, smaller, "Three days less, a shorter container")
    after = bill_of(permit)
    assert len(after.versions) == 2
    assert after.changes[0].leads_to == "credit"
    assert {change.code for change in after.changes[0].facts} >= {"ends_on", "area_m2"}
    assert after.decisions[0].amount == -after.changes[0].difference
    assert Permit.objects.get(pk=permit.pk).fee == after.last.total
    assert after.versions[0].computed == before.last.computed


def test_longer_container_is_billed_at_once(paying: Scene) -> None:
    permit = paying.issued(measures=MEASURES)
    amend(paying.boss, permit.reference, Changes(ends_on=permit.ends_on + 3 * DAY), "Three more days")
    assert [paper.kind for paper in bill_of(permit).papers] == ["invoice", "supplement"]


def test_address_written_on_the_bill_is_the_payers(paying: Scene) -> None:
    lucie = NewParty("applicant", name="Lucie Morin", email="lucie@example.org")
    permit = paying.filed(parties=(lucie,), measures=MEASURES)
    approve(paying.boss, permit.reference)
    bill = bill_of(permit)
    change_payer(system(), bill.reference, dataclasses.replace(bill.payer, address=("1, rue A",)))
    issue(paying.boss, permit.reference)
    amend(paying.boss, permit.reference, Changes(ends_on=permit.ends_on + DAY), "Un jour de plus")
    assert bill_of(permit).payer.address == ("1, rue A",)


def test_permit_waits_for_a_payer_with_an_address(paying: Scene) -> None:
    homeless = NewParty("applicant", name="Lucie Morin", email="lucie@example.org")
    permit = paying.filed(measures=MEASURES, parties=(homeless,))
    approve(paying.boss, permit.reference)
    with pytest.raises(Conflict, match="no postal address"):
        issue(paying.boss, permit.reference)
    assert not bill_of(permit).papers
    set_party(paying.boss, permit.reference, NewParty("payer", organisation="Bâti-Nord", address="1, rue B"))
    issue(paying.boss, permit.reference)
    assert Permit.objects.get(pk=permit.pk).state == "issued"


def test_permit_paid_before_issue_waits_for_its_payment(paying: Scene) -> None:
    paying.change(paid_before_issue=True)
    permit = paying.filed(measures=MEASURES)
    approve(paying.boss, permit.reference)
    with pytest.raises(Conflict, match="payment has not come"):
        issue(paying.boss, permit.reference)
    pay(permit)
    assert note_paid(system(), permit.reference)
    assert not note_paid(system(), permit.reference)
    assert issue(paying.boss, permit.reference).paid_at is not None


def test_withdrawn_permit_owes_nothing(paying: Scene) -> None:
    permit = paying.filed(measures=MEASURES)
    approve(paying.boss, permit.reference)
    assert bill_of(permit).last.total > 0
    withdraw(paying.boss, permit.reference, "No longer needed")
    assert bill_of(permit).last.total == Decimal(0)


def test_overrun_is_a_bill_of_its_own(paying: Scene) -> None:
    permit = paying.issued(measures=MEASURES)
    begin(system(), permit.reference)
    report_overrun(paying.boss, permit.reference, "Still there")
    bill_overrun(paying.boss, permit.reference, permit.ends_on + 2 * DAY, "Two days too long")
    parts = {line.subject.part: line for line in bills_of(system(), ("permit", permit.reference))}
    assert set(parts) == {"", "overrun"}
    assert parts["overrun"].issued


def test_renewed_permit_says_so_to_its_by_law(paying: Scene) -> None:
    paying.change(renewable=True)
    permit = paying.issued(measures=MEASURES)
    again = renew(paying.boss, permit.reference, permit.starts_on + 60 * DAY, permit.starts_on + 70 * DAY)
    assert again.measures == permit.measures
    assert again.renewed_from_id == permit.pk


def test_papers_are_accessible_and_their_code_is_checked(paying: Scene) -> None:
    permit = paying.issued(measures=MEASURES)
    for paper in ("permit", "poster"):
        pdf = permit_paper(paying.boss, permit.reference, paper)
        assert pdf.startswith(b"%PDF")
        assert b"pdfuaid" in pdf
    with moment.as_if(dt.datetime.combine(permit.starts_on, dt.time(15), tzinfo=dt.UTC)):
        begin(system(), permit.reference)
    code = write_code(permit.reference, Permit.objects.get(pk=permit.pk).facts_version)
    assert check_permit(visitor(), code).valid
    amend(paying.boss, permit.reference, Changes(hours="07:00-19:00"), "Hours")
    assert not check_permit(visitor(), code).newest


SQUARE = {
    "type": "Polygon",
    "coordinates": [
        [[-73.58, 45.52], [-73.57995, 45.52], [-73.57995, 45.52003], [-73.58, 45.52003], [-73.58, 45.52]]
    ],
}


def test_applicant_changes_days_and_area_before_the_decision(paying: Scene, client: CityClient) -> None:
    permit = paying.filed(measures=MEASURES)
    paying.change(drawn=True)
    mine = f"/permis/{permit.reference}/"
    client.get(mine, {"cle": permit.key})
    ends = permit.ends_on + 5 * DAY
    sent = {"starts": str(permit.starts_on), "ends": str(ends), "words": "Le couvreur a du retard."}
    told = client.post(f"{mine}changer/estimation/", sent).content.decode()
    assert "de plus" in told
    early = {**sent, "starts": str(moment.today() + DAY)}
    crossing = json.dumps({**SQUARE, "coordinates": [[SQUARE["coordinates"][0][i] for i in (0, 2, 1, 3, 0)]]})
    river = json.dumps({"type": "Point", "coordinates": [0, 0]})
    backwards = {**sent, "ends": str(permit.starts_on - DAY)}
    long = {**sent, "ends": str(permit.starts_on + 400 * DAY)}
    for bad in (early, {**sent, "area": crossing}, {**sent, "area": river}, backwards, long):
        assert client.post(f"{mine}changer/", bad).status_code == 422
    permit.refresh_from_db()
    assert permit.facts_version == 1  # nothing of all that was kept
    assert not PermitMessage.objects.exists()
    area = {**sent, "area": json.dumps(SQUARE)}
    assert client.post(f"{mine}changer/", area).status_code == 303
    shown = permit_shown(system(), permit.reference)
    assert (shown.ends_on, shown.facts_version, shown.versions[-1].reason) == (ends, 2, sent["words"])
    assert shown.measures["area_m2"]["value"] != 18
    assert shown.messages[0].waits
    assert "Dernier jour" in shown.messages[0].words
    correct_measure(paying.boss, permit.reference, "street_class", "local", "Vu sur place")  # no map here
    approve(paying.boss, permit.reference)
    asked = {**sent, "ends": str(permit.starts_on + 2 * DAY)}
    assert client.post(f"{mine}changer/", asked).status_code == 303  # decided: it is asked for
    wished = permit_shown(system(), permit.reference)
    assert wished.ends_on == ends
    verb = AmendForm(paying.boss, wished)
    assert verb.fields["ends_on"].initial == asked["ends"]
    amend(paying.boss, permit.reference, Changes(ends_on=permit.starts_on + 2 * DAY), "Comme demandé")
    bill = bill_of(permit)
    assert bill.versions[-1].total < bill.versions[0].total


def test_incomplete_file_is_completed_with_other_days(paying: Scene) -> None:
    permit = paying.filed(measures=MEASURES)
    ask_missing(paying.boss, permit.reference, [Lack("plan", {"fr": "Plan", "en": "Plan"}, "document")])
    later = Changes(ends_on=permit.ends_on + DAY)
    with pytest.raises(NotFound):
        revise(visitor(case_references=frozenset({"P-26-99999"})), permit.reference, later)
    with pytest.raises(Invalid):
        revise(own(permit), permit.reference, Changes(starts_on=moment.today()))
    permit.refresh_from_db()
    assert permit.state == "incomplete"  # nothing is half-done
    assert revise(own(permit), permit.reference, later, "Voici.").state == "filed"
    assert revise(own(permit), permit.reference, Changes(starts_on=permit.starts_on + DAY)).facts_version == 3
