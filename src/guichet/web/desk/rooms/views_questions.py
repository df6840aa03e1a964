"""Asking an expert with somebody on the line; taking, answering, promising, settling."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.contacts.actions.callbacks import promise_callback
from guichet.conversations import rules
from guichet.conversations.actions.asking import accept, answer, ask, ask_again, promise, take, withdraw
from guichet.conversations.lifecycle import LIFECYCLE, Urgency
from guichet.conversations.queries.questions import QuestionShown, question_shown, questions_of_contact
from guichet.conversations.queries.rooms import rooms_fitting
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, NotFound, Refused
from guichet.kernel.words import clean_line
from guichet.knowledge.actions.gaps import report_unanswered
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.rooms.forms import AnswerForm, AskForm, OnceForm, PromiseForm
from guichet.web.desk.rooms.shown import asking, shown_messages
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.conversations.models import Question

LONGEST_WORDS = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def ask_page(request: DeskRequest) -> HttpResponseBase:
    """Ask a room, the one that fits the words first; the call goes along, and one stays on the console."""
    form, service = _ask_form(request)
    if request.method == "POST" and form.is_valid():
        made: list[Question] = []
        key = form.cleaned_data["once"]
        try:
            once(request.actor, key, lambda: made.append(_ask(request.actor, form, service)))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _asked(request, made, form.cleaned_data["contact"])
    context = {"form": form, "rooms": form.rooms, "service": service, "section": "rooms"}
    if request.htmx:
        return render(request, "desk/rooms/parts/ask_form.html", context)
    context["nav"] = navigation(request.actor, views=False)
    return render(request, "desk/rooms/ask.html", context, status=422 if form.errors else 200)


def _ask_form(request: DeskRequest) -> tuple[AskForm, str]:
    """Give the form with the rooms that fit what was typed first, and the service that it is about."""
    is_sent = request.method == "POST"
    asked = request.POST if is_sent else request.GET
    words = str(asked.get("words", ""))[:LONGEST_WORDS]
    service = clean_line(str(asked.get("service", "")), 80)
    rooms = rooms_fitting(request.actor, words, service=service)
    initial = {"words": words.strip(), "contact": clean_line(str(asked.get("contact", "")), 60)}
    if any(room.code == asked.get("room") for room in rooms):
        initial["room"] = str(asked["room"])
    return AskForm(request.POST if is_sent else None, rooms=rooms, initial=initial, auto_id="ask-%s"), service


def _ask(actor: Actor, form: AskForm, service: str) -> Question:
    """Ask, and tell the bank what it does not answer."""
    given = form.cleaned_data
    question = ask(
        actor,
        given["room"],
        given["words"],
        contact_reference=given["contact"] or None,
        urgency=Urgency(given["urgency"]),
        keeps_personal=given["personal"],
    )
    report_unanswered(actor, given["words"], source="expert", language=language(), subject=service)
    return question


def _asked(request: DeskRequest, made: list[Question], contact: str) -> HttpResponseBase:
    """Go on where one was: the panel of the console, else the question's own page."""
    if request.htmx:
        shown = questions_of_contact(request.actor, contact) if contact else []
        if made and not contact:
            shown = [question_shown(request.actor, made[0].pk)]
        return render(
            request, "desk/rooms/parts/panels.html", {"panels": [_panel(request.actor, one) for one in shown]}
        )
    if not made:
        return go(request, reverse("desk_rooms"))
    return go(request, reverse("desk_question", args=[made[0].pk]))


@require_safe
@staff_page
def contact_questions(request: DeskRequest, contact: str) -> HttpResponseBase:
    """Show what was asked for a call, and its answers as they come: a part of the console."""
    found = questions_of_contact(request.actor, clean_line(contact, 60))
    context: dict[str, Any] = {"panels": [_panel(request.actor, one) for one in found], "contact": contact}
    if request.htmx:
        return render(request, "desk/rooms/parts/panels.html", context)
    return render(
        request,
        "desk/rooms/contact.html",
        context | {"nav": navigation(request.actor, views=False), "section": "rooms"},
    )


