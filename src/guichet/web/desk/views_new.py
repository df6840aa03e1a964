"""A new case for someone on the phone or at the counter: which service, then everything on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.cases import rules
from guichet.cases.actions.grouping import attach, convert
from guichet.cases.actions.opening import open_case
from guichet.cases.queries.visible import case_for
from guichet.catalogue.queries import ServiceForm, form_of, offered_services, search_services, service_for
from guichet.documents.actions import Place, keep_upload
from guichet.documents.queries import drafts_of
from guichet.kernel.access import authorise
from guichet.kernel.errors import Invalid, Refused
from guichet.kernel.texts import localise
from guichet.places.queries import plan_around, search_places
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.lines import line_of, voice_of_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.question_fields import PREFIX
from guichet.web.desk.reception import Outlook, ReceptionForm, foresee
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.runner import field_name

if TYPE_CHECKING:
    from guichet.cases.models import Case

KEYS = 9
PLAN_METRES = 180.0


@require_safe
@staff_page
def choose_service(request: DeskRequest) -> HttpResponseBase:
    """Find the service that fits the person's words, as one types; without words, all of them by group."""
    authorise(request.actor, rules.may_open)
    words = request.GET.get("q", "").strip()
    today = timezone.localtime().date()
    hits = [hit.service for hit in search_services(request.actor, words, today)] if words else []
    groups: dict[str, list[object]] = {}
    for service in [] if words else offered_services(request.actor, today):
        groups.setdefault(localise(service.group.name, language()), []).append(service)
    origin = _origin(request)
    context = {
        "words": words,
        "hits": [
            (str(number) if number <= KEYS else "", service) for number, service in enumerate(hits, start=1)
        ],
        "groups": list(groups.items()),
        "origin": origin,
        "extra": f"?from={origin.reference}" if origin else "",
    }
    if request.htmx:
        return render(request, "desk/parts/service_hits.html", context)
    return render(request, "desk/new.html", context | {"nav": navigation(request.actor, views=False)})


def _origin(request: DeskRequest) -> Case | None:
    """Give the case from which another is opened, when there is one."""
    reference = request.GET.get("from", "")
    return case_for(request.actor, reference) if reference else None


def _service(request: DeskRequest, code: str) -> ServiceForm:
    authorise(request.actor, rules.may_open)
    service = service_for(request.actor, code, timezone.localtime().date())
    if service is None:
        raise Http404
    return form_of(service)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def new_case(request: DeskRequest, code: str) -> HttpResponseBase:
    """Take a report and open its case; « check » only shows what it would become."""
    service, origin = _service(request, code), _origin(request)
    if request.method != "POST":
        initial = (_from_origin(request, origin) if origin else {}) | _from_script(request)
        return _ask(request, ReceptionForm(service, initial=initial), origin, None)
    form = ReceptionForm(service, request.POST, request.FILES)
    outlook = foresee(request.actor, form)
    if form.is_valid() and keep_files(request, form) and "check" not in request.POST:
        try:
            case = _open(request, form, origin)
        except Refused as refusal:
            add_faults(form, refusal)
        else:
            messages.success(
                request, _("The case is open. Its number is %(number)s.") % {"number": case.reference}
            )
            return go(request, reverse("desk_case", args=[case.reference]))
    return _ask(request, form, origin, outlook)


def _open(request: DeskRequest, form: ReceptionForm, origin: Case | None) -> Case:
    """Open the case, from another when it follows from one, and attach it where the agent said that it belongs."""
    new, actor = form.as_new_case(), request.actor
    case = convert(actor, origin.reference, new) if origin else open_case(actor, new)
    main = request.POST.get("attach_to", "")
    return attach(actor, case.reference, main) if main and case.main_case_id is None else case


def _from_origin(request: DeskRequest, origin: Case) -> dict[str, Any]:
    """Begin with what is known of the case that this one follows from."""
    known: dict[str, Any] = {
        "address": origin.address,
        "lat": origin.lat,
        "lon": origin.lon,
        "description": origin.description,
        "channel": origin.channel if origin.channel != "web" else "internal",
        "spoken": origin.language,
    }
    if origin.requester and request.actor.has("resident.read"):
        known |= {
            "name": origin.requester.name,
            "email": origin.requester.email,
            "phone": origin.requester.phone,
        }
    return known


