"""How a city bills, with defaults of its legal world: who it is, delays, the path of a contest, reminders, accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from guichet.billing.accounts import ACCOUNTS
from guichet.billing.models import Office
from guichet.kernel.texts import Text

DUE_DAYS = 30
ANSWER_DAYS = 10
REMINDERS = ({"days": 7}, {"days": 21}, {"days": 45})
_WORLDS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        # No law gives one delay for every municipal fee of Québec: the city's own path, then the court of small claims.
        "quebec": {
            "country": "CA",
            "contest_days": 30,
            "contest_path": {
                "fr": "Écrivez d’abord à la Ville, par cette page ou par la poste, avant la date indiquée. Si sa "
                "réponse ne vous convient pas, vous pouvez demander à la Division des petites créances de la Cour du "
                "Québec de trancher.",
                "en": "First write to the city, on this page or by post, before the date shown. If its answer does "
                "not suit you, you may ask the Small Claims Division of the Court of Québec to decide.",
            },
        },
        # Code général des collectivités territoriales, article L. 1617-5, 2°: two months to contest before the judge.
        "france": {
            "country": "FR",
            "contest_days": 61,
            "contest_path": {
                "fr": "Écrivez d’abord à la mairie, par cette page ou par la poste. Vous pouvez aussi saisir le juge "
                "compétent dans les deux mois qui suivent la réception de la facture (article L. 1617-5 du code "
                "général des collectivités territoriales). Une lettre à la mairie ne prolonge pas ce délai.",
                "en": "First write to the town hall, on this page or by post. You may also go to the competent court "
                "within two months of receiving the invoice (article L. 1617-5 of the code général des collectivités "
                "territoriales). A letter to the town hall does not extend this time.",
            },
        },
    }
)


@dataclass(frozen=True, slots=True)
class OfficeShown:
    """The finance settings in force."""

    legal_name: str
    address: tuple[str, ...]
    number: str
    country: str
    tax_numbers: Mapping[str, str]
    bank: Mapping[str, str]
    due_days: int
    contest_days: int
    answer_days: int
    contest_path: Text
    terms: Text
    reminder_days: tuple[int, ...]
    accounts: Mapping[str, str]
    cheque_days: int
    provider: str


def office_of(row: Office | None, legal_world: str, city_name: str) -> OfficeShown:
    """Give the settings of a city, its gaps filled with the defaults of its legal world."""
    saved, world = row or Office(), _WORLDS[legal_world]
    return OfficeShown(
        legal_name=saved.legal_name or city_name,
        address=tuple(saved.address),
        number=saved.number,
        country=world["country"],
        tax_numbers=saved.tax_numbers,
        bank=saved.bank,
        due_days=DUE_DAYS if saved.due_days is None else saved.due_days,
        contest_days=world["contest_days"] if saved.contest_days is None else saved.contest_days,
        answer_days=ANSWER_DAYS if saved.answer_days is None else saved.answer_days,
        contest_path=saved.contest_path or world["contest_path"],
        terms=saved.terms,
        reminder_days=tuple(int(one["days"]) for one in (saved.reminders or REMINDERS)),
        accounts={name: saved.accounts.get(name) or number for name, (number, _words) in ACCOUNTS.items()},
        cheque_days=saved.cheque_days,
        provider=saved.provider,
    )


def write_seller(office: OfficeShown) -> dict[str, Any]:
    """Give who issues a paper, as the paper keeps it."""
    return {
        "name": office.legal_name,
        "address": list(office.address),
        "number": office.number,
        "country": office.country,
        "tax_numbers": dict(office.tax_numbers),
        "bank": dict(office.bank),
        "contest_path": office.contest_path,
        "terms": office.terms,
    }
