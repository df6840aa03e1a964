"""Writing on a case: to its requester, or a note for colleagues; with files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.cases.actions import talking
from guichet.cases.queries.visible import case_for
from guichet.documents.actions import Place, keep_upload
from guichet.documents.queries import drafts_of
from guichet.kernel.errors import Refused
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.forms import WriteForm
from guichet.web.desk.lines import title_of
from guichet.web.desk.navigation import navigation
from guichet.web.desk.replies import replies_of
from guichet.web.desk.shown import requester_name
from guichet.web.desk.verbs import who_reads
from guichet.web.desk.views_case import writable, write_form
from guichet.web.desk.views_verb import renew

if TYPE_CHECKING:
    from guichet.cases.models import Case


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def write(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Send a message or keep a note; what was typed and the files that came are never lost."""
    case = case_for(request.actor, reference)
    if request.method != "POST":
        return _ask(request, case, write_form(request.actor, case, request.GET.get("reply", "")), ())
    form = WriteForm(request.actor, case, request.POST, request.FILES, auto_id="write-%s")
    changes: tuple[str, ...] = ()
    if form.is_valid() and _keep_files(request, form):
        try:
            once(request.actor, form.cleaned_data["once"], lambda: _send(request, case, form))
        except Refused as refusal:
            changes = add_refusal(form, refusal)
            renew(form, request, reference)
        else:
            inner = form.cleaned_data["who"] == WriteForm.INNER
            messages.success(request, _("The note is kept.") if inner else _("The message is on its way."))
            return go(request, reverse("desk_case", args=[reference]) + "?sent=1#write")
    return _ask(request, case, form, changes)


def _draft_key(form: WriteForm) -> str:
    """Give where the files of a message wait: a note's are apart, so that none of them ever leaves with a reply."""
    draft = str(form.data.get("draft", ""))[:56]
    return f"{draft}-note" if draft and form.data.get("who") == WriteForm.INNER else draft


def _keep_files(request: DeskRequest, form: WriteForm) -> bool:
    """Keep the files that came with a message in its draft; those of a note are never shown outside."""
    given, draft = form.cleaned_data, _draft_key(form)
    internal = given["who"] == WriteForm.INNER
    for file in given["attached"] if draft else ():
        try:
            keep_upload(request.actor, file, Place(draft_key=draft), name=file.name or "", internal=internal)
        except Refused as refusal:
            form.add_error("attached", f"{file.name} – {refusal.message}")
    return not form.errors


def _send(request: DeskRequest, case: Case, form: WriteForm) -> object:
    given = form.cleaned_data
    if given["who"] == WriteForm.INNER:
        return talking.note(request.actor, case.reference, given["body"], draft_key=_draft_key(form))
    return talking.write(
        request.actor,
        case.reference,
        given["body"],
        draft_key=_draft_key(form),
        seen_version=given["version"],
    )


def _ask(request: DeskRequest, case: Case, form: WriteForm, changes: tuple[str, ...]) -> HttpResponseBase:
    draft = _draft_key(form) if form.is_bound else ""
    context = {
        "case": case,
        "title": title_of(case),
        "write_form": form,
        "changes": changes,
        "waiting_files": drafts_of(request.actor, draft) if draft else [],
        "replies": replies_of(case),
        "writes": writable(request.actor, case),
        "reply_to": requester_name(request.actor, case),
        "readers": who_reads(request.actor, case),
        "nav": navigation(request.actor, views=False),
    }
    status = 409 if changes else 422 if form.errors else 200
    return render(request, "desk/write.html", context, status=status)
