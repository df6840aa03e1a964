"""What services say to each other about a case, for those who see the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guichet.cases.queries.visible import case_for, teams_on
from guichet.conversations.actions.talking import mark_read, say_in_thread
from guichet.conversations.hearing import rooms_url
from guichet.conversations.queries.talk import talk_in, thread_on
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.lines import title_of
from guichet.web.desk.navigation import navigation
from guichet.web.desk.rooms.forms import ThreadForm
from guichet.web.desk.rooms.shown import shown_messages
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.cases.models import Case
    from guichet.conversations.models import Conversation

LAST = 5


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def thread(request: DeskRequest, reference: str) -> HttpResponseBase:
    """Show the thread of a case and write on it; its last messages when the page of the case asks."""
    case = case_for(request.actor, reference)
    teams = {str(team.pk): team for team in teams_on(case)}
    options = [(pk, localise(team.name, language())) for pk, team in teams.items()]
    form = ThreadForm(request.POST if request.method == "POST" else None, teams=options, auto_id="thread-%s")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        called = [int(given["team"])] if given["team"] in teams else []
        key = f"case:{case.reference}"
        try:
            once(
                request.actor,
                given["once"],
                lambda: say_in_thread(request.actor, key, given["text"], teams=called),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return go(request, reverse("desk_thread", args=[case.reference]) + "#end")
    return _show(request, case, form)


def _show(request: DeskRequest, case: Case, form: ThreadForm) -> HttpResponseBase:
    conversation = thread_on(f"case:{case.reference}")
    if request.htmx:
        return _last(request, case, conversation)
    number = _before(request)
    talk = talk_in(conversation, before=number) if conversation else None
    if talk and number is None and request.method != "HEAD":
        mark_read(request.actor, talk.conversation_id, talk.seq)
    context = {
        "case": case,
        "title": title_of(case),
        "talk": talk,
        "said": shown_messages(request.actor, talk.messages) if talk else [],
        "first_seq": talk.messages[0].seq if talk and talk.messages else 0,
        "is_now": number is None,
        "form": form,
        "live_url": rooms_url(request.actor, focus=talk.conversation_id, seq=talk.seq)
        if talk and number is None
        else "",
        "nav": navigation(request.actor, views=False),
        "section": "rooms",
    }
    return render(request, "desk/rooms/thread.html", context, status=422 if form.errors else 200)


def _last(request: DeskRequest, case: Case, conversation: Conversation | None) -> HttpResponseBase:
    """Give the last messages, for the page of the case."""
    talk = talk_in(conversation, limit=LAST) if conversation else None
    said = shown_messages(request.actor, talk.messages, days=False) if talk else []
    context: dict[str, Any] = {"case": case, "said": said, "earlier": bool(talk and talk.earlier)}
    return render(request, "desk/rooms/parts/thread.html", context)


def _before(request: DeskRequest) -> int | None:
    before = request.GET.get("before", "")
    return int(before) if before.isdigit() and len(before) < 18 else None
