"""Hundreds of cases with one gesture: each on its own, refusals told."""

from __future__ import annotations

import pytest

from guichet.cases.actions import bulk
from guichet.cases.actions.ending import Ending
from guichet.cases.models import Message
from guichet.kernel.errors import Denied, Invalid
from tests.cases.scene import everything, fresh, happened, in_hand, opened, refuses
from tests.factories import make_account, make_team

DONE = Ending("planned", "La tempête a retardé la collecte : elle passe jeudi.")


@pytest.fixture
def three(team):
    return [opened(team=team).reference for _n in range(3)]


def test_end_in_bulk_gives_one_answer_to_all(lead, three):
    report = bulk.bulk_end(lead, three, DONE)
    assert (report.done, report.left) == (three, {})
    assert set(Message.objects.values_list("body", flat=True)) == {DONE.answer}


def test_bulk_leaves_what_cannot_be_done_with_its_reason(lead, team, three):
    mine, hidden = in_hand(lead), opened(team=make_team("parks"))
    chosen = [three[0], mine.reference, "26-999999", hidden.reference, three[0]]
    report = bulk.bulk_take(lead, chosen)
    assert report.done == [three[0]]
    assert set(report.left) == {mine.reference, "26-999999", hidden.reference}
    assert all(report.left.values())
    assert happened(hidden) == ["opened"]
    assert happened(mine) == ["opened", "taken"]


def test_bulk_does_each_verb(lead, team, three):
    other, colleague = make_team("parks"), make_account(teams=[team])
    main = in_hand(lead)
    for report in (
        bulk.bulk_assign(lead, three, colleague.pk),
        bulk.bulk_write(lead, three, "Nous passerons jeudi."),
        bulk.bulk_attach(lead, three[:2], main.reference),
        bulk.bulk_transfer(lead, three[2:], other.code, "Un arbre"),
    ):
        assert report.done
        assert not report.left
    assert fresh(main).follower_count == 2
    assert Message.objects.count() == 3


def test_bulk_with_a_faulty_answer_changes_nothing(lead, three):
    before = everything()
    report = bulk.bulk_end(lead, three, Ending("done", "court"))
    assert (report.done, set(report.left)) == ([], set(three))
    assert everything() == before


def test_bulk_needs_its_own_right(handler, three):
    with refuses(Denied):
        bulk.bulk_take(handler, three)


def test_bulk_of_too_many_is_refused_before_the_first(lead, three):
    with refuses(Invalid):
        bulk.bulk_take(lead, [*three, *(f"99-{number:06d}" for number in range(1_000))])
