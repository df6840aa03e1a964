"""Rows written many at once are those that the ORM would write."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from guichet.kernel import moment
from guichet.kernel.many import insert_many, update_many
from guichet.permits.models import Permit
from tests.permits.scene import Scene


def test_rows_are_written_as_the_orm_writes_them(city: object) -> None:
    model = Permit.objects.defer("search").get(reference=Scene().filed().reference)
    words = "L’été \"à\" \\ {é}\n\t; ''%s"
    fields = [field for field in Permit._meta.concrete_fields if not (field.generated or field.primary_key)]
    given = {field.attname: getattr(model, field.attname) for field in fields}
    rows = [Permit(**given) for _turn in range(3)]
    for n, row in enumerate(rows):
        row.reference, row.key, row.address = f"P-25-{n:05}", f"{n:043}", words
        row.fee, row.answers, row.area = Decimal("12.30"), [{"code": words, "value": None}], None
    insert_many(rows)
    insert_many([])
    [first, *_others] = found = list(Permit.objects.filter(address=words).order_by("pk"))
    assert [row.pk for row in found] == [row.pk for row in rows]
    for field in fields:
        assert getattr(first, field.attname) == getattr(rows[0], field.attname), field.name
    for row in rows:
        row.fee, row.paid_at, row.starts_on = None, moment.now(), row.starts_on - dt.timedelta(days=1)
    update_many(rows, ["fee", "paid_at"])
    changed = Permit.objects.get(pk=rows[2].pk)
    assert (changed.fee, changed.paid_at, changed.starts_on) == (None, rows[2].paid_at, model.starts_on)
