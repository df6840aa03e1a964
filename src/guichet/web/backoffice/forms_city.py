"""The form of the city itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.tenancy.settings import LANGUAGES, LOGO_BYTES, city_stamp
from guichet.web.backoffice.bilingual import ConfigForm, Words, language_words
from guichet.web.kit.colour import HEX
from guichet.web.kit.theme import check_colours

if TYPE_CHECKING:
    from guichet.tenancy.models import City

THINGS = {
    "case": gettext_lazy("What a resident sends you"),
    "district": gettext_lazy("A part of the city"),
}
EXAMPLES = {
    "case": gettext_lazy("“requête”, “demande”, “signalement”…"),
    "district": gettext_lazy("“arrondissement”, “quartier”, “secteur”…"),
}

PLAIN = ("colour", "flower", "phone", "sender", "reopen_days", "first_contact_days")


class CityForm(ConfigForm):
    """What the city is called, how it speaks, how it looks, how it is reached."""

    texts: ClassVar = {
        "name": Words(gettext_lazy("Name of the city"), 80, needed=gettext_lazy("Write the name of the city.")),
        "phone_hours": Words(gettext_lazy("When the telephone answers"), 400),
        "banner": Words(
            gettext_lazy("Sentence at the top of every public page"), 400, rows=2,
            help=gettext_lazy("For something true now, such as a demonstration. Usually empty."),
        ),
        "attribution": Words(
            gettext_lazy("Sources, at the foot of public pages"), 400, rows=2,
            help=gettext_lazy("Whose maps and data are shown."),
        ),
        "claims_title": Words(gettext_lazy("Title"), 120),
        "claims_text": Words(gettext_lazy("Text"), 1_500, rows=4),
    }  # fmt: skip

    languages_spoken = forms.MultipleChoiceField(
        label=gettext_lazy("Languages"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("French is always one of them."),
        error_messages={"required": gettext_lazy("French is always one of the city’s languages.")},
    )
    colour = forms.CharField(
        label=gettext_lazy("The city’s colour"),
        max_length=7,
        widget=forms.TextInput(attrs={"class": "g-short", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "# and six digits or letters. Every page is computed from it, with its contrasts."
        ),
        error_messages={
            "required": gettext_lazy(
                "Write a colour as # and six digits or letters from a to f, such as #0a4f5c."
            )
        },
    )
    flower = forms.CharField(
        label=gettext_lazy("Decoration"),
        max_length=7,
        widget=forms.TextInput(attrs={"class": "g-short", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("A second colour, for drawings only, never under words."),
        error_messages={
            "required": gettext_lazy(
                "Write a colour as # and six digits or letters from a to f, such as #0a4f5c."
            )
        },
    )
    accept = forms.BooleanField(label=gettext_lazy("Use these colours all the same"), required=False)
    logo = forms.FileField(
        label=gettext_lazy("Emblem"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".svg,image/svg+xml"}),
        help_text=gettext_lazy("A plain SVG drawing, 60 kB at most, shown in white on the city’s colour."),
    )
    no_logo = forms.BooleanField(label=gettext_lazy("Remove the emblem"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), required=False, max_length=30)
    sender = forms.EmailField(
        label=gettext_lazy("Sender’s e-mail address"),
        max_length=254,
        help_text=gettext_lazy("The mail server must be allowed to send for it."),
        error_messages=dict.fromkeys(
            ("required", "invalid"), gettext_lazy("Write an address such as guichet@ville.ca")
        ),
    )
    reopen_days = forms.IntegerField(
        label=gettext_lazy("A resident can reopen for"),
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "b-day"}),
        help_text=gettext_lazy("“Ce n’est pas réglé”: counted from the answer. 0: never."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Write a number of days from 0 to 365."),
        ),
    )
    first_contact_days = forms.IntegerField(
        label=gettext_lazy("A new call counts against the first answer for"),
        min_value=1,
        max_value=90,
        widget=forms.NumberInput(attrs={"class": "b-day"}),
        help_text=gettext_lazy("Same person, same subject: the first contact had not settled it."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            gettext_lazy("Write a number of days from 1 to 90."),
        ),
    )
    claims_service = forms.ChoiceField(
        label=gettext_lazy("Service that takes claims"), required=False
    )  # fmt: skip

    def __init__(self, *args: Any, city: City, services: Sequence[tuple[str, str]], **given: Any) -> None:
        self.city, self.services = city, services
        super().__init__(*args, initial=_initial(city), stored=_texts(city), **given)

    def prepare(self) -> None:
        """Offer languages and services; ask for the city's words in each language."""
        self.warnings: list[str] = []
        self.choose("languages_spoken", [(code, language_words(code)) for code in LANGUAGES])
        self.choose("claims_service", [("", _("None")), *self.services])
        for thing in THINGS:
            for code in self.languages:
                for number, words in (("one", _("one")), ("other", _("several"))):
                    self.fields[f"{thing}_{code}_{number}"] = forms.CharField(
                        label=words,
                        max_length=40,
                        required=False,
                        widget=forms.TextInput(attrs={"lang": code}),
                    )
            self.fields[f"{thing}_gender"] = forms.ChoiceField(
                label=_("In French, it is"),
                choices=[("f", _("feminine (une…)")), ("m", _("masculine (un…)"))],
            )

    def words(self) -> list[tuple[str, str, BoundField, list[tuple[str, BoundField, BoundField]]]]:
        """Give the city's words: thing, examples, gender, and by language the singular and the plural."""
        return [
            (
                str(title),
                str(EXAMPLES[thing]),
                self[f"{thing}_gender"],
                [
                    (language_words(code), self[f"{thing}_{code}_one"], self[f"{thing}_{code}_other"])
                    for code in self.languages
                ],
            )
            for thing, title in THINGS.items()
        ]

    def tried(self) -> str:
        """Give the colours in the form as the style sheet takes them (`?try=`); empty when they are not colours."""
        colours = [str(self[name].value() or "").strip().lower() for name in ("colour", "flower")]
        return "-".join(colour[1:] for colour in colours) if all(map(HEX.fullmatch, colours)) else ""

    def clean(self) -> dict[str, Any]:
        """Say what a person should know of new colours, and ask whether they are wanted all the same."""
        given = super().clean() or self.cleaned_data
        colours = [str(given.get(name) or "").strip().lower() for name in ("colour", "flower")]
        given["colour"], given["flower"] = colours
        self._check_words(given)
        if not all(map(HEX.fullmatch, colours)) or colours == [self.city.colour, self.city.flower]:
            return given
        self.warnings = check_colours(*colours)
        if self.warnings and not given.get("accept"):
            self.add_error("colour", _("Look at these colours first, then say below that you want them."))
        return given

    def _check_words(self, given: Mapping[str, Any]) -> None:
        """Refuse a city without French, and words that have a singular without a plural."""
        if "fr" not in (given.get("languages_spoken") or ["fr"]):
            self.add_error("languages_spoken", _("French is always one of the city’s languages."))
        for thing in THINGS:
            for code in self.languages:
                words = {number: given.get(f"{thing}_{code}_{number}") for number in ("one", "other")}
                for number, word in words.items():
                    if not word and (code == "fr" or any(words.values())):
                        self.add_error(
                            f"{thing}_{code}_{number}",
                            _("Write each word in the singular and in the plural."),
                        )

    def changes(self) -> dict[str, object]:
        """Give the settings as the city takes them."""
        given = self.cleaned_data
        vocabulary = {**self.city.vocabulary}
        for thing in THINGS:
            known = dict(vocabulary.get(thing) or {})
            for code in self.languages:
                words = {number: given[f"{thing}_{code}_{number}"] for number in ("one", "other")}
                known[code] = words | ({"gender": given[f"{thing}_gender"]} if code == "fr" else {})
            vocabulary[thing] = known
        claims = {
            "title": self.text("claims_title"),
            "text": self.text("claims_text"),
            "service": given["claims_service"],
        }
        changes: dict[str, object] = {
            **{name: self.text(name) for name in ("name", "phone_hours", "banner", "attribution")},
            **{name: given[name] for name in PLAIN},
            "languages": given["languages_spoken"],
            "vocabulary": vocabulary,
            "claims": claims,
        }
        logo = given["logo"]
        if given["no_logo"]:
            changes["logo"] = ""
        elif isinstance(logo, UploadedFile):
            changes["logo"] = logo.read(LOGO_BYTES + 1).decode("utf-8", errors="replace")
        return changes


def _texts(city: City) -> dict[str, Mapping[str, str]]:
    claims = city.claims or {}
    return {
        "name": city.name,
        "phone_hours": city.phone_hours,
        "banner": city.banner,
        "attribution": city.attribution,
        "claims_title": claims.get("title") or {},
        "claims_text": claims.get("text") or {},
    }


def _initial(city: City) -> dict[str, Any]:
    words: dict[str, str] = {}
    for thing in THINGS:
        by_language = city.vocabulary.get(thing) or {}
        for code, known in by_language.items():
            words |= {f"{thing}_{code}_{number}": known.get(number, "") for number in ("one", "other")}
        words[f"{thing}_gender"] = (by_language.get("fr") or {}).get("gender", "f")
    return {
        **{name: getattr(city, name) for name in PLAIN},
        **words,
        "languages_spoken": city.languages,
        "claims_service": (city.claims or {}).get("service", ""),
        "seen": city_stamp(city),
    }
