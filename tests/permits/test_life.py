"""The life of a permit: every state and verb, who may, what happens by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound, Refused
from guichet.kernel.events import Fact
from guichet.ledger.models import Entry
from guichet.ledger.queries import entries_of_subject
from guichet.messaging.models import Mail
from guichet.permits.actions import changing, deciding, filing, inspecting, reviewing, schedule
from guichet.permits.actions.changing import Changes
from guichet.permits.effects import tell_people
from guichet.permits.lifecycle import LIFECYCLE, State
from guichet.permits.models import Permit
from guichet.permits.queries.page import permit_shown
from guichet.permits.shapes import Lack
from guichet.web.desk.permits.verbs import offered
from tests.permits.scene import DAY, Scene, agent, own

PLAN = Lack("plan", {"fr": "Plan", "en": "Plan"}, "document")


def test_table_allows_exactly_what_it_lists() -> None:
    """The whole matrix of states and verbs, in one line each: what a reader of the law would check."""
    legal = {
        state: {verb for verb in LIFECYCLE.verbs_all if LIFECYCLE.allows(state, verb)} for state in State
    }
    assert legal[State.DRAFT] == {"file", "withdraw", "lapse"}
    assert legal[State.INCOMPLETE] == {"ask_missing", "complete", "correct", "refuse", "withdraw", "lapse"}
    studied = {"ask_missing", "ask_opinions", "set_conditions", "correct", "approve", "refuse", "withdraw"}
    silence = {"silence_refuses", "silence_agrees"}
    assert legal[State.FILED] == studied | silence
    assert legal[State.IN_REVIEW] == legal[State.CONDITIONS] == studied | silence | {"give_opinion"}
    assert legal[State.APPROVED] == {"correct", "issue", "amend", "withdraw", "lapse"}
    assert legal[State.ISSUED] == {
        "correct",
        "begin",
        "amend",
        "extend",
        "renew",
        "withdraw",
        "lapse",
        "revoke",
    }
    on_site = {
        "correct",
        "amend",
        "extend",
        "end",
        "report_overrun",
        "regularise",
        "bill_overrun",
        "renew",
        "revoke",
    }
    assert legal[State.ACTIVE] == legal[State.EXTENDED] == on_site
    assert legal[State.ENDED] == {"correct", "report_overrun", "regularise", "bill_overrun", "close", "renew"}
    assert legal[State.CLOSED] == {"renew"}
    assert legal[State.REFUSED] == {"reconsider"}
    assert not legal[State.WITHDRAWN] | legal[State.LAPSED] | legal[State.REVOKED]


def test_container_goes_from_request_to_end(scene: Scene) -> None:
    reference = scene.filed().reference
    reviewing.ask_opinions(scene.boss, reference)
    asked = permit_shown(scene.boss, reference).opinions
    assert [each.field for each in asked] == ["fire"]  # nobody takes a lane
    with pytest.raises(Conflict, match="Fire safety"):
        deciding.approve(scene.boss, reference)
    reviewing.give_opinion(scene.boss, asked[0].id, "with_conditions", "Keep the hydrant free.")
    reviewing.set_conditions(scene.boss, reference, [reviewing.NewCondition("passage")])
    deciding.approve(scene.boss, reference)
    permit = deciding.issue(scene.boss, reference)
    for state, on in ((State.ACTIVE, permit.starts_on), (State.ENDED, permit.ends_on + DAY)):
        _let_time_come(permit, on)
        assert Permit.objects.get(pk=permit.pk).state == state
    _let_time_come(permit, permit.ends_on + 40 * DAY)
    shown = permit_shown(own(permit), reference)
    assert shown.state == State.CLOSED
    assert [line.event for line in shown.history][-3:] == [
        "permit.opinions_asked",
        "permit.filed",
        "permit.started",
    ]
    assert shown.conditions[0].text["en"] == "Keep 1.5 m free."
    assert not any(line.by for line in shown.history)  # residents do not read who did what


def _let_time_come(permit: Permit, day: dt.date) -> None:
    with moment.as_if(dt.datetime.combine(day, dt.time(15), tzinfo=dt.UTC)):
        for _turn in range(3):
            schedule.do_due_work(system())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_on": dt.date(2020, 1, 1)}, "ends_on"),
        ({"ends_on": moment.today() + 414 * DAY}, "ends_on"),
        ({"starts_on": moment.today() + DAY}, "starts_on"),
        ({"address": ""}, "address"),
        ({"parties": ()}, "applicant"),
    ],
    ids=["end before start", "400 days", "too soon", "nowhere", "nobody"],
)
def test_request_that_cannot_be_is_refused_whole(scene: Scene, change: dict, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        scene.filed(**change)
    assert field in refusal.value.fields
    assert not Permit.objects.exists()


def test_too_late_says_the_first_possible_day_and_an_agent_files_with_a_reason(scene: Scene) -> None:
    new = scene.new(starts_on=moment.today() + DAY)
    with pytest.raises(Invalid, match="the first possible date is"):
        filing.file_permit(visitor(), new)
    permit = filing.file_permit(scene.boss, new, late_reason="Burst pipe")
    assert (permit.filed_late, permit.late_reason, permit.state) == (True, "Burst pipe", State.FILED)


def test_form_sent_twice_is_filed_once(scene: Scene) -> None:
    new = scene.new(submission_key="once")
    assert filing.file_permit(visitor(), new).pk == filing.file_permit(visitor(), new).pk


def test_missing_documents_stop_the_clock_until_they_come(scene: Scene) -> None:
    permit = scene.filed(answers=())
    assert [lack.code for lack in permit_shown(scene.boss, permit.reference).missing] == ["plan"]
    with pytest.raises(Conflict, match="missing"):
        deciding.approve(scene.boss, permit.reference)
    reviewing.ask_missing(scene.boss, permit.reference, [PLAN], "A sketch is enough.", days=10)
    shown = permit_shown(own(permit), permit.reference)
    assert (shown.clocks[0].paused, shown.clocks[0].due) == (True, None)
    done = filing.complete(own(permit), permit.reference, answers=[{"code": "plan", "value": "a.pdf"}])
    assert (done.state, done.missing, done.waiting_until) == (State.FILED, [], None)
    assert not permit_shown(scene.boss, permit.reference).clocks[0].paused


def test_incomplete_file_is_reminded_then_lapses(scene: Scene) -> None:
    permit = scene.filed(answers=())
    permit = reviewing.ask_missing(scene.boss, permit.reference, [PLAN], days=10)
    names = [verb.name for verb in offered(scene.boss, permit_shown(scene.boss, permit.reference))]
    assert {"complete", "more_time"} <= set(names)  # what comes at the counter is noted by an agent
    _let_time_come(permit, moment.today() + 6 * DAY)
    assert Permit.objects.get(pk=permit.pk).reminded_at is not None
    _let_time_come(permit, moment.today() + 11 * DAY)
    after = Permit.objects.get(pk=permit.pk)
    assert (after.state, after.decision["lapsed"]) == (State.LAPSED, "incomplete")


def test_silence_refuses_where_the_law_says_so(scene: Scene) -> None:
    scene.change(clock_amount=2, clock_unit="months", silence="refusal", clock_source="CGPPP, art. L2122-1")
    scene.change(appeal={"fr": "saisissez le tribunal administratif dans les deux mois."})
    permit = scene.filed(starts_on=moment.today() + 90 * DAY, ends_on=moment.today() + 100 * DAY)
    entry = Entry.objects.get(event="permit.filed")
    tell_people(Fact(entry.pk, entry.event, entry.subject, entry.subject_id, entry.data))
    receipt = Mail.objects.get(event="permit_filed").text
    for words in (
        "votre demande sera refusée (CGPPP, art. L2122-1)",
        "tribunal administratif",
        "Qui s’en occupe",
    ):
        assert words in receipt
    _let_time_come(permit, moment.today() + 58 * DAY)
    assert Permit.objects.get(pk=permit.pk).state == State.FILED
    _let_time_come(permit, moment.today() + 64 * DAY)
    after = Permit.objects.get(pk=permit.pk)
    assert (after.state, after.tacit, after.decision["ground"]) == (
        State.REFUSED,
        True,
        "CGPPP, art. L2122-1",
    )
    again = deciding.reconsider(scene.boss, permit.reference, "Appeal of the applicant")
    assert (again.state, again.tacit) == (State.IN_REVIEW, False)


def test_refusal_needs_reasons_and_says_how_to_appeal(scene: Scene) -> None:
    permit = scene.filed()
    with pytest.raises(Invalid) as refusal:
        deciding.refuse(scene.boss, permit.reference, [], "")
    assert set(refusal.value.fields) == {"reasons", "words"}
    refused = deciding.refuse(scene.boss, permit.reference, ["access"], "A wheelchair could not pass.")
    assert refused.decision["appeal"]["en"] == "Write to us within 30 days."


def test_amendment_is_a_new_version_that_says_what_changed(scene: Scene) -> None:
    permit = scene.issued()
    sooner = permit.ends_on - 3 * DAY
    changing.amend(scene.boss, permit.reference, Changes(ends_on=sooner), "Three days less")
    shown = permit_shown(scene.boss, permit.reference)
    assert [change.code for change in shown.versions[-1].changes] == ["ends_on", "days"]
    assert shown.versions[-1].reason == "Three days less"
    with pytest.raises(Invalid):
        changing.amend(scene.boss, permit.reference, Changes(ends_on=sooner), "Nothing")
    with pytest.raises(Invalid, match="below zero"):
        changing.correct(scene.boss, permit.reference, Changes(measures={"area_m2": -4}), "Measured")


def test_terrace_is_renewed_from_what_is_on_file(scene: Scene) -> None:
    scene.change(renewable=True, renewal_free_study=True)
    permit = scene.issued()
    first = permit.ends_on + 5 * DAY
    again = changing.renew(own(permit), permit.reference, first, first + 5 * DAY)
    assert (again.state, again.renewed_from_id, again.answers) == (State.DRAFT, permit.pk, permit.answers)
    assert permit_shown(scene.boss, permit.reference).renewals == (again.reference,)


def test_overrun_is_inspected_then_put_right(scene: Scene) -> None:
    permit = scene.issued()
    _let_time_come(permit, permit.starts_on)
    overrun = inspecting.report_overrun(scene.boss, permit.reference, "Still there")
    again = inspecting.report_overrun(scene.boss, permit.reference, "Still there today")
    assert again.pk == overrun.pk
    inspecting.inspect(
        agent("permit.read", "permit.inspect"),
        overrun.inspection_id,
        {},
        conform=False,
        findings="Still there",
    )
    with moment.as_if(dt.datetime.combine(permit.ends_on + DAY, dt.time(15), tzinfo=dt.UTC)):
        schedule.do_due_work(system())
        schedule.do_due_work(system())
        with pytest.raises(Conflict):
            changing.close(scene.boss, permit.reference)
        inspecting.regularise(scene.boss, permit.reference, permit.ends_on + 4 * DAY, "Crane broke down")
    after = Permit.objects.get(pk=permit.pk)
    assert (after.state, after.ends_on) == (State.EXTENDED, permit.ends_on + 4 * DAY)


def test_each_right_opens_its_own_verbs(scene: Scene) -> None:
    permit = scene.filed()
    stranger, reader = agent("case.read_all"), agent("permit.read")
    with pytest.raises(NotFound):
        permit_shown(stranger, permit.reference)
    with pytest.raises(NotFound):
        permit_shown(visitor(), permit.reference)
    assert permit_shown(reader, permit.reference).verbs == ()
    for act in (deciding.approve, deciding.issue, reviewing.ask_opinions):
        with pytest.raises(Denied):
            act(reader, permit.reference)
    handler = agent("permit.read", "permit.handle")
    assert "approve" not in permit_shown(handler, permit.reference).verbs
    assert permit_shown(own(permit), permit.reference).verbs == ("withdraw",)


def test_file_of_the_old_system_is_only_read(scene: Scene) -> None:
    permit = scene.filed()
    Permit.objects.filter(pk=permit.pk).update(elsewhere=True)
    for act in (deciding.approve, reviewing.ask_opinions, filing.withdraw):
        with pytest.raises(Refused):
            act(scene.boss, permit.reference)
    assert len(entries_of_subject("permits.permit", permit.pk)) == 2
