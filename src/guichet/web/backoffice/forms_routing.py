"""The forms of routing: a rule, and a situation on which it is tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.catalogue.forms import Kind, Question, check_answers, expression_values
from guichet.catalogue.queries import form_of, service_with_code
from guichet.catalogue.routing import VARIABLES, Situation
from guichet.kernel.texts import localise
from guichet.web.backoffice.bilingual import ConfigForm, Words, language
from guichet.web.backoffice.conditions import simple_conditions
from guichet.web.backoffice.explaining import Fault, fault_of
from guichet.web.backoffice.forms_services import PRIORITIES
from guichet.web.kit.parts import Choice

if TYPE_CHECKING:
    from guichet.catalogue.models import RoutingRule

Options = Sequence[tuple[str, str]]
A_MONDAY = dt.date(2024, 1, 1)
TIMES = {
    "": (gettext_lazy("At any time"), ""),
    "evening": (
        gettext_lazy("In the evening, at night and on weekends"),
        "(weekday >= 6 || hour >= 17 || hour < 7)",
    ),
    "night": (gettext_lazy("At night"), "(hour >= 20 || hour < 7)"),
    "weekend": (gettext_lazy("On weekends"), "weekday >= 6"),
}
ASKED = "a_"


class RuleForm(ConfigForm):
    """A routing rule: when its condition holds, its team receives the case."""

    texts: ClassVar = {
        "name": Words(
            gettext_lazy("Name"), 160,
            needed=gettext_lazy("Name the rule: agents read it on the case."),
            help=gettext_lazy("“Grand nid-de-poule le soir : équipe de garde”: agents read on each case why it came to them."),
        )
    }  # fmt: skip
    expression = forms.CharField(
        label=gettext_lazy("Condition"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "b-cel", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write the condition, or let it be written below.")},
    )
    team = forms.ChoiceField(
        label=gettext_lazy("Team that receives"), error_messages={"required": gettext_lazy("Choose a team.")}
    )
    active = forms.BooleanField(
        label=gettext_lazy("Applied"), required=False, initial=True,
        help_text=gettext_lazy("Otherwise it is kept, and passed over."),
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Options, **given: Any) -> None:
        self.teams = teams
        self.place: Fault | None = None
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the teams."""
        self.choose("team", [("", _("Choose…")), *self.teams])

    def clean_expression(self) -> str:
        """Refuse what does not compile, and keep its place to be shown."""
        source = str(self.cleaned_data["expression"]).replace("\r\n", "\n").strip()
        self.place = fault_of(source, VARIABLES)
        if self.place:
            raise forms.ValidationError(self.place.sentence)
        return source


def rule_initial(rule: RoutingRule) -> dict[str, Any]:
    """Give what the form of a rule begins with."""
    return {"expression": rule.expression, "team": rule.team.code, "active": rule.active}


