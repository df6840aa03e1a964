"""Tables that the application's role may add to but not rewrite, and the only columns of them that it may set.

The migrations take the rights away; whoever restores a city takes them away again (`guichet city restore`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CLOSED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "billing_invoice": (),
        "billing_billversion": (),
        "billing_posting": (),
        "billing_journalentry": ("export_id",),
        "billing_payment": ("returned_at", "returned_why"),
        "billing_providermessage": (),
        "billing_reminder": (),
    }
)
