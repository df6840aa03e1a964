"""Parts of actions: writing entries whose debits equal their credits, numbering papers, the counter's open day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guichet.billing.accounts import MONEY, Move, check_moves
from guichet.billing.lifecycle import COUNTED
from guichet.billing.models import Bill, Counter, DayClose, JournalEntry, Office, Posting
from guichet.billing.timing import city_today
from guichet.kernel import moment
from guichet.kernel.many import insert_many

_AT_COUNTER = {MONEY[means] for means in COUNTED}


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to write: `key` once and for all, what it is (« invoice », « payment »…), the paper it is about."""

    key: str
    what: str
    paper: str
    moves: Sequence[Move]


def write_entry(entry: NewEntry, by: str) -> JournalEntry:
    """Write one entry with its lines. ValueError when debits and credits differ."""
    return write_entries([entry], by)[0]


def write_entries(entries: Sequence[NewEntry], by: str) -> list[JournalEntry]:
    """Write entries with a constant number of statements. What passes through a drawer falls on its open day."""
    now, today = moment.now(), city_today()
    checked = [check_moves(entry.moves) for entry in entries]
    counted = any(move.account in _AT_COUNTER for moves in checked for move in moves)
    day = open_day(today) if counted else today
    rows = [
        JournalEntry(
            key=entry.key,
            day=day if any(move.account in _AT_COUNTER for move in moves) else today,
            at=now,
            what=entry.what,
            paper=entry.paper,
            by_label=by[:120],
            total_cents=sum(move.cents for move in moves if move.cents > 0),
        )
        for entry, moves in zip(entries, checked, strict=True)
    ]
    insert_many(rows)
    insert_many(_postings(zip(rows, checked, strict=True)))
    return rows


def _postings(entries: Iterable[tuple[JournalEntry, Sequence[Move]]]) -> list[Posting]:
    return [
        Posting(
            entry=entry,
            account=move.account,
            debit_cents=max(move.cents, 0),
            credit_cents=max(-move.cents, 0),
            detail=move.detail,
            invoice_id=move.invoice,
            payment_id=move.payment,
            holding_id=move.holding,
        )
        for entry, moves in entries
        for move in moves
    ]


def lock_counter() -> None:
    """Hold the counter until the end of the transaction: payments and the close of a day come one after the other."""
    Office.objects.get_or_create(pk=1)
    Office.objects.select_for_update().get(pk=1)


def open_day(today: dt.date) -> dt.date:
    """Give the day that money at the counter falls on: today, or the first after it that nobody counted yet."""
    lock_counter()
    counted = set(DayClose.objects.filter(day__gte=today).values_list("day", flat=True))
    day = today
    while day in counted:
        day += dt.timedelta(days=1)
    return day


def take_numbers(series: str, year: int, count: int) -> range:
    """Take the next numbers of a series: its row stays locked until the papers are committed, so there is no gap."""
    Counter.objects.get_or_create(series=series, year=year)
    row = Counter.objects.select_for_update().get(series=series, year=year)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return range(first, first + count)


def number_of(series: str, year: int, sequence: int) -> str:
    """Write the number of a paper: « F-26-01207 », at least five digits."""
    return f"{series}-{year % 100:02d}-{sequence:05d}"


def told(bill: Bill, **more: object) -> dict[str, object]:
    """Give what the ledger says of a bill: numbers and references, never a person."""
    return {
        "bill": bill.reference,
        "kind": bill.subject_kind,
        "reference": bill.subject_reference,
        "part": bill.part,
        **more,
    }
