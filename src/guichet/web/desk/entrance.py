"""Who comes in: every page of the desk is for members of the staff, and each says honestly what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django_htmx.middleware import HtmxDetails

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Denied, NotFound

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """A request of a page of the desk, with what the middleware put on it."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def staff_page(view: View[P]) -> Callable[Concatenate[DeskRequest, P], HttpResponseBase]:
    """Ask who it is before a page is shown; not yours and not there are the same page."""

    @wraps(view)
    def guarded(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.actor.is_staff:
            return _to_sign_in(request)
        try:
            return view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(refusal.message) from refusal
        except Denied as refusal:
            return render(request, "desk/denied.html", {"sentence": refusal.message}, status=403)

    return guarded


def _to_sign_in(request: DeskRequest) -> HttpResponse:
    """Lead to the sign-in page, then back: to the page that was asked for, or from which something was sent.

    The whole window goes, even when only a part of a page was asked for.
    """
    if request.htmx:
        back = redirect_to_login(request.htmx.current_url_abs_path or "/desk/")
        return HttpResponse(headers={"HX-Redirect": back.url})
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    came_from = urlsplit(request.headers.get("referer", ""))
    here = came_from.netloc == request.get_host()
    return redirect_to_login(came_from.path if here else "/desk/")
