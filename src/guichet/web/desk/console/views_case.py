"""Opening a case from a contact: the words, the person and the place are already there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guichet.cases.channels import Channel as CaseChannel
from guichet.catalogue.queries import ServiceForm, form_of, service_for
from guichet.contacts import rules
from guichet.contacts.actions.opening import open_case_from
from guichet.contacts.lifecycle import Channel
from guichet.contacts.queries import Contact
from guichet.contacts.queries.visible import contact_for
from guichet.contacts.understanding import understand
from guichet.kernel.access import authorise
from guichet.kernel.errors import Refused
from guichet.people.contact_keys import COUNTRIES
from guichet.tenancy.queries import current_city
from guichet.web.desk.answers import go
from guichet.web.desk.console.navigation import console_navigation
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.reception import Outlook, ReceptionForm, foresee
from guichet.web.desk.views_new import add_faults, keep_files, near_lines

CHANNELS = {
    Channel.PHONE: CaseChannel.PHONE,
    Channel.COUNTER: CaseChannel.COUNTER,
    Channel.CHAT: CaseChannel.WEB,
    Channel.SOCIAL: CaseChannel.SOCIAL,
    Channel.LETTER: CaseChannel.LETTER,
    Channel.EMAIL: CaseChannel.EMAIL,
    Channel.COUNCIL: CaseChannel.COUNCIL,
    Channel.SERVICE: CaseChannel.INTERNAL,
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def open_case(request: DeskRequest, number: str, code: str) -> HttpResponseBase:
    """Ask what is still missing, then open the case and go back to the console with what to tell the person."""
    contact, service = _contact(request, number), _service(request, code)
    if request.method != "POST":
        form = ReceptionForm(service, initial=_known(request, contact))
        return _ask(request, form, contact, _foreseen(request, service, contact))
    form = ReceptionForm(service, request.POST, request.FILES)
    outlook = foresee(request.actor, form)
    if form.is_valid() and keep_files(request, form) and "check" not in request.POST:
        try:
            case = open_case_from(
                request.actor,
                number,
                form.as_new_case(),
                attach_to=request.POST.get("attach_to", "") or request.POST.get("attach", ""),
            )
        except Refused as refusal:
            add_faults(form, refusal)
        else:
            return go(request, f"{reverse('contact_page', args=[number])}?said={case.reference}")
    return _ask(request, form, contact, outlook)


@require_POST
@staff_page
def preview(request: DeskRequest, number: str, code: str) -> HttpResponseBase:
    """Say what the report would become, while it is being taken."""
    _contact(request, number)
    form = ReceptionForm(_service(request, code), request.POST)
    outlook = foresee(request.actor, form)
    context = {
        "outlook": outlook,
        "near": near_lines(outlook),
        "plan": None,
        "may_attach": request.actor.has("case.attach"),
    }
    return render(request, "desk/parts/outlook.html", context)


def _contact(request: DeskRequest, number: str) -> Contact:
    contact = contact_for(request.actor, number)
    authorise(request.actor, rules.may_write, contact)
    return contact


def _service(request: DeskRequest, code: str) -> ServiceForm:
    service = service_for(request.actor, code, timezone.localtime().date())
    if service is None:
        raise Http404
    return form_of(service)


def _known(request: DeskRequest, contact: Contact) -> dict[str, Any]:
    """Take over what the contact knows."""
    read = understand(contact.words, COUNTRIES.get(current_city().legal_world, "CA"))
    person = contact.person if request.actor.has("resident.read") else None
    known: dict[str, Any] = {
        "address": contact.address or read.place,
        "description": contact.notes or contact.words,
        "channel": CHANNELS.get(Channel(contact.channel), CaseChannel.PHONE).value,
        "spoken": contact.language,
        "name": (person.name if person else "") or contact.name or read.name,
        "phone": (person.phone if person else "")
        or contact.phone
        or (read.phones[0].shown if read.phones else ""),
        "email": (person.email if person else "") or contact.email or read.email,
        "once": f"{contact.key[:40]}-{contact.subjects.count()}",
    }
    if contact.lat is not None:
        known |= {"lat": contact.lat, "lon": contact.lon, "sure": "1"}
    return known | {name: value for name, value in request.GET.items() if name.startswith("q_")}


def _foreseen(request: DeskRequest, service: ServiceForm, contact: Contact) -> Outlook:
    """Foresee what the case would become from what is known already, before anything is sent."""
    known = {name: value for name, value in _known(request, contact).items() if value is not None}
    return foresee(request.actor, ReceptionForm(service, known))


def _ask(
    request: DeskRequest, form: ReceptionForm, contact: Contact, outlook: Outlook | None
) -> HttpResponseBase:
    context = {
        "form": form,
        "service": form.service.service,
        "contact": contact,
        "attach": request.POST.get("attach", "") or request.GET.get("attach", ""),
        "questions": [form[name] for name in form.question_names],
        "outlook": outlook,
        "near": near_lines(outlook),
        "plan": None,
        "may_attach": request.actor.has("case.attach"),
        "nav": console_navigation(request.actor),
        "section": "contact",
    }
    return render(request, "desk/console/case.html", context, status=422 if form.errors else 200)