class ComposeForm(ConfigForm):
    """A condition put together from choices, for those who would rather not write one."""

    c_service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    c_answer = forms.ChoiceField(label=gettext_lazy("Answer"), required=False)
    c_district = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    c_time = forms.ChoiceField(
        label=gettext_lazy("When"), required=False,
        choices=[(code, words) for code, (words, _expression) in TIMES.items()],
    )  # fmt: skip

    def __init__(self, *args: Any, services: Options, districts: Options, **given: Any) -> None:
        self.services, self.districts = services, districts
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer services, districts, and the answers of the service that was chosen."""
        self.choose("c_service", [("", _("Any service")), *self.services])
        self.choose("c_district", [("", _("In the whole city")), *self.districts])
        service = service_with_code(str(self["c_service"].value() or ""))
        questions = form_of(service).questions if service else ()
        drafts = [
            {
                "code": question.code,
                "kind": question.kind.value,
                "label": question.label,
                "options": [{"code": option.code, "label": option.label} for option in question.options],
            }
            for question in questions
        ]
        groups: dict[str, list[tuple[str, str]]] = {}
        for question_words, words, source in simple_conditions(drafts):
            groups.setdefault(question_words, []).append((source, words))
        any_words = _("Any answer") if service else _("Choose the service first")
        self.choose("c_answer", [("", any_words), *groups.items()])

    def expression(self) -> str:
        """Give the condition as it is written; empty when nothing was chosen."""
        given = self.cleaned_data
        answer = given.get("c_answer") or ""
        name = answer.partition("answers.")[2].split(" ")[0].strip()
        parts = [
            f'service == "{given["c_service"]}"' if given.get("c_service") else "",
            f"has(answers.{name}) && {answer}" if answer else "",
            f'district == "{given["c_district"]}"' if given.get("c_district") else "",
            TIMES.get(given.get("c_time") or "", TIMES[""])[1],
        ]
        return " && ".join(part for part in parts if part)


class SampleForm(ConfigForm):
    """A situation to try a rule on; the answers asked for are those of the service that was chosen."""

    s_service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    s_district = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    s_channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        required=False,
        choices=[(channel.value, CHANNEL_WORDS[channel]) for channel in Channel],
    )
    s_priority = forms.ChoiceField(
        label=gettext_lazy("Priority"), required=False, choices=list(PRIORITIES.items()), initial="2"
    )
    s_weekday = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    s_hour = forms.IntegerField(
        label=gettext_lazy("Hour"), required=False, min_value=0, max_value=23, initial=10,
        widget=forms.NumberInput(attrs={"class": "b-day"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Write an hour from 0 to 23.")
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, services: Options, districts: Options, **given: Any) -> None:
        self.services, self.districts = services, districts
        super().__init__(*args, **given)

    def prepare(self) -> None:
        """Offer the city's services, districts and days, and ask the questions of the service chosen."""
        self.choose("s_service", [("", _("Choose…")), *self.services])
        self.choose("s_district", [("", _("Nowhere in particular")), *self.districts])
        self.choose("s_weekday", [(str(n + 1), capfirst(str(words))) for n, words in WEEKDAYS.items()])
        self.service = service_with_code(str(self["s_service"].value() or ""))
        self.questions: Sequence[Question] = form_of(self.service).questions if self.service else ()
        for question in self.questions:
            if question.kind not in {Kind.PHOTO, Kind.FILE}:
                self.fields[f"{ASKED}{question.code}"] = _answer_field(question)

    def answer_fields(self) -> list[BoundField]:
        """Give the fields of the answers."""
        return [self[name] for name in self.fields if name.startswith(ASKED)]

    def situation(self) -> Situation | None:
        """Give the situation; None without a service or with a wrong hour."""
        if not self.service or not self.is_valid():
            return None
        given = self.cleaned_data
        raw = {question.code: given.get(f"{ASKED}{question.code}") for question in self.questions}
        kept, _faults = check_answers(self.questions, raw, language=language(), internal=True)
        day = A_MONDAY + dt.timedelta(days=int(given["s_weekday"] or 1) - 1)
        hour = given["s_hour"] if given["s_hour"] is not None else 10
        return Situation(
            service=self.service,
            district=given["s_district"],
            channel=given["s_channel"] or Channel.WEB.value,
            priority=int(given["s_priority"] or self.service.priority),
            local_time=dt.datetime.combine(day, dt.time(hour), tzinfo=dt.UTC),
            answers=expression_values(self.questions, {item["code"]: item["value"] for item in kept}),
        )


def _answer_field(question: Question) -> forms.Field:
    options = [(option.code, Choice(localise(option.label, language()), "")) for option in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", Choice(_("Yes"), "")), ("no", Choice(_("No"), ""))]
    label = localise(question.label, language())
    if question.kind is Kind.CHOICES:
        return forms.MultipleChoiceField(
            label=label, required=False, choices=options, widget=forms.SelectMultiple
        )
    if options:
        return forms.ChoiceField(label=label, required=False, choices=[("", "–"), *options])
    return forms.CharField(label=label, required=False, max_length=300)
