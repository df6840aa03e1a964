"""The code printed on a permit, read on site by anybody: valid or not, where, until when; and an overrun told."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.errors import NotFound, Refused
from guichet.permits.actions.inspecting import report_overrun_on_site
from guichet.permits.queries.public import check_permit, permit_of_code
from guichet.permits.signing import read_code
from guichet.web.portal.answers import add_refusal
from guichet.web.portal.entrance import PortalRequest, open_page, see
from guichet.web.portal.throttle import is_too_often

TOO_OFTEN, REFUSED = 429, 422


class CodeOnSiteForm(forms.Form):
    """The code under the picture, for whoever cannot scan it."""

    use_required_attribute = False
    code = forms.CharField(
        label=gettext_lazy("Code printed on the permit"), max_length=40, help_text=gettext_lazy("Example: P-26-00318-1-K7QX2M4D"),
        error_messages={"required": gettext_lazy("Write the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "g-num", "maxlength": 40}),
    )  # fmt: skip

    def clean_code(self) -> str:
        """Read a code as people type it."""
        if read_code(self.cleaned_data["code"]) is None:
            raise forms.ValidationError(
                _("No permit of this city has this code. Read it again, letter by letter.")
            )
        return str(self.cleaned_data["code"]).strip().upper()


class OverrunForm(forms.Form):
    """What still stands, or takes more room than allowed."""

    use_required_attribute = False
    words = forms.CharField(
        label=gettext_lazy("What do you see?"), max_length=2_000, error_messages={"required": gettext_lazy("Say what you see.")},
        help_text=gettext_lazy("For example: it is still there, it takes the whole pavement."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 2_000}),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def check_code(request: PortalRequest) -> HttpResponseBase:
    """Ask for the code of a permit."""
    form = CodeOnSiteForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if is_too_often(request, "permit-code"):
            form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
            status = TOO_OFTEN
        elif form.is_valid():
            return see(reverse("portal_permit_checked", args=[form.cleaned_data["code"]]))
    return render(request, "portal/permits/check_code.html", {"form": form}, status=status)


@require_safe
@open_page
def checked(request: PortalRequest, code: str) -> HttpResponseBase:
    """Say whether the permit of a code is valid today, where and until when; nothing of who holds it."""
    try:
        found = check_permit(request.actor, code)
    except NotFound as refusal:
        return render(request, "portal/permits/checked_not.html", {"sentence": refusal.message}, status=404)
    return render(request, "portal/permits/checked.html", {"checked": found, "code": code})


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def overrun(request: PortalRequest, code: str) -> HttpResponseBase:
    """Tell the city that something still stands, or takes more room than allowed."""
    found = check_permit(request.actor, code)
    form = OverrunForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _told(request, code, form):
        messages.success(request, _("Thank you. Someone of the City goes to look on the next working day."))
        return see(reverse("portal_permit_checked", args=[code]))
    return _show_overrun(request, form, {"checked": found, "code": code})


def _told(request: PortalRequest, code: str, form: OverrunForm) -> bool:
    if is_too_often(request, "overrun"):
        form.add_error(None, _("Too many attempts from here. Wait ten minutes, or call us."))
        return False
    try:
        report_overrun_on_site(request.actor, permit_of_code(code)[0], form.cleaned_data["words"])
    except Refused as refusal:
        add_refusal(form, refusal)
    return not form.errors


def _show_overrun(request: PortalRequest, form: OverrunForm, context: dict[str, object]) -> HttpResponse:
    status = REFUSED if form.errors else 200
    return render(request, "portal/permits/overrun.html", context | {"form": form}, status=status)
