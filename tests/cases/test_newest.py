"""The newest of many: whatever window they are looked for in, the same ones come, in the same order."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest
from django.db.models import Q

from guichet.cases.models import Case
from guichet.cases.queries.newest import Key, Order, newest_ids, read_key
from guichet.cases.queries.visible import ways_to_see
from tests.cases.scene import TUESDAY
from tests.factories import make_case, make_service, make_task, make_team

DAY = dt.timedelta(days=1)
WINDOWS = [(1,), (3,), (2, 5), (100,)]


@pytest.fixture
def past(team, handler):
    """Give ended cases of two services and teams over twelve days, two of each day, oldest first."""
    ours, theirs = make_service(team=team), make_service(team=make_team())
    made = []
    for day, (service, mine) in product(range(6), ((ours, False), (theirs, True))):
        ended = TUESDAY + day * DAY
        given = {"assignee_id": handler.id} if mine and day == 1 else {}
        one = {"state": "closed", "public_state": "done", "outcome": "done", "ended_at": ended, **given}
        made.append(make_case(service, team=service.team, opened_at=TUESDAY - day * DAY, **one))
    make_task(made[9], team=team)
    return made


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("patient", [False, True])
@pytest.mark.parametrize("order", [Order.RECEIVED, Order.ENDED])
def test_each_window_gives_what_sorting_everything_gives(past, handler, windows, order, patient) -> None:
    ours = {case.pk for case in past[0::2]} | {past[3].pk, past[9].pk}
    by = order.moment
    for service in (past[0].service, past[1].service):
        rows = Case.objects.filter(service=service)
        whole = list(rows.filter(pk__in=ours).order_by(f"-{by}", "-pk").values_list("pk", flat=True))
        seen = ways_to_see(handler)
        assert newest_ids(rows, order, limit=4, seen=seen, windows=windows, patient=patient) == whole[:4]
        last = Case.objects.get(pk=whole[0])
        after = Key(getattr(last, by), last.pk)
        assert (
            newest_ids(rows, order, limit=4, seen=seen, before=after, windows=windows, patient=patient)
            == whole[1:5]
        )


@pytest.mark.parametrize("windows", WINDOWS)
def test_conditions_that_nothing_fulfils_give_nothing(past, windows) -> None:
    assert newest_ids(Case.objects.filter(Q(channel="mail")), Order.ENDED, limit=4, windows=windows) == []


@pytest.mark.parametrize(
    "text", ["", "|", "hier|3", "2026-11-22T10:00:00|3", "2026-11-22T10:00:00+00:00|x", "a"]
)
def test_key_that_cannot_be_read_is_none(text) -> None:
    assert read_key(text) is None


def test_key_is_read_back() -> None:
    assert read_key(f"{TUESDAY.isoformat()}|12") == Key(TUESDAY, 12)
