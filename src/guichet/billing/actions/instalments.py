"""Parts of actions: spreading a bill over the months that are still to be invoiced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from guichet.billing.lines import Line, by_month, days_by_month, lines_of, sums_of
from guichet.billing.models import Bill, Instalment
from guichet.kernel.many import insert_many
from guichet.kernel.money import cents
from guichet.tariffs.values import Computed, FeeLine


def plan_months(bills: Sequence[tuple[Bill, Computed]]) -> None:
    """Write the months to come of bills: each line's rest, by the days of the months that have no invoice yet.

    What the last version adds after its last month was invoiced is left to `issue_invoice`, what it takes to a credit.
    """
    known = [bill for bill, _computed in bills]
    Instalment.objects.filter(bill__in=known, invoice__isnull=True).delete()
    billed: dict[int, list[Instalment]] = defaultdict(list)
    for row in Instalment.objects.filter(bill__in=known):
        billed[row.bill_id].append(row)
    rows = []
    for bill, computed in bills:
        for month, lines in _months_of(bill, computed, billed[bill.pk]).items():
            total = sums_of(lines).total
            rows.append(
                Instalment(bill=bill, month=month, version=bill.version_count, lines=lines, total_cents=total)
            )
    insert_many(rows)


def _months_of(bill: Bill, computed: Computed, billed: Sequence[Instalment]) -> dict[str, list[Line]]:
    if bill.starts is None or bill.ends is None:
        return {}
    over = {row.month for row in billed}
    last = max(over, default="")
    days = {month: count for month, count in days_by_month(bill.starts, bill.ends).items() if month > last}
    rest = _rest(computed, billed)
    if not days or sums_of([line for line, _spread in rest]).total <= 0:
        return {}
    return by_month(rest, days)


def _rest(computed: Computed, billed: Sequence[Instalment]) -> list[tuple[Line, bool]]:
    taken: dict[str, int] = defaultdict(int)
    kept: dict[str, Line] = {}
    for row in billed:
        for line in row.lines:
            taken[line["key"]] += line["cents"]
            kept[line["key"]] = line
    found = []
    for line, fee in zip(lines_of(computed), computed.lines, strict=True):
        rest = cents(fee.amount) - taken.pop(line["key"], 0)
        if rest:
            found.append(({**line, "cents": rest}, _is_spread(fee, computed)))
    found += [({**kept[key], "cents": -amount}, False) for key, amount in taken.items() if amount]
    return found


def _is_spread(fee: FeeLine, computed: Computed) -> bool:
    """Tell whether a line is of the whole period; what is due once (a study, panels, a deposit) falls in the first month."""
    if fee.kind == "deposit":
        return False
    dated = fee.starts is not None and fee.ends is not None and fee.starts != fee.ends
    return dated or (
        fee.kind in ("tax", "reduction", "rounding", "cap", "minimum") and len(computed.lines) > 1
    )
