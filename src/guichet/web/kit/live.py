"""The ticket with which a page hears of changes: signed, so that the stream needs no session and no query."""

from __future__ import annotations

from django.core import signing

from guichet.kernel.actor import Actor
from guichet.kernel.schema import current_schema

SALT = "guichet.live"
SECONDS = 12 * 3600


def live_url(actor: Actor, *, case_id: int = 0, answer_id: int = 0) -> str:
    """Give the address of the stream for a page of an actor: one case, one answer, or the lists of their teams."""
    teams = ["*"] if actor.has("case.read_all") else [str(team) for team in sorted(actor.teams)]
    one = case_id or answer_id
    data = {"s": current_schema(), "t": teams, "c": str(one) if one else ""}
    if answer_id:
        data["k"] = "knowledge.answer"
    return f"/live/?t={signing.dumps(data, salt=SALT)}"
