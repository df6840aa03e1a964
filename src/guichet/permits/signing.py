"""The code printed on a permit: whoever reads it can check the permit, and nobody can guess another's."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

from django.conf import settings

from guichet.kernel.schema import current_schema

_CODE = re.compile(r"^\s*P[-\s]?(\d{2})[-\s]?(\d{5,9})[-\s]?(\d{1,4})[-\s]([A-Z2-7]{8})\s*$")
_BYTES = 5
KEY_BYTES = 32
"""How many random bytes make the secret of an applicant's link."""


def _seal(reference: str, version: int) -> str:
    text = f"permit-check:{current_schema()}:{reference}:{version}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_BYTES]).decode("ascii")


def write_code(reference: str, version: int) -> str:
    """Give the code of a version of a permit: « P-26-00318-2-K7QX2M4D » (40 bits that only the city can make)."""
    return f"{reference}-{version}-{_seal(reference, version)}"


def read_code(text: str) -> tuple[str, int] | None:
    """Give the number and the version that a code stands for; None when the city never made it."""
    found = _CODE.match(text.upper())
    if found is None:
        return None
    reference, version = f"P-{found[1]}-{found[2]}", int(found[3])
    return (reference, version) if hmac.compare_digest(_seal(reference, version), found[4]) else None


def format_number(year: int, number: int) -> str:
    """Write a permit's public number: « P-26-00318 »."""
    return f"P-{year % 100:02d}-{number:05d}"


_NUMBER = re.compile(r"^\s*P?\s*[-–]?\s*(\d{2})\s*[-–.\s]\s*(\d{5,9})\s*$", re.IGNORECASE)


def read_number(text: str) -> str | None:
    """Read a permit's number as people type it; None when it is not one."""
    found = _NUMBER.match(text)
    return f"P-{found[1]}-{found[2]}" if found and text.strip()[:1].upper() == "P" else None


def link_to(reference: str, key: str) -> str:
    """Give the path that opens a file for whoever was sent its secret."""
    return f"/permis/{reference}/?cle={key}"


def _part_key(secret: str, email: str) -> str:
    text = f"permit-part:{current_schema()}:{secret}:{email.casefold()}"
    digest = hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
    return "p." + base64.urlsafe_b64encode(digest[:18]).decode("ascii")


def is_part_key(key: str, secret: str, email: str) -> bool:
    """Tell whether a key is the one that the link of this person holds (144 bits; a new address makes another)."""
    return bool(email) and hmac.compare_digest(_part_key(secret, email).encode(), key.encode())


def link_of_part(reference: str, secret: str, email: str) -> str:
    """Give the path that opens a file for someone of it who is not its applicant."""
    return link_to(reference, _part_key(secret, email))