def _panel(
    actor: Actor,
    shown: QuestionShown,
    answer_form: AnswerForm | None = None,
    promise_form: PromiseForm | None = None,
) -> dict[str, Any]:
    """Give a question with its answers, and what the actor may do about it now."""
    question = shown.question
    card = asking(question, shown.words)
    is_own = rules.may_settle(actor, question)
    verbs = set(LIFECYCLE.verbs(question.state))
    stamp = f"{question.state}-{len(shown.answers)}-{int(shown.callback)}-{question.accepted_id or 0}"
    [said] = shown_messages(actor, [question.message], days=False)
    return {
        "asking": card,
        "said": said,
        "room": shown.room,
        "answers": shown_messages(actor, shown.answers, days=False),
        "is_own": is_own,
        "verbs": verbs,
        "stamp": stamp,
        "contact": question.contact,
        "answer_form": answer_form or AnswerForm(auto_id=f"answer-{question.pk}-%s"),
        "promise_form": promise_form or PromiseForm(auto_id=f"promise-{question.pk}-%s"),
        "once": OnceForm(auto_id=f"once-{question.pk}-%s"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def question(request: DeskRequest, question_id: int) -> HttpResponseBase:
    """Show a question and answer it; its panel alone when the console asks whether it moved (204 when not)."""
    shown = question_shown(request.actor, question_id)
    if request.method == "POST":
        return _answer(request, shown)
    panel = _panel(request.actor, shown)
    if request.htmx and request.GET.get("v") == panel["stamp"]:
        return HttpResponse(status=204)
    return _show(request, panel)


def _show(request: DeskRequest, panel: dict[str, Any], status: int = 200) -> HttpResponseBase:
    if request.htmx:
        return render(request, "desk/rooms/parts/panel.html", {"panel": panel})
    context = {"panel": panel, "nav": navigation(request.actor, views=False), "section": "rooms"}
    return render(request, "desk/rooms/question.html", context, status=status)


def _answer(request: DeskRequest, shown: QuestionShown) -> HttpResponseBase:
    form = AnswerForm(request.POST, auto_id=f"answer-{shown.question.pk}-%s")
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            once(
                request.actor,
                form.cleaned_data["once"],
                lambda: answer(request.actor, shown.question.pk, text),
            )
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Your answer is on their screen."))
            return go(request, reverse("desk_room", args=[shown.room.code]) + "#end")
    return _show(request, _panel(request.actor, shown, answer_form=form), 422)


@require_POST
@staff_page
def question_act(request: DeskRequest, question_id: int, act: str) -> HttpResponseBase:
    """Take a question, accept an answer, ask again, promise a call-back or withdraw."""
    if act == "promise":
        return _promise(request, question_id)
    verbs: dict[str, Callable[[Actor, int], object]] = {
        "take": take,
        "again": ask_again,
        "withdraw": withdraw,
    }
    number = request.POST.get("message", "")
    if act == "accept" and number.isdigit() and len(number) < 18:
        verbs["accept"] = lambda actor, pk: accept(actor, pk, int(number))
    if act not in verbs:
        raise Http404
    try:
        verbs[act](request.actor, question_id)
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    return _after(request, question_id)


def _after(request: DeskRequest, question_id: int) -> HttpResponseBase:
    if request.htmx:
        return _show(request, _panel(request.actor, question_shown(request.actor, question_id)))
    return go(request, reverse("desk_question", args=[question_id]))


def _promise(request: DeskRequest, question_id: int) -> HttpResponseBase:
    """Promise to call back: on the question, and among the call-backs of the call that it was asked for."""
    form = PromiseForm(request.POST, auto_id=f"promise-{question_id}-%s")
    if form.is_valid():
        try:
            with transaction.atomic():
                _promise_both(request.actor, question_id, form)
        except NotFound:
            raise
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            return _after(request, question_id)
    return _show(
        request, _panel(request.actor, question_shown(request.actor, question_id), promise_form=form), 422
    )


def _promise_both(actor: Actor, question_id: int, form: PromiseForm) -> None:
    when = form.cleaned_data["on"]
    promised = promise(actor, question_id, on=when)
    if not promised.contact:
        return
    try:
        with transaction.atomic():
            promise_callback(actor, promised.contact, due_at=when, about=promised.message.text[:200])
    except NotFound:
        return  # the call was kept elsewhere: the promise stays on the question
