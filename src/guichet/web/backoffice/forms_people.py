"""The forms of teams, people and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.people.actions import NewAccount
from guichet.web.backoffice.bilingual import ConfigForm, Words, language_words
from guichet.web.kit.parts import Choice

Options = Sequence[tuple[str, str]]


class TeamForm(ConfigForm):
    """A team: its name, where it is written to, how imported files call it."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 80, needed=gettext_lazy("Write the team’s name."))}
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the team"),
        required=False,
        help_text=gettext_lazy("The team’s shared address, if it has one."),
        error_messages={"invalid": gettext_lazy("Write an address such as name@example.ca")},
    )
    on_call = forms.BooleanField(
        label=gettext_lazy("On call"),
        required=False,
        help_text=gettext_lazy("This team answers in the evening, at night and on weekends."),
    )
    phone = forms.CharField(
        label=gettext_lazy("Telephone on call"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("Shown to whoever takes an urgent call. Never public."),
    )
    active = forms.BooleanField(
        label=gettext_lazy("Receives work"),
        required=False,
        initial=True,
        help_text=gettext_lazy("A closed team keeps its past but can no longer be chosen."),
    )
    external = forms.CharField(
        label=gettext_lazy("Other names of this team"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "As files from elsewhere call it, one per line: imports recognise it by them."
        ),
    )

    def other_names(self) -> list[str]:
        """Give the other names, one per line (a name may hold a comma)."""
        typed = self.cleaned_data["external"].splitlines()
        return list(dict.fromkeys(name.strip()[:200] for name in typed if name.strip()))


class PersonForm(ConfigForm):
    """An account: who, in which teams, with which roles, how they sign in."""

    KEEP, MAKE, TYPE = "keep", "make", "type"

    name = forms.CharField(
        label=gettext_lazy("First and last name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the person’s name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("The person signs in with it."),
        error_messages={
            "required": gettext_lazy("Write the person’s e-mail address."),
            "invalid": gettext_lazy("Write an address such as name@example.ca"),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of their pages"), widget=forms.RadioSelect)
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("What the person may do: the rights of their roles together."),
        error_messages={
            "required": gettext_lazy("Choose at least one role: without one, nothing can be done.")
        },
    )
    active = forms.BooleanField(
        label=gettext_lazy("Can sign in"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Someone who leaves is closed here; what they did keeps their name."),
    )
    how = forms.ChoiceField(label=gettext_lazy("Password"), widget=forms.RadioSelect)
    password = forms.CharField(
        label=gettext_lazy("Password that you chose together"),
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}, render_value=False),
        help_text=gettext_lazy("At least 12 characters, and not a common one."),
    )

    def __init__(self, *args: Any, teams: Options, roles: Options, is_new: bool, **given: Any) -> None:
        self.team_options, self.role_options, self.is_new = teams, roles, is_new
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the city's teams, roles and languages."""
        self.choose("teams", self.team_options)
        self.choose("roles", self.role_options)
        self.choose("language", [(code, language_words(code)) for code in self.languages])
        self.fields["language"].initial = self.languages[0]
        make = Choice(
            _("Make one and show it to me"), _("It is shown once, on the next page: hand it over in person.")
        )
        keep = (
            Choice(_("None for now"), _("The person cannot sign in yet."))
            if self.is_new
            else _("Keep the one they have")
        )
        options = [(self.MAKE, make), (self.KEEP, keep), (self.TYPE, _("Type one"))]
        self.choose("how", options if self.is_new else [options[1], options[0], options[2]])
        self.fields["how"].initial = self.MAKE if self.is_new else self.KEEP

    def clean(self) -> dict[str, Any]:
        """Ask for the password when one is to be typed."""
        given = super().clean() or self.cleaned_data
        if given.get("how") == self.TYPE and not given.get("password"):
            self.add_error("password", _("Type the password, or choose another way."))
        return given

    def account(self, made_password: str) -> NewAccount:
        """Give the account as it was typed; `made_password` serves when one is to be made."""
        given = self.cleaned_data
        passwords = {self.MAKE: made_password, self.TYPE: given["password"]}
        return NewAccount(
            email=given["email"],
            name=given["name"],
            language=given["language"],
            teams=given["teams"],
            roles=given["roles"],
            password=passwords.get(given["how"], ""),
            active=given["active"],
        )


class RoleForm(ConfigForm):
    """The name of a role; the table of all roles says what it lets do."""

    texts: ClassVar = {"name": Words(gettext_lazy("Name"), 80, needed=gettext_lazy("Write the role’s name."))}


class FindPeopleForm(forms.Form):
    """The bar above the list of people; what is not known is ignored."""

    use_required_attribute = False
    q = forms.CharField(required=False, max_length=100)
    team = forms.CharField(required=False, max_length=60)
    role = forms.CharField(required=False, max_length=60)
    state = forms.CharField(required=False, max_length=10)
    after = forms.CharField(required=False, max_length=200)
