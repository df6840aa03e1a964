"""The register of credits, refunds and write-offs, shared with finance: its lines, its totals by cause, its file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from guichet.billing import rules
from guichet.billing.lifecycle import ASKED_WORDS, DECISION_WORDS, MEANS_WORDS, Asked, Decision, Means
from guichet.billing.models import Adjustment, Bill, CreditReason
from guichet.billing.queries.limits import signing_limit
from guichet.billing.shapes import DecisionShown
from guichet.billing.values import Subject
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.money import from_cents
from guichet.kernel.texts import Text

PAGE = 50
_ALONG = ("bill", "reason", "credit_note", "online")
NO_REASON: Text = {"fr": "Sans motif", "en": "No reason"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What part of the register is wanted: what (empty: all), state, cause, from and to (days, both counted)."""

    what: str = ""
    state: str = ""
    cause: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CauseTotal:
    """How much one cause gave back: a reason, or an article of a by-law, or a kind of file."""

    key: str
    label: Text
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Register:
    """A page of the register; totals are of all that is wanted."""

    lines: tuple[DecisionShown, ...]
    total: Decimal
    count: int
    by_reason: tuple[CauseTotal, ...]
    by_article: tuple[CauseTotal, ...]
    by_kind: tuple[CauseTotal, ...]
    pages: int


def register(actor: Actor, wanted: Wanted, page: int = 1) -> Register:
    """Give a page of the register with its totals by cause (seven queries)."""
    authorise(actor, _may_see)
    rows = _rows(actor, wanted)
    limit = signing_limit(actor)
    first = (max(page, 1) - 1) * PAGE
    sums = rows.aggregate(total=Sum("amount_cents"), count=Count("id"))
    kept = rows.exclude(state__in=(Asked.REFUSED, Asked.WITHDRAWN))
    return Register(
        lines=tuple(_shown(actor, row, limit) for row in rows[first : first + PAGE]),
        total=from_cents(sums["total"] or 0),
        count=sums["count"],
        by_reason=_by(kept, "reason__code", "reason__label"),
        by_article=_by(kept.exclude(article=""), "article", "bylaw"),
        by_kind=_by(kept, "bill__subject_kind", "bill__part"),
        pages=-(-sums["count"] // PAGE),
    )


def _may_see(actor: Actor) -> bool:
    return rules.may_read_all(actor) or actor.has("credit.approve") or actor.has("credit.ask")


def _rows(actor: Actor, wanted: Wanted) -> QuerySet[Adjustment]:
    rows = Adjustment.objects.select_related(*_ALONG).order_by("-asked_at", "-id")
    if wanted.what:
        rows = rows.filter(what=wanted.what)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.cause:
        rows = rows.filter(Q(reason__code=wanted.cause) | Q(reason__cause=wanted.cause))
    if wanted.since:
        rows = rows.filter(asked_at__date__gte=wanted.since)
    if wanted.until:
        rows = rows.filter(asked_at__date__lte=wanted.until)
    if wanted.mine:
        rows = rows.filter(state=Asked.ASKED).exclude(asked_by_id=actor.id)
    return rows


def _by(rows: QuerySet[Adjustment], key: str, words: str) -> tuple[CauseTotal, ...]:
    found = (
        rows.order_by()
        .values(key, words)
        .annotate(count=Count("id"), total=Sum("amount_cents"))
        .order_by("-total")[:12]
    )
    return tuple(
        CauseTotal(
            str(row[key] or ""),
            row[words] if isinstance(row[words], dict) else _plain(row[key], row[words]),
            row["count"],
            from_cents(row["total"]),
        )
        for row in found
    )


def _plain(key: object, more: object) -> Text:
    words = " – ".join(str(part) for part in (more, key) if part)
    return {"fr": words, "en": words} if words else NO_REASON


def _shown(actor: Actor, row: Adjustment, limit: int) -> DecisionShown:
    waiting = row.state == Asked.ASKED
    online = getattr(row, "online", None)
    signs = waiting and actor.has("credit.approve") and row.asked_by_id != actor.id
    return DecisionShown(
        id=row.pk,
        what=row.what,
        what_words=str(DECISION_WORDS[Decision(row.what)]),
        bill=row.bill.reference,
        subject=Subject(row.bill.subject_kind, row.bill.subject_reference, row.bill.part),
        payer=row.bill.payer_name,
        reason=row.reason.label if row.reason else {},
        cause=row.reason.cause if row.reason else "",
        words=row.words,
        article=row.article,
        bylaw=row.bylaw,
        amount=from_cents(row.amount_cents),
        currency=row.bill.currency,
        state=row.state,
        state_words=str(ASKED_WORDS[Asked(row.state)]),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_why=row.decided_why,
        credit_note=row.credit_note.number if row.credit_note else "",
        may_decide=signs and row.amount_cents <= limit,
        over_limit=signs and row.amount_cents > limit,
        may_withdraw=waiting and actor.is_staff and row.asked_by_id == actor.id,
        means_words=str(MEANS_WORDS[Means(row.means)]) if row.means else "",
        online=online.state if online is not None else "",
    )


def decisions_of(actor: Actor, bill: Bill) -> tuple[DecisionShown, ...]:
    """Give what was asked and decided about a bill, the newest first."""
    rows = Adjustment.objects.filter(bill=bill).select_related(*_ALONG)
    limit = signing_limit(actor)
    return tuple(_shown(actor, row, limit) for row in rows.order_by("-id"))


def waiting_for(actor: Actor, limit: int = 20) -> tuple[DecisionShown, ...]:
    """Give what waits for this person's signature: asked by others, within their limit."""
    most = signing_limit(actor)
    if not most:
        return ()
    rows = _rows(actor, Wanted(mine=True)).filter(amount_cents__lte=most).order_by("asked_at")
    return tuple(_shown(actor, row, most) for row in rows[:limit])


def reasons(what: str = "") -> Sequence[CreditReason]:
    """Give the reasons in use, those of one decision when named."""
    rows = CreditReason.objects.filter(active=True).order_by("position", "code")
    return [row for row in rows if not what or not row.decisions or what in row.decisions]


def register_lines(actor: Actor, wanted: Wanted) -> Iterator[str]:
    """Give the register as a CSV file, line by line."""
    authorise(actor, _may_see)
    return _lines(_rows(actor, wanted))


def _lines(rows: QuerySet[Adjustment]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ("id", "what", "bill", "subject", "reason", "cause", "bylaw", "article", "amount", "currency", "state",
         "asked_by", "asked_at", "decided_by", "decided_at", "credit_note", "words")
    )  # fmt: skip
    yield "\ufeff" + buffer.getvalue()
    for row in rows.iterator(chunk_size=1_000):
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(
            (row.pk, row.what, row.bill.reference, row.bill.subject_reference, row.reason.code if row.reason else "",
             row.reason.cause if row.reason else "", row.bylaw, row.article, from_cents(row.amount_cents),
             row.bill.currency, row.state, row.asked_by, row.asked_at.isoformat(), row.decided_by,
             row.decided_at.isoformat() if row.decided_at else "",
             row.credit_note.number if row.credit_note else "", _plain_cell(row.words))
        )  # fmt: skip
        yield buffer.getvalue()


def _plain_cell(words: str) -> str:
    """Keep a spreadsheet from reading words as a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@", "\t"} else words
