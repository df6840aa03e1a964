"""What one can do to many cases at once: each says what will happen, and reports what was done and what was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.cases.actions import bulk
from guichet.cases.actions.ending import Ending
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.web.desk import forms


@dataclass(frozen=True, slots=True)
class BulkDoing:
    """What an act on many cases is given: who, which cases, what was typed."""

    actor: Actor
    references: Sequence[str]
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act on many cases; `grant` is what it asks of the actor beside acting in bulk."""

    name: str
    label: Promise
    icon: str
    title: Promise
    says: Promise
    grant: str
    run: Callable[[BulkDoing], bulk.BulkReport]
    form: type[forms.DeskForm] = forms.NothingForm

    def offered(self, actor: Actor) -> bool:
        """Tell whether it is worth showing; each case is asked again when it is done."""
        return actor.has(self.grant)


def _assign(do: BulkDoing) -> bulk.BulkReport:
    chosen = do.given["assignee"]
    return bulk.bulk_assign(do.actor, do.references, None if chosen == "none" else int(chosen))


def _end(do: BulkDoing) -> bulk.BulkReport:
    ending = Ending(do.given["outcome"], do.given["answer"], do.given["detail"])
    return bulk.bulk_end(do.actor, do.references, ending)


def _attach(do: BulkDoing) -> bulk.BulkReport:
    typed = do.given["main"].strip()
    main = read_reference(typed) or typed
    return bulk.bulk_attach(do.actor, [one for one in do.references if one != main], main)


_ACTS = (
    BulkAct(
        name="take",
        label=_("Take"),
        icon="person",
        title=_("Take these cases?"),
        says=_("They become your work. Each requester who left an address is told."),
        grant="case.handle",
        run=lambda do: bulk.bulk_take(do.actor, do.references),
    ),
    BulkAct(
        name="assign",
        label=_("Assign"),
        icon="person-badge",
        title=_("Give these cases to one person"),
        says=_("They appear in that person’s list. Nobody else is notified."),
        grant="case.assign",
        run=_assign,
        form=forms.AssignForm,
    ),
    BulkAct(
        name="transfer",
        label=_("Transfer"),
        icon="box-arrow-right",
        title=_("Send these cases to another team"),
        says=_("They leave your list. The promised dates do not move."),
        grant="case.transfer",
        run=lambda do: bulk.bulk_transfer(do.actor, do.references, do.given["team"], do.given["reason"]),
        form=forms.TransferForm,
    ),
    BulkAct(
        name="write",
        label=_("Write"),
        icon="chat-left-text",
        title=_("Write the same message on these cases"),
        says=_("Each requester and each person who follows receives it by e-mail."),
        grant="case.handle",
        run=lambda do: bulk.bulk_write(do.actor, do.references, do.given["body"]),
        form=forms.MessageForm,
    ),
    BulkAct(
        name="end",
        label=_("Close"),
        icon="check-lg",
        title=_("Close these cases with one answer"),
        says=_("Each requester and each person who follows receives this answer by e-mail."),
        grant="case.close",
        run=_end,
        form=forms.EndForm,
    ),
    BulkAct(
        name="attach",
        label=_("Attach to one"),
        icon="diagram-3",
        title=_("Attach these reports to one main case"),
        says=_("Each report is kept and follows the main case; each requester is told at each step."),
        grant="case.attach",
        run=_attach,
        form=forms.AttachForm,
    ),
)
BULK_ACTS: dict[str, BulkAct] = {act.name: act for act in _ACTS}
