"""What pages are given of bills: frozen values with exact Decimals, so that no page asks the database for more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from guichet.billing.values import Fact, Payer, Subject
from guichet.kernel.money import ZERO
from guichet.kernel.texts import Text
from guichet.tariffs.values import Computed


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of two versions side by side: amounts before and after (None: not there), the difference, and why."""

    code: str
    label: Text
    before: Decimal | None
    after: Decimal | None
    difference: Decimal
    why: Text
    article: str = ""
    bylaw: str = ""


@dataclass(frozen=True, slots=True)
class FactChange:
    """Something of the file that differs between two versions."""

    code: str
    label: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Changes:
    """What two versions of a bill differ in: facts, lines, money; `leads_to` is « credit », « supplement » or empty."""

    before: int
    after: int
    facts: tuple[FactChange, ...]
    lines: tuple[LineChange, ...]
    total_before: Decimal
    total_after: Decimal
    article: str = ""
    bylaw: str = ""

    @property
    def difference(self) -> Decimal:
        """Give the difference of the totals."""
        return self.total_after - self.total_before

    @property
    def leads_to(self) -> str:
        """Say what the difference leads to."""
        if self.difference < ZERO:
            return "credit"
        return "supplement" if self.difference > ZERO else ""


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version of a bill."""

    number: int
    at: dt.datetime
    by: str
    reason: str
    facts: tuple[Fact, ...]
    computed: Computed
    total: Decimal


@dataclass(frozen=True, slots=True)
class PaperShown:
    """An invoice or a credit note; `balance` and `overdue` are of invoices."""

    number: str
    kind: str
    kind_words: str
    version: int
    month: str
    issued_on: dt.date
    due_on: dt.date
    contest_until: dt.date
    total: Decimal
    balance: Decimal
    paid: Decimal
    credited: Decimal
    written_off: Decimal
    contested: bool
    overdue: bool
    reminders: int
    about: str
    former: str = ""
    """The number that it had in the former system; empty for a paper of our own."""


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """Money received."""

    id: int
    at: dt.datetime
    means: str
    means_words: str
    amount: Decimal
    note: str
    by: str
    returned: bool


@dataclass(frozen=True, slots=True)
class HoldingShown:
    """Money held for the payer; `wish` is what they want done with it (« refund », « keep » or empty)."""

    id: int
    origin: str
    origin_words: str
    credit_note: str
    amount: Decimal
    left: Decimal
    wish: str
    asked: bool
    at: dt.datetime
    asked_means: str = ""
    """How the refund that was asked for will be paid, in words."""
    on_card: bool = False
    """Whether all that is left can go back on the card that paid online."""


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A line of the register: a credit, a refund, a write-off; who asked, who decided."""

    id: int
    what: str
    what_words: str
    bill: str
    subject: Subject
    payer: str
    reason: Text
    cause: str
    words: str
    article: str
    bylaw: str
    amount: Decimal
    currency: str
    state: str
    state_words: str
    asked_by: str
    asked_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    decided_why: str
    credit_note: str
    may_decide: bool = False
    over_limit: bool = False
    may_withdraw: bool = False
    means_words: str = ""
    online: str = ""
    """Where a refund on the card that paid is: « ordered », « sent », « done », « failed »; empty for others."""


@dataclass(frozen=True, slots=True)
class ContestShown:
    """A line that someone says is wrong."""

    id: int
    line: str
    line_label: Text
    words: str
    at: dt.datetime
    late: bool
    answer_by: dt.date
    state: str
    outcome: str
    answer: str
    answered_at: dt.datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class BillShown:
    """A whole bill as its page shows it. `changes` are of the last two versions that differ."""

    reference: str
    token: str
    subject: Subject
    title: Text
    currency: str
    payer: Payer
    by_month: bool
    starts: dt.date | None
    ends: dt.date | None
    versions: tuple[VersionShown, ...]
    changes: tuple[Changes, ...]
    papers: tuple[PaperShown, ...]
    payments: tuple[PaymentShown, ...]
    holdings: tuple[HoldingShown, ...]
    decisions: tuple[DecisionShown, ...]
    contests: tuple[ContestShown, ...]
    months: Mapping[str, Decimal] = field(default_factory=dict)
    pending: Decimal = ZERO
    """What the last version adds to (or takes from) the papers that were issued."""
    balance: Decimal = ZERO
    """What is still owed on issued invoices."""
    held: Decimal = ZERO
    deposit_left: Decimal = ZERO
    """What the city still has of its deposits: neither given back nor kept."""
    paid: Decimal = ZERO
    overdue: bool = False
    verbs: tuple[str, ...] = ()

    @property
    def last(self) -> VersionShown:
        """Give the last version."""
        return self.versions[-1]

    @property
    def settled(self) -> bool:
        """Tell whether there are invoices and nothing is owed on them, nor waits to be invoiced."""
        return bool(self.papers) and self.balance == ZERO and self.pending <= ZERO


@dataclass(frozen=True, slots=True)
class BillLine:
    """A bill in a list."""

    reference: str
    token: str
    subject: Subject
    title: Text
    payer: str
    currency: str
    stated: Decimal
    invoiced: Decimal
    balance: Decimal
    due_on: dt.date | None
    overdue: bool
    settled: bool
    version_count: int
    issued: bool
    no_address: bool = False
