"""The one address that an area being drawn or typed asks: its measures, and who else is there."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST

from guichet.kernel.actor import Actor
from guichet.web.kit.area_found import found_of
from guichet.web.kit.areas import AreaForm

NAME = re.compile(r"[A-Za-z][\w-]{0,80}")


class ActingRequest(HttpRequest):
    """A request with the actor that the middleware put on it."""

    actor: Actor


@require_POST
def area_found(request: ActingRequest) -> HttpResponse:
    """Tell of an area: its measures and conflicts as a part of a page, or what is wrong with it.

    `_area` names the field; `_starts`, `_ends`, `_kind` and `_but` are as in `{% area_field %}`.
    """
    name = request.POST.get("_area", "")
    if not NAME.fullmatch(name):
        return HttpResponseBadRequest()
    form = AreaForm(name, request.POST)
    form.is_valid()
    asked = {part: request.POST.get(f"_{part}", "")[:120] for part in ("starts", "ends", "kind", "but")}
    found = found_of(form, request.actor, request.POST, asked)
    response = render(request, "kit/parts/area_found.html", {"form": form, "found": found})
    response.headers["Cache-Control"] = "private, no-store"
    return response
