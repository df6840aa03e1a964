"""Who is written to at each step: each person once, in their language, whatever is done twice."""

from __future__ import annotations

import datetime as dt

import pytest
from django_tenants.utils import tenant_context

from guichet.cases.actions.ending import Ending, abandon, end_case, reopen
from guichet.cases.actions.grouping import attach, detach, follow, link
from guichet.cases.actions.handling import assign, take, transfer, triage
from guichet.cases.actions.talking import note, reply, write
from guichet.cases.actions.waiting import ask_resident, plan, reschedule, resume, wait_for_third_party
from guichet.kernel.actor import system, visitor
from guichet.kernel.moment import as_if
from guichet.ledger.models import EffectRun, OutboxRow
from guichet.ledger.relay import do_effect, relay_outbox
from guichet.messaging.models import Mail
from guichet.people.actions import Contact
from guichet.people.models import Resident
from tests.cases.scene import HERE, LUCIE, TUESDAY, agent, at, fresh, in_hand, opened, owner
from tests.cases.test_grouping import NOAH
from tests.factories import make_team

MARY = Contact(name="Mary Smith", email="mary@example.org", language="en")
DONE = Ending("done", "Le trou a été bouché ce matin.")


def told(*, twice: bool = False) -> list[tuple[str, str]]:
    """Do what follows, and give (to, event) of the mails that it wrote, by address; `twice` does all of it again."""
    before = set(Mail.objects.values_list("pk", flat=True))
    jobs: list[tuple[int, str]] = []
    while relay_outbox(lambda _schema, entry, name: jobs.append((entry, name))):
        pass
    for entry, name in jobs * (2 if twice else 1):
        do_effect(entry, name)
    rows = Mail.objects.exclude(pk__in=before).order_by("to", "event", "id")
    return list(rows.values_list("to", "event"))


def forget() -> None:
    """Drop what was to follow: it is tried elsewhere."""
    OutboxRow.objects.all().delete()


@pytest.fixture
def scene(team, handler):
    """Give a published case of Lucie's in hand, which Mary follows and to which Noah's report is attached."""
    main = in_hand(handler, where=HERE)
    follow(visitor("en"), main.reference, MARY)
    report = opened(team=team, contact=NOAH)
    attach(handler, report.reference, main.reference)
    forget()
    return main, report


ALL = [LUCIE.email, MARY.email, NOAH.email]
STEPS = {
    "planned": (lambda who, n: plan(who, n, dt.date(2040, 1, 1)), "case_planned", ALL),
    "written": (lambda who, n: write(who, n, "Nous passerons jeudi."), "case_message", ALL),
    "new date": (lambda who, n: reschedule(who, n, at(2040, 1, 2), "La neige"), "case_late", ALL),
    "asked": (lambda who, n: ask_resident(who, n, "Où ?"), "case_question", [LUCIE.email]),
    "resolved": (lambda who, n: end_case(who, n, DONE), "case_resolved", ALL),
    "closed": (lambda who, n: end_case(who, n, Ending("nothing_found", DONE.answer)), "case_closed", ALL),
    "paused": (lambda who, n: wait_for_third_party(who, n, "Bell"), "", []),
    "noted": (lambda who, n: note(who, n, "Voir avec Paul"), "", []),
    "assigned": (lambda who, n: assign(who, n, None), "", []),
    "sent elsewhere": (lambda who, n: transfer(who, n, "parks", "Un arbre"), "", []),
}


@pytest.mark.parametrize(("act", "event", "people"), STEPS.values(), ids=STEPS)
def test_each_step_tells_the_people_concerned_once(scene, handler, act, event, people):
    make_team("parks")
    act(handler, scene[0].reference)
    assert told(twice=True) == [(person, event) for person in people]


def test_reopened_tells_all(scene, handler):
    end_case(handler, scene[0].reference, DONE)
    forget()
    reopen(owner(scene[0]), scene[0].reference, "Encore", reopen_days=30)
    assert told() == [(person, "case_reopened") for person in ALL]


