"""Another way in which a contact came out: called back, transferred, sent elsewhere, followed up, abandoned."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.contacts import rules
from guichet.contacts.actions.callbacks import promise_callback
from guichet.contacts.actions.subjects import NewSubject, add_subject
from guichet.contacts.actions.taking import end_contact
from guichet.contacts.queries import Contact
from guichet.contacts.queries.visible import contact_for
from guichet.kernel.access import authorise
from guichet.kernel.errors import Invalid, Refused
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.console.forms import OWES, OtherForm
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.entrance import DeskRequest, staff_page


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def other(request: DeskRequest, number: str) -> HttpResponseBase:
    """Say how it came out, promise the call that is owed, and end the contact: all of it or nothing."""
    contact = contact_for(request.actor, number)
    authorise(request.actor, rules.may_write, contact)
    person = contact.person if request.actor.has("resident.read") else None
    form = OtherForm(
        request.POST or None,
        phone=contact.phone or (person.phone if person else ""),
        initial={"about": contact.words[:300]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            _finish(request, contact, form)
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, _("Contact %(number)s is recorded and ended.") % {"number": number})
            return go(request, reverse("contact_new"))
    context = {
        "contact": contact,
        "form": form,
        "nav": console_navigation(request.actor),
        "section": "contact",
    }
    return render(request, "desk/console/other.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _finish(request: DeskRequest, contact: Contact, form: OtherForm) -> None:
    given, actor, number = form.cleaned_data, request.actor, contact.reference
    subject = add_subject(
        actor,
        number,
        NewSubject(
            given["result"],
            service=str(contact.typed.get("service", "")),
            words=given["about"] or contact.words,
            case=given["case"],
            sent_to=given["sent_to"],
        ),
    )
    if given["result"] in OWES:
        promise_callback(
            actor,
            number,
            due_at=form.due_at(),
            about=given["about"],
            phone=given["phone"],
            team_id=int(given["team"]) if given["team"] else None,
            subject_id=subject.pk,
        )
    end_contact(actor, number)


def _place(form: OtherForm, refusal: Refused) -> None:
    """Put the faults that rooms name beside the fields of this form."""
    if isinstance(refusal, Invalid):
        names = {"due_at": "day", "owner": "team", "way_back": "phone"}
        refusal.fields = {names.get(name, name): words for name, words in refusal.fields.items()}
    add_refusal(form, refusal)
