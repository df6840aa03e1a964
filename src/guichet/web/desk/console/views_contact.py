"""The console itself: a new contact or one resumed, what is found as one types, the draft kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from guichet.contacts import rules
from guichet.contacts.lifecycle import CHANNEL_ICONS, CHANNEL_WORDS, RESULT_WORDS, Channel, Result, State
from guichet.contacts.queries import Contact, Subject
from guichet.contacts.queries.assist import assist
from guichet.contacts.queries.bank import withdrawn
from guichet.contacts.queries.lists import callbacks_of, subjects_of
from guichet.contacts.queries.visible import contact_for
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.typography import clock_time
from guichet.messaging.queries import mails_of
from guichet.places.queries import plan_around
from guichet.tenancy.queries import current_city
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.console.reading import Sent, kept_contact, read_sent, sent_of
from guichet.web.desk.console.shown import Screen, screen
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

PLAN_METRES = 180.0
SPOKEN = {"fr": "Français", "en": "English"}


@require_safe
@staff_page
def new_contact(request: DeskRequest) -> HttpResponseBase:
    """Open the console for a new contact; a telephone exchange adds `?phone=` to open it on the caller."""
    authorise(request.actor, rules.may_take)
    values = QueryDict(mutable=True)
    phone = _dialled(request.GET.get("phone", ""))
    values.update({"words": request.GET.get("q", "") or phone, "phone": phone})
    values["channel"] = request.GET.get("channel", Channel.PHONE)
    return console_page(request, read_sent(values, language()))


def _dialled(phone: str) -> str:
    """Read a number as telephone exchanges put it in addresses: the + of « +1438… » comes as a blank."""
    return f"+{phone.strip()}" if phone.startswith(" ") else phone.strip()


@require_safe
@staff_page
def contact_page(request: DeskRequest, number: str) -> HttpResponseBase:
    """Resume a contact where it was left; one that ended is shown as it was recorded."""
    contact = contact_for(request.actor, number)
    authorise(request.actor, rules.may_read, contact)
    if contact.state == State.ENDED or not rules.may_write(request.actor, contact):
        return _record(request, contact)
    return console_page(request, sent_of(contact, is_next="next" in request.GET), contact)


@require_POST
@staff_page
def look(request: DeskRequest) -> HttpResponseBase:
    """Show what the words may be about, while they are being typed; the whole page without scripts."""
    authorise(request.actor, rules.may_take)
    sent = read_sent(request.POST, language())
    if not request.htmx:
        return console_page(request, sent, kept_contact(request.actor, sent))
    return render(request, "desk/console/panels.html", panels(request, sent))


@require_safe
@staff_page
def still_said(request: DeskRequest, key: str) -> HttpResponseBase:
    """Tell a page that shows an answer whether it may still be said: nothing to do, or look again."""
    authorise(request.actor, rules.may_take)
    response = HttpResponse(status=204)
    if withdrawn(request.actor, key, language()):
        response["HX-Trigger"] = "guichet:withdrawn"
    return response


@require_POST
@staff_page
def save(request: DeskRequest) -> HttpResponseBase:
    """Keep what was typed so far, and say when."""
    sent = read_sent(request.POST, language())
    contact = kept_contact(request.actor, sent)
    address = reverse("contact_page", args=[contact.reference])
    if not request.htmx:
        return HttpResponseRedirect(address)
    response: HttpResponse = render(request, "desk/console/kept.html", {"kept_at": _clock(contact)})
    response["HX-Replace-Url"] = address
    return response


def panels(request: DeskRequest, sent: Sent) -> dict[str, Any]:
    """Give what the panels show for what was sent."""
    found = assist(request.actor, sent.words, language=sent.language, looked=sent.looked)
    shown = screen(request.actor, sent, found)
    return {"sent": sent, "screen": shown, "plan": _plan(shown), "spoken": SPOKEN.get(sent.language, "")}


def _plan(shown: Screen) -> tuple[object, tuple[float, float]] | None:
    place = shown.found.place
    if place is None:
        return None
    drawn = plan_around(place.lat, place.lon, PLAN_METRES)
    return drawn, drawn.at(place.lat, place.lon)


def console_page(
    request: DeskRequest, sent: Sent, contact: Contact | None = None, *, fault: str = "", status: int = 200
) -> HttpResponseBase:
    """Show the console; `fault` is a sentence that says why what was asked could not be done."""
    started = contact.started_at if contact else moment.now()
    context = panels(request, sent) | {
        "contact": contact,
        "subjects": [(one, _result(one)) for one in subjects_of(contact)] if contact else [],
        "callbacks": callbacks_of(contact) if contact else [],
        "kept_at": _clock(contact) if contact else "",
        "seconds": int((moment.now() - started).total_seconds()),
        "channels": [(one.value, CHANNEL_WORDS[one], CHANNEL_ICONS[one]) for one in Channel],
        "channel_icon": CHANNEL_ICONS[Channel(sent.channel)] if sent.channel in set(Channel) else "telephone",
        "other_language": next((code for code in current_city().languages if code != sent.language), ""),
        "other_words": SPOKEN,
        "fault": fault,
        "said": request.GET.get("said", ""),
        "nav": console_navigation(request.actor),
        "section": "contact",
    }
    return render(request, "desk/console/console.html", context, status=status)


def _record(request: DeskRequest, contact: Contact) -> HttpResponseBase:
    context = {
        "contact": contact,
        "channel": CHANNEL_WORDS[Channel(contact.channel)],
        "subjects": [(one, _result(one)) for one in subjects_of(contact)],
        "callbacks": callbacks_of(contact),
        "mails": mails_of(request.actor, contact._meta.label_lower, contact.pk),
        "lasted": (contact.ended_at or moment.now()) - contact.started_at,
        "reads_resident": request.actor.has("resident.read"),
        "nav": console_navigation(request.actor),
        "section": "contact",
    }
    return render(request, "desk/console/record.html", context)


def _result(subject: Subject) -> str:
    return str(RESULT_WORDS[Result(subject.result)])


def _clock(contact: Contact) -> str:
    return clock_time(timezone.localtime(contact.saved_at), language())
