"""What an agent is asked when something is done to a permit; the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from guichet.kernel.actor import Actor
from guichet.kernel.moment import today
from guichet.kernel.texts import localise
from guichet.people.queries import accounts_of_teams, accounts_with_grant
from guichet.permits.actions.deciding import REFUSAL_WORDS
from guichet.permits.lifecycle import VERDICT_WORDS, Verdict
from guichet.permits.ordering import HARM_WORDS
from guichet.permits.queries.opinions import condition_choices
from guichet.permits.queries.visible import permit_for
from guichet.permits.shapes import PermitShown
from guichet.permits.wording import FIELD_WORDS, field_words
from guichet.web.desk.forms import DayInput, needed
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.parts import Choice

WORDS = 4_000
LINES = forms.Textarea(attrs={"rows": 4, "maxlength": WORDS})
SHORT = forms.Textarea(attrs={"rows": 2, "maxlength": 300})


class PermitForm(forms.Form):
    """What every form on a permit carries: the version that was read, and a key that makes it sent once."""

    use_required_attribute = False
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, permit: PermitShown, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.permit = actor, permit
        self.fields["once"].initial = uuid4().hex
        self.fields["version"].initial = permit.version
        self.prepare()

    def prepare(self) -> None:
        """Fill the choices that depend on the actor and the permit."""

    def choose(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        """Give the choices of a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(options)


class AssignForm(PermitForm):
    """Who studies a file, and how much its waiting harms."""

    agent = forms.ChoiceField(label=gettext_lazy("Who studies it"), required=False)
    harm = forms.ChoiceField(label=gettext_lazy("If it waits"), widget=forms.RadioSelect)
    harm_reason = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Needed when the harm changes: the order of work depends on it."),
    )

    def prepare(self) -> None:
        """Offer the people of the file's team, oneself first."""
        people = (
            [(one.pk, one.name) for one in accounts_of_teams(sorted(self.actor.teams))]
            if self.actor.teams
            else []
        )
        if self.actor.id not in dict(people):
            people.insert(0, (self.actor.id, self.actor.label))
        people.sort(key=lambda person: person[0] != self.actor.id)
        self.choose("agent", [("0", _("Nobody")), *((str(pk), name) for pk, name in people)])
        self.choose(
            "harm", [(str(level), localise(words, language())) for level, words in enumerate(HARM_WORDS)]
        )
        self.fields["agent"].initial = str(self.permit.agent_id or self.actor.id)
        self.fields["harm"].initial = str(self.permit.harm)
        self.fields["harm_reason"].initial = self.permit.harm_reason


