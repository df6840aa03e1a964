"""The states that people are shown: one icon, one tone and one word each, the same for residents and agents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from guichet.web.kit.parts import Tone

TONES: tuple[Tone, ...] = ("", "late", "warn", "ok", "info", "inner")
NOTE_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "": "info-circle-fill",
        "info": "info-circle-fill",
        "ok": "check-circle-fill",
        "warn": "exclamation-triangle-fill",
        "late": "exclamation-octagon-fill",
        "inner": "lock-fill",
    }
)


class State(NamedTuple):
    """How a state looks: an icon whose disk fills as work goes on, a tone, a word."""

    icon: str
    tone: Tone
    word: Promise


STATES: Mapping[str, State] = MappingProxyType(
    {
        "received": State("s-new", "", pgettext_lazy("state of a case", "Received")),
        "triaged": State("s-seen", "info", pgettext_lazy("state of a case", "With the team")),
        "in_progress": State("s-work", "info", pgettext_lazy("state of a case", "In progress")),
        "planned": State("s-plan", "info", pgettext_lazy("state of a case", "Planned")),
        "waiting_resident": State("s-wait", "warn", pgettext_lazy("state of a case", "Waiting for the resident")),
        "waiting_third_party": State("s-wait", "", pgettext_lazy("state of a case", "Waiting for a third party")),
        "resolved": State("s-done", "ok", pgettext_lazy("state of a case", "Settled")),
        "closed": State("s-done", "", pgettext_lazy("state of a case", "Closed")),
        "reopened": State("s-again", "warn", pgettext_lazy("state of a case", "Reopened")),
        "refused": State("s-no", "", pgettext_lazy("state of a case", "Refused")),
        "late": State("s-late", "late", pgettext_lazy("state of a case", "Late")),
        "soon": State("s-soon", "warn", pgettext_lazy("state of a case", "Due soon")),
        "internal": State("lock-fill", "inner", pgettext_lazy("state of a case", "Internal")),
    }
)
