"""What one can do to many cases at once: each says what will happen, and reports what was done and what was left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guichet.cases.actions import bulk
from guichet.cases.actions.ending import Ending
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.web.desk import forms

Run = Callable[[Actor, Sequence[str], forms.DeskForm], bulk.BulkReport]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act on many cases; `grant` is what it asks of the actor beside acting in bulk."""

    name: str
    label: Promise
    icon: str
    title: Promise
    says: Promise
    grant: str
    run: Run
    form: type[forms.DeskForm] = forms.NothingForm

    def offered(self, actor: Actor) -> bool:
        """Tell whether it is worth showing; each case is asked again when it is done."""
        return actor.has(self.grant)


def _assign(actor: Actor, references: Sequence[str], form: forms.DeskForm) -> bulk.BulkReport:
    chosen = form.cleaned_data["assignee"]
    return bulk.bulk_assign(actor, references, None if chosen == "none" else int(chosen))


def _end(actor: Actor, references: Sequence[str], form: forms.DeskForm) -> bulk.BulkReport:
    given = form.cleaned_data
    return bulk.bulk_end(actor, references, Ending(given["outcome"], given["answer"], given["detail"]))


def _attach(actor: Actor, references: Sequence[str], form: forms.DeskForm) -> bulk.BulkReport:
    typed = form.cleaned_data["main"]
    main = read_reference(typed) or typed.strip()
    return bulk.bulk_attach(actor, [one for one in references if one != main], main)


BULK_ACTS: dict[str, BulkAct] = {
    act.name: act
    for act in (
        BulkAct(
            "take", gettext_lazy("Take"), "person", gettext_lazy("Take these cases in charge?"),
            gettext_lazy("They become your work. Each requester who left an address is told."), "case.handle",
            lambda actor, references, form: bulk.bulk_take(actor, references),
        ),
        BulkAct(
            "assign", gettext_lazy("Assign"), "person-badge", gettext_lazy("Give these cases to one person"),
            gettext_lazy("They appear in that person’s list. Nobody else is written to."), "case.assign", _assign, forms.AssignForm,
        ),
        BulkAct(
            "transfer", gettext_lazy("Transfer"), "box-arrow-right", gettext_lazy("Send these cases to another team"),
            gettext_lazy("They leave your list. The promised dates do not move."), "case.transfer",
            lambda actor, references, form: bulk.bulk_transfer(
                actor, references, form.cleaned_data["team"], form.cleaned_data["reason"]
            ), forms.TransferForm,
        ),
        BulkAct(
            "write", gettext_lazy("Write"), "chat-left-text", gettext_lazy("Write the same message on these cases"),
            gettext_lazy("Each requester and each person who follows receives it by e-mail."), "case.handle",
            lambda actor, references, form: bulk.bulk_write(actor, references, form.cleaned_data["body"]), forms.MessageForm,
        ),
        BulkAct(
            "end", gettext_lazy("End"), "check-lg", gettext_lazy("End these cases with one answer"),
            gettext_lazy("Each requester and each person who follows receives this answer by e-mail."), "case.close", _end, forms.EndForm,
        ),
        BulkAct(
            "attach", gettext_lazy("Attach to one"), "diagram-3", gettext_lazy("Attach these reports to one main case"),
            gettext_lazy("Each report is kept and follows the main case; each requester is told at each step."), "case.attach",
            _attach, forms.AttachForm,
        ),
    )
}  # fmt: skip
