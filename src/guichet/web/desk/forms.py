"""The forms of what one can do to a case: they read what was typed; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.lifecycle import OUTCOME_WORDS, Outcome
from guichet.documents.intake import MAX_BYTES
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.words import fold
from guichet.people.queries import accounts_of_teams, active_teams
from guichet.web.desk.filters import PRIORITY_WORDS
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.cases.models import Case

OUTCOMES = [outcome for outcome in Outcome if outcome not in (Outcome.ABANDONED, Outcome.UNSTATED)]
FILES_TAKEN = "image/*,.pdf,.txt,.docx,.xlsx,.odt,.ods"


def needed(sentence: Promise) -> dict[str, Any]:
    """Give the words for a field left empty."""
    return {"required": sentence}


class DayInput(forms.DateInput):
    """A day to come: agents choose it in the browser's own calendar, or type it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "g-short"})


class DeskForm(forms.Form):
    """What every form of the desk carries: the version of the case that was read, and a key that makes it sent once."""

    use_required_attribute = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, case: Case | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.case = actor, case
        self.fields["once"].initial = uuid4().hex
        if case is not None:
            self.fields["version"].initial = case.version
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on the actor and the case."""

    def choose(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        """Give the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(options)


def texts(data: Mapping[str, Any], *names: str) -> list[str]:
    """Give what was typed in some fields."""
    return [str(data.get(name) or "") for name in names]


def team_options(*, without: int | None = None) -> list[tuple[str, str]]:
    """Give the teams that can receive work, by name."""
    named = [(team.code, localise(team.name, language())) for team in active_teams() if team.pk != without]
    return [("", _("Choose a team")), *sorted(named, key=lambda option: fold(option[1]))]


class NothingForm(DeskForm):
    """Asks for nothing more than to be confirmed."""


class AssignForm(DeskForm):
    """Give a case to someone of its team."""

    assignee = forms.ChoiceField(
        label=gettext_lazy("Who handles it"), error_messages=needed(gettext_lazy("Choose someone."))
    )

    def prepare(self) -> None:
        """Offer the people of the case's team, oneself first."""
        teams = [self.case.team_id] if self.case and self.case.team_id else sorted(self.actor.teams)
        people = [(one.pk, one.name) for one in accounts_of_teams(teams)]
        people.sort(key=lambda person: person[0] != self.actor.id)
        options = [
            (str(pk), _("Me, %(name)s") % {"name": name} if pk == self.actor.id else name)
            for pk, name in people
        ]
        self.choose("assignee", [*options, ("none", _("Nobody: it goes back to the team"))])
        if self.case and self.case.assignee_id:
            self.fields["assignee"].initial = str(self.case.assignee_id)

    def account_id(self) -> int | None:
        """Give who was chosen."""
        chosen = self.cleaned_data["assignee"]
        return None if chosen == "none" else int(chosen)


class TransferForm(DeskForm):
    """Send a case to another team."""

    team = forms.ChoiceField(
        label=gettext_lazy("Team that receives it"), error_messages=needed(gettext_lazy("Choose a team."))
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=200,
        help_text=gettext_lazy("For your colleagues of that team; it stays in the history."),
        error_messages=needed(gettext_lazy("Say why, for the team that receives it.")),
    )

    def prepare(self) -> None:
        """Offer every other team."""
        self.choose("team", team_options(without=self.case.team_id if self.case else None))


