"""Taking a report from someone who speaks: its form, what it would become, and what to say back before it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.cases.actions.opening import MAX_DESCRIPTION, NewCase, Where
from guichet.cases.channels import CHANNEL_WORDS, Channel
from guichet.cases.queries.near import Known, same_incident_seen_by
from guichet.catalogue.forms import check_answers, expression_values, is_required, is_shown
from guichet.catalogue.promises import promise_sentence
from guichet.catalogue.queries import ServiceForm, active_rules, promised_for
from guichet.catalogue.routing import Situation, route
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.people.actions import Contact
from guichet.people.contact_keys import home_country
from guichet.people.queries import team_with_id
from guichet.places.queries import PlaceHit, calendar, district_at, search_places
from guichet.tenancy.queries import current_city
from guichet.web.desk.filters import PRIORITY_WORDS
from guichet.web.desk.forms import ManyFilesField
from guichet.web.desk.question_fields import PREFIX, add_question_fields, given_answers, names_of
from guichet.web.desk.shown import why_team
from guichet.web.desk.templatetags.desk import language

HANDED_IN = [one for one in Channel if one is not Channel.WEB]


class ReceptionForm(forms.Form):
    """A report taken for someone; the names are those of the faults that opening a case may find."""

    use_required_attribute = False

    channel = forms.ChoiceField(
        label=gettext_lazy("Reached us by"),
        initial=Channel.PHONE.value,
        choices=[(one.value, CHANNEL_WORDS[one]) for one in HANDED_IN],
    )
    address = forms.CharField(
        label=gettext_lazy("Where"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("An address, a crossing, a park."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, max_length=1, widget=forms.HiddenInput)
    description = forms.CharField(
        label=gettext_lazy("In the person’s words"),
        required=False,
        max_length=MAX_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-draft-skip": ""}),
    )  # fmt: skip
    phone = forms.CharField(
        label=gettext_lazy("Telephone"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "tel", "data-draft-skip": ""}),
    )  # fmt: skip
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False, max_length=254,
        error_messages={"invalid": gettext_lazy("Write an address such as name@example.ca")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "data-draft-skip": ""}),
    )  # fmt: skip
    spoken = forms.ChoiceField(label=gettext_lazy("Writes and reads"))
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    attached = ManyFilesField(label=gettext_lazy("Photos and files"), required=False)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, service: ServiceForm, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.service = service
        words = {"fr": "Français", "en": "English"}
        city = current_city()
        spoken = self.fields["spoken"]
        if isinstance(spoken, forms.ChoiceField):
            spoken.choices = [(code, words.get(code, code)) for code in city.languages or ["fr"]]
        spoken.initial = language()
        usual = str(PRIORITY_WORDS[str(service.service.priority)])
        priority = self.fields["priority"]
        if isinstance(priority, forms.ChoiceField):
            priority.choices = [
                ("", _("As usual for this service: %(priority)s") % {"priority": usual}),
                *((key, str(label)) for key, label in PRIORITY_WORDS.items()),
            ]
        if service.service.location == "none":
            del self.fields["address"]
        self.fields["once"].initial = uuid4().hex
        add_question_fields(self, service.questions, language())

    @property
    def question_names(self) -> list[str]:
        """Give the names of the fields that are questions of the service."""
        return [name for name in self.fields if name.startswith(PREFIX)]

    def as_new_case(self) -> NewCase:
        """Give the report as it was taken; the form must be valid."""
        given = self.cleaned_data
        priority = str(given.get("priority") or "")
        return NewCase(
            service=self.service.service.code,
            description=given["description"],
            answers=given_answers(self.service.questions, given),
            where=_where(given),
            contact=Contact(
                name=given["name"],
                email=given["email"],
                phone=given["phone"],
                language=given["spoken"] or language(),
                country=home_country(),
            ),
            channel=given["channel"],
            language=given["spoken"] or language(),
            draft_key=given["once"],
            submission_key=given["once"],
            priority=int(priority) if priority else None,
        )


def _where(given: dict[str, Any]) -> Where:
    """Read the place: the point that was chosen, else the one place that the typed words surely name."""
    address = str(given.get("address") or "").strip()
    if given.get("lat") is not None and given.get("lon") is not None:
        return Where(given["lat"], given["lon"], address)
    found = meant_place(address)
    return Where(found.lat, found.lon, address) if found else Where(address=address)


def meant_place(address: str) -> PlaceHit | None:
    """Give the place that some words name when it is precise; None when nobody can be sure."""
    found = next(iter(search_places(address, limit=1)), None) if address else None
    return found if found is not None and found.precise else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a report would become if it were opened now: what to say back, who gets it, what may be the same thing.

    `about` says that the point only stands for a whole street or postal code.
    """

    sentences: Sequence[str]
    team: str
    why: str
    promise: str
    shown: Sequence[str]
    needed: Sequence[str]
    near: Sequence[Known]
    where: Where
    district: str
    about: bool


def foresee(actor: Actor, form: ReceptionForm) -> Outlook:
    """Tell what a report would become, from what was typed so far."""
    form.full_clean()
    given: dict[str, Any] = {"lat": None, "lon": None, **form.cleaned_data}
    service, questions, where = form.service.service, form.service.questions, _where(given)
    kept, _faults = check_answers(
        questions, given_answers(questions, given), language=language(), internal=True
    )
    seen = expression_values(questions, {item["code"]: item["value"] for item in kept})
    asked = [question for question in questions if is_shown(question, seen)]
    district = district_at(where.lat, where.lon) if where.lat is not None and where.lon is not None else None
    priority = int(given.get("priority") or service.priority)
    situation = Situation(
        service=service,
        district=district.code if district else "",
        channel=str(given.get("channel") or Channel.PHONE),
        priority=priority,
        local_time=timezone.localtime(),
        answers=seen,
    )
    routed = route(situation, active_rules())
    team = team_with_id(routed.team_id) if routed.team_id else None
    promised = promised_for(service, district.pk if district else None, priority)
    due = calendar().add(timezone.now(), promised.resolve) if promised.resolve else None
    date = long_date(timezone.localtime(due).date(), language()) if due else ""
    near = (
        same_incident_seen_by(actor, service, where.lat, where.lon, address=where.address)
        if where.lat is not None and where.lon is not None
        else []
    )
    return Outlook(
        sentences=_said_back(form, given, where, date),
        team=localise(team.name, language()) if team else "",
        why=why_team(routed.as_data()),
        promise=promise_sentence(promised),
        shown=[name for question in asked for name in names_of(question)],
        needed=[
            localise(q.label, language())
            for q in asked
            if is_required(q, seen) and not any(given.get(name) for name in names_of(q))
        ],
        near=near,
        where=where,
        district=localise(district.name, language()) if district else "",
        about=where.lat is not None and given.get("sure") == "0",
    )


def _said_back(form: ReceptionForm, given: dict[str, Any], where: Where, date: str) -> list[str]:
    """Give the sentences to read aloud before the report is opened, so that a mistake is heard in time."""
    service = localise(form.service.service.name, language())
    said = [_("You are telling us about: %(service)s.") % {"service": service[:1].lower() + service[1:]}]
    if where.address:
        said.append(_("It is at this place: %(place)s.") % {"place": where.address})
    if given.get("email"):
        said.append(_("We write to you at each step, at %(email)s.") % {"email": given["email"]})
    elif given.get("phone"):
        said.append(_("If we need to know more, we call you at %(phone)s.") % {"phone": given["phone"]})
    else:
        said.append(_("You leave no address: I give you a number, with which you can call us back."))
    if date:
        said.append(_("It is settled by %(date)s at the latest.") % {"date": date})
    return said
