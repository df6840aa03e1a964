"""Parts of actions: making papers that nothing changes afterwards, with their numbers, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guichet.billing.accounts import RECEIVABLE, Move, paper_moves
from guichet.billing.actions.journal import NewEntry, number_of, take_numbers, write_entries
from guichet.billing.lifecycle import SERIES, PaperKind
from guichet.billing.lines import Line, sums_of
from guichet.billing.models import Bill, Invoice, Receivable
from guichet.billing.office import OfficeShown, write_seller
from guichet.billing.timing import city_today
from guichet.billing.values import read_payer
from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.many import insert_many
from guichet.kernel.texts import Text


@dataclass(frozen=True, slots=True)
class Former:
    """What the former system says of a paper taken over: its number there, its days."""

    number: str
    issued_on: dt.date
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper to issue: its bill, kind, version and lines (amounts positive in sum); the words that it begins with."""

    bill: Bill
    kind: PaperKind
    version: int
    lines: Sequence[Line]
    month: str = ""
    about: Invoice | None = None
    words: Text = field(default_factory=dict)
    former: Former | None = None


def payer_fault(payer: Mapping[str, Any]) -> str:
    """Say what a payer lacks for a paper to be issued to them; empty when nothing."""
    given = read_payer(payer)
    if not given.name.strip():
        return _("Nobody is named as payer. Name who pays, then issue the invoice.")
    if not any(line.strip() for line in given.address):
        return _("The payer has no postal address, and an invoice needs one. Add it, then issue the invoice.")
    return ""


def check_payer(payer: Mapping[str, Any]) -> None:
    """Refuse a payer to whom no paper can be issued."""
    if fault := payer_fault(payer):
        raise Invalid(fault, fields={"payer": fault}, code="payer")


def issue_papers(news: Sequence[NewPaper], office: OfficeShown, by: str) -> list[Invoice]:
    """Number and write papers of one series; invoices get what is owed of them, and an entry in the journal."""
    back = news[0].kind is PaperKind.CREDIT_NOTE
    series, today = SERIES.get(news[0].kind, "F"), city_today()
    numbers = take_numbers(series, today.year, len(news))
    seller = write_seller(office)
    papers = [
        _paper(new, series, today, sequence, office, seller, by)
        for new, sequence in zip(news, numbers, strict=True)
    ]
    insert_many(papers)
    if not back:
        _owe(papers, office)
        write_entries(
            [
                NewEntry(
                    f"paper:{paper.number}",
                    "opening" if paper.kind == PaperKind.OPENING else "invoice",
                    paper.number,
                    [
                        Move(RECEIVABLE, paper.total_cents, invoice=paper.pk),
                        *paper_moves(paper.lines, paper.pk),
                    ],
                )
                for paper in papers
            ],
            by,
        )
    for paper in papers:
        if back:
            paper.bill.credited_cents += paper.total_cents
        else:
            paper.bill.invoiced_cents += paper.total_cents
    return papers


def _paper(
    new: NewPaper,
    series: str,
    today: dt.date,
    sequence: int,
    office: OfficeShown,
    seller: Mapping[str, Any],
    by: str,
) -> Invoice:
    sums = sums_of(new.lines)
    payer = new.bill.payer if new.about is None else new.about.payer
    issued_on = new.former.issued_on if new.former else today
    due_on = today + dt.timedelta(days=0 if new.kind is PaperKind.CREDIT_NOTE else office.due_days)
    return Invoice(
        number=number_of(series, today.year, sequence),
        kind=new.kind.value,
        series=series,
        year=today.year,
        sequence=sequence,
        bill=new.bill,
        version=new.version,
        about=new.about,
        month=new.month,
        seller=seller,
        payer=payer,
        payer_name=payer["name"][:200],
        language=new.bill.language,
        currency=new.bill.currency,
        lines=list(new.lines),
        words=new.words,
        net_cents=sums.net,
        tax_cents=sums.tax,
        deposit_cents=sums.deposit,
        total_cents=sums.total,
        issued_at=moment.now(),
        issued_on=issued_on,
        due_on=new.former.due_on if new.former else due_on,
        contest_until=issued_on + dt.timedelta(days=office.contest_days),
        issued_by=by[:120],
        former_number=new.former.number[:60] if new.former else "",
    )


def _owe(papers: Sequence[Invoice], office: OfficeShown) -> None:
    first = office.reminder_days[0] if office.reminder_days else None
    today = city_today()  # what was late before it was taken over is not reminded of on the same day
    insert_many(
        [
            Receivable(
                invoice=paper,
                bill=paper.bill,
                due_on=paper.due_on,
                total_cents=paper.total_cents,
                balance_cents=paper.total_cents,
                remind_on=None if first is None else max(paper.due_on, today) + dt.timedelta(days=first),
            )
            for paper in papers
        ]
    )
