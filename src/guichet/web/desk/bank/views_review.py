"""What is to be looked at again: many answers confirmed or given to another team at once."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from guichet.kernel.errors import Refused
from guichet.knowledge.actions import confirm_right, reassign
from guichet.knowledge.queries import VIEWS, answer_rows
from guichet.web.desk.answers import go
from guichet.web.desk.bank.shell import show
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.forms import team_options
from guichet.web.desk.templatetags.desk import language

PAGE = 50
VIEW_WORDS = {
    "due": gettext_lazy("Due now"),
    "soon": gettext_lazy("Due within 30 days"),
    "review": gettext_lazy("Waiting for a second reader"),
    "drafts": gettext_lazy("Drafts"),
    "languages": gettext_lazy("One language is older or missing"),
    "findings": gettext_lazy("With contradictions or dead links"),
    "all": pgettext_lazy("remarks", "All"),
    "withdrawn": gettext_lazy("Withdrawn answers"),
}


class BulkForm(forms.Form):
    """What is done to the answers that are ticked."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("Look at them again"),
        coerce=int,
        initial=12,
        required=False,
        choices=[
            (3, gettext_lazy("In three months")),
            (6, gettext_lazy("In six months")),
            (12, gettext_lazy("In a year")),
            (24, gettext_lazy("In two years")),
        ],
    )
    team = forms.ChoiceField(label=gettext_lazy("Team that keeps them right"), required=False)

    def __init__(self, *args: object, **given: object) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]
        field = self.fields["team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = team_options()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def review(request: DeskRequest) -> HttpResponseBase:
    """List answers by what they need; ticked ones are said to be right, or given to another team."""
    view = request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    team = request.GET.get("team", "")[:60]
    here = f"{reverse('bank_review')}?{urlencode({'view': view, 'team': team})}"
    form = BulkForm(request.POST if request.method == "POST" else None)
    chosen = request.POST.getlist("key")[:500]
    if request.method == "POST" and form.is_valid() and _done(request, chosen, form):
        return go(request, here)
    context = {"form": form, "chosen": chosen, **_list(request, view, team, here)}
    return show(request, "bank/review.html", context, here="review", status=422 if form.is_bound else 200)


def _list(request: DeskRequest, view: str, team: str, here: str) -> dict[str, object]:
    """Give one page of the list, and the lists that one can go to."""
    after = request.GET.get("after", "")[:40]
    rows = answer_rows(request.actor, view, language=language(), team=team, after=after, limit=PAGE + 1)
    return {
        "rows": rows[:PAGE],
        "view": view,
        "views": list(VIEW_WORDS.items()),
        "team": team,
        "teams": team_options()[1:],
        "next_url": f"{here}&{urlencode({'after': rows[PAGE - 1].mark})}" if len(rows) > PAGE else "",
    }


def _done(request: DeskRequest, keys: list[str], form: BulkForm) -> bool:
    """Do what the button says to the ticked answers; a refusal is said above the list."""
    try:
        if request.POST.get("do") == "reassign":
            count = reassign(request.actor, keys, team=form.cleaned_data["team"])
            words = ngettext(
                "%(n)d answer given to its new team.", "%(n)d answers given to their new team.", count
            )
        else:
            count = confirm_right(request.actor, keys, months=form.cleaned_data["months"] or 12)
            words = ngettext("%(n)d answer is still right.", "%(n)d answers are still right.", count)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return False
    messages.success(request, words % {"n": count})
    if count < len(set(keys)):
        messages.warning(request, _("Only published answers can be said to be right."))
    return True
