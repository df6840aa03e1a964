"""How to reach someone, or that they would rather stay unknown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.queries.visible import case_for
from guichet.catalogue.forms import check_email, check_phone
from guichet.kernel.errors import Invalid, NotFound
from guichet.people.actions import Contact
from guichet.people.contact_keys import home_country
from guichet.permits.queries.earlier import known_applicant
from guichet.tenancy.queries import current_city
from guichet.web.portal.drafts import Draft
from guichet.web.portal.entrance import EMAIL, PortalRequest, language

NAMES = dict(settings.LANGUAGES)


class Wanted(forms.CharField):
    """A line that is shown as wanted, though another may be given instead: nothing is said while it is empty."""

    def validate(self, value: Any) -> None:
        """Accept nothing at all."""


class ContactForm(forms.Form):
    """E-mail, telephone, name, language; or anonymous where the service allows it."""

    use_required_attribute = False

    email = Wanted(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("To tell you what is done. It is never shown to the public."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("In case the team needs your help to find the place."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "maxlength": 40}),
    )
    name = forms.CharField(
        label=gettext_lazy("First and last name"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": 160}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language should we write to you?"),
        required=False,
        widget=forms.RadioSelect,
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("I would rather stay anonymous"),
        help_text=gettext_lazy("You will get no news, and nobody can ask you anything."),
        required=False,
    )

    def __init__(self, data: Any = None, *, may_be_anonymous: bool, **more: Any) -> None:
        super().__init__(data, **more)
        self.may_be_anonymous = may_be_anonymous
        if not may_be_anonymous:
            del self.fields["anonymous"]
        offered = current_city().languages
        chosen = self.fields["language"]
        if len(offered) < 2 or not isinstance(chosen, forms.ChoiceField):
            del self.fields["language"]
        else:
            chosen.choices = [(code, str(NAMES.get(code, code))) for code in offered]
            chosen.initial = language()

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        return _read(check_email, self.cleaned_data["email"])

    def clean_phone(self) -> str:
        """Read the number as written in the city's country."""
        country = home_country()
        return _read(lambda text: check_phone(text, country), self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Ask for a way to answer, unless one prefers none."""
        given = self.cleaned_data
        reachable = given.get("email") or given.get("phone")
        if not self.errors and not reachable and not given.get("anonymous"):
            self.add_error(
                "email",
                _("Give an e-mail address or a telephone number, or tick the box to stay anonymous.")
                if self.may_be_anonymous
                else _(
                    "For this service we need a way to answer you: an e-mail address or a telephone number."
                ),
            )
        return given


def _read(check: Any, text: str) -> str:
    try:
        return str(check(text))
    except Invalid as refusal:
        raise forms.ValidationError(refusal.message) from refusal


def contact_of(draft: Draft) -> Contact:
    """Give the contact of a draft as the house takes it; empty for someone who would rather stay unknown."""
    given = draft.contact
    written_in = str(given.get("language") or language())
    country = home_country()
    if given.get("anonymous"):
        return Contact(language=written_in, country=country)
    return Contact(
        name=str(given.get("name", "")),
        email=str(given.get("email", "")),
        phone=str(given.get("phone", "")),
        language=written_in,
        country=country,
    )


def known_contact(request: PortalRequest) -> dict[str, str]:
    """Give what this browser proved to be its own, to begin with: from a permit, else a case, else the last address typed."""
    email = str(request.session.get(EMAIL, ""))
    applicant = known_applicant(request.actor)
    if applicant is not None:
        return {"email": applicant.email or email, "phone": applicant.phone, "name": applicant.name}
    for reference in sorted(request.actor.case_references, reverse=True)[:1]:
        try:
            who = case_for(request.actor, reference).requester
        except NotFound:
            break
        if who is not None:
            return {"email": who.email or email, "phone": who.phone, "name": who.name}
    return {"email": email}


def known_address(request: PortalRequest) -> str:
    """Give the first line of the postal address that this browser proved to be its own; empty when none is known."""
    applicant = known_applicant(request.actor)
    return applicant.address.strip().partition("\n")[0].strip()[:200] if applicant else ""


class EmailForm(forms.Form):
    """Only an address, to follow what someone else reported."""

    use_required_attribute = False

    email = forms.CharField(
        label=gettext_lazy("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254}),
        error_messages={"required": gettext_lazy("Give an e-mail address to receive the news.")},
    )

    def clean_email(self) -> str:
        """Read the address; what is wrong with it is said."""
        return _read(check_email, self.cleaned_data["email"])
