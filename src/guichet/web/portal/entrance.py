"""Who comes in: every page is for residents, without an account; a member of the staff who looks is one of them here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django_htmx.middleware import HtmxDetails

from guichet.kernel.actor import Actor, visitor
from guichet.kernel.errors import Denied, NotFound
from guichet.web.kit.errors import forbidden
from guichet.web.kit.languages import LANGUAGE_COOKIE, LANGUAGE_SECONDS
from guichet.web.kit.middleware import PROVED, PROVED_DRAFTS, PROVED_PARTS

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
FOLLOWED = "followed_cases"
EMAIL = "last_email"
NEWS = "news_of"  # references that this browser asked to follow
MOST_DRAFTS = 20
OPEN = "private, no-cache"
PERSONAL = "private, no-store"


class PortalRequest(HttpRequest):
    """A request of a page of the portal, with what the middleware put on it."""

    actor: Actor
    htmx: HtmxDetails


View = Callable[Concatenate[PortalRequest, P], HttpResponseBase]


def _page(view: View[P], cache: str) -> View[P]:
    @wraps(view)
    def guarded(request: PortalRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.is_staff:
            proved = frozenset(request.session.get(PROVED, ()))
            drafts = frozenset(request.session.get(PROVED_DRAFTS, ()))
            parts = frozenset((number, key) for number, key in request.session.get(PROVED_PARTS, ()))
            request.actor = visitor(language=language(), case_references=proved, drafts=drafts, parts=parts)
        try:
            response = view(request, *args, **kwargs)
        except NotFound as refusal:
            raise Http404(refusal.message) from refusal
        except Denied:
            return forbidden(request)
        response.headers.setdefault("Cache-Control", cache)
        patch_vary_headers(response, ("Accept-Language", "HX-Request"))
        return response

    return guarded


def open_page(view: View[P]) -> View[P]:
    """Show a page that holds nothing personal; a browser asks each time whether it is still right."""
    return _page(view, OPEN)


def own_page(view: View[P]) -> View[P]:
    """Show a page that holds what someone wrote: nothing of it stays on a shared computer."""
    return _page(view, PERSONAL)


def language() -> str:
    """Give the language of the page, « fr » or « en »."""
    return (get_language() or "fr")[:2]


def see(address: str) -> HttpResponse:
    """Lead to a page after something was done or kept."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def remember_language(request: PortalRequest, response: R) -> R:
    """Keep the language that a link of a mail asked for (`?lang=en`)."""
    if request.GET.get("lang") == language():
        response.set_cookie(
            LANGUAGE_COOKIE,
            language(),
            max_age=LANGUAGE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def let_in(request: PortalRequest, reference: str) -> None:
    """Remember that this browser proved to be the requester's."""
    known = [each for each in request.session.get(PROVED, ()) if each != reference]
    request.session[PROVED] = [*known, reference][-30:]


def let_in_part(request: PortalRequest, reference: str, key: str) -> None:
    """Remember that this browser proved to be someone who has a part in a permit; the secret is read again each time."""
    known = [pair for pair in request.session.get(PROVED_PARTS, ()) if pair != [reference, key]]
    request.session[PROVED_PARTS] = [*known, [reference, key]][-30:]


def let_follow(request: PortalRequest, reference: str, resident_id: int) -> None:
    """Remember that this browser proved to be a follower's."""
    known = {**request.session.get(FOLLOWED, {}), reference: resident_id}
    request.session[FOLLOWED] = dict(list(known.items())[-30:])


def follower_id(request: PortalRequest, reference: str) -> int | None:
    """Give the resident as whom this browser proved to follow a case."""
    found = request.session.get(FOLLOWED, {}).get(reference)
    return int(found) if found is not None else None


def remember_draft(request: PortalRequest, key: str) -> None:
    """Remember that this browser started a draft, or proved to be a person of it."""
    known = [each for each in request.session.get(PROVED_DRAFTS, ()) if each != key]
    request.session[PROVED_DRAFTS] = [*known, key][-MOST_DRAFTS:]


def with_draft(actor: Actor, key: str) -> Actor:
    """Give the actor with a draft that this browser has just started or proved to be its own."""
    return replace(actor, drafts=actor.drafts | {key})


def with_permit(actor: Actor, reference: str) -> Actor:
    """Give the actor with a permit that this browser has just proved to be its own."""
    return replace(actor, case_references=actor.case_references | {reference})


def forget_draft(request: PortalRequest, key: str) -> None:
    """Forget a draft that was sent or given up."""
    request.session[PROVED_DRAFTS] = [each for each in request.session.get(PROVED_DRAFTS, ()) if each != key]
