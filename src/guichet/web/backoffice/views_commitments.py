"""Commitments: what is promised, where, at which priority, and the sentence that residents read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.catalogue.actions import remove_commitment, save_commitment
from guichet.catalogue.promises import most_precise, promise_sentence, span_words
from guichet.catalogue.queries import configured_service, configured_services
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.kernel.errors import Conflict
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_moment
from guichet.permits.queries.types import permit_services
from guichet.places.queries import calendar, district_names
from guichet.tenancy.queries import current_city
from guichet.web.backoffice.bilingual import FIRST, by_name, city_languages, language
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_commitments import STEPS, CommitmentForm
from guichet.web.backoffice.forms_services import PRIORITIES
from guichet.web.backoffice.lists import by_group, service_line
from guichet.web.backoffice.saving import attempt, go, save, show, stamp_of

if TYPE_CHECKING:
    from guichet.catalogue.models import Commitment, Service


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One row of commitments: for whom, its steps in words, its sentence in each language, a date as an example."""

    row: Commitment
    where: str
    priority: str
    acknowledge: str
    sentences: list[tuple[str, str]]
    example: str


@require_safe
@config_page(may_configure)
def all_commitments(request: ConfigRequest) -> HttpResponseBase:
    """List what is promised for each service that is offered."""
    today, permits = moment.today(), permit_services()
    found = configured_services(request.actor, today, state="active")
    lines = [service_line(service, today) for service in found if service.code not in permits]
    context = {
        "groups": by_group(lines, searched=False),
        "without": sum(not line.promise for line in lines),
    }
    return show(request, "backoffice/all_commitments.html", context, here="commitments")


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def commitments(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Show what is promised for a service; add a row, or change the one asked for."""
    service = configured_service(request.actor, code)
    rows = sorted(service.commitments.all(), key=lambda row: (row.district_id or 0, row.priority or 0))
    asked = request.GET.get("row", "")
    row = next((one for one in rows if str(one.pk) == asked), None)
    stamp = stamp_of(_initial(row)) if row else ""
    form = _form(request, row, stamp)
    if save(
        request, form, lambda: _save(request, form, service, row), _("The promise is saved."), stamp=stamp
    ):
        return go(reverse("config_commitments", args=[code]))
    context = {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "commitments",
        "promises": [_line(one) for one in rows],
        "form": form,
        "row": row,
    }
    return show(request, "backoffice/commitments.html", context, here="services", forms_sent=(form,))


def _form(request: ConfigRequest, row: Commitment | None, stamp: str) -> CommitmentForm:
    districts = [(code, localise(name, language())) for code, name in district_names()]
    form = CommitmentForm(
        request.POST or None,
        initial=(_initial(row) | {"seen": stamp}) if row else {},
        districts=by_name(districts),
    )
    if row:
        form.fields["district"].disabled = form.fields["priority"].disabled = True
    return form


def _initial(row: Commitment) -> dict[str, Any]:
    steps = {
        f"{step}_{part}": getattr(row, f"{step}_{part}") for step in STEPS for part in ("amount", "unit")
    }
    return steps | {
        "district": row.district.code if row.district else "",
        "priority": str(row.priority or ""),
    }


def _save(request: ConfigRequest, form: CommitmentForm, service: Service, row: Commitment | None) -> None:
    district, priority = form.cleaned_data["district"], form.cleaned_data["priority"]
    if row is None:
        there = any(
            (one.district.code if one.district else "") == district and str(one.priority or "") == priority
            for one in service.commitments.all()
        )
        if there:
            raise Conflict(
                _("There is already a promise for this place and priority: change it in the list above.")
            )
    save_commitment(
        request.actor,
        service.code,
        form.steps(),
        district=district,
        priority=int(priority) if priority else None,
    )


def _line(row: Commitment) -> PromiseLine:
    promised = most_precise([row], row.district_id, row.priority)
    sentences, city = [], current_city()
    for code in city_languages():
        with translation.override(city.locale if code == FIRST else code):
            sentences.append((code, promise_sentence(promised)))
    example = ""
    if promised.resolve:
        due = timezone.localtime(calendar().add(moment.now(), promised.resolve))
        example = long_moment(due, language())
    return PromiseLine(
        row=row,
        where=localise(row.district.name, language()) if row.district else _("In the whole city"),
        priority=str(PRIORITIES.get(str(row.priority), _("Every priority"))),
        acknowledge=span_words(promised.acknowledge) if promised.acknowledge else "",
        sentences=sentences,
        example=example,
    )


@require_POST
@config_page(may_configure)
def commitment_remove(request: ConfigRequest, code: str, commitment_id: int) -> HttpResponseBase:
    """Stop promising."""
    attempt(
        request,
        lambda: remove_commitment(request.actor, code, commitment_id),
        _("The promise is withdrawn. Cases already open keep theirs."),
    )
    return go(reverse("config_commitments", args=[code]))