def _from_script(request: DeskRequest) -> dict[str, Any]:
    """Begin with the questions that a script asked already (« ?q_depth=10 »)."""
    asked = {name: values for name, values in request.GET.lists() if name.startswith(PREFIX)}
    return {name: values if len(values) > 1 else values[0] for name, values in asked.items()}


def keep_files(request: DeskRequest, form: ReceptionForm) -> bool:
    """Keep the files that came with a report; False, with the faults on the form, when one cannot be."""
    for file in form.cleaned_data["attached"]:
        try:
            keep_upload(request.actor, file, Place(draft_key=form.cleaned_data["once"]), name=file.name or "")
        except Refused as refusal:
            form.add_error("attached", f"{file.name} – {refusal.message}")
    return not form.errors


def add_faults(form: ReceptionForm, refusal: Refused) -> None:
    """Put each fault beside its field: rooms speak of « place » and « answers.code », the form of its own fields."""
    if isinstance(refusal, Invalid):
        refusal.fields = {
            _field_of(name): _with_question(form, name, words) for name, words in refusal.fields.items()
        }
    add_refusal(form, refusal)


def _with_question(form: ReceptionForm, name: str, words: str) -> str:
    """Say which question a fault is about: « Choose an answer » alone says little at the top of a page."""
    field = form.fields.get(_field_of(name)) if name.startswith("answers.") else None
    return f"{field.label} {words}" if field else words


def _field_of(name: str) -> str:
    room, _dot, code = name.partition(".")
    return field_name(code) if room == "answers" else {"place": "address"}.get(name, name)


def _ask(
    request: DeskRequest, form: ReceptionForm, origin: Case | None, outlook: Outlook | None
) -> HttpResponseBase:
    draft = str(form.data.get("once", "")) if form.is_bound else ""
    names = form.question_names
    context = {
        "form": form,
        "service": form.service.service,
        "questions": [form[name] for name in names],
        "outlook": outlook,
        "near": near_lines(outlook),
        "plan": _plan(outlook),
        "origin": origin,
        "extra": f"?from={origin.reference}" if origin else "",
        "waiting_files": drafts_of(request.actor, draft) if draft else [],
        "may_attach": request.actor.has("case.attach"),
        "nav": navigation(request.actor, views=False),
    }
    return render(request, "desk/new_case.html", context, status=422 if form.errors else 200)


def near_lines(outlook: Outlook | None) -> list[tuple[object, object]]:
    """Give the lines of what may be the same thing, each with how far it is."""
    voice = voice_of_page(timezone.now())
    return [(line_of(known.case, voice), known) for known in outlook.near] if outlook else []


def _plan(outlook: Outlook | None) -> tuple[object, tuple[float, float]] | None:
    """Draw the place that was understood."""
    if outlook is None or outlook.where.lat is None or outlook.where.lon is None:
        return None
    drawn = plan_around(outlook.where.lat, outlook.where.lon, PLAN_METRES)
    return drawn, drawn.at(outlook.where.lat, outlook.where.lon)


@require_POST
@staff_page
def preview(request: DeskRequest, code: str) -> HttpResponseBase:
    """Say what the report would become, while it is being taken."""
    form = ReceptionForm(_service(request, code), request.POST)
    outlook = foresee(request.actor, form)
    context = {
        "outlook": outlook,
        "near": near_lines(outlook),
        "plan": None,  # the map of the page shows it
        "may_attach": request.actor.has("case.attach"),
    }
    return render(request, "desk/parts/outlook.html", context)


@require_safe
@staff_page
def places(request: DeskRequest) -> HttpResponseBase:
    """Propose the places that some words may name, as lines of a list of suggestions."""
    words = request.GET.get("q", "").strip()
    return render(request, "desk/parts/place_hits.html", {"hits": search_places(words) if words else []})
