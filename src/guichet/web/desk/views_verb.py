"""Doing something to a case: a small page, or a dialog over the page of the case; then back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.cases import rules
from guichet.cases.actions import tasks
from guichet.cases.queries.visible import case_for
from guichet.documents.actions import publish, unpublish
from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Refused
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.forms import DeskForm, EndForm, TaskDoneForm
from guichet.web.desk.lines import title_of
from guichet.web.desk.navigation import navigation
from guichet.web.desk.replies import replies_of, reply_named
from guichet.web.desk.table import VERBS
from guichet.web.desk.verbs import Doing, Verb

if TYPE_CHECKING:
    from guichet.cases.models import Case


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def do_verb(request: DeskRequest, reference: str, verb: str) -> HttpResponseBase:
    """Ask what a verb needs, say what will happen, do it once, and go back to the case."""
    found, case = VERBS.get(verb), case_for(request.actor, reference)
    if found is None:
        raise Http404
    address = reverse("desk_case", args=[case.reference])
    if request.method != "POST" and not found.offered(request.actor, case):
        messages.warning(
            request, _("This can no longer be done: the case changed. Here is where it stands now.")
        )
        return go(request, address)
    form = _form(request, case, found)
    changes: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            doing = Doing(request.actor, case.reference, given, given["version"])
            once(request.actor, given["once"], lambda: found.act(doing))
        except Refused as refusal:
            changes = add_refusal(form, refusal)
            renew(form, request, reference)
        else:
            messages.success(request, str(found.done))
            return go(request, _after(request, reference))
    return _ask(request, case, found, form, changes)


def _form(request: DeskRequest, case: Case, verb: Verb) -> DeskForm:
    """Give the form of a verb: as it was sent, or as it begins for the version of the case that was read."""
    identifiers = f"{verb.name}-%s"
    if request.method == "POST":
        return verb.form(request.actor, case, request.POST, auto_id=identifiers)
    initial: dict[str, Any] = {"main": request.GET.get("main", "")}
    if request.GET.get("v", "").isdecimal():
        initial["version"] = int(request.GET["v"])
    reply = reply_named(case, request.GET.get("reply", ""))
    if reply:
        initial |= {"outcome": reply.outcome, "answer": reply.text}
    return verb.form(request.actor, case, auto_id=identifiers, initial=initial)


def renew(form: DeskForm, request: DeskRequest, reference: str) -> None:
    """Let a refused form be sent again against the case as it is now, once what changed was read."""
    sent = request.POST.copy()
    sent["version"] = str(case_for(request.actor, reference).version)
    form.data = sent


def _ask(
    request: DeskRequest, case: Case, verb: Verb, form: DeskForm, changes: tuple[str, ...]
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "case": case,
        "title": title_of(case),
        "verb": verb,
        "sentence": verb.sentence(request.actor, case),
        "form": form,
        "fields": shown_fields(form),
        "changes": changes,
        "replies": replies_of(case) if isinstance(form, EndForm) else [],
        "action": reverse("desk_verb", args=[case.reference, verb.name]),
        "back": reverse("desk_case", args=[case.reference]),
    }
    if request.htmx:
        return render(request, "desk/parts/verb_form.html", context)
    status = 409 if changes else 422 if form.errors else 200
    return render(
        request, "desk/verb.html", context | {"nav": navigation(request.actor, views=False)}, status=status
    )


def shown_fields(form: django_forms.Form) -> list[django_forms.BoundField]:
    """Give the fields that a person fills."""
    return [field for field in form if not field.is_hidden]


def _after(request: DeskRequest, reference: str) -> str:
    """Give where to go after something was done: the case, or the lists when it is no longer one's own."""
    visible = _still_visible(request, reference)
    return reverse("desk_case", args=[reference]) if visible else reverse("desk_home")


def _still_visible(request: DeskRequest, reference: str) -> bool:
    try:
        case_for(request.actor, reference)
    except Refused:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def task_done(request: DeskRequest, reference: str, task_id: int) -> HttpResponseBase:
    """Say that a part of the work is done."""
    case = case_for(request.actor, reference)
    form = TaskDoneForm(request.actor, case, request.POST or None, auto_id="done-%s")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            once(
                request.actor,
                given["once"],
                lambda: tasks.finish_task(request.actor, reference, task_id, given["result"]),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The task is done."))
            return go(request, reverse("desk_case", args=[reference]))
    context = {"case": case, "title": title_of(case), "form": form, "fields": shown_fields(form)}
    context["action"] = reverse("desk_task_done", args=[reference, task_id])
    if request.htmx:
        return render(request, "desk/parts/task_form.html", context)
    return render(request, "desk/task_done.html", context | {"nav": navigation(request.actor, views=False)})


@require_POST
@staff_page
def task_cancel(request: DeskRequest, reference: str, task_id: int) -> HttpResponseBase:
    """Give up a part of the work."""
    try:
        tasks.cancel_task(request.actor, reference, task_id)
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The task is cancelled."))
    return go(request, reverse("desk_case", args=[reference]))


@require_POST
@staff_page
def photo_shown(request: DeskRequest, reference: str, key: UUID) -> HttpResponseBase:
    """Show a photo on the public page of its case, or take it back."""
    case = case_for(request.actor, reference)
    authorise(request.actor, rules.may_publish, case)
    show = request.POST.get("show") == "1"
    try:
        (publish if show else unpublish)(request.actor, case, key)
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The photo is public.") if show else _("The photo is no longer public."))
    return go(request, reverse("desk_case", args=[reference]))
