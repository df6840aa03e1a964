"""Types of permits, conditions and the order of work, changed by those who may."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.occupations.rules import may_configure_ground
from guichet.people.queries import active_teams
from guichet.permits.actions.configuring import save_condition, save_district_rule, save_type
from guichet.permits.actions.ordering import publish_order
from guichet.permits.queries.opinions import conditions_library
from guichet.permits.queries.order import order_history, order_in_words, weights_now
from guichet.permits.queries.types import (
    configured_type,
    configured_types,
    district_values,
    services_without_rules,
)
from guichet.permits.rules import may_configure
from guichet.places.queries import district_names
from guichet.tariffs.queries import published
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.permits.forms import (
    ConditionForm,
    DistrictForm,
    NewTypeForm,
    OrderForm,
    TypeForm,
    type_initial,
)
from guichet.web.backoffice.saving import go, save, show, stamp_of

HERE = "permits"


@require_safe
@config_page(may_configure)
def types(request: ConfigRequest) -> HttpResponseBase:
    """List the types of permits with what matters most of each."""
    context = {
        "types": configured_types(request.actor),
        "waiting": services_without_rules(request.actor),
        "keeps_distances": may_configure_ground(request.actor),
    }
    return show(request, "backoffice/permits/types.html", context, here=HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def type_new(request: ConfigRequest) -> HttpResponseBase:
    """Give a service of the kind « permit » its rules, with careful values to begin with."""
    services = [(code, localise(name, language())) for code, name in services_without_rules(request.actor)]
    form = NewTypeForm(request.POST or None, services=by_name(services))

    def act() -> None:
        save_type(request.actor, form.cleaned_data["service"], {})

    if save(request, form, act, _("The permit has its first rules. Read them, then correct them.")):
        return go(reverse("config_permit", args=[form.cleaned_data["service"]]))
    return show(request, "backoffice/permits/new.html", {"form": form}, here=HERE, forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def kind(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change what a type of permit asks, allows and promises."""
    found = configured_type(request.actor, code)
    stored = {name: getattr(found, name) for name in TypeForm.texts}
    form = TypeForm(
        request.POST if request.method == "POST" else None,
        initial=type_initial(found) | {"seen": str(found.version)},
        stored=stored,
        found=found,
        **_offered(request),
    )

    def act() -> None:
        save_type(request.actor, code, form.values(), seen_version=form.seen_number())

    if save(
        request,
        form,
        act,
        _("The permit is saved. Files that were filed keep the clock that they came with."),
    ):
        return go(reverse("config_permits"))
    context = {"form": form, "kind": found, "districts": _districts(code)}
    return show(request, "backoffice/permits/type.html", context, here=HERE, forms_sent=(form,))


def _offered(request: ConfigRequest) -> dict[str, Any]:
    tariffs = sorted({code for one in published() for code in one.codes})
    library = conditions_library(request.actor)
    return {
        "teams": by_name((team.code, localise(team.name, language())) for team in active_teams()),
        "tariffs": [(code, code) for code in tariffs],
        "library": [(each.code, localise(each.text, language())) for each in library if each.active],
    }


def _districts(code: str) -> list[tuple[str, str, bool]]:
    changed = district_values(code)
    named = by_name((each, localise(name, language())) for each, name in district_names())
    return [(each, name, each in changed) for each, name in named]


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def district(request: ConfigRequest, code: str, district: str) -> HttpResponseBase:
    """Change what one district does otherwise."""
    found = configured_type(request.actor, code)
    names = dict(district_names())
    if district not in names:
        raise NotFound(_("There is no such permit or no such place."))
    values = district_values(code).get(district, {})
    initial = {name: values.get(name) for name in ("lead_amount", "longest_days", "promise_amount")}
    stamp = stamp_of(values)
    form = DistrictForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "seen": stamp},
        stored={"note": values.get("note", {})},
    )

    def act() -> None:
        save_district_rule(request.actor, code, district, {**values, **form.values()})

    if save(request, form, act, _("The permit is saved."), stamp=stamp):
        return go(reverse("config_permit", args=[code]))
    context = {"form": form, "kind": found, "name": names[district]}
    return show(request, "backoffice/permits/district.html", context, here=HERE, forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def conditions(request: ConfigRequest) -> HttpResponseBase:
    """List the library of conditions, and add to it."""
    library = conditions_library(request.actor)
    form = ConditionForm(request.POST or None, initial={"active": True})

    def act() -> None:
        code = free_code(form.text("text")["fr"][:50], [each.code for each in library])
        _save(request, code, form)

    if save(request, form, act, _("The condition is in the library.")):
        return go(reverse("config_permit_conditions"))
    context = {"form": form, "library": library}
    return show(request, "backoffice/permits/conditions.html", context, here=HERE, forms_sent=(form,))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def condition(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change a condition of the library; permits keep the words that they were given."""
    found = next((each for each in conditions_library(request.actor) if each.code == code), None)
    if found is None:
        raise NotFound(_("This condition is not in the library."))
    stamp = stamp_of(found.version)
    form = ConditionForm(
        request.POST if request.method == "POST" else None,
        initial={"field": found.field, "active": found.active, "seen": stamp},
        stored={"text": found.text},
    )
    if save(request, form, lambda: _save(request, code, form), _("The condition is saved."), stamp=stamp):
        return go(reverse("config_permit_conditions"))
    return show(request, "backoffice/permits/condition.html", {"form": form}, here=HERE, forms_sent=(form,))


def _save(request: ConfigRequest, code: str, form: ConditionForm) -> None:
    given = form.cleaned_data
    save_condition(request.actor, code, form.text("text"), field=given["field"], active=given["active"])


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def order(request: ConfigRequest) -> HttpResponseBase:
    """Publish the order in which files are studied: it is in force at once, and said in words to everybody."""
    weights, number = weights_now()
    form = OrderForm(
        request.POST if request.method == "POST" else None, initial={**asdict(weights), "seen": str(number)}
    )

    def act() -> None:
        publish_order(request.actor, form.weights(), form.text("note"))

    if save(request, form, act, _("The order of work is published."), stamp=str(number)):
        return go(reverse("config_permit_order"))
    context = {"form": form, "words": order_in_words(), "history": order_history()}
    return show(request, "backoffice/permits/order.html", context, here=HERE, forms_sent=(form,))
