"""Rooms: which ones, who is there, what is said; speaking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.catalogue.queries import service_names
from guichet.conversations import rules
from guichet.conversations.actions.talking import mark_read, say, unfollow
from guichet.conversations.hearing import rooms_url
from guichet.conversations.queries.questions import waiting_questions
from guichet.conversations.queries.rooms import on_duty_now, present_in, room_for, rooms_for
from guichet.conversations.queries.talk import Talk, search_room, talk_around, talk_in, threads_followed
from guichet.kernel.errors import NotFound, Refused
from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.rooms.forms import SayForm
from guichet.web.desk.rooms.shown import asking, case_titles, shown_messages, speed_words
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.conversations.models import Room


@require_safe
@staff_page
def rooms(request: DeskRequest) -> HttpResponseBase:
    """List one's rooms, those where somebody waits first, and the threads that one follows."""
    actor = request.actor
    found = rooms_for(actor, closed=True)
    context = {
        "rooms": [(room, speed_words(room.median, room.answered)) for room in found],
        "threads": _threads(request),
        "may_configure": rules.may_configure_rooms(actor),
    }
    if request.htmx:
        return render(request, "desk/rooms/parts/rooms.html", context)
    live_url = rooms_url(actor, others=[room.conversation_id for room in found])
    return render(
        request,
        "desk/rooms/rooms.html",
        context | {"live_url": live_url, "nav": navigation(actor, views=False), "section": "rooms"},
    )


def _threads(request: DeskRequest) -> list[dict[str, Any]]:
    """Give the threads whose case the reader sees; the others are followed no more."""
    lines = threads_followed(request.actor)
    known = case_titles(request.actor, (line.subject for line in lines))
    if lost := [line.key for line in lines if line.subject not in known]:
        unfollow(request.actor, lost)
    return [
        {
            "url": reverse("desk_thread", args=[line.subject]),
            "reference": line.subject,
            "title": known[line.subject],
            "who": line.last.author_name,
            "words": line.last.text,
            "at": line.last.at,
            "is_unread": line.is_unread,
        }
        for line in lines
        if line.subject in known
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def room(request: DeskRequest, code: str) -> HttpResponseBase:
    """Show a room with what waits first, and speak in it; what was typed is never lost."""
    form = SayForm(request.POST if request.method == "POST" else None, auto_id="say-%s")
    if request.method == "POST" and form.is_valid():
        try:
            say(request.actor, code, form.cleaned_data["text"], key=form.cleaned_data["once"])
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _said(request, code)
    found = room_for(request.actor, code)
    if request.htmx and request.method == "POST":
        return render(request, "desk/rooms/parts/composer.html", {"code": code, "form": form})
    status = 422 if form.errors else 200
    return render(request, "desk/rooms/room.html", _room_context(request, found, form), status=status)


def _said(request: DeskRequest, code: str) -> HttpResponseBase:
    """After a message: an empty field in its place, or the end of the page anew without scripts."""
    if request.htmx:
        context = {"code": code, "form": SayForm(auto_id="say-%s")}
        response = render(request, "desk/rooms/parts/composer.html", context)
        response.headers["HX-Trigger"] = "said"
        return response
    return go(request, reverse("desk_room", args=[code]) + "#end")


def _talk(request: HttpRequest, found: Room, words: str) -> Talk:
    around, before = request.GET.get("around", ""), request.GET.get("before", "")
    number = int(before) if before.isdigit() and len(before) < 18 else None
    if words:
        return search_room(_actor(request), found, words, before=number)
    if around.isdigit() and len(around) < 18:
        return talk_around(found.conversation, int(around))
    return talk_in(found.conversation, before=number)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _room_context(request: DeskRequest, found: Room, form: SayForm) -> dict[str, Any]:
    actor, words = request.actor, clean_line(request.GET.get("q", ""), 200)
    talk = _talk(request, found, words)
    is_now = not words and "before" not in request.GET and "around" not in request.GET
    if is_now and request.method != "HEAD":
        mark_read(actor, found.conversation_id, talk.seq)
    names = {code: localise(name, language()) for code, name in service_names()} if found.services else {}
    return {
        "room": found,
        "code": found.code,
        "said": shown_messages(actor, talk.messages, days=not words),
        "talk": talk,
        "first_seq": (talk.messages[-1] if words else talk.messages[0]).seq if talk.messages else 0,
        "is_now": is_now,
        "words": words,
        "form": form,
        "waiting": [asking(question) for question in waiting_questions(found)] if is_now else [],
        "on_duty": on_duty_now([found.pk]).get(found.pk, []),
        "present": present_in([found.conversation_id]).get(found.conversation_id, []),
        "services": sorted(names[code] for code in found.services if code in names),
        "live_url": rooms_url(actor, focus=found.conversation_id, seq=talk.seq) if is_now else "",
        "nav": navigation(actor, views=False),
        "section": "rooms",
    }


@require_POST
@staff_page
def read(request: DeskRequest, code: str) -> HttpResponseBase:
    """Remember how far the page was read when one leaves it."""
    found = room_for(request.actor, code)
    seq = request.POST.get("seq", "")
    if seq.isdigit() and len(seq) < 18:
        mark_read(request.actor, found.conversation_id, min(int(seq), found.conversation.seq))
    return HttpResponse(status=204)
