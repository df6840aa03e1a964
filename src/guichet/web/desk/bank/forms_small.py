"""The forms of notices and of the list of what is not ours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from guichet.catalogue.queries import service_choices
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.knowledge.content import LANGUAGES
from guichet.web.desk.bank.words import EFFECT_WORDS, district_words
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.knowledge.queries import Elsewhere, Notice


class MomentInput(forms.DateTimeInput):
    """A day and a time in the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", attrs={"class": "g-short"})


class BilingualForm(forms.Form):
    """A form with texts in each language; faults of a room (« title.fr ») find their field."""

    use_required_attribute = False
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def text(self, name: str) -> dict[str, str]:
        """Give what was written in each language."""
        return {code: self.cleaned_data.get(f"{name}_{code}") or "" for code in LANGUAGES}

    def refuse(self, refusal: Invalid) -> None:
        """Put the faults that a room found beside their fields."""
        for fault, words in refusal.fields.items():
            name = next((one for one in (fault.replace(".", "_"), f"{fault}_fr") if one in self.fields), None)
            self.add_error(name, words if " " in words else refusal.message)
        if not refusal.fields:
            self.add_error(None, refusal.message)


def _line(label: Any, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=most, **more)


def _area(label: Any, most: int, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget, **more)


class NoticeForm(BilingualForm):
    """What is true today."""

    title_fr = _line(gettext_lazy("Title (French)"), 120)
    title_en = _line(gettext_lazy("Title (English)"), 120)
    console_fr = _area(gettext_lazy("What agents say (French)"), 600)
    console_en = _area(gettext_lazy("What agents say (English)"), 600)
    portal_fr = _area(
        gettext_lazy("What residents read (French)"),
        600,
        help_text=gettext_lazy("Left empty: residents do not see it."),
    )
    portal_en = _area(gettext_lazy("What residents read (English)"), 600)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=MomentInput,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": gettext_lazy("Choose a day and a time.")},
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"),
        widget=MomentInput,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        error_messages={"required": gettext_lazy("Say when it ends: a notice never stays by mistake.")},
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("What it does to the report form"),
        widget=forms.RadioSelect,
        initial="tell",
        choices=list(EFFECT_WORDS.items()),
    )
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Services that it is about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    districts = forms.MultipleChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: everywhere."),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        services = [(one.code, localise(one.name, language())) for one in service_choices()]
        for name, options in (("services", services), ("districts", list(district_words().items()))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options

    def values(self) -> dict[str, Any]:
        """Give what was typed as `save_notice` takes it."""
        given = self.cleaned_data
        return {
            **{name: self.text(name) for name in ("title", "console", "portal")},
            **{name: given[name] for name in ("starts_at", "ends_at", "effect", "services", "districts")},
        }


def notice_initial(notice: Notice | None) -> dict[str, Any]:
    """Give what the form of a notice begins with: for a new one, from now until tomorrow evening."""
    if notice is None:
        now = timezone.localtime().replace(second=0, microsecond=0)
        evening = (now + dt.timedelta(days=1)).replace(hour=23, minute=0)
        return {"starts_at": now, "ends_at": evening, "effect": "tell"}
    initial: dict[str, Any] = {
        "seen": notice.version,
        **{name: getattr(notice, name) for name in ("effect", "services", "districts")},
        **{name: timezone.localtime(getattr(notice, name)) for name in ("starts_at", "ends_at")},
    }
    for name in ("title", "console", "portal"):
        initial |= {f"{name}_{code}": words for code, words in getattr(notice, name).items()}
    return initial


class ElsewhereForm(BilingualForm):
    """Whose business it is."""

    name_fr = _line(gettext_lazy("Whose it is (French)"), 120)
    name_en = _line(gettext_lazy("Whose it is (English)"), 120)
    does_fr = _area(gettext_lazy("What they do (French)"), 300, 2)
    does_en = _area(gettext_lazy("What they do (English)"), 300, 2)
    phone = _line(gettext_lazy("Number to give"), 40, widget=forms.TextInput(attrs={"class": "g-short"}))
    url = _line(gettext_lazy("Page"), 300, help_text=gettext_lazy("Such as https://example.org"))
    hours_fr = _line(gettext_lazy("When they answer (French)"), 160)
    hours_en = _line(gettext_lazy("When they answer (English)"), 160)
    words = _area(
        gettext_lazy("Words that callers use"),
        3_000,
        2,
        help_text=gettext_lazy("With commas: permis de conduire, immatriculation, plaque."),
    )
    neighbour = forms.BooleanField(
        label=gettext_lazy("Another municipality: an address that ends with one of these words is there"),
        required=False,
    )
    active = forms.BooleanField(label=gettext_lazy("Shown at the console"), required=False, initial=True)

    def values(self) -> dict[str, Any]:
        """Give what was typed as `save_elsewhere` takes it."""
        given = self.cleaned_data
        words = given["words"].replace("\n", ",").split(",")
        return {
            **{name: self.text(name) for name in ("name", "does", "hours")},
            **{name: given[name] for name in ("phone", "url", "neighbour", "active")},
            "words": [word for word in words if word.strip()],
        }


def elsewhere_initial(entry: Elsewhere | None) -> dict[str, Any]:
    """Give what the form of an entry begins with."""
    if entry is None:
        return {"active": True}
    initial: dict[str, Any] = {
        "seen": entry.version,
        "words": ", ".join(entry.words),
        **{name: getattr(entry, name) for name in ("phone", "url", "neighbour", "active")},
    }
    for name in ("name", "does", "hours"):
        initial |= {f"{name}_{code}": words for code, words in getattr(entry, name).items()}
    return initial
