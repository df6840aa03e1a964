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
    """How a state looks: an icon whose disk fills as work goes on, a tone, a word that agrees with the case's name.

    A city calls a case « une requête » or « un signalement »: `feminine` and `masculine` are the state's two words.
    """

    icon: str
    tone: Tone
    feminine: Promise | str
    masculine: Promise | str

    def word(self, gender: str = "f") -> str:
        """Give the word in the reader's language, for a case whose name is « f » or « m »."""
        return str(self.masculine if gender == "m" else self.feminine)


def _same(icon: str, tone: Tone, word: Promise | str) -> State:
    return State(icon, tone, word, word)


STATES: Mapping[str, State] = MappingProxyType(
    {
        "received": State(
            "s-new", "", pgettext_lazy("state, f", "Received"), pgettext_lazy("state, m", "Received")
        ),
        "triaged": State(
            "s-seen",
            "info",
            pgettext_lazy("state, f", "With the team"),
            pgettext_lazy("state, m", "With the team"),
        ),
        "in_progress": _same("s-work", "info", pgettext_lazy("state", "In progress")),
        "planned": State(
            "s-plan", "info", pgettext_lazy("state, f", "Planned"), pgettext_lazy("state, m", "Planned")
        ),
        "waiting_resident": _same("s-wait", "warn", pgettext_lazy("state", "Waiting for the resident")),
        "waiting_third_party": _same("s-wait", "", pgettext_lazy("state", "Waiting for a third party")),
        "resolved": State(
            "s-done", "ok", pgettext_lazy("state, f", "Settled"), pgettext_lazy("state, m", "Settled")
        ),
        "closed": State(
            "s-done", "", pgettext_lazy("state, f", "Closed"), pgettext_lazy("state, m", "Closed")
        ),
        "reopened": State(
            "s-again", "warn", pgettext_lazy("state, f", "Reopened"), pgettext_lazy("state, m", "Reopened")
        ),
        "refused": State(
            "s-no", "", pgettext_lazy("state, f", "Refused"), pgettext_lazy("state, m", "Refused")
        ),
        "late": _same("s-late", "late", pgettext_lazy("state", "Late")),
        "soon": _same("s-soon", "warn", pgettext_lazy("state", "Due soon")),
        "internal": _same("lock-fill", "inner", pgettext_lazy("state", "Internal")),
    }
)

PERMIT_LOOKS: Mapping[str, tuple[str, Tone]] = MappingProxyType(
    {
        "draft": ("pencil-square", ""),
        "filed": ("s-new", "info"),
        "incomplete": ("s-wait", "warn"),
        "in_review": ("s-work", "info"),
        "conditions": ("s-work", "info"),
        "approved": ("s-plan", "ok"),
        "issued": ("s-done", "ok"),
        "active": ("cone-striped", "ok"),
        "extended": ("cone-striped", "ok"),
        "ended": ("s-done", ""),
        "closed": ("s-done", ""),
        "refused": ("s-no", "late"),
        "withdrawn": ("s-no", ""),
        "lapsed": ("s-late", "late"),
        "revoked": ("s-no", "late"),
    }
)
"""How each state of a permit looks: an icon and a tone beside its words."""
