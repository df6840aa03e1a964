"""Writing an answer, and its steps from a draft to what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound, Refused
from guichet.knowledge import rules
from guichet.knowledge.actions import save_draft, submit
from guichet.knowledge.content import LANGUAGES
from guichet.knowledge.queries import answer_for, answer_shown, compared, draft_findings, version_of
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.bank.forms_answer import AnswerForm, initial_of, merged
from guichet.web.desk.bank.forms_verbs import STEPS, Step, VerbForm
from guichet.web.desk.bank.shell import show
from guichet.web.desk.bank.words import district_words, finding_sentence
from guichet.web.desk.entrance import DeskRequest, staff_page

if TYPE_CHECKING:
    from guichet.knowledge.queries import Answer

NEW = "new"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def edit(request: DeskRequest, answer: str) -> HttpResponseBase:
    """Write an answer: French and English beside each other, the common text, then what differs by district."""
    authorise(request.actor, rules.may_write)
    row = None if answer == NEW else answer_for(request.actor, answer)
    form = _form(request, row)
    adds = request.POST.get("do") == "add"
    if request.method == "POST" and not adds and form.is_valid() and (saved := _save(request, row, form)):
        if request.POST.get("do") == "submit" and (refusal := _send(request, saved, form)):
            messages.warning(request, _("Kept as a draft. %(why)s") % {"why": refusal})
            return go(request, reverse("bank_edit", args=[saved]))
        messages.success(request, _("Kept. Nothing is published before someone else has read it."))
        return go(request, reverse("bank_answer", args=[saved]))
    if form.changes:
        form = _after_conflict(request, form, answer)
    context = {"form": form, "row": row, "places": form.places(), "changes": form.changes}
    return show(request, "bank/edit.html", context, sent=[] if adds else [form])


def _form(request: DeskRequest, row: Answer | None) -> AnswerForm:
    """Give the form of an answer, with the variants that it has, those sent, and the one that is asked for."""
    places = list(row.newest.texts) if row and row.newest else []
    if request.method != "POST":
        initial = initial_of(row.newest, row) if row and row.newest else {}
        return AnswerForm(request.actor, places, initial=initial)
    places += [place for place in request.POST.getlist("place") if place]
    if request.POST.get("do") == "add":
        places.append(request.POST.get("new_place", ""))
        sent = request.POST.copy()
        shown = AnswerForm(request.actor, places, initial={})
        return AnswerForm(request.actor, places, initial=_typed(shown, sent))
    return AnswerForm(request.actor, places, request.POST)


def _typed(form: AnswerForm, sent: Any) -> dict[str, Any]:
    """Give what was typed so far as what the form begins with: nothing is checked yet."""
    many = ("forms_", "services", "districts")
    return {name: sent.getlist(name) if name in many else sent.get(name, "") for name in form.fields}


def _save(request: DeskRequest, row: Answer | None, form: AnswerForm) -> str:
    """Keep the draft; the key of the answer, or nothing with the form saying why."""
    given = form.cleaned_data
    try:
        saved = save_draft(
            request.actor,
            row.key if row else "",
            form.values(),
            seen_number=given["seen"] if row else None,
            note=given["note"],
            same=form.same(),
        )
    except Conflict as refusal:
        form.changes = refusal.changes or (refusal.message,)
    except Invalid as refusal:
        for fault, words in refusal.fields.items():
            form.add_error(form.field_for(fault) or None, words if " " in words else refusal.message)
        if not refusal.fields:
            form.add_error(None, refusal.message)
    else:
        return saved.key
    return ""


def _send(request: DeskRequest, key: str, form: AnswerForm) -> str:
    """Send the draft to its second reader; why not, when it cannot be."""
    reader = form.cleaned_data["second_reader"]
    try:
        submit(request.actor, key, reader=int(reader) if reader else None)
    except Refused as refusal:
        return refusal.message
    return ""


def _after_conflict(request: DeskRequest, form: AnswerForm, key: str) -> AnswerForm:
    """Give the form again after another author was faster: both works put together, ready to be sent."""
    row = answer_for(request.actor, key)
    seen = version_of(request.actor, key, form.cleaned_data["seen"] or 0)
    if row.newest is None or seen is None:
        return form
    places = [*form.place_codes, *row.newest.texts]
    again = AnswerForm(request.actor, places, merged(form, request.POST, seen, row.newest))
    again.changes, again.theirs = form.changes, form.theirs
    return again


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def do(request: DeskRequest, answer: str, verb: str) -> HttpResponseBase:
    """Ask what a step needs, say what will happen, do it, and go back to the answer."""
    step = STEPS.get(verb)
    if step is None:
        raise Http404
    row = answer_for(request.actor, answer)
    if not request.actor.has(step.grant):
        raise Denied(_("You may not do this. Ask your team lead for the right to do it."))
    form = step.form(
        request.actor, row, request.POST if request.method == "POST" else None, initial=_number_asked(request)
    )
    changes: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        done, changes = _do(request, step, row, form)
        if done:
            messages.success(request, str(step.done))
            return go(request, reverse("bank_answer", args=[row.key]))
    context = {"row": row, "step": step, "form": form, "changes": changes, **_proof(request, row, verb)}
    return show(request, "bank/do.html", context, sent=[form], status=409 if changes else 200)


def _proof(request: DeskRequest, row: Answer, verb: str) -> dict[str, Any]:
    """Give what is about to be published in both languages, with what changes since what is said now."""
    if verb != "publish" or row.newest is None:
        return {"verb": verb}
    number = row.newest.number
    shown = [answer_shown(request.actor, row.key, language=one, number=number) for one in LANGUAGES]
    found = compared(request.actor, row.key, row.live.number, number).found if row.live else ()
    names = district_words()
    return {
        "verb": verb,
        "preview": list({one.language: one for one in shown}.values()),
        "found": found,
        "doubts": [
            finding_sentence(one.kind, one.detail, names) for one in draft_findings(request.actor, row.key)
        ],
    }


def _number_asked(request: DeskRequest) -> dict[str, int]:
    """Give the version that the address names."""
    number = request.GET.get("number", "")
    return {"number": int(number)} if number.isdecimal() and len(number) < 9 else {}


def _do(request: DeskRequest, step: Step, row: Answer, form: VerbForm) -> tuple[bool, tuple[str, ...]]:
    try:
        step.act(request.actor, row, form.cleaned_data)
    except NotFound:
        raise
    except Refused as refusal:
        return False, add_refusal(form, refusal)
    return True, ()
