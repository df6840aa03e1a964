"""The accounts of a demonstration, shown on its sign-in page: one click fills the form.

The demonstration writes them in its data folder when it makes its cities:
`demo-accounts.json`, {"montreal": [{"name": …, "email": …, "role": {"fr": …, "en": …}, "password": …}]}.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from guichet.kernel.installation import DEMO_ACCOUNTS
from guichet.kernel.texts import localise


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An invented person with whom anyone may sign in."""

    name: str
    email: str
    role: str
    password: str


def demo_accounts(city: str, language: str) -> Sequence[DemoAccount]:
    """Give the accounts of a city to show; none on an installation that is not a demonstration."""
    path = settings.DATA / DEMO_ACCOUNTS
    if not settings.SHOW_DEMO_ACCOUNTS or not path.exists():
        return ()
    kept: dict[str, list[dict[str, Any]]] = json.loads(path.read_text(encoding="utf-8"))
    return [
        DemoAccount(one["name"], one["email"], localise(one["role"], language), one["password"])
        for one in kept.get(city, [])
    ]
