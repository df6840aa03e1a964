"""One's own settings: language, keys, second step at sign-in."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.kernel.texts import localise
from guichet.people.actions import set_shortcuts
from guichet.people.queries import active_teams
from guichet.web.desk.answers import go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.sign_in import NO_KEYS
from guichet.web.desk.templatetags.desk import language


@require_safe
@staff_page
def me(request: DeskRequest) -> HttpResponseBase:
    """Show who one is here, and one's own settings."""
    mine = request.actor.teams
    context = {
        "email": getattr(request.user, "email", ""),
        "teams": [localise(team.name, language()) for team in active_teams() if team.pk in mine],
        "keys_on": not request.session.get(NO_KEYS, False),
        "second_step": is_mfa_enabled(request.user),
        "nav": navigation(request.actor),
    }
    return render(request, "desk/me.html", context)


@require_POST
@staff_page
def keys(request: DeskRequest) -> HttpResponseBase:
    """Switch the single-letter keys on or off, on every computer where one signs in."""
    on = request.POST.get("on") == "1"
    set_shortcuts(request.actor, on=on)
    request.session[NO_KEYS] = not on
    messages.success(
        request,
        _("The keys are on.") if on else _("The keys are off: use the mouse or Tab."),
    )
    return go(request, reverse("desk_me"))
