"""Reading what a bank sends: camt.053 statements (ISO 20022) and CSV lists. Pure; only money that came in is given.

Raises Invalid for a file that is neither, with the line where a list cannot be read.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line, fold

LARGEST = 5_000_000  # bytes
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "on": ("date", "booking date", "date operation", "date de l'operation", "date comptable", "jour"),
    "amount": ("amount", "montant", "credit", "depot", "deposit"),
    "text": ("text", "libelle", "description", "details", "communication", "motif", "reference"),
    "name": ("name", "nom", "payeur", "donneur d'ordre", "debtor", "payer"),
    "key": ("id", "reference banque", "bank reference", "transaction id", "numero"),
    "currency": ("currency", "devise"),
}
_NUMBER = re.compile(r"\b([FCA])\s*[-–.]?\s*(\d{2})\s*[-–.]?\s*(\d{5,7})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came in by the bank; `key` names it whatever file tells it."""

    key: str
    on: dt.date
    cents: int
    currency: str
    text: str
    name: str


def fingerprint(content: bytes) -> str:
    """Give what is the same for the same file only."""
    return hashlib.sha256(content).hexdigest()


def read_statement(content: bytes) -> tuple[str, list[Movement]]:
    """Read a statement, whichever of the two forms it has; gives « camt » or « csv » and what came in."""
    if len(content) > LARGEST:
        raise Invalid(_("This file is larger than 5 MB. Ask your bank for a shorter period."))
    if content.lstrip()[:1] == b"<" or (content[:3] == b"\xef\xbb\xbf" and content[3:].lstrip()[:1] == b"<"):
        return "camt", list(_camt(content))
    return "csv", list(_csv(content))


def numbers_in(text: str) -> list[str]:
    """Find the numbers of invoices in what a payer wrote: « facture F 26 01207 » is F-26-01207."""
    return list(dict.fromkeys(f"{m[1].upper()}-{m[2]}-{m[3]}" for m in _NUMBER.finditer(text)))


def former_numbers_in(text: str) -> list[str]:
    """Find what may be the number of an invoice of the former system: words with a figure, of four signs or more."""
    words = (word.strip(".,;:()") for word in text.split())
    return list(dict.fromkeys(word for word in words if len(word) >= 4 and any(map(str.isdigit, word))))


def _camt(content: bytes) -> Iterator[Movement]:
    broken = Invalid(_("This file is broken: it cannot be read as XML."))
    if b"<!DOCTYPE" in content.upper() or b"<!ENTITY" in content.upper():
        raise broken
    try:
        root = ET.fromstring(content)  # noqa: S314  without a DTD there is no entity to expand
    except ET.ParseError as fault:
        raise broken from fault
    if not root.tag.endswith("}Document") or "camt.053" not in root.tag:
        raise Invalid(
            _("This is not a camt.053 bank statement. Ask your bank for that form, or for a CSV list.")
        )
    for statement in root.iterfind(".//{*}Stmt"):
        account = (
            statement.findtext("{*}Acct/{*}Id/{*}IBAN")
            or statement.findtext("{*}Acct/{*}Id/{*}Othr/{*}Id")
            or ""
        )
        for place, entry in enumerate(statement.iterfind("{*}Ntry")):
            if entry.findtext("{*}CdtDbtInd") == "CRDT" and entry.findtext("{*}RvslInd") != "true":
                yield from _movements(entry, account, place)


def _movements(entry: ET.Element, account: str, place: int) -> Iterator[Movement]:
    """Read an entry, or each transfer of an entry that gathers several."""
    on = _date((entry.findtext("{*}BookgDt/{*}Dt") or entry.findtext("{*}BookgDt/{*}DtTm") or "")[:10])
    details = entry.findall("{*}NtryDtls/{*}TxDtls") or [entry]
    for rank, one in enumerate(details):
        amount = one.find("{*}Amt")
        amount = amount if amount is not None else one.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
        amount = amount if amount is not None else entry.find("{*}Amt")
        if amount is None:
            raise Invalid(_("A movement of this statement has no amount."))
        known = one.findtext("{*}Refs/{*}AcctSvcrRef") or entry.findtext("{*}AcctSvcrRef") or ""
        texts = [each.text or "" for each in one.iterfind(".//{*}Ustrd")]
        texts += [each.text or "" for each in one.iterfind(".//{*}CdtrRefInf/{*}Ref")]
        texts += [one.findtext("{*}Refs/{*}EndToEndId") or "", one.findtext("{*}AddtlNtryInf") or ""]
        text = clean_line(" ".join(part for part in texts if part and part != "NOTPROVIDED"), 400)
        name = one.findtext(".//{*}Dbtr/{*}Nm") or one.findtext(".//{*}Dbtr/{*}Pty/{*}Nm") or ""
        cents = _cents(amount.text or "")
        yield Movement(
            _key(account, known, rank, on, cents, text if known else f"{text}{place}"),
            on,
            cents,
            amount.get("Ccy", ""),
            text,
            clean_line(name, 160),
        )


def _key(account: str, known: str, rank: int, on: dt.date, cents: int, text: str) -> str:
    if known:
        return f"{account}:{known}:{rank}"[:120]
    told = "|".join((account, on.isoformat(), str(cents), text, str(rank)))
    return hashlib.sha256(told.encode()).hexdigest()


def _csv(content: bytes) -> Iterator[Movement]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    columns = _columns(rows[0] if rows else [])
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
        try:
            on, cents = _date(cells["on"]), _cents(cells["amount"])
        except Invalid as fault:
            said = _("Line %(line)d: %(fault)s") % {"line": number, "fault": fault.message}
            raise Invalid(said) from fault
        if cents <= 0:
            continue
        words, name = clean_line(cells.get("text", ""), 400), clean_line(cells.get("name", ""), 160)
        told = "|".join((cells.get("key", ""), on.isoformat(), str(cents), words, name))
        seen[told] = seen.get(told, 0) + 1  # the same line twice in one list is two movements
        key = hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest()
        yield Movement(key, on, cents, cells.get("currency", "").strip().upper(), words, name)


def _columns(head: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(head):
        for name, words in _COLUMNS.items():
            if fold(cell) in words:
                found.setdefault(name, at)
    if missing := [name for name in ("on", "amount") if name not in found]:
        lacking = {"on": "« date »", "amount": "« montant »"}
        raise Invalid(
            _("The first line of the list must name its columns; it lacks: %(names)s.")
            % {"names": ", ".join(lacking[name] for name in missing)}
        )
    return found


def _date(text: str) -> dt.date:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  a day, not an instant
        except ValueError:
            continue
    raise Invalid(_("“%(text)s” is not a date: write 2026-11-22 or 22/11/2026.") % {"text": text[:30]})


def _cents(text: str) -> int:
    plain = re.sub(r"[\s\u00a0\u202f$€]", "", text).replace("−", "-")
    if "," in plain and "." in plain:
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    plain = plain.replace(",", ".")
    try:
        amount = Decimal(plain or "0").scaleb(2)
    except InvalidOperation as fault:
        raise Invalid(_("“%(text)s” is not an amount.") % {"text": text[:30]}) from fault
    if not amount.is_finite() or amount != amount.to_integral_value() or abs(amount) > 10**13:
        raise Invalid(_("“%(text)s” is not an amount.") % {"text": text[:30]})
    return int(amount)