class MissingForm(PermitForm):
    """What is missing, all at once, in how many days."""

    missing = forms.MultipleChoiceField(
        label=gettext_lazy("What is missing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other = forms.CharField(
        label=gettext_lazy("Something else"),
        required=False,
        max_length=160,
        help_text=gettext_lazy("Named as the applicant will read it."),
    )
    words = forms.CharField(
        label=gettext_lazy("What to say to the applicant"), required=False, max_length=WORDS, widget=LINES
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days to answer"),
        min_value=1,
        max_value=180,
        widget=forms.NumberInput(attrs={"class": "g-short"}),
    )

    def prepare(self) -> None:
        """Offer the documents of the type and the parts of the file, those that lack ticked."""
        words = language()
        options = {"area": _("The area, drawn or measured again"), "period": _("Other dates")}
        options |= {each.code: localise(each.label, words) for each in self.permit.type.documents}
        options |= {str(each["code"]): localise(each["label"], words) for each in self.permit.answers}
        options |= {each.code: localise(each.label, words) for each in self.permit.missing}
        self.choose("missing", options.items())
        self.fields["missing"].initial = [each.code for each in self.permit.missing]
        self.fields["days"].initial = self.permit.type.complete_days


class DaysForm(PermitForm):
    """More days for an applicant."""

    days = forms.IntegerField(
        label=gettext_lazy("How many days more"),
        min_value=1,
        max_value=180,
        initial=15,
        widget=forms.NumberInput(attrs={"class": "g-short"}),
    )


class OpinionsForm(PermitForm):
    """Which services are asked, and what."""

    fields_asked = forms.MultipleChoiceField(
        label=gettext_lazy("Which services"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=needed(gettext_lazy("Choose at least one service.")),
    )
    question = forms.CharField(
        label=gettext_lazy("A question for them"), required=False, max_length=500, widget=SHORT
    )

    def prepare(self) -> None:
        """Offer the services of the type first, each with its days, then the others."""
        known = {each.field: each for each in self.permit.type.reviewers}
        options = []
        for code in dict.fromkeys([*known, *FIELD_WORDS]):
            name = localise(field_words(code), language())
            days = known[code].days if code in known else 5
            hint = ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
            options.append((code, Choice(name, hint)))
        self.choose("fields_asked", options)
        self.fields["fields_asked"].initial = list(known)


class OpinionForm(forms.Form):
    """What a service answers: one click, and words where they are needed."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label=gettext_lazy("Opinion"),
        choices=[(each.value, VERDICT_WORDS[each]) for each in Verdict],
        widget=forms.RadioSelect,
        error_messages=needed(gettext_lazy("Choose an opinion.")),
    )
    words = forms.CharField(
        label=gettext_lazy("Words"),
        help_text=gettext_lazy("Needed with conditions or against: the applicant reads them."),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": WORDS}),
    )


class ConditionsForm(PermitForm):
    """The conditions of a permit: those of the library, and others written for it, one a line."""

    conditions = forms.MultipleChoiceField(
        label=gettext_lazy("Conditions of the library"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label=gettext_lazy("Others, one a line"), required=False, max_length=WORDS, widget=LINES,
        help_text=gettext_lazy("Written in the language of the file."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Offer the library: what is on the permit and what its type proposes come first, ticked."""
        known = [
            each
            for each in condition_choices(self.actor, permit_for(self.actor, self.permit.reference))
            if each.code
        ]
        words = language()
        options = []
        for each in known:
            hint = localise(field_words(each.field), words) if each.field else ""
            options.append((each.code, Choice(localise(each.text, words), hint)))
        self.choose("conditions", options)
        held = self.permit.conditions
        chosen = [each.code for each in known if each.chosen]
        self.fields["conditions"].initial = (
            chosen if held else [each.code for each in known if each.suggested]
        )
        own = [localise(each.text, self.permit.language) for each in held if not each.code]
        self.fields["others"].initial = "\n".join(own)


class ReasonForm(PermitForm):
    """A reason that stays on the file."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=SHORT,
        error_messages=needed(gettext_lazy("Give the reason.")),
    )


class CameForm(PermitForm):
    """What came by another way than the applicant's page, and how."""

    reason = forms.CharField(
        label=gettext_lazy("What came, and how"),
        max_length=300,
        widget=SHORT,
        error_messages=needed(gettext_lazy("Say what came, and how.")),
    )


class ExtendForm(ReasonForm):
    """A later last day, with its reason."""

    until = forms.DateField(label=gettext_lazy("New last day"), widget=DayInput())
    field_order = ("until", "reason")

    def prepare(self) -> None:
        """Begin with the last day of the permit."""
        self.fields["until"].initial = self.permit.ends_on


class ApproveForm(PermitForm):
    """Yes; with the reason for deciding without an opinion that did not come, or against one."""

    words = forms.CharField(
        label=gettext_lazy("Words on the decision"), required=False, max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": WORDS}),
    )  # fmt: skip
    without_opinions = forms.CharField(
        label=gettext_lazy("Why you decide without the opinions still awaited"), max_length=300, widget=SHORT,
        error_messages=needed(gettext_lazy("Say why you do not wait for them.")),
    )  # fmt: skip

    def prepare(self) -> None:
        """Ask why only where an opinion is awaited; words are needed only against a service."""
        if all(each.given_at for each in self.permit.opinions):
            del self.fields["without_opinions"]
        if any(each.verdict == Verdict.UNFAVOURABLE for each in self.permit.opinions):
            self.fields["words"].required = True
            self.fields["words"].label = _("A service is against: why you approve all the same")


class EndForm(PermitForm):
    """The day on which the ground was free."""

    on = forms.DateField(label=gettext_lazy("Last day on site"), widget=DayInput())
    reason = forms.CharField(
        label=gettext_lazy("Why it ended earlier"), required=False, max_length=300, widget=SHORT,
        help_text=gettext_lazy("The days that were paid and not used become a credit."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Begin with today, or with the last day when it has passed."""
        self.fields["on"].initial = min(today(), self.permit.ends_on)


class RefuseForm(PermitForm):
    """Why a request is refused: reasons that are ticked, and words about this file."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reasons"), choices=list(REFUSAL_WORDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages=needed(gettext_lazy("Choose at least one reason.")),
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("The reasons, as the applicant reads them"),
        help_text=gettext_lazy("Say the fact and the rule, and what would be possible instead."),
        max_length=WORDS, widget=LINES, error_messages=needed(gettext_lazy("A refusal needs its reasons.")),
    )  # fmt: skip


class JumpForm(PermitForm):
    """Why a file goes before its turn."""

    reason = forms.CharField(
        label=gettext_lazy("Why it goes before its turn"), max_length=300, widget=SHORT,
        help_text=gettext_lazy("The whole team reads it, and the page on fairness counts it."),
        error_messages=needed(gettext_lazy("Say why this file goes before the others.")),
    )  # fmt: skip
    where = forms.ChoiceField(
        label=gettext_lazy("Where to"), widget=forms.RadioSelect, initial="100",
        choices=[("500", gettext_lazy("To the very front")), ("100", gettext_lazy("Well ahead")), ("-100", gettext_lazy("After the others"))],
    )  # fmt: skip


class VisitForm(PermitForm):
    """A visit on site."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"), widget=forms.RadioSelect,
        choices=[("before", gettext_lazy("Before it begins")), ("during", gettext_lazy("While it stands there")),
                 ("end", gettext_lazy("At its end")), ("overrun", gettext_lazy("An overrun was reported"))],
    )  # fmt: skip
    planned_on = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    inspector = forms.ChoiceField(label=gettext_lazy("Who goes"), required=False)
    instructions = forms.CharField(
        label=gettext_lazy("What to look at"), required=False, max_length=500, widget=SHORT
    )

    def prepare(self) -> None:
        """Propose what the file calls for."""
        open_overrun = any(not each.settled_at for each in self.permit.overruns)
        people = [(str(one.pk), one.name) for one in accounts_with_grant("permit.inspect")]
        self.choose("inspector", [("", _("Whoever is free")), *people])
        self.fields["planned_on"].initial = today()
        self.fields["purpose"].initial = "overrun" if open_overrun else "during"


class OverrunForm(PermitForm):
    """What still stands, or stands wider than allowed."""

    words = forms.CharField(
        label=gettext_lazy("What was seen"),
        max_length=WORDS,
        widget=LINES,
        error_messages=needed(gettext_lazy("Say what was seen.")),
    )


class RevokeForm(PermitForm):
    """Why a permit is taken back."""

    words = forms.CharField(
        label=gettext_lazy("The reasons, as the holder reads them"), max_length=WORDS, widget=LINES,
        error_messages=needed(gettext_lazy("Give the reasons.")),
    )  # fmt: skip