class PlanForm(DeskForm):
    """Plan the work for a day."""

    on = forms.DateField(
        label=gettext_lazy("Day of the work"),
        widget=DayInput,
        error_messages={
            "required": gettext_lazy("Choose the day of the work."),
            "invalid": gettext_lazy("This day does not exist."),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("What is planned"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For the history: crew, equipment."),
    )


class WaitForm(DeskForm):
    """Wait for someone outside of the city's services."""

    who = forms.CharField(
        label=gettext_lazy("Who has to act"),
        max_length=200,
        help_text=gettext_lazy("A supplier, an owner, another level of government…"),
        error_messages=needed(gettext_lazy("Name who has to act.")),
    )
    until = forms.DateField(
        label=gettext_lazy("Until when"), required=False, widget=DayInput,
        help_text=gettext_lazy("On that day the case comes back to your list by itself."),
        error_messages={"invalid": gettext_lazy("This day does not exist.")},
    )  # fmt: skip


class AskForm(DeskForm):
    """Ask the requester for what is missing."""

    question = forms.CharField(
        label=gettext_lazy("Your question"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=needed(gettext_lazy("Write your question.")),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days to answer"),
        initial=10,
        error_messages={
            "required": gettext_lazy("Choose from 1 to 90 days."),
            "invalid": gettext_lazy("Write a number of days, such as 10."),
        },
    )


class RescheduleForm(DeskForm):
    """Say a new date before the requester has to ask."""

    due = forms.DateField(
        label=gettext_lazy("New date"),
        widget=DayInput,
        error_messages={
            "required": gettext_lazy("Choose the new date."),
            "invalid": gettext_lazy("This day does not exist."),
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Why, in words for the requester"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=needed(gettext_lazy("Say why the date moves: the resident will read it.")),
    )


class EndForm(DeskForm):
    """End a case with the answer that its requester will read."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How it closes"),
        widget=forms.RadioSelect,
        choices=[(outcome.value, OUTCOME_WORDS[outcome]) for outcome in OUTCOMES],
        error_messages=needed(gettext_lazy("Choose how the case ends.")),
    )
    detail = forms.CharField(
        label=gettext_lazy("Whose it is, or why it is refused"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Only when it is not ours or is refused."),
    )
    answer = forms.CharField(
        label=gettext_lazy("What was really done"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=needed(gettext_lazy("Write what was really done: the requester will read it.")),
    )


class ReasonForm(DeskForm):
    """Say why."""

    why = forms.CharField(
        label=gettext_lazy("What is not settled"),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=needed(gettext_lazy("Say what is not settled.")),
    )


class PriorityForm(DeskForm):
    """Change how pressing a case is."""

    priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), widget=forms.RadioSelect, choices=list(PRIORITY_WORDS.items())
    )

    def prepare(self) -> None:
        """Start from what it is."""
        if self.case:
            self.fields["priority"].initial = str(self.case.priority)


class AttachForm(DeskForm):
    """Name the main case of the same incident."""

    main = forms.CharField(
        label=gettext_lazy("Number of the main case"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "g-short", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Such as 26-041873."),
        error_messages=needed(gettext_lazy("Write the number of the main case.")),
    )


class LinkForm(DeskForm):
    """Name a case that has to do with this one."""

    other = forms.CharField(
        label=gettext_lazy("Number of the other case"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "g-short", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("Such as 26-041873."),
        error_messages=needed(gettext_lazy("Write the number of the other case.")),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How they go together"),
        widget=forms.RadioSelect,
        initial="related",
        choices=[
            ("related", gettext_lazy("They have to do with each other")),
            ("follow_up", gettext_lazy("The other one is what follows from this one")),
        ],
    )


class TaskForm(DeskForm):
    """Give a part of the work to a team."""

    title = forms.CharField(
        label=gettext_lazy("What there is to do"),
        max_length=200,
        error_messages=needed(gettext_lazy("Say what there is to do.")),
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Team"), error_messages=needed(gettext_lazy("Choose a team."))
    )
    due_on = forms.DateField(
        label=gettext_lazy("For which day"), required=False, widget=DayInput,
        error_messages={"invalid": gettext_lazy("This day does not exist.")},
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer every team."""
        self.choose("team", team_options())


class TaskDoneForm(DeskForm):
    """Say what was found and done."""

    result = forms.CharField(
        label=gettext_lazy("What was done"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once; the browser says at once which one is too large."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True, "accept": FILES_TAKEN, "data-max-bytes": str(MAX_BYTES)})


class ManyFilesField(forms.FileField):
    """Read several files."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Give the files that came, none when there is none; what they are is judged by their content, later."""
        given: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        return [file for file in given if isinstance(file, UploadedFile)]


class WriteForm(DeskForm):
    """Write to the requester, or a note for colleagues only."""

    PUBLIC, INNER = "message", "note"

    who = forms.ChoiceField(
        label=gettext_lazy("Who will read this"),
        widget=forms.RadioSelect,
        choices=[(PUBLIC, gettext_lazy("Reply")), (INNER, gettext_lazy("Internal note"))],
        error_messages=needed(gettext_lazy("Choose who will read this.")),
    )
    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=needed(gettext_lazy("Write your message.")),
    )
    attached = ManyFilesField(label=gettext_lazy("Attach files"), required=False)
    draft = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Give the files of this message a place to wait in."""
        self.fields["draft"].initial = uuid4().hex


class MessageForm(DeskForm):
    """Write the same message on many cases."""

    body = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages=needed(gettext_lazy("Write your message.")),
    )
