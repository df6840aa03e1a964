"""Leaving a form and coming back to it, alone or with others: a link by e-mail, opened with a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.actions.drafts import (
    open_with_code,
    save_draft,
    send_draft_code,
    share_draft,
    unshare_draft,
)
from guichet.catalogue.forms import check_email
from guichet.catalogue.queries.drafts import draft_exists
from guichet.kernel.errors import Conflict, Invalid, NotFound, Refused
from guichet.kernel.words import mask_email
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.draft_mails import mail_draft_code, mail_draft_link
from guichet.web.portal.entrance import PortalRequest, remember_draft, see
from guichet.web.portal.following import CodeForm
from guichet.web.portal.throttle import is_too_often

REFUSED, TOO_OFTEN = 422, 429
PageChoices = list[tuple[str, str]]


class OwnAddressForm(forms.Form):
    """Where to send the link of one's own form."""

    use_required_attribute = False
    email = forms.CharField(
        label=gettext_lazy("Your e-mail"), max_length=254, help_text=gettext_lazy("We send the link there, to come back on any device."),
        error_messages={"required": gettext_lazy("Give an e-mail address to receive the link.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
    )  # fmt: skip

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        try:
            return check_email(self.cleaned_data["email"])
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ShareForm(OwnAddressForm):
    """Whom to invite, and to which pages (code and title of each)."""

    name = forms.CharField(label=gettext_lazy("First and last name"), required=False, max_length=120)
    pages = forms.MultipleChoiceField(
        label=gettext_lazy("What this person fills"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: everything."),
    )  # fmt: skip
    field_order = ("email", "name", "pages")

    def __init__(self, pages: PageChoices, data: Any = None) -> None:
        super().__init__(data)
        self.fields["email"].label = gettext_lazy("Their e-mail")
        self.fields["email"].help_text = gettext_lazy("They receive a link and a code of their own.")
        choice = self.fields["pages"]
        if isinstance(choice, forms.ChoiceField) and len(pages) > 1:
            choice.choices = pages
        else:
            del self.fields["pages"]


def leave_forms(request: PortalRequest, known: str, pages: PageChoices) -> tuple[OwnAddressForm, ShareForm]:
    """Give the two forms of the page by which one leaves: one's own address, and whom to invite."""
    does = request.POST.get("do")
    mine = OwnAddressForm(request.POST if does == "send" else None, initial={"email": known})
    return mine, ShareForm(pages, request.POST if does == "share" else None)


def do_leave(request: PortalRequest, key: str, mine: OwnAddressForm, theirs: ShareForm) -> bool:
    """Do what the button says, for the draft of a key; what is refused is said in its form."""
    form = mine if mine.is_bound else theirs
    try:
        if mine.is_valid():
            person = save_draft(request.actor, key, {}, email=mine.cleaned_data["email"])
            mail_draft_link(request.actor, person)
            messages.success(request, _("The link is on its way to %(address)s.") % {"address": person.email})
        elif theirs.is_valid():
            given = theirs.cleaned_data
            pages = given.get("pages") or ()
            person = share_draft(request.actor, key, email=given["email"], name=given["name"], pages=pages)
            mail_draft_link(request.actor, person)
            messages.success(
                request, _("An invitation is on its way to %(address)s.") % {"address": person.email}
            )
        elif request.POST.get("remove", "").isdecimal():
            unshare_draft(request.actor, key, int(request.POST["remove"]))
        else:
            return False
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    return True


def resume_with_code(request: PortalRequest, key: str) -> HttpResponse:
    """Ask for the code of a link in a browser that does not know it yet, send it, read it. Http404 for no such draft."""
    if not draft_exists(key):
        raise Http404
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and is_too_often(request, "draft"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return _ask_code(request, form, TOO_OFTEN)
    if request.method == "POST" and form.is_bound:
        if form.is_valid() and open_with_code(request.actor, key, form.cleaned_data["code"]):
            remember_draft(request, key)
            return see(request.path)
        form.add_error(None, _("This code does not open the request, or it is too old. Ask for another."))
        return _ask_code(request, form, REFUSED)
    return _send_code(request, form, key) if request.method == "POST" else _ask_code(request, form, 200)


def _send_code(request: PortalRequest, form: CodeForm, key: str) -> HttpResponse:
    try:
        code = send_draft_code(request.actor, key)
    except (Conflict, NotFound) as refusal:
        messages.error(request, refusal.message)
        return _ask_code(request, form, REFUSED)
    mail_draft_code(request.actor, code, request.path)
    return _ask_code(request, form, 200, sent_to=mask_email(code.email))


def _ask_code(request: PortalRequest, form: CodeForm, status: int, sent_to: str = "") -> HttpResponse:
    context = {"form": form, "sent_to": sent_to or (form.is_bound and " ")}
    return render(request, "portal/resume.html", context, status=status)
