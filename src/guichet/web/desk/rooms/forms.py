"""What one types in rooms: a message, a question with somebody on the line, an answer, the time of a call-back."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.conversations.lifecycle import URGENCY_WORDS, Urgency
from guichet.conversations.queries.rooms import RoomShown
from guichet.kernel.texts import localise
from guichet.web.desk.rooms.shown import names_words, speed_words
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.parts import Choice

FIRST_HOURS = 2


class OnceForm(forms.Form):
    """A form with a key that makes it sent once."""

    use_required_attribute = False
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["once"].initial = uuid4().hex


class SayForm(OnceForm):
    """A message; how long it may be is the room's to say, with what was typed kept."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 2}),
        strip=False,
        error_messages={"required": gettext_lazy("Write your message.")},
    )


class ThreadForm(SayForm):
    """A message on a case, and the team that should read it."""

    team = forms.ChoiceField(
        label=gettext_lazy("For the attention of"),
        required=False,
        help_text=gettext_lazy("Its people find this thread among their rooms."),
    )

    def __init__(self, *args: Any, teams: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["team"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Those who already follow it")), *teams]


class AskForm(OnceForm):
    """A question to a room, for a call or a visit."""

    words = forms.CharField(
        label=gettext_lazy("Your question"),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
        help_text=gettext_lazy("Without the person’s name: the expert seldom needs it."),
        error_messages={"required": gettext_lazy("Write your question.")},
    )
    room = forms.ChoiceField(
        label=gettext_lazy("Who knows"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a room.")},
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("The person"),
        widget=forms.RadioSelect,
        choices=[(urgency.value, words) for urgency, words in URGENCY_WORDS.items()],
        initial=Urgency.HOLD,
    )
    personal = forms.BooleanField(
        label=gettext_lazy("The expert needs the addresses and numbers written above"),
        required=False,
        help_text=gettext_lazy("Otherwise e-mail addresses, telephones and long numbers are taken out."),
    )
    contact = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rooms: list[RoomShown], **given: Any) -> None:
        super().__init__(*args, **given)
        self.rooms = rooms
        field = self.fields["room"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(room.code, room_choice(room)) for room in rooms]
        if rooms and not self.is_bound:
            self.initial.setdefault("room", rooms[0].code)


def room_choice(room: RoomShown, *, but: str = "") -> Choice:
    """Give a room as one chooses it: its name, who is there (`but` the one who asks), how fast it answers."""
    there = [name for name in room.online if name != but]
    if room.on_duty:
        who = _("On duty: %(names)s.") % {"names": names_words(room.on_duty)}
    elif there:
        who = _("There now: %(names)s.") % {"names": names_words(there)}
    else:
        who = _("Nobody is there now.")
    return Choice(localise(room.name, language()), f"{who} {speed_words(room.median, room.answered)}.")


class AnswerForm(OnceForm):
    """An answer to a question."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
        help_text=gettext_lazy("In words that can be said to the person."),
        error_messages={"required": gettext_lazy("Write your answer.")},
    )


class PromiseForm(OnceForm):
    """When the person will be called back."""

    on = forms.DateTimeField(
        label=gettext_lazy("Call back before"),
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "g-short"}
        ),
        error_messages={
            "required": gettext_lazy("Choose when the person will be called back."),
            "invalid": gettext_lazy("This moment does not exist."),
        },
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        soon = timezone.localtime() + dt.timedelta(hours=FIRST_HOURS)
        self.initial.setdefault("on", soon.replace(minute=0, second=0, microsecond=0))


class EditForm(OnceForm):
    """One's own words, corrected."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 4}),
        strip=False,
        error_messages={"required": gettext_lazy("Write your message.")},
    )


class BankForm(OnceForm):
    """An answer of the bank begun from what an expert said."""

    title = forms.CharField(
        label=gettext_lazy("The question, as people ask it"),
        max_length=160,
        error_messages={"required": gettext_lazy("Write the question that this answers.")},
    )
    body = forms.CharField(
        label=gettext_lazy("The answer"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=8_000,
        error_messages={"required": gettext_lazy("Write the answer.")},
    )
