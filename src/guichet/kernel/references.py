"""Public numbers of cases: short enough to be said on the phone."""

from __future__ import annotations

import re

_REFERENCE = re.compile(r"^\s*(\d{2})\s*[-–—.\s]?\s*(\d{6,9})\s*$")


def format_reference(year: int, number: int) -> str:
    """Write a case's public number: two digits of the year, a hyphen, at least six digits (« 26-041873 »)."""
    return f"{year % 100:02d}-{number:06d}"


def read_reference(text: str) -> str | None:
    """Read a number as people type it (« 26 041873 », « 26041873 »); None when it is not one."""
    found = _REFERENCE.match(text)
    return f"{found[1]}-{found[2]}" if found else None
