"""The forms of the console that are pages of their own: another result, a question to an expert, a call-back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from guichet.contacts.lifecycle import Result
from guichet.kernel.clock import Span, Unit
from guichet.kernel.texts import localise
from guichet.people.queries import active_teams
from guichet.places.queries import calendar
from guichet.web.desk.templatetags.desk import language

OTHER_RESULTS = [
    (Result.CALL_BACK.value, gettext_lazy("We call them back")),
    (Result.TRANSFERRED.value, gettext_lazy("Transferred to a colleague who took the call")),
    (Result.TRANSFER_FAILED.value, gettext_lazy("Transfer tried, nobody took it: we call back")),
    (Result.OUTSIDE.value, gettext_lazy("Sent to another body, outside the city")),
    (Result.CASE_FOLLOWED.value, gettext_lazy("Told where something already open stands")),
    (Result.ABANDONED.value, gettext_lazy("Hung up, or left without an answer")),
]
OWES = (Result.CALL_BACK, Result.TRANSFER_FAILED)


def next_working_moment() -> dt.datetime:
    """Give the end of the next working day, the date that a call-back begins with."""
    return timezone.localtime(calendar().add(timezone.now(), Span(1, Unit.WORKING_DAYS)))


class WhenForm(forms.Form):
    """By when somebody calls, at which number."""

    use_required_attribute = False
    day = forms.DateField(
        label=gettext_lazy("Call back by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=pgettext_lazy("call-back", "At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    phone = forms.CharField(
        label=gettext_lazy("Number to call"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, phone: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when = next_working_moment()
        self.fields["day"].initial, self.fields["hour"].initial = when.date(), when.time()
        self.fields["phone"].initial = phone

    def due_at(self) -> dt.datetime:
        """Give the instant that was chosen; without one, the end of the next working day."""
        usual = next_working_moment()
        day, hour = (
            self.cleaned_data.get("day") or usual.date(),
            self.cleaned_data.get("hour") or usual.time(),
        )
        return timezone.make_aware(dt.datetime.combine(day, hour))


class OtherForm(WhenForm):
    """How a contact came out, when it was neither answered, nor opened, nor asked."""

    result = forms.ChoiceField(
        label=gettext_lazy("How did it come out?"), choices=OTHER_RESULTS, widget=forms.RadioSelect
    )
    sent_to = forms.CharField(label=gettext_lazy("To whom"), required=False, max_length=200)
    case = forms.CharField(label=gettext_lazy("Its number"), required=False, max_length=20)
    team = forms.ChoiceField(label=gettext_lazy("Who calls"), required=False)
    about = forms.CharField(label=gettext_lazy("About what"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        if isinstance(team, forms.ChoiceField):
            names = [(str(one.pk), localise(one.name, language())) for one in active_teams()]
            team.choices = [("", gettext_lazy("Myself")), *sorted(names, key=lambda one: one[1].casefold())]


class ExpertForm(forms.Form):
    """A question to an expert."""

    use_required_attribute = False
    room = forms.ChoiceField(label=gettext_lazy("Room"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=gettext_lazy("Your question"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        help_text=gettext_lazy("Telephones and addresses are taken out unless the expert needs them."),
        error_messages={"required": gettext_lazy("Write your question.")},
    )
    keeps_personal = forms.BooleanField(
        label=gettext_lazy("The expert needs the name or the telephone"), required=False
    )

    def __init__(self, *args: Any, rooms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = self.fields["room"]
        if isinstance(room, forms.ChoiceField):
            room.choices = rooms
            room.initial = rooms[0][0] if rooms else ""


class TryForm(forms.Form):
    """What came of a call."""

    use_required_attribute = False
    told = forms.CharField(label=gettext_lazy("What they were told"), required=False, max_length=500)
