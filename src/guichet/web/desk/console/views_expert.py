"""Asking an expert while the person waits, and going back to them with an answer or a promise."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.contacts import rules
from guichet.contacts.actions.asking import ask_expert, expert_answered, expert_will_call
from guichet.contacts.actions.taking import end_contact
from guichet.contacts.lifecycle import Result
from guichet.contacts.queries import Contact, Subject
from guichet.contacts.queries.lists import subjects_of
from guichet.contacts.queries.visible import contact_for
from guichet.conversations.queries.questions import QuestionShown, questions_of_contact
from guichet.conversations.queries.rooms import rooms_fitting, rooms_for
from guichet.kernel.access import authorise
from guichet.kernel.errors import Refused
from guichet.kernel.personal import hide_personal
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.console.forms import ExpertForm, WhenForm
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.rooms.forms import room_choice
from guichet.web.desk.rooms.shown import asking, names_words, speed_words


def _contact(request: DeskRequest, number: str) -> Contact:
    contact = contact_for(request.actor, number)
    authorise(request.actor, rules.may_write, contact)
    return contact


def _waiting(contact: Contact) -> Subject | None:
    return next((one for one in reversed(subjects_of(contact)) if one.result == Result.EXPERT_ASKED), None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def expert(request: DeskRequest, number: str) -> HttpResponseBase:
    """Choose a room and ask; once asked, wait for the answer on the same page."""
    contact = _contact(request, number)
    service = str(contact.typed.get("service", ""))
    rooms = rooms_fitting(request.actor, contact.words, service=service)
    form = ExpertForm(
        request.POST or None,
        rooms=[(one.code, room_choice(one, but=getattr(request.user, "name", ""))) for one in rooms],
        initial={"words": hide_personal(contact.words)},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            ask_expert(
                request.actor, number, given["room"], given["words"],
                service=service, keeps_personal=given["keeps_personal"],
            )  # fmt: skip
            return go(request, reverse("contact_expert", args=[number]))
        except Refused as refusal:
            add_refusal(form, refusal)
    return _show(request, contact, form, has_rooms=bool(rooms))


def _show(
    request: DeskRequest,
    contact: Contact,
    form: ExpertForm,
    when: WhenForm | None = None,
    *,
    has_rooms: bool = True,
) -> HttpResponseBase:
    awaited = _awaited(request, contact)
    person = contact.person if request.actor.has("resident.read") else None
    context = awaited | {
        "contact": contact,
        "form": form,
        "when": when or WhenForm(phone=contact.phone or (person.phone if person else "")),
        "has_rooms": has_rooms,
        "there": _there(request, awaited["asked"]),
        "nav": console_navigation(request.actor),
        "section": "contact",
    }
    status = 422 if form.errors or (when is not None and when.errors) else 200
    return render(request, "desk/console/expert.html", context, status=status)


def _awaited(request: DeskRequest, contact: Contact) -> dict[str, Any]:
    """Give the question that waits, how it is shown, and a stamp that changes with what the page says of it."""
    subject = _waiting(contact)
    asked = questions_of_contact(request.actor, contact.reference) if subject else []
    one = next((each for each in asked if subject and each.question.pk == subject.question_id), None)
    return {
        "subject": subject,
        "asked": one,
        "asking": asking(one.question) if one else None,
        "stamp": f"{len(one.answers)}.{one.callback:d}.{one.question.taken_name}" if one else "",
    }


def _there(request: DeskRequest, asked: QuestionShown | None) -> dict[str, str]:
    """Say who may answer in the room of a question: who is on duty, who has it open, how fast it answers."""
    if asked is None:
        return {}
    room = next((one for one in rooms_for(request.actor) if one.code == asked.room.code), None)
    if room is None:
        return {}
    return {
        "on_duty": names_words(room.on_duty),
        "online": names_words([name for name in room.online if name != request.actor.label]),
        "speed": speed_words(room.median, room.answered),
    }


@require_safe
@staff_page
def expert_answer(request: DeskRequest, number: str) -> HttpResponseBase:
    """Show what the expert answered so far, asked for every few seconds; 204 while nothing moved."""
    contact = _contact(request, number)
    awaited = _awaited(request, contact)
    if request.GET.get("v") == awaited["stamp"]:
        return HttpResponse(status=204)
    return render(request, "desk/console/expert_answer.html", awaited | {"contact": contact, "swap": True})


@require_POST
@staff_page
def expert_done(request: DeskRequest, number: str) -> HttpResponseBase:
    """Say that the person was told, or that somebody calls them: then the contact ends."""
    contact = _contact(request, number)
    subject = _waiting(contact)
    person = contact.person if request.actor.has("resident.read") else None
    when = WhenForm(request.POST, phone=contact.phone or (person.phone if person else ""))
    if subject is None or not when.is_valid():
        return _show(request, contact, ExpertForm(rooms=[]), when)
    try:
        if "told" in request.POST:
            expert_answered(request.actor, number, subject.pk)
        else:
            expert_will_call(
                request.actor, number, subject.pk, due_at=when.due_at(), phone=when.cleaned_data["phone"]
            )
        end_contact(request.actor, number)
    except Refused as refusal:
        add_refusal(when, refusal)
        return _show(request, contact, ExpertForm(rooms=[]), when)
    messages.success(request, _("Contact %(number)s is recorded and ended.") % {"number": number})
    return go(request, reverse("contact_new"))
