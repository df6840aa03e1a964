"""Scripts: one question at a time with someone on the line; and writing them."""

from __future__ import annotations

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
from guichet.knowledge.stepping import step_of
from guichet.web.desk.answers import go
from guichet.web.desk.bank.forms_scripts import ScriptForm, script_initial, script_shape, shape_of
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
    step, turns, reached = _follow(row, chosen)
    here = reverse("bank_script", args=[row.key])
    context: dict[str, Any] = {"row": row, "turns": turns, "step": step, "reached": reached, "begin": here}
    if step:
        context["choices"] = [
            (localise(choice["label"], language()), _address(here, [*chosen[: len(turns)], index]))
            for index, choice in enumerate(step["choices"])
        ]
    else:
        context |= _end(request, reached)
    return show(request, "bank/walk.html", context)


def _follow(row: Script, chosen: list[int]) -> tuple[dict[str, Any] | None, list[Turn], dict[str, Any]]:
    """Follow the choices: the question where one stands (None at an end), those answered, the choice that ended it."""
    here = reverse("bank_script", args=[row.key])
    step, turns = step_of(row.steps, ""), list[Turn]()
    for place, index in enumerate(chosen):
        if step is None or index >= len(step["choices"]):
            break
        choice = step["choices"][index]
        said = localise(choice["label"], language())
        turns.append(Turn(localise(step["question"], language()), said, _address(here, chosen[:place])))
        kind, _colon, name = choice["to"].partition(":")
        if kind != "step":
            return None, turns, choice
        step = step_of(row.steps, name)
    return step, turns, {}


def _address(here: str, chosen: list[int]) -> str:
    return f"{here}?{urlencode({'c': chosen}, doseq=True)}" if chosen else here


def _end(request: DeskRequest, choice: dict[str, Any]) -> dict[str, Any]:
    """Give what a script ends in: the address of an answer, of a report with its questions filled in, or a body."""
    kind, _colon, name = str(choice.get("to", "")).partition(":")
    if kind == "answer":
        titles = dict(titles_of(request.actor, language()))
        return {"kind": kind, "key": name, "title": titles.get(name, "")}
    if kind == "service":
        names = {one.code: localise(one.name, language()) for one in service_choices()}
        answers = {f"{PREFIX}{question}": value for question, value in choice.get("answers", {}).items()}
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
    do = request.POST.get("do", "")
    if request.method != "POST":
        form = ScriptForm(script_shape(row), initial=script_initial(row))
    elif do.startswith("add"):
        form = _grown(request, do)
    else:
        form = ScriptForm(shape_of(request.POST.get("shape", "")), request.POST)
        if form.is_valid() and (key := _keep(request, row, form)):
            messages.success(request, _("The script is kept."))
            return go(request, reverse("bank_script", args=[key]))
    context = {"form": form, "row": row, "steps": form.steps(), "targets": _targets(request, form)}
    return show(request, "bank/script_edit.html", context, sent=[form])


def _grown(request: DeskRequest, do: str) -> ScriptForm:
    """Give the form again with one more question, or one more choice (« add-2 »); nothing is checked yet."""
    shape = shape_of(request.POST.get("shape", ""))
    which = do.partition("-")[2]
    if which.isdecimal() and int(which) < len(shape):
        shape[int(which)] += 1
    else:
        shape.append(2)
    typed = {name: value for name, value in request.POST.items() if name not in ("do", "shape")}
    return ScriptForm(shape, initial={**typed, "active": "active" in request.POST})


def _keep(request: DeskRequest, row: Script | None, form: ScriptForm) -> str:
    seen = form.cleaned_data["seen"] if row else None
    try:
        return save_script(request.actor, row.key if row else "", form.values(), seen_version=seen).key
    except Invalid as refusal:
        form.refuse(refusal)
    except Conflict as refusal:
        form.add_error(None, refusal.message)
    return ""


def _targets(request: DeskRequest, form: ScriptForm) -> list[tuple[str, str]]:
    """Give where a choice may lead, with its words: the script's own questions first."""
    own = [str(form[f"s{index}_code"].value() or "") for index in range(len(form.sizes))]
    services = [(f"service:{one.code}", localise(one.name, language())) for one in service_choices()]
    return [
        *((f"step:{code}", _("The question “%(code)s”") % {"code": code}) for code in own if code),
        *((f"answer:{key}", title) for key, title in titles_of(request.actor, language())),
        *services,
        *(
            (f"elsewhere:{one.key}", one.name)
            for one in all_elsewhere(request.actor, language())
            if one.active
        ),
    ]
