"""What changed in the settings: who did what, and when."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from guichet.ledger.queries import entries_about
from guichet.ledger.rules import may_read_ledger
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.history import SUBJECTS, subject_options, told
from guichet.web.backoffice.saving import show

PAGE = 50


@require_safe
@config_page(may_read_ledger)
def history(request: ConfigRequest) -> HttpResponseBase:
    """List what changed, the newest first, by part of the settings and by person."""
    part, who, after = (request.GET.get(name, "") for name in ("part", "who", "after"))
    entries = entries_about(
        request.actor,
        SUBJECTS.get(part, [subject for subjects in SUBJECTS.values() for subject in subjects]),
        before_id=int(after) if after.isdigit() else 0,
        actor_id=int(who) if who.isdigit() else 0,
        limit=PAGE + 1,
    )
    shown = entries[:PAGE]
    kept = {name: value for name, value in (("part", part), ("who", who)) if value}
    following = f"?{urlencode(kept | {'after': shown[-1].pk})}" if len(entries) > PAGE else ""
    context = {
        "lines": told(shown),
        "part": part,
        "who": who,
        "parts": subject_options(),
        "following": following,
        "narrowed": bool(kept),
    }
    return show(request, "backoffice/history.html", context, here="history")
