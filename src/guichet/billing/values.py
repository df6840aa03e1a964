"""What callers give: the subject of a bill, who pays; both are plain values that rooms above build.

Amounts are Decimals at this door and whole cents within.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guichet.kernel.texts import Text
from guichet.kernel.words import fold


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bill is about: ("permit", "P-26-00318"). `part` tells several bills of one subject apart (« overrun »)."""

    kind: str
    reference: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: a name, the lines of a postal address (one needed to issue), ways to reach and to know them."""

    name: str
    address: tuple[str, ...] = ()
    email: str = ""
    number: str = ""
    """The organisation's number (NEQ, SIRET); empty for a person."""
    language: str = "fr"
    country: str = ""

    @property
    def key(self) -> str:
        """Give what tells payers apart: the organisation's number, else the e-mail, else name and address."""
        if self.number:
            return f"n:{''.join(self.number.split()).upper()}"[:120]
        if self.email:
            return f"e:{self.email.strip().lower()}"[:120]
        return f"a:{fold(' '.join((self.name, *self.address)))}"[:120] if self.address else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a file, as its bill remembers it: its words in each language, its value as people read it."""

    code: str
    label: Text
    value: Text


def write_payer(payer: Payer) -> dict[str, Any]:
    """Give a payer as JSON."""
    return {
        "name": payer.name,
        "address": list(payer.address),
        "email": payer.email,
        "number": payer.number,
        "language": payer.language,
        "country": payer.country,
    }


def read_payer(data: Mapping[str, Any]) -> Payer:
    """Read a payer back."""
    return Payer(
        data.get("name", ""),
        tuple(data.get("address", ())),
        data.get("email", ""),
        data.get("number", ""),
        data.get("language", "fr"),
        data.get("country", ""),
    )


def write_facts(facts: tuple[Fact, ...]) -> dict[str, Any]:
    """Give facts as JSON, by code."""
    return {fact.code: {"label": fact.label, "value": fact.value} for fact in facts}


def read_facts(data: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Read facts back."""
    return tuple(Fact(code, one.get("label", {}), one.get("value", {})) for code, one in data.items())
