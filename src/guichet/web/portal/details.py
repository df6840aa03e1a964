"""What it is about: the questions of the service, what else there is to say, and photos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import Kind, check_answers
from guichet.catalogue.queries import ServiceForm
from guichet.documents.actions import Place, keep_upload
from guichet.documents.intake import MAX_BYTES
from guichet.documents.queries import drafts_of
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Refused
from guichet.kernel.texts import localise
from guichet.kernel.typography import figure
from guichet.web.portal.drafts import Draft
from guichet.web.portal.entrance import language
from guichet.web.portal.questions import (
    ATTACHED,
    PREFIX,
    Asked,
    Given,
    deciding,
    question_field,
    resident_questions,
    shown_questions,
)

MOST_FILES = 3
MAX_DESCRIPTION = 4_000


class DetailsForm(forms.Form):
    """The questions that are asked after what is given so far, then free words; `given` is as the catalogue reads it.

    Unchecked it only shows what was given; `checked=True` says what is missing or cannot be read.
    """

    use_required_attribute = False

    def __init__(self, asked: ServiceForm, given: Given, description: str, *, checked: bool = False) -> None:
        data = {f"{PREFIX}{code}": value for code, value in given.items()} | {"description": description}
        super().__init__(data if checked else None, initial=data)
        self.given = given
        self.questions = resident_questions(asked.questions)
        self.shown, needed = shown_questions(self.questions, given)
        for question in self.shown:
            if question.kind not in ATTACHED:
                field = question_field(question, language(), required=question.code in needed)
                self.fields[f"{PREFIX}{question.code}"] = field
        self.files_needed = bool({q.code for q in self.shown if q.kind in ATTACHED} & needed)
        self.units = {f"{PREFIX}{question.code}": question.unit for question in self.shown if question.unit}
        told = any(question.kind is Kind.LONG_TEXT for question in self.shown)
        self.fields["description"] = _description(asked_already=told)

    @property
    def rows(self) -> list[tuple[forms.BoundField, str]]:
        """Give the fields in order, each with the unit that is written after it."""
        return [(bound, self.units.get(bound.name, "")) for bound in self if bound.name != "description"]

    @property
    def asked_codes(self) -> list[str]:
        """Give the codes of the questions that this page asks."""
        return [question.code for question in self.shown]

    @property
    def triggers(self) -> str:
        """Say to htmx which answers change what else is asked; empty when none does."""
        names = [f"{PREFIX}{code}" for code in deciding(self.questions) if f"{PREFIX}{code}" in self.fields]
        return ", ".join(f"change from:([name='{name}'])" for name in names)

    def clean(self) -> dict[str, Any]:
        """Let the catalogue judge the answers."""
        _kept, faults = check_answers(self.questions, self.given, language=language())
        for code, sentence in faults.items():
            field = self.fields.get(f"{PREFIX}{code}")
            if field is not None:
                missing = _("Answer “%(question)s”") % {"question": field.label}
                self.add_error(f"{PREFIX}{code}", sentence if self.given.get(code) else missing)
        length = len(str(self.cleaned_data.get("description") or ""))
        if length > MAX_DESCRIPTION:
            self.add_error(
                "description",
                _("Shorten your text to 4,000 characters; it has %(n)s.") % {"n": figure(length)},
            )
        return self.cleaned_data


def _description(*, asked_already: bool) -> forms.Field:
    return Asked(
        label=_("Anything else to know?") if asked_already else _("Tell us more"),
        help_text=_("Leave out anything private: the people working on site may read it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": MAX_DESCRIPTION}),
    )


class ManyFiles(forms.FileInput):
    """A box from which several files can be chosen."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Photos, and other files where a question asks for one; each is judged by its content when it is kept."""

    use_required_attribute = False

    photos = forms.FileField(
        label=gettext_lazy("A photo helps the team bring the right equipment"),
        required=False,
        widget=ManyFiles(attrs={"multiple": True, "data-max-bytes": MAX_BYTES}),
    )

    def __init__(self, details: DetailsForm, *, checked: bool = False) -> None:
        super().__init__({} if checked else None)
        attached = [question for question in details.shown if question.kind in ATTACHED]
        self.photos_only = all(question.kind is Kind.PHOTO for question in attached)
        field = self.fields["photos"]
        if attached:
            field.label = localise(attached[0].label, language())
        if self.photos_only:
            field.widget.attrs["accept"] = "image/*"
        field.help_text = (
            _("Up to 3 photos. We remove the place and time hidden in the file.")
            if self.photos_only
            else _("Up to 3 photos or documents (PDF, text, Word, Excel, OpenDocument).")
        )
        self.full_clean()  # each file is judged when it is kept; faults are added where one is refused or missing

    @property
    def control(self) -> str:
        """Give the box itself, tied to its words for screen readers."""
        attrs: dict[str, Any] = {
            "class": "form-control",
            "aria-describedby": "id_photos_help id_photos_error",
            "data-too-big": _("This file is larger than 20 MB. Choose a smaller one."),
        }
        if self.errors:
            attrs["aria-invalid"] = "true"
        return self["photos"].as_widget(attrs=attrs)


def keep_files(
    actor: Actor, draft_key: str, files: Sequence[UploadedFile[Any]], form: forms.Form, field: str = "photos"
) -> None:
    """Keep files on a form that is not sent yet; what is refused is said by name beside the box that sent them."""
    photos_only = isinstance(form, FilesForm) and form.photos_only
    room = MOST_FILES - len(drafts_of(actor, draft_key))
    for file in files[: max(room, 0)]:
        try:
            keep_upload(
                actor, file, Place(draft_key=draft_key), name=file.name or "", photos_only=photos_only
            )
        except Refused as refusal:
            form.add_error(field, f"{file.name}\u00a0– {refusal.message}")
    if len(files) > max(room, 0):
        form.add_error(field, _("Three files at most: remove one to add another."))


def details_of(draft: Draft) -> tuple[Given, str]:
    """Give what a draft holds of this step."""
    return dict(draft.details.get("answers", {})), str(draft.details.get("description", ""))


def answers_words(asked: ServiceForm, draft: Draft) -> list[tuple[str, str]]:
    """Give each answered question and its answer in words, in the language of the page."""
    given, _description_typed = details_of(draft)
    kept, _faults = check_answers(resident_questions(asked.questions), given, language=language())
    return [(localise(item["label"], language()), localise(item["display"], language())) for item in kept]
