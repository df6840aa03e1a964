"""Lists of contacts, and the queue of promised call-backs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from guichet.contacts import rules
from guichet.contacts.actions.callbacks import finish_callback, give_up_callback, move_callback, note_try
from guichet.contacts.lifecycle import (
    CHANNEL_ICONS,
    CHANNEL_WORDS,
    RESULT_WORDS,
    STATE_WORDS,
    Channel,
    Result,
    State,
)
from guichet.contacts.queries.lists import CALL_VIEWS, VIEWS, list_callbacks, list_contacts
from guichet.kernel.access import authorise
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.kernel.typography import lateness, relative
from guichet.web.desk.answers import go
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.contacts.models import CallBack, Contact

VIEW_WORDS = {
    "mine": gettext_lazy("Mine today"),
    "today": gettext_lazy("Everybody’s today"),
    "drafts": gettext_lazy("My drafts"),
    "all": pgettext_lazy("contacts", "All"),
}
CALL_WORDS = {
    "waiting": gettext_lazy("To do"),
    "mine": pgettext_lazy("call-backs", "Mine"),
    "done": pgettext_lazy("call-backs", "Ended"),
}


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as a list shows it."""

    reference: str
    icon: str
    channel: str
    who: str
    about: str
    results: str
    state: str
    draft: bool
    started: dt.datetime
    agent: str


@dataclass(frozen=True, slots=True)
class CallLine:
    """A call-back as its queue shows it."""

    callback: CallBack
    who: str
    phone: str
    owner: str
    when: str
    tone: str


@require_safe
@staff_page
def contact_list(request: DeskRequest) -> HttpResponseBase:
    """Show one's contacts of the day, one's drafts, everybody's, or what some words find."""
    authorise(request.actor, rules.may_take)
    view, words = request.GET.get("view", "mine"), request.GET.get("q", "")
    view = view if view in VIEWS else "mine"
    page = list_contacts(request.actor, view=view, words=words, after=request.GET.get("after", ""))
    reads = request.actor.has("resident.read")
    context = {
        "view": view,
        "words": words,
        "tabs": [(code, VIEW_WORDS[code]) for code in VIEWS],
        "lines": [_line(contact, reads=reads) for contact in page.rows],
        "next_key": page.next_key,
        "nav": console_navigation(request.actor, "drafts" if view == "drafts" else "today"),
        "section": "contact",
    }
    return render(request, "desk/console/list.html", context)


def _line(contact: Contact, *, reads: bool) -> ContactLine:
    subjects = list(contact.subjects.all())
    channel = Channel(contact.channel)
    person = contact.person.name if contact.person else contact.name
    return ContactLine(
        reference=contact.reference,
        icon=CHANNEL_ICONS[channel],
        channel=str(CHANNEL_WORDS[channel]),
        who=(person or contact.phone or contact.email) if reads else "",
        about=next((one.words for one in subjects if one.words), "") or contact.words[:120],
        results=", ".join(str(RESULT_WORDS[Result(one.result)]) for one in subjects),
        state=str(STATE_WORDS[State(contact.state)]),
        draft=contact.state != State.ENDED,
        started=contact.started_at,
        agent=contact.agent.name,
    )


@require_safe
@staff_page
def callback_list(request: DeskRequest) -> HttpResponseBase:
    """Show the call-backs to do, the late ones first."""
    view = request.GET.get("view", "waiting")
    view = view if view in CALL_VIEWS else "waiting"
    now, reads = timezone.localtime(), request.actor.has("resident.read")
    context = {
        "view": view,
        "tabs": [(code, CALL_WORDS[code]) for code in CALL_VIEWS],
        "calls": [_call(one, now, reads=reads) for one in list_callbacks(request.actor, view=view)],
        "nav": console_navigation(request.actor, "callbacks"),
        "section": "contact",
    }
    return render(request, "desk/console/callbacks.html", context)


def _call(callback: CallBack, now: dt.datetime, *, reads: bool) -> CallLine:
    contact, due = callback.contact, timezone.localtime(callback.due_at)
    person = contact.person.name if contact.person else contact.name
    team = localise(callback.team.name, language()) if callback.team else ""
    late = due <= now
    return CallLine(
        callback=callback,
        who=(person if reads else "") or _("Name not given"),
        phone=callback.phone if reads else "",
        owner=callback.owner.name if callback.owner else team,
        when=lateness(due, now, language()) if late else relative(due, now, language()),
        tone="late" if late else "warn" if due.date() == now.date() else "",
    )


@require_POST
@staff_page
def callback_act(request: DeskRequest, callback_id: int, act: str) -> HttpResponseBase:
    """Say what came of a call: `done`, `try` (nobody answered), `take` (I call), `stop` (given up)."""
    told = request.POST.get("told", "")
    acts: dict[str, Callable[[], object]] = {
        "done": lambda: finish_callback(request.actor, callback_id, told=told),
        "try": lambda: note_try(request.actor, callback_id, told=told),
        "take": lambda: move_callback(request.actor, callback_id, owner_id=request.actor.id),
        "stop": lambda: give_up_callback(request.actor, callback_id, told=told),
    }
    if act not in acts:
        raise Http404
    try:
        acts[act]()
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The call-back is up to date."))
    return go(request, reverse("contact_callbacks"))
