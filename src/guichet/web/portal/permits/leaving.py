"""Leaving a request and coming back to it, alone or with others: a link by e-mail, opened with a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from guichet.catalogue.actions.drafts import (
    open_with_code,
    save_draft,
    send_draft_code,
    share_draft,
    unshare_draft,
)
from guichet.catalogue.forms import check_email, page_title
from guichet.catalogue.queries.drafts import draft_exists, people_of
from guichet.kernel.errors import Conflict, Invalid, NotFound, Refused
from guichet.kernel.texts import localise
from guichet.kernel.words import mask_email
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import EMAIL, PortalRequest, language, own_page, see
from guichet.web.portal.following import CodeForm
from guichet.web.portal.permits.asking import Asking, remember_draft
from guichet.web.portal.permits.mails import mail_draft_code, mail_draft_link
from guichet.web.portal.permits.steps import open_asking
from guichet.web.portal.throttle import is_too_often

REFUSED, TOO_OFTEN = 422, 429


class OwnAddressForm(forms.Form):
    """Where to send the link of one's own request."""

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
    """Whom to invite, and to which pages."""

    name = forms.CharField(label=gettext_lazy("First and last name"), required=False, max_length=120)
    pages = forms.MultipleChoiceField(
        label=gettext_lazy("What this person fills"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing ticked: everything."),
    )  # fmt: skip
    field_order = ("email", "name", "pages")

    def __init__(self, asking: Asking, data: Any = None) -> None:
        super().__init__(data)
        self.fields["email"].label = gettext_lazy("Their e-mail")
        self.fields["email"].help_text = gettext_lazy("They receive a link and a code of their own.")
        pages = [
            (page.code, page_title(asking.form, page, language()))
            for page in asking.form.pages
            if page.code in asking.pages()
        ]
        choice = self.fields["pages"]
        if isinstance(choice, forms.ChoiceField) and len(pages) > 1:
            choice.choices = pages
        else:
            del self.fields["pages"]


def show_leave(asking: Asking) -> HttpResponse:
    """Lead to the page that says how to come back."""
    return see(reverse("portal_permit_leave", args=[asking.key]))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def leave(request: PortalRequest, key: str) -> HttpResponseBase:
    """Say that all is kept, and send the link; share the request with others."""
    asking = open_asking(request, key)
    if isinstance(asking, HttpResponse):
        return asking
    known = asking.person.email or request.session.get(EMAIL, "")
    mine = OwnAddressForm(
        request.POST if request.POST.get("do") == "send" else None, initial={"email": known}
    )
    theirs = ShareForm(asking, request.POST if request.POST.get("do") == "share" else None)
    if request.method == "POST" and _left(request, asking, mine, theirs):
        return see(request.path)
    context = {
        "asking": asking, "kind": asking.kind, "mine": mine, "theirs": theirs,
        "people": people_of(request.actor, asking.person), "onward": asking.url(asking.first_undone()),
    }  # fmt: skip
    status = REFUSED if mine.errors or theirs.errors else 200
    return render(request, "portal/permits/leave.html", context, status=status)


def _left(request: PortalRequest, asking: Asking, mine: OwnAddressForm, theirs: ShareForm) -> bool:
    """Do what the button says; what is refused is said in its form."""
    form = mine if mine.is_bound else theirs
    try:
        if mine.is_valid():
            person = save_draft(request.actor, asking.key, {}, email=mine.cleaned_data["email"])
            mail_draft_link(request.actor, person)
            messages.success(request, _("The link is on its way to %(address)s.") % {"address": person.email})
        elif theirs.is_valid():
            given = theirs.cleaned_data
            person = share_draft(
                request.actor,
                asking.key,
                email=given["email"],
                name=given["name"],
                pages=given.get("pages") or (),
            )
            mail_draft_link(request.actor, person)
            messages.success(
                request, _("An invitation is on its way to %(address)s.") % {"address": person.email}
            )
        elif request.POST.get("remove", "").isdecimal():
            unshare_draft(request.actor, asking.key, int(request.POST["remove"]))
        else:
            return False
    except Refused as refusal:
        add_refusal(form, refusal)
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def resume(request: PortalRequest, key: str) -> HttpResponseBase:
    """Come back to a request: at once in the browser that knows it, else with a code sent to its own address."""
    if key in request.actor.drafts:
        asking = open_asking(request, key)
        return asking if isinstance(asking, HttpResponse) else see(asking.url(asking.first_undone()))
    if not draft_exists(key):
        raise Http404
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and is_too_often(request, "draft"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return _ask_code(request, form, key, TOO_OFTEN)
    if request.method == "POST" and form.is_bound:
        if form.is_valid() and open_with_code(request.actor, key, form.cleaned_data["code"]):
            remember_draft(request, key)
            return see(request.path)
        form.add_error(None, _("This code does not open the request, or it is too old. Ask for another."))
        return _ask_code(request, form, key, REFUSED)
    return _send_code(request, form, key) if request.method == "POST" else _ask_code(request, form, key, 200)


def _send_code(request: PortalRequest, form: CodeForm, key: str) -> HttpResponse:
    try:
        code = send_draft_code(request.actor, key)
    except (Conflict, NotFound) as refusal:
        messages.error(request, refusal.message)
        return _ask_code(request, form, key, REFUSED)
    mail_draft_code(request.actor, code, key, localise(code.service, code.language))
    return _ask_code(request, form, key, 200, sent_to=mask_email(code.email))


def _ask_code(
    request: PortalRequest, form: CodeForm, key: str, status: int, sent_to: str = ""
) -> HttpResponse:
    context = {"form": form, "key": key, "sent_to": sent_to or (form.is_bound and " ")}
    return render(request, "portal/permits/resume.html", context, status=status)
