"""What each step of an answer asks: sending it to a second reader, publishing, giving back, withdrawing, restoring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.knowledge.actions import confirm_right, publish, restore, return_draft, submit, withdraw
from guichet.knowledge.queries import possible_readers, titles_of
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.kernel.actor import Actor
    from guichet.knowledge.queries import Answer


class VerbForm(forms.Form):
    """What every step carries: the version that was read."""

    use_required_attribute = False
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, answer: Answer, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.actor, self.answer = actor, answer
        self.fields["seen"].initial = answer.newest.number if answer.newest else 0
        self.prepare()

    def prepare(self) -> None:
        """Fill what depends on the answer."""


class SubmitForm(VerbForm):
    """Who reads it again."""

    second_reader = forms.ChoiceField(label=gettext_lazy("Second reader"), required=False)

    def prepare(self) -> None:
        """Offer those who publish, but for whoever asks."""
        readers = [(str(one.pk), one.name) for one in possible_readers(self.actor)]
        field = self.fields["second_reader"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Anyone who publishes")), *readers]
        field.initial = str(self.answer.second_reader_id or "")


class WhyForm(VerbForm):
    """Why it goes back."""

    why = forms.CharField(
        label=gettext_lazy("What has to change"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what has to change.")},
    )


class WithdrawForm(VerbForm):
    """Why it is no longer said, and what to read instead."""

    why = forms.CharField(
        label=gettext_lazy("Why it is no longer right"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Colleagues who are reading it to someone see this at once."),
        error_messages={"required": gettext_lazy("Say why: colleagues will read it.")},
    )
    replaced_by = forms.ChoiceField(label=gettext_lazy("What to read instead"), required=False)

    def prepare(self) -> None:
        """Offer every other published answer."""
        field = self.fields["replaced_by"]
        others = [one for one in titles_of(self.actor, language()) if one[0] != self.answer.key]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Nothing yet")), *others]


class RestoreForm(VerbForm):
    """Which version comes back."""

    number = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": gettext_lazy("Choose a version.")}
    )


class ConfirmForm(VerbForm):
    """When it is looked at again."""

    months = forms.TypedChoiceField(
        label=gettext_lazy("To look at again"),
        coerce=int,
        initial=12,
        choices=[
            (3, gettext_lazy("In three months")),
            (6, gettext_lazy("In six months")),
            (12, gettext_lazy("In a year")),
            (24, gettext_lazy("In two years")),
        ],
    )


Act = Callable[["Actor", "Answer", Mapping[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its form, what it does, its words; `grant` says who is offered it."""

    form: type[VerbForm]
    act: Act
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    grant: str
    icon: str = "check-lg"
    danger: bool = False


def _reader(given: Mapping[str, Any]) -> int | None:
    return int(given["second_reader"]) if given["second_reader"] else None


STEPS: Mapping[str, Step] = {
    "submit": Step(
        SubmitForm,
        lambda actor, answer, given: submit(actor, answer.key, reader=_reader(given)),
        gettext_lazy("Send to a second reader"),
        gettext_lazy("Nothing is published before someone else has read it."),
        gettext_lazy("Send it"),
        gettext_lazy("Sent: someone else reads it again before it is published."),
        "bank.write",
        "send",
    ),
    "publish": Step(
        VerbForm,
        lambda actor, answer, given: publish(actor, answer.key, seen_number=given["seen"]),
        gettext_lazy("Publish"),
        gettext_lazy(
            "From now on this is what agents say and, unless it is for staff only, what residents read."
        ),
        gettext_lazy("I read it: publish"),
        gettext_lazy("Published. It is found from now on."),
        "bank.publish",
        "check-lg",
    ),
    "return": Step(
        WhyForm,
        lambda actor, answer, given: return_draft(actor, answer.key, given["why"]),
        gettext_lazy("Give back to the author"),
        gettext_lazy("It becomes a draft again. What is published does not change."),
        gettext_lazy("Give it back"),
        gettext_lazy("Given back to its author, with your words."),
        "bank.publish",
        "arrow-return-left",
    ),
    "withdraw": Step(
        WithdrawForm,
        lambda actor, answer, given: withdraw(
            actor, answer.key, given["why"], replaced_by=given["replaced_by"]
        ),
        gettext_lazy("Withdraw"),
        gettext_lazy("At once nobody finds it any more. Its versions stay, and it can be written again."),
        gettext_lazy("Withdraw it now"),
        gettext_lazy("Withdrawn. Whoever opens it is told so."),
        "bank.publish",
        "x-lg",
        danger=True,
    ),
    "restore": Step(
        RestoreForm,
        lambda actor, answer, given: restore(actor, answer.key, given["number"], seen_number=given["seen"]),
        gettext_lazy("Bring back an earlier version"),
        gettext_lazy("A new draft says what that version said. Versions between them stay in the history."),
        gettext_lazy("Make this draft"),
        gettext_lazy("The draft says again what that version said."),
        "bank.write",
        "arrow-return-left",
    ),
    "confirm": Step(
        ConfirmForm,
        lambda actor, answer, given: confirm_right(actor, [answer.key], months=given["months"]),
        gettext_lazy("Still right"),
        gettext_lazy("You read it and nothing has changed."),
        gettext_lazy("It is still right"),
        gettext_lazy("Noted: it is still right."),
        "bank.write",
        "check-lg",
    ),
}
OFFERED: Mapping[str, tuple[str, ...]] = {
    "draft": ("submit", "withdraw"),
    "review": ("publish", "return", "withdraw"),
    "published": ("confirm", "withdraw"),
    "withdrawn": (),
}