def test_received_then_taken_then_followed_then_attached(team, handler):
    case = opened(team=team, where=HERE)
    assert told() == [(LUCIE.email, "case_received")]
    triage(handler, case.reference)
    take(handler, case.reference)
    assert told() == [(LUCIE.email, "case_acknowledged")]
    follow(visitor(), case.reference, MARY)
    assert told() == [(MARY.email, "case_followed")]
    report = opened(team=team, contact=NOAH)
    attach(handler, report.reference, case.reference)
    assert told() == [(NOAH.email, "case_received"), (NOAH.email, "report_attached")]
    detach(handler, report.reference)
    link(handler, report.reference, case.reference)
    reply(owner(case), case.reference, "Merci")
    assert told() == []


def test_question_unanswered_is_reminded_then_abandoned(handler):
    case = in_hand(handler)
    with as_if(TUESDAY):
        ask_resident(handler, case.reference, "Où ?", days=1)
    forget()
    with as_if(at(2026, 11, 27, 9, 0)):
        abandon(system(), case.reference)
        assert told() == [(LUCIE.email, "case_abandoned")]
        assert fresh(case).answer in Mail.objects.latest("id").text


def test_resumed_tells_nobody(scene, handler):
    plan(handler, scene[0].reference, dt.date(2040, 1, 1))
    forget()
    resume(handler, scene[0].reference)
    assert told() == []


def test_each_mail_is_in_the_language_of_its_reader(scene, handler):
    end_case(handler, scene[0].reference, DONE)
    told()
    french, english = (Mail.objects.get(to=who.email, event="case_resolved") for who in (LUCIE, MARY))
    assert "Your request" in english.subject
    assert "Votre requête" in french.subject
    assert "lang=en" in english.text
    assert "lang=fr" in french.text
    assert "because you follow number" in english.text
    assert "vous suivez" not in french.text


def test_mail_of_a_report_is_about_that_report(scene, handler):
    main, report = scene
    reschedule(handler, main.reference, at(2040, 1, 2, 16, 0), "La neige")
    told()
    mail = Mail.objects.get(to=NOAH.email, event="case_late")
    assert report.reference in mail.subject + mail.text
    assert main.reference not in mail.subject + mail.text
    assert "2 janvier 2040" in mail.text.replace("\u00a0", " ")
    assert "La neige" in mail.text


def test_mail_tells_the_day_of_the_city_whoever_sends_it(handler):
    case = in_hand(handler)
    plan(handler, case.reference, dt.date(2040, 1, 3))  # kept as 23:59, already the 4th in Greenwich
    told()
    text = Mail.objects.get(event="case_planned").text.replace("\u00a0", " ")
    assert "3 janvier 2040" in text
    assert "4 janvier" not in text


def test_note_is_in_no_mail(scene, handler):
    note(handler, scene[0].reference, "SECRET")
    end_case(handler, scene[0].reference, DONE)
    told()
    assert not Mail.objects.filter(text__contains="SECRET").exists()


@pytest.mark.parametrize("contact", [Contact(), Contact(name="Sans courriel", phone="514 555-0142")])
def test_case_without_an_address_tells_nobody_and_goes_on(team, handler, contact):
    case = opened(team=team, contact=contact)
    take(handler, case.reference)
    end_case(handler, case.reference, DONE)
    assert told() == []
    assert EffectRun.objects.count() == 3


def test_one_person_with_two_reports_is_told_a_message_once(team, handler):
    main, report = in_hand(handler), opened(team=team)
    attach(handler, report.reference, main.reference)
    forget()
    write(handler, main.reference, "Nous passerons jeudi.")
    assert told() == [(LUCIE.email, "case_message")]


def test_effect_of_an_entry_that_is_not_there_is_tried_again(city):
    with pytest.raises(LookupError):
        do_effect(10**9, "guichet.cases.effects.tell_everyone")
    assert not EffectRun.objects.exists()


def test_effect_of_a_case_that_is_gone_does_nothing(handler):
    case = in_hand(handler)
    case.delete()
    assert told() == []


def test_outbox_of_one_city_is_not_another_s(handler, other_city):
    in_hand(handler)
    with tenant_context(other_city):
        assert (OutboxRow.objects.count(), told()) == (0, [])
    assert len(told()) == 2


def test_address_erased_meanwhile_receives_nothing(handler):
    in_hand(handler)
    Resident.objects.update(email="", email_key="")
    assert told() == []


def test_staff_who_opened_it_receives_nothing(team):
    opened(agent(team), team=team, contact=Contact(name="Au comptoir"), channel="counter")
    assert told() == []
