"""Who comes in: each page is for members of the staff who hold one of its rights, and says honestly what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Denied, NotFound

P = ParamSpec("P")


class ConfigRequest(HttpRequest):
    """A request of a page of the backoffice, with what the middleware put on it."""

    actor: Actor


View = Callable[Concatenate[ConfigRequest, P], HttpResponseBase]
Rule = Callable[[Actor], bool]


def config_page(rule: Rule) -> Callable[[View[P]], View[P]]:
    """Open a page to those whom a room's rule lets in; not there and not of this city are the same page."""

    def guard(view: View[P]) -> View[P]:
        def guarded(request: ConfigRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.actor.is_staff:
                return redirect_to_login(request.get_full_path())
            try:
                authorise(request.actor, rule)
                return view(request, *args, **kwargs)
            except NotFound as refusal:
                raise Http404(refusal.message) from refusal
            except Denied as refusal:
                return render(request, "backoffice/denied.html", {"sentence": refusal.message}, status=403)

        update_wrapper(guarded, view)
        return guarded

    return guard
