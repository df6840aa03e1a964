"""How the city bills: its settings, the reasons of credits, who may sign up to how much."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.billing import events, rules
from guichet.billing.accounts import ACCOUNTS
from guichet.billing.lifecycle import Decision
from guichet.billing.models import CreditReason, Office, SigningLimit
from guichet.billing.providers import PROVIDERS
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.money import cents
from guichet.kernel.texts import Text, check_text
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record
from guichet.people.models import Account, Role

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
CAUSES = ("file", "form", "bylaw", "city", "payer", "works")
MOST_SIGNED = Decimal(10_000_000)
_TEXTS = ("legal_name", "number")
_DAYS = ("due_days", "contest_days", "answer_days", "cheque_days")
_MAPS = ("tax_numbers", "bank", "contest_path", "terms", "accounts")
_MOST_REMINDERS = 6


@transaction.atomic
def save_office(actor: Actor, changes: Mapping[str, object]) -> Office:
    """Change the finance settings given. Raises Invalid for an unknown account or provider, or a delay out of bounds."""
    Office.objects.get_or_create(pk=1)
    row = Office.objects.select_for_update().get(pk=1)
    authorise(actor, rules.may_configure)
    for name, value in changes.items():
        setattr(row, name, _setting(name, value))
    row.save()
    record(actor, events.CONFIGURED, row, fields=sorted(changes))
    return row


def _setting(name: str, value: object) -> object:
    if name in _TEXTS:
        return clean_line(str(value), 160 if name == "legal_name" else 40)
    if name in _DAYS:
        return _days(name, value)
    if name in _MAPS and isinstance(value, Mapping):
        if name == "accounts" and (unknown := set(value) - set(ACCOUNTS)):
            raise Invalid(_("There is no account called %(names)s.") % {"names": ", ".join(sorted(unknown))})
        return {str(key): words for key, one in value.items() if (words := clean_line(str(one), 600))}
    if name == "address" and isinstance(value, Sequence):
        return [clean_line(str(line), 120) for line in value if str(line).strip()]
    if name == "reminders" and isinstance(value, Sequence):
        return _reminders(value)
    if name == "provider" and (value == "" or value in PROVIDERS):
        return value
    raise Invalid(_("This setting cannot be used."), fields={name: str(value)})


def _reminders(value: Sequence[object]) -> list[dict[str, int]]:
    """Read after how many days late reminders leave: numbers from 1 to 365, each larger than the one before."""
    days = [int(str(one)) if str(one).isdecimal() else 0 for one in value]
    if len(days) > _MOST_REMINDERS or days != sorted(set(days)) or any(not 1 <= one <= 365 for one in days):
        fault = _("Write days in order, such as 7, 21, 45: six at most, up to 365.")
        raise Invalid(fault, fields={"reminders": fault})
    return [{"days": one} for one in days]


def _days(name: str, value: object) -> int:
    days = int(str(value)) if str(value).isdecimal() else -1
    if not 0 <= days <= 365:
        fault = _("Write a number of days from 0 to 365.")
        raise Invalid(fault, fields={name: fault})
    return days


@dataclass(frozen=True, slots=True)
class NewReason:
    """A reason of credits: its code, words, cause (one of CAUSES), article; the decisions it serves (empty: all)."""

    code: str
    label: Text
    cause: str
    article: str = ""
    decisions: Sequence[str] = field(default_factory=tuple)
    position: int = 0
    active: bool = True


@transaction.atomic
def save_reason(actor: Actor, new: NewReason) -> CreditReason:
    """Add or change a reason. Raises Invalid for an unknown cause or decision, or missing words."""
    authorise(actor, rules.may_configure)
    if not _CODE.fullmatch(new.code):
        fault = _("The code takes lower-case letters, digits and hyphens.")
        raise Invalid(fault, fields={"code": fault})
    if new.cause not in CAUSES or set(new.decisions) - {one.value for one in Decision}:
        raise Invalid(_("Choose what causes it."), fields={"cause": new.cause})
    row, _made = CreditReason.objects.update_or_create(
        code=new.code,
        defaults={
            "label": check_text(new.label, max_length=120),
            "cause": new.cause,
            "article": clean_line(new.article, 80),
            "decisions": list(new.decisions),
            "position": new.position,
            "active": new.active,
        },
    )
    record(actor, events.CONFIGURED, row, reason=row.code)
    return row


@transaction.atomic
def set_limit(
    actor: Actor, amount: Decimal, *, account: Account | None = None, role: Role | None = None
) -> SigningLimit:
    """Say up to how much an account, or whoever holds a role, may sign. Nobody raises their own limit."""
    authorise(actor, rules.may_configure)
    _not_own(actor, account, role)
    if amount < 0 or amount > MOST_SIGNED:
        fault = _("Write an amount from 0 to 10,000,000.")
        raise Invalid(fault, fields={"amount": fault})
    row, _made = SigningLimit.objects.update_or_create(
        account=account, role=role, defaults={"most_cents": cents(amount)}
    )
    record(actor, events.CONFIGURED, row, cents=row.most_cents)
    return row


@transaction.atomic
def remove_limit(actor: Actor, *, account: Account | None = None, role: Role | None = None) -> None:
    """Take a limit away: an account then has that of its roles, a role without one signs nothing."""
    authorise(actor, rules.may_configure)
    _not_own(actor, account, role)
    row = SigningLimit.objects.select_for_update().filter(account=account, role=role).first()
    if row is None:
        raise NotFound(_("There is no such limit."))
    record(actor, events.CONFIGURED, row, removed=True)
    row.delete()


def _not_own(actor: Actor, account: Account | None, role: Role | None) -> None:
    if (account is None) == (role is None):
        raise Invalid(_("A limit is of one person or of one role."))
    if not actor.is_staff:
        return
    if account is not None and account.pk == actor.id:
        raise Invalid(_("Someone else sets your own limit."))
    if role is not None and role.holders.filter(account_id=actor.id).exists():
        raise Invalid(_("You hold this role: someone else sets its limit."))
