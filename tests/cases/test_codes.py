"""Coming back to one's own case with a number and a code received by e-mail."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from guichet.cases.actions.codes import MOST_CODES_AN_HOUR, MOST_TRIES, check_code, send_code
from guichet.cases.actions.grouping import follow
from guichet.cases.models import AccessCode, Case
from guichet.kernel.actor import visitor
from guichet.kernel.errors import Conflict, Denied
from guichet.kernel.moment import as_if
from guichet.messaging.models import Mail
from tests.cases.scene import HERE, LUCIE, TUESDAY, happened, opened, refuses
from tests.cases.test_grouping import NOAH


@pytest.fixture
def case(team):
    return opened(team=team, where=HERE)


def sent(case: Case, address: str = LUCIE.email) -> str:
    """Send a code and read it in the mail."""
    send_code(visitor(), case.reference, address)
    mail = Mail.objects.latest("id")
    assert mail.to == address.strip().lower()
    return re.search(r"\b(\d{6})\b", mail.text.replace(case.reference, "")).group(1)


def test_check_opens_for_the_requester(case):
    code = sent(case)
    found = check_code(visitor(), case.reference, f" {code[:3]} {code[3:]} ")
    assert (found.resident_id, found.is_requester) == (case.requester_id, True)
    assert happened(case) == ["opened", "code_sent"]


def test_check_tells_a_follower_from_the_requester(case):
    follow(visitor(), case.reference, NOAH)
    found = check_code(visitor(), case.reference, sent(case, NOAH.email))
    assert not found.is_requester
    assert found.resident_id != case.requester_id


def test_check_opens_once(case):
    code = sent(case)
    assert check_code(visitor(), case.reference, code)
    assert check_code(visitor(), case.reference, code) is None


def test_check_after_its_minutes_opens_nothing(case):
    with as_if(TUESDAY):
        code = sent(case)
    with as_if(TUESDAY + dt.timedelta(minutes=15)):
        assert check_code(visitor(), case.reference, code) is None


def test_check_forgives_a_few_tries_only(case):
    code = sent(case)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _try in range(MOST_TRIES):
        assert check_code(visitor(), case.reference, wrong) is None
    assert check_code(visitor(), case.reference, code) is None


@pytest.mark.parametrize("code", ["", "000000000", "abcdef", "１２３４５６", "\x00", "é"])
def test_check_of_nonsense_opens_nothing(case, code):
    sent(case)
    assert check_code(visitor(), case.reference, code) is None


def test_code_of_one_case_does_not_open_another(case, team):
    other, code = opened(team=team), sent(case)
    assert check_code(visitor(), other.reference, code) is None
    sent(other)
    assert check_code(visitor(), other.reference, code) is None or code == sent(other)


def test_code_is_kept_as_a_hash(case):
    code = sent(case)
    assert code not in str(AccessCode.objects.values().get())


@pytest.mark.parametrize(
    ("reference", "address"),
    [("26-999999", LUCIE.email), (None, "other@example.org"), (None, ""), (None, "\x00")],
)
def test_send_for_what_does_not_go_together_says_and_does_nothing(case, reference, address):
    send_code(visitor(), reference or case.reference, address)
    assert not AccessCode.objects.exists()
    assert not Mail.objects.exists()


def test_send_finds_the_address_whatever_its_capitals(case):
    assert sent(case, " LUCIE@Example.org ".strip())


def test_send_too_often_is_refused_for_an_hour(case):
    with as_if(TUESDAY):
        for _try in range(MOST_CODES_AN_HOUR):
            sent(case)
        with refuses(Conflict):
            send_code(visitor(), case.reference, LUCIE.email)
    with as_if(TUESDAY + dt.timedelta(minutes=61)):
        assert sent(case)


def test_send_is_for_the_public_door(case, handler):
    with refuses(Denied):
        send_code(handler, case.reference, LUCIE.email)
