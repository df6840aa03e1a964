"""Short names made from what a person writes, so that nobody has to invent one."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count

from django.utils.text import slugify

from guichet.kernel.words import fold

RESERVED = frozenset({"new"})  # an address of its own


def free_code(words: str, taken: Collection[str], *, most: int = 58, gap: str = "-") -> str:
    """Make a short name of some words (« Nid-de-poule » : nid-de-poule), unlike those that are taken."""
    taken = {*taken, *RESERVED}
    base = slugify(fold(words))[: most - 4].strip("-").replace("-", gap) or "x"
    if gap == "_" and not base[0].isalpha():
        base = f"q_{base}"
    if base not in taken:
        return base
    return next(code for number in count(2) if (code := f"{base}{gap}{number}") not in taken)
