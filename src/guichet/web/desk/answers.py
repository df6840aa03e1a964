"""What the house refuses, said where the person who asked will read it; what was asked twice, done once."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, Refused
from guichet.web.desk.entrance import DeskRequest

REMEMBERED = 24 * 3600


def add_refusal(form: forms.Form, refusal: Refused) -> tuple[str, ...]:
    """Put a refusal beside the fields that it is about, else above the form; gives what changed meanwhile instead.

    A room names the faulty fields with a sentence each, or with the value that it was given: then the refusal's own
    sentence is the one to read.
    """
    if isinstance(refusal, Conflict) and refusal.changes:
        return refusal.changes
    named = refusal.fields if isinstance(refusal, Invalid) else {}
    placed = [name for name in named if name in form.fields]
    for name in placed:
        form.add_error(name, named[name] if " " in named[name].strip() else refusal.message)
    elsewhere = [words for name, words in named.items() if name not in form.fields and " " in words.strip()]
    if not placed or elsewhere:
        for sentence in elsewhere or [refusal.message]:
            form.add_error(None, sentence)
    return ()


def once(actor: Actor, key: str, act: Callable[[], object]) -> bool:
    """Do something for a form that may be sent twice; False when it was already done.

    The mark commits with what was done: of two sendings at the same moment the second waits, then finds the mark; what
    was refused or broke off leaves none and can be sent again.
    """
    with transaction.atomic():
        if key and not cache.add(f"desk-once:{actor.id}:{key}", 1, REMEMBERED):
            return False
        act()
    return True


def go(request: DeskRequest, address: str) -> HttpResponse:
    """Lead to a page after something was done: the whole window, also from a dialog."""
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": address})
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
