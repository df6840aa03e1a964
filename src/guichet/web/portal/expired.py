"""Words that were sent after the browser forgot whose they are: kept until it is proved again, then sent by themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _

from guichet.web.portal.entrance import PortalRequest, see

WAITING = "waiting_words"
MOST = 80_000  # characters of one page of a form


def keep_words(request: PortalRequest, of: str, onward: str) -> HttpResponse:
    """Keep what was just sent for `of` (a draft's key, a permit's number), and lead to where one proves that it is theirs."""
    if request.method == "POST":
        sent = request.POST.copy()
        sent.pop("csrfmiddlewaretoken", None)
        if any(str(value).strip() for value in sent.values()) and len(words := sent.urlencode()) <= MOST:
            request.session[WAITING] = {"of": of, "path": request.path, "words": words}
            messages.info(
                request, _("What you wrote is kept. Show that this is yours, and it goes where it should.")
            )
    return see(onward)


def waits(request: PortalRequest, of: str) -> bool:
    """Tell whether words wait for something in this browser."""
    return bool(request.session.get(WAITING, {}).get("of") == of)


def take_up(request: PortalRequest, of: str, *, moved: tuple[str, str] = ("", "")) -> HttpResponseBase | None:
    """Send now what was kept for `of`, as if it came just now; None when nothing was.

    `moved` replaces a part of the address: a new draft stands for one that cannot be proved any more.
    """
    if not waits(request, of):
        return None
    kept = request.session.pop(WAITING)
    request.path = request.path_info = kept["path"].replace(*moved) if moved[0] else kept["path"]
    view = resolve(request.path_info)
    bool(request.FILES)  # files are not kept: read as none before the words take their place
    request.method, request.POST = "POST", QueryDict(kept["words"])
    request.resolver_match = view
    answer: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
    return answer
