"""Commitments on their pages."""

from __future__ import annotations

import pytest

from guichet.catalogue.models import Commitment
from tests.factories import make_district, make_service

ADDRESS = "/config/services/nid/commitments/"


@pytest.fixture
def admin(sign_in):
    make_service("nid")
    return sign_in(grants=["config.catalogue"])


def promise(**changes):
    units = {f"{step}_unit": "working_days" for step in ("acknowledge", "take", "resolve")}
    return units | {"take_amount": "2", "resolve_amount": "5"} | changes


def test_promise_is_said_in_the_sentence_that_residents_read(admin):
    assert admin.post(ADDRESS, promise()).status_code == 303
    [line] = admin.get(ADDRESS, {"lang": "en"}).context["promises"]
    assert dict(line.sentences)["en"] == "We start within 2 working days and settle within 5 working days."
    assert line.example


def test_promise_for_a_district_and_a_priority_stands_beside_the_general_one(admin):
    make_district("nord")
    admin.post(ADDRESS, promise())
    admin.post(ADDRESS, promise(district="nord", priority="1", resolve_amount="3"))
    assert Commitment.objects.get(district__code="nord").resolve_amount == 3
    assert Commitment.objects.get(district=None).resolve_amount == 5


def test_promise_made_twice_is_refused(admin):
    admin.post(ADDRESS, promise())
    answer = admin.post(ADDRESS, promise(resolve_amount="9"))
    assert answer.status_code == 409
    assert Commitment.objects.get().resolve_amount == 5


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"take_amount": "", "resolve_amount": ""}, "resolve_amount"),
        ({"take_amount": "9"}, "resolve_amount"),
        ({"resolve_amount": "1000"}, "resolve_amount"),
    ],
)
def test_promise_with_a_fault_is_refused_beside_its_field(admin, typed, field):
    answer = admin.post(ADDRESS, promise(**typed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Commitment.objects.exists()


def test_change_and_withdraw_a_promise(admin):
    admin.post(ADDRESS, promise())
    row = Commitment.objects.get()
    assert admin.post(f"{ADDRESS}?row={row.pk}", promise(resolve_amount="8")).status_code == 303
    row.refresh_from_db()
    assert row.resolve_amount == 8
    assert admin.post(f"{ADDRESS}{row.pk}/remove/").status_code == 303
    assert not Commitment.objects.exists()


def test_withdraw_twice_is_not_there(admin):
    assert admin.post(f"{ADDRESS}9999/remove/").status_code == 404
