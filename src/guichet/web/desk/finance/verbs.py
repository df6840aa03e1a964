"""What may be done with a bill: the form of each verb and the action that it calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language

from guichet.billing.actions.contesting import answer_contest
from guichet.billing.actions.crediting import NewCredit, request_credit, request_write_off
from guichet.billing.actions.holding import release_deposit, request_kept_deposit, request_refund, use_held
from guichet.billing.actions.invoicing import change_payer, issue_invoice
from guichet.billing.actions.paying import return_payment
from guichet.billing.queries.register import reasons
from guichet.billing.shapes import BillShown
from guichet.billing.values import Payer
from guichet.kernel.actor import Actor
from guichet.kernel.money import ZERO
from guichet.kernel.texts import localise
from guichet.web.desk.finance.forms import (
    AnswerForm,
    CreditForm,
    DepositForm,
    KeepDepositForm,
    PayerForm,
    RefundForm,
    WriteOffForm,
)

Data = Mapping[str, Any]


class ReturnForm(forms.Form):
    """A payment that the bank sent back."""

    payment = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(max_length=200, required=False)


def _credit(actor: Actor, reference: str, data: Data) -> None:
    request_credit(
        actor, reference, NewCredit(data["amount"], data["reason"], data["words"], data["article"])
    )


def _write_off(actor: Actor, _reference: str, data: Data) -> None:
    request_write_off(actor, data["number"], data["reason"], data["words"])


def _refund(actor: Actor, _reference: str, data: Data) -> None:
    request_refund(actor, data["holding"], means=data["means"], amount=data["amount"])


def _deposit(actor: Actor, reference: str, data: Data) -> None:
    release_deposit(actor, reference, data["amount"])


def _keep_deposit(actor: Actor, reference: str, data: Data) -> None:
    request_kept_deposit(actor, reference, data["amount"], data["words"])


def _answer(actor: Actor, _reference: str, data: Data) -> None:
    answer_contest(actor, data["contest"], data["outcome"], data["words"])


def _payer(actor: Actor, reference: str, data: Data) -> None:
    lines = tuple(line.strip() for line in data["address"].splitlines() if line.strip())
    payer = Payer(data["name"], lines, data["email"], data["number"], data["language"])
    change_payer(actor, reference, payer)


def _return(actor: Actor, _reference: str, data: Data) -> None:
    return_payment(actor, data["payment"], data["why"])


VERBS: Mapping[str, Callable[[Actor, str, Data], None]] = {
    "credit": _credit,
    "write_off": _write_off,
    "refund": _refund,
    "deposit": _deposit,
    "keep_deposit": _keep_deposit,
    "answer": _answer,
    "payer": _payer,
    "return": _return,
}
PLAIN: Mapping[str, Callable[[Actor, str], object]] = {
    "issue": issue_invoice,
    "use_held": use_held,
}


def _choices(what: str) -> list[tuple[str, str]]:
    language = get_language() or "fr"
    return [(one.code, localise(one.label, language)) for one in reasons(what)]


def filled(verb: str, data: QueryDict, bill: BillShown) -> forms.Form:
    """Give the form of a verb with what was sent."""
    del bill
    if verb == "credit":
        return CreditForm(data, reasons=_choices("credit"))
    if verb == "write_off":
        return WriteOffForm(data, reasons=_choices("write_off"))
    kinds: Mapping[str, type[forms.Form]] = {
        "refund": RefundForm,
        "deposit": DepositForm,
        "keep_deposit": KeepDepositForm,
        "answer": AnswerForm,
        "payer": PayerForm,
        "return": ReturnForm,
    }
    return kinds[verb](data)


def blank_forms(bill: BillShown) -> dict[str, forms.Form]:
    """Give the forms of the verbs that may be done now, filled with what is known."""
    found: dict[str, forms.Form] = {}
    if "credit" in bill.verbs:
        found["credit"] = CreditForm(reasons=_choices("credit"))
    owed = next((paper for paper in bill.papers if paper.balance > ZERO), None)
    if "write_off" in bill.verbs and owed is not None:
        found["write_off"] = WriteOffForm(initial={"number": owed.number}, reasons=_choices("write_off"))
    held = next((one for one in bill.holdings if one.left > ZERO and not one.asked), None)
    if "refund" in bill.verbs and held is not None:
        means = "online" if held.on_card else "transfer"
        found["refund"] = RefundForm(initial={"holding": held.id, "amount": held.left, "means": means})
    if "deposit" in bill.verbs:
        found["deposit"] = DepositForm(initial={"amount": bill.deposit_left})
    if "keep_deposit" in bill.verbs:
        found["keep_deposit"] = KeepDepositForm()
    asked = next((one for one in bill.contests if one.state == "open"), None)
    if "answer" in bill.verbs and asked is not None:
        found["answer"] = AnswerForm(initial={"contest": asked.id})
    if "payer" in bill.verbs:
        payer = bill.payer
        found["payer"] = PayerForm(
            initial={
                "name": payer.name,
                "address": "\n".join(payer.address),
                "email": payer.email,
                "number": payer.number,
                "language": payer.language[:2],
            }
        )
    return found
