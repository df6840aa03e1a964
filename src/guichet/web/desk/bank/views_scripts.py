"""Scripts: one question at a time with someone on the line; and writing them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.catalogue.queries import service_choices
from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.actions import save_script
from guichet.knowledge.queries import all_elsewhere, all_scripts, script_for, titles_of
from guichet.knowledge.stepping import Walk
from guichet.knowledge.stepping import walk as walk_steps
from guichet.web.desk.answers import go
from guichet.web.desk.bank.forms_scripts import Ends, ScriptForm, script_initial, script_shape, shape_of
from guichet.web.desk.bank.shell import show
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.question_fields import PREFIX
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.knowledge.queries import Script

NEW = "new"
MOST = 40


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that was answered: what was asked, what was said, where to change one's mind."""

    question: str
    said: str
    url: str


@require_safe
@staff_page
def scripts(request: DeskRequest) -> HttpResponseBase:
    """List the scripts."""
    context = {"rows": all_scripts(request.actor, language())}
    return show(request, "bank/scripts.html", context, here="scripts")


@require_safe
@staff_page
def walk(request: DeskRequest, script: str) -> HttpResponseBase:
    """Ask one question; the choices so far are in the address (« ?c=0&c=2 »), so that going back costs nothing."""
    row = script_for(request.actor, script)
    chosen = [int(one) for one in request.GET.getlist("c")[:MOST] if one.isdecimal() and len(one) < 3]
    walked = walk_steps(row.steps, chosen)
    here, step = reverse("bank_script", args=[row.key]), walked.step
    turns = [
        Turn(
            localise(asked["question"], language()),
            localise(said["label"], language()),
            _address(here, chosen[:place]),
        )
        for place, (asked, said) in enumerate(walked.turns)
    ]
    context: dict[str, Any] = {"row": row, "turns": turns, "step": step, "begin": here}
    if step:
        context["choices"] = [
            (localise(choice["label"], language()), _address(here, [*chosen[: len(turns)], index]))
            for index, choice in enumerate(step["choices"])
        ]
    else:
        context |= _end(request, walked)
    return show(request, "bank/walk.html", context)


def _address(here: str, chosen: list[int]) -> str:
    return f"{here}?{urlencode({'c': chosen}, doseq=True)}" if chosen else here


def _end(request: DeskRequest, walked: Walk) -> dict[str, Any]:
    """Give what a script ends in: the address of an answer, of a report with its questions filled in, or a body."""
    kind, name = walked.end_kind, walked.end_name
    if kind == "answer":
        titles = dict(titles_of(request.actor, language()))
        return {"kind": kind, "key": name, "title": titles.get(name, "")}
    if kind == "service":
        names = {one.code: localise(one.name, language()) for one in service_choices()}
        answers = {f"{PREFIX}{question}": value for question, value in walked.end.get("answers", {}).items()}
        return {
            "kind": kind,
            "key": name,
            "title": names.get(name, ""),
            "query": urlencode(answers),
            "answers": answers,
        }
    bodies = {one.key: one for one in all_elsewhere(request.actor, language())}
    return {"kind": kind, "key": name, "body": bodies.get(name)}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def edit_script(request: DeskRequest, script: str) -> HttpResponseBase:
    """Write a script: questions, choices, where each leads; it is checked as a whole when it is kept."""
    authorise(request.actor, rules.may_write)
    row = None if script == NEW else script_for(request.actor, script)
    do, ends = request.POST.get("do", ""), _ends(request)
    if request.method != "POST":
        form = ScriptForm(script_shape(row), initial=script_initial(row, ends), ends=ends)
    elif do.startswith("add"):
        form = _grown(request, do, ends)
    else:
        form = ScriptForm(shape_of(request.POST.get("shape", "")), request.POST, ends=ends)
        if form.is_valid() and (key := _keep(request, row, form)):
            messages.success(request, _("The script is kept."))
            return go(request, reverse("bank_script", args=[key]))
    context = {"form": form, "row": row, "steps": form.steps(), "ends": ends}
    return show(request, "bank/script_edit.html", context, sent=[form])


def _grown(request: DeskRequest, do: str, ends: Ends) -> ScriptForm:
    """Give the form again with one more question, or one more choice (« add-2 »); nothing is checked yet."""
    shape = shape_of(request.POST.get("shape", ""))
    which = do.partition("-")[2]
    if which.isdecimal() and int(which) < len(shape):
        shape[int(which)] += 1
    else:
        shape.append(2)
    typed = {name: value for name, value in request.POST.items() if name not in ("do", "shape")}
    typed.setdefault(f"s{len(shape) - 1}_code", f"question-{len(shape)}")
    return ScriptForm(shape, initial={**typed, "active": "active" in request.POST}, ends=ends)


def _keep(request: DeskRequest, row: Script | None, form: ScriptForm) -> str:
    seen = form.cleaned_data["seen"] if row else None
    try:
        return save_script(request.actor, row.key if row else "", form.values(), seen_version=seen).key
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        form.add_error(None, refusal.message)
    return ""


def _ends(request: DeskRequest) -> Ends:
    """Give what choices may end in, each in words; two of the same words are told apart by their key."""
    bodies = (one for one in all_elsewhere(request.actor, language()) if one.active)
    return {
        "answer": _told_apart(titles_of(request.actor, language())),
        "service": _told_apart((one.code, localise(one.name, language())) for one in service_choices()),
        "elsewhere": _told_apart((one.key, one.name) for one in bodies),
    }


def _told_apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for key, said in named:
        words[key] = f"{said} ({key})" if said in words.values() else said
    return words
