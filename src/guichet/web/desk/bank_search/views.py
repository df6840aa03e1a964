"""The words of the place, those that searches propose, and what the search learnt from choices."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Invalid
from guichet.knowledge import rules
from guichet.knowledge.actions import forget_choice, remove_synonyms, save_synonyms
from guichet.knowledge.queries import all_synonyms, learnt_choices, search_answers, synonyms_with
from guichet.web.desk.answers import go
from guichet.web.desk.bank.shell import show
from guichet.web.desk.bank_search.forms import GroupForm, initial_of
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

TRIED = 5


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def words(request: DeskRequest) -> HttpResponseBase:
    """List the words of the place and what was learnt; try a search; add a group."""
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save_synonyms(request.actor, form.group(), note=form.cleaned_data["note"])
        except Invalid as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Kept: searches use these words from now on."))
            return go(request, reverse("bank_words"))
    tried = request.GET.get("q", "").strip()[:200]
    context = {
        "form": form,
        "used": all_synonyms(request.actor),
        "proposed": all_synonyms(request.actor, state="proposed"),
        "choices": learnt_choices(request.actor, language()),
        "tried": tried,
        "found": search_answers(request.actor, tried, language=language(), limit=TRIED),
    }
    return show(request, "bank/words.html", context, here="words", sent=[form])


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def group(request: DeskRequest, group: int) -> HttpResponseBase:
    """Change a group of words; a proposed one is used once it is kept."""
    authorise(request.actor, rules.may_write)
    row = synonyms_with(request.actor, group)
    form = GroupForm(request.POST if request.method == "POST" else None, initial=initial_of(row))
    if request.method == "POST" and form.is_valid():
        note, seen = form.cleaned_data["note"], form.cleaned_data["seen"]
        try:
            save_synonyms(
                request.actor, form.group(), pk=row.pk, note=note, example=row.example, seen_version=seen
            )
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Kept: searches use these words from now on."))
            return go(request, reverse("bank_words"))
    return show(request, "bank/words_group.html", {"form": form, "row": row}, here="words", sent=[form])


@require_POST
@staff_page
def decide(request: DeskRequest, group: int) -> HttpResponseBase:
    """Use a proposed group as it is, or stop taking its words one for another."""
    authorise(request.actor, rules.may_write)
    row = synonyms_with(request.actor, group)
    if request.POST.get("use"):
        save_synonyms(request.actor, row.words, pk=row.pk, note=row.note)
        messages.success(request, _("Kept: searches use these words from now on."))
    else:
        remove_synonyms(request.actor, row.pk)
        messages.success(request, _("Searches no longer take these words one for another."))
    return go(request, reverse("bank_words"))


@require_POST
@staff_page
def forget(request: DeskRequest, choice: int) -> HttpResponseBase:
    """Take back what the search learnt from a choice."""
    forget_choice(request.actor, choice)
    messages.success(request, _("Forgotten: this question finds answers by its words alone again."))
    return go(request, reverse("bank_words") + "#choices")
