"""What a file of districts does, in words: counts, then what should be known, kind by kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.places.actions import ImportReport
from guichet.places.shapes import NoteKind

FEW = 6
KIND_WORDS: Mapping[NoteKind, str | Promise] = {
    NoteKind.REJECTED: _("Not taken"),
    NoteKind.FAR: _("Not in this city"),
    NoteKind.OVERLAP: _("Overlaps"),
    NoteKind.SAME_NAME: _("The same name twice"),
    NoteKind.JOINED: _("Joined into one"),
    NoteKind.REPAIRED: _("Outlines repaired"),
    NoteKind.REMOVED: _("Removed"),
    NoteKind.KEPT: _("Not in the file, kept as they are"),
}


def told(report: ImportReport, *, had: int) -> dict[str, Any]:
    """Give a report as its page shows it; `had` is how many districts there were before."""
    kinds = [(words, report.of(kind)) for kind, words in KIND_WORDS.items()]
    return {
        "report": report,
        "kinds": [(words, notes, len(notes) <= FEW) for words, notes in kinds if notes],
        "all_twice": bool(had) and len(report.of(NoteKind.KEPT)) == had,
    }
