"""Saving what was typed: done and said, or refused beside the field that it is about, with nothing lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound, Refused
from guichet.web.backoffice.entrance import ConfigRequest
from guichet.web.backoffice.navigation import sections


def save(
    request: ConfigRequest, form: forms.Form, act: Callable[[], object], done: str, *, stamp: str = ""
) -> bool:
    """Do what a valid form asks and say so; False when it was not sent, not valid, or refused (the form says why).

    `stamp` tells the state of what is being changed (`stamp_of`). When it is not the one that the page was drawn from,
    someone else was faster: the form says what they saved, and can be sent again.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        if stamp and form.cleaned_data.get("seen") not in ("", stamp):
            form.was_raced = True  # type: ignore[attr-defined]
            raise Conflict(_("Someone else saved this meanwhile. Compare, then save again."))
        act()
    except (Denied, NotFound):
        raise
    except Refused as refusal:
        add_refusal(form, refusal)
        if isinstance(refusal, Conflict) and stamp:
            sent = request.POST.copy()
            sent["seen"] = stamp
            form.data = sent
        return False
    if done:
        messages.success(request, done)
    return True


def stamp_of(*values: object) -> str:
    """Give a short mark that differs as soon as one of some values does."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()[:16]


def attempt(request: ConfigRequest, act: Callable[[], object], done: str) -> bool:
    """Do what a button asks, without a form to correct: a refusal is said above the next page."""
    try:
        act()
    except (Denied, NotFound):
        raise
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return False
    messages.success(request, done)
    return True


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal beside the fields that it is about, else above the form.

    A room names the faulty fields with a sentence each, or with the value that it was given: then the refusal's own
    sentence is the one to read. « subject.fr » is the form's field subject_fr; a steps's name finds its amount.
    """
    named = refusal.fields if isinstance(refusal, Invalid) else {}
    placed = False
    for name, words in named.items():
        sentence = words if " " in words.strip() else refusal.message
        field = _field_named(form, name)
        if field:
            form.add_error(field, sentence)
            placed = True
    if not placed:
        form.add_error(None, refusal.message)
    if isinstance(refusal, Conflict):
        form.has_conflict = True  # type: ignore[attr-defined]


def _field_named(form: forms.Form, name: str) -> str:
    tried = (name, name.replace(".", "_"), f"{name}_fr", f"{name}_amount", f"{name}_day")
    return next((one for one in tried if one in form.fields), "")


def show(
    request: ConfigRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    here: str,
    forms_sent: tuple[forms.Form, ...] = (),
) -> HttpResponse:
    """Give a page with its navigation; `here` is its section. A refused form answers 422, a lost race 409."""
    status = 200
    for form in forms_sent:
        if form.is_bound and form.errors:
            status = 409 if getattr(form, "has_conflict", False) else 422
    full = {**context, "sections": sections(request.actor), "here": here}
    return render(request, template, full, status=status)


def go(address: str) -> HttpResponse:
    """Lead to a page after something was done."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
