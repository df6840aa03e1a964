"""The three exits of the console, one key away each, and the other ways in which a contact comes out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from guichet.cases.queries.visible import case_for
from guichet.contacts.actions.mailing import mail_answer
from guichet.contacts.actions.opening import follow_for
from guichet.contacts.actions.subjects import NewSubject, add_subject, remove_subject
from guichet.contacts.actions.taking import end_contact, hold_contact, resume_contact
from guichet.contacts.lifecycle import Result, State
from guichet.contacts.queries import Contact
from guichet.contacts.queries.assist import assist
from guichet.contacts.queries.bank import title_of, withdrawn
from guichet.kernel.errors import Conflict, Refused
from guichet.web.desk.answers import go
from guichet.web.desk.console.reading import OWN_ANSWER, Sent, kept_contact, read_sent
from guichet.web.desk.console.views_contact import console_page
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language


@require_POST
@staff_page
def leave(request: DeskRequest, way: str) -> HttpResponseBase:
    """Take one of the exits: `answered`, `case`, `expert`, `other`; or note a subject and go on with the same person."""
    if way not in WAYS:
        raise Http404
    sent = read_sent(request.POST, language())
    contact = kept_contact(request.actor, sent)
    try:
        return WAYS[way](request, sent, contact)
    except Refused as refusal:
        return console_page(request, sent, contact, fault=refusal.message, status=422)


def _answered(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Note that it was answered, and end; a contact whose subjects are all noted just ends."""
    if not (contact.subjects.exists() and not sent.words.strip()):
        add_subject(request.actor, contact.reference, _answer_of(request, sent))
    return _ended(request, contact)


def _another(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Note that it was answered, and go on with another subject of the same person."""
    add_subject(request.actor, contact.reference, _answer_of(request, sent))
    return _go_on(request, sent, contact)


def _answer_of(request: DeskRequest, sent: Sent) -> NewSubject:
    """Give what was answered: what the page showed, never what it had not shown yet.

    Words typed after the page was drawn are looked for again: what was shown must be among what they find, else the
    agent looks once more (Conflict).
    """
    key = sent.best("answer")
    if sent.stale and not sent.chosen.get("answer") and key not in (_answers_now(request, sent) or [""]):
        raise Conflict(
            _("Your words changed after this was shown. Read what fits them now, then press again.")
        )
    given = "" if key == OWN_ANSWER else key
    if given and (gone := withdrawn(request.actor, given, sent.language)):
        raise Conflict(
            _(
                "“%(title)s” was withdrawn while you were reading it. Tell the person, then choose what holds now."
            )
            % {"title": gone.title}
        )
    return NewSubject(
        result=Result.ANSWERED_BANK if given else Result.ANSWERED,
        service=sent.best("service"),
        words=request.POST.get("topic", "") or sent.words,
        answer_key=given,
        answer_title=title_of(request.actor, given, sent.language) if given else "",
    )


def _answers_now(request: DeskRequest, sent: Sent) -> list[str]:
    found = assist(request.actor, sent.words, language=sent.language, looked=sent.looked)
    return [one.key for one in found.answers]


def _case(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Go on to open a case of the service that was chosen, or to choose one."""
    service = request.POST.get("open_service", "") or sent.best("service")
    if not service and sent.stale:  # the next page shows it before anything is opened
        found = assist(request.actor, sent.words, language=sent.language, looked=sent.looked).service
        service = found.service.code if found else ""
    if not service:
        return console_page(
            request,
            sent,
            contact,
            fault=_("Say in a few words what it is about: a service is needed."),
            status=422,
        )
    address = reverse("contact_case", args=[contact.reference, service])
    asked = urlencode({f"q_{code}": value for code, value in sent.asked.items()})
    return go(request, f"{address}?{asked}" if asked else address)


def _expert(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    return go(request, reverse("contact_expert", args=[contact.reference]))


def _other(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    return go(request, reverse("contact_other", args=[contact.reference]))


def _outside(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Note that the person was sent to another body, and end."""
    add_subject(
        request.actor,
        contact.reference,
        NewSubject(Result.OUTSIDE, words=sent.words, sent_to=request.POST.get("sent_to", "")),
    )
    return _ended(request, contact)


def _follow(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Note that the person asked for news of what they already have, and go on."""
    add_subject(
        request.actor,
        contact.reference,
        NewSubject(Result.CASE_FOLLOWED, words=sent.words, case=request.POST.get("case", "")),
    )
    return _go_on(request, sent, contact)


def _add(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Add the person to something already reported: they follow it by e-mail, else their report is attached to it."""
    main = request.POST.get("attach", "")
    if follow_for(request.actor, contact.reference, main, words=sent.words):
        return go(request, f"{reverse('contact_page', args=[contact.reference])}?said={main}")
    service = case_for(request.actor, main).service.code
    return go(request, f"{reverse('contact_case', args=[contact.reference, service])}?attach={main}")


def _ended(request: DeskRequest, contact: Contact) -> HttpResponseBase:
    end_contact(request.actor, contact.reference)
    messages.success(request, _("Contact %(number)s is recorded and ended.") % {"number": contact.reference})
    return go(request, reverse("contact_new"))


def _end(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    return _ended(request, contact)


def _go_on(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Come back to the same contact with an empty field: the person stays, the subject is noted."""
    return go(request, f"{reverse('contact_page', args=[contact.reference])}?next=1")


def _hold(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    if contact.state == State.HELD:
        resume_contact(request.actor, contact.reference)
    else:
        hold_contact(request.actor, contact.reference)
    return go(request, reverse("contact_page", args=[contact.reference]))


def _remove(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    number = request.POST.get("subject", "")
    remove_subject(request.actor, contact.reference, int(number) if number.isdecimal() else 0)
    return go(request, reverse("contact_page", args=[contact.reference]))


def _mail(request: DeskRequest, sent: Sent, contact: Contact) -> HttpResponseBase:
    """Send the answer that is shown to the person by e-mail, and go on with the contact."""
    title = mail_answer(
        request.actor, contact.reference, sent.best("answer"), sent.mail_to, consents=sent.mail_consent
    )
    messages.success(request, _("“%(title)s” leaves for %(to)s.") % {"title": title, "to": sent.mail_to})
    return go(request, reverse("contact_page", args=[contact.reference]))


WAYS: dict[str, Callable[[DeskRequest, Sent, Contact], HttpResponseBase]] = {
    "answered": _answered,
    "another": _another,
    "case": _case,
    "expert": _expert,
    "other": _other,
    "outside": _outside,
    "follow": _follow,
    "add": _add,
    "mail": _mail,
    "end": _end,
    "hold": _hold,
    "remove": _remove,
}
