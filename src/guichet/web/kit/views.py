"""The city's colours and mark, the choice of language, and the page where people look at every component."""

from __future__ import annotations

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import condition, require_safe

from guichet.web.kit.languages import LANGUAGE_COOKIE, LANGUAGE_SECONDS
from guichet.web.kit.sample import sample_page
from guichet.web.kit.theme import DEFAULT_COLOUR, DEFAULT_FLOWER, city_stylesheet

TRIED = re.compile(r"([0-9a-f]{6})-([0-9a-f]{6})")
WEEK = 7 * 24 * 3600
ASLEEP = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def _colours(request: HttpRequest) -> tuple[str, str]:
    """Give the city's two colours, or those tried by `?try=rrggbb-rrggbb` (the backoffice, the kit page)."""
    tried = TRIED.fullmatch(request.GET.get("try", ""))
    if tried:
        return f"#{tried[1]}", f"#{tried[2]}"
    city = getattr(request, "tenant", None)
    return getattr(city, "colour", "") or DEFAULT_COLOUR, getattr(city, "flower", "") or DEFAULT_FLOWER


def _logo(request: HttpRequest) -> str:
    return str(getattr(getattr(request, "tenant", None), "logo", "") or "")


def _tag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'


def _theme_tag(request: HttpRequest) -> str:
    return _tag(city_stylesheet(*_colours(request)))


def _logo_tag(request: HttpRequest) -> str:
    return _tag(_logo(request))


@require_safe
@condition(etag_func=_theme_tag)
def theme_css(request: HttpRequest) -> HttpResponse:
    """Serve the colours of the city of this host; kept a week by browsers, since its address holds the colours."""
    response = HttpResponse(city_stylesheet(*_colours(request)), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = f"public, max-age={WEEK}"
    return response


@require_safe
@condition(etag_func=_logo_tag)
def city_logo(request: HttpRequest) -> HttpResponse:
    """Serve the city's mark, an SVG drawing that nothing in it can run; 404 when the city gave none."""
    logo = _logo(request)
    if not logo.lstrip().startswith("<"):
        raise Http404
    response = HttpResponse(logo, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Security-Policy"] = ASLEEP
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def choose_language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember a language that this city speaks, and go back to the page one came from."""
    if code not in (getattr(getattr(request, "tenant", None), "languages", None) or ("fr", "en")):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=LANGUAGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


@require_safe
def kit_page(request: HttpRequest) -> HttpResponse:
    """Show every component once, with invented words, so that a person can see at a glance that all holds."""
    return render(request, "kit/kit.html", sample_page(request.GET))
