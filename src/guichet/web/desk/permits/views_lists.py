"""Lists across files: opinions to give, what will lapse, whether the order is fair."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.permits.actions.reviewing import give_opinion
from guichet.permits.queries.fairness import fairness
from guichet.permits.queries.lapsing import lapsing
from guichet.permits.queries.opinions import opinions_for
from guichet.permits.queries.page import opinion_shown, permit_shown
from guichet.permits.queries.visible import opinion_for
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.permits.chart import weekly_charts
from guichet.web.desk.permits.forms import OpinionForm
from guichet.web.desk.permits.moves import do_the_move, shown_forecast, shown_lapses
from guichet.web.desk.permits.navigation import permit_navigation
from guichet.web.desk.permits.review import address_of
from guichet.web.desk.permits.verbs import title_of
from guichet.web.desk.templatetags.desk import language


@require_safe
@staff_page
def opinions(request: DeskRequest) -> HttpResponseBase:
    """Show the opinions that the actor's teams owe, the soonest due first; or those of all services."""
    everybody = request.GET.get("all") == "1"
    mine = opinions_for(request.actor, mine=not everybody)
    context = {
        "lines": [(owed, OpinionForm(auto_id=f"o{owed.opinion.id}-%s")) for owed in mine],
        "everybody": everybody,
        "nav": permit_navigation(request.actor, "opinions"),
        "section": "permits",
    }
    return render(request, "desk/permits/opinions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def opinion(request: DeskRequest, opinion_id: int) -> HttpResponseBase:
    """Give one opinion: a click, and words where they are needed."""
    row = opinion_for(request.actor, opinion_id)
    shown = permit_shown(request.actor, row.permit.reference)
    form = OpinionForm(request.POST or None, auto_id=f"o{opinion_id}-%s")
    if request.method == "POST" and form.is_valid():
        try:
            give_opinion(request.actor, opinion_id, form.cleaned_data["verdict"], form.cleaned_data["words"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The opinion is given."))
            back = request.POST.get("back", "")
            return go(request, back if back.startswith("/desk/") else address_of(shown.reference))
    context = {
        "permit": shown, "title": title_of(shown, language()), "opinion": opinion_shown(row), "form": form,
        "action": request.path, "back": request.POST.get("back", ""), "address": address_of(shown.reference),
    }  # fmt: skip
    if request.htmx:
        return render(request, "desk/permits/parts/opinion_form.html", context)
    page = {"nav": permit_navigation(request.actor, "opinions"), "section": "permits"}
    return render(request, "desk/permits/opinion.html", context | page, status=422 if form.errors else 200)


@require_safe
@staff_page
def lapses(request: DeskRequest) -> HttpResponseBase:
    """Show what will lapse this week if nothing moves, and the fewest moves that avoid it."""
    forecast = lapsing(request.actor)
    moves, files = shown_forecast(forecast), shown_lapses(request.actor, forecast)
    more_moves = len(forecast.moves) - len(moves)
    more_files = len({lapse.reference for lapse in forecast.lapses}) - len(files)
    context = {"forecast": forecast, "moves": moves, "files": files}
    return render(
        request,
        "desk/permits/lapses.html",
        context
        | {
            "more_moves": more_moves,
            "more_files": more_files,
            "nav": permit_navigation(request.actor, "lapses"),
            "section": "permits",
        },
    )


@require_POST
@staff_page
def do_move(request: DeskRequest) -> HttpResponseBase:
    """Do one of the moves that keep files from lapsing, and come back to what is left."""
    try:
        messages.success(request, do_the_move(request.actor, request.POST.get("code", "")))
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return lapses_again(request)


def lapses_again(request: DeskRequest) -> HttpResponseBase:
    """Lead back to the forecast."""
    return go(request, request.path.removesuffix("do/"))


@require_safe
@staff_page
def fair(request: DeskRequest) -> HttpResponseBase:
    """Show how long like files waited, week by week, with the definition, and every jump with its reason."""
    found = fairness(request.actor)
    context = {
        "fairness": found,
        "charts": weekly_charts(found),
        "rule": localise(found.rule, language()),
        "nav": permit_navigation(request.actor, "fairness"),
        "section": "permits",
    }
    return render(request, "desk/permits/fairness.html", context)
