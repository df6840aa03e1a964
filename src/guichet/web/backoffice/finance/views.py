"""The pages of finance's settings: the office, reasons of credits, signing limits."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.billing.actions.configuring import remove_limit, save_office, save_reason, set_limit
from guichet.billing.queries import configuring as queries
from guichet.billing.queries.visible import city_currency
from guichet.billing.queries.visible import office as office_shown
from guichet.billing.rules import may_configure
from guichet.tenancy.queries import current_city
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.finance.forms import (
    CAUSE_WORDS,
    LimitForm,
    OfficeForm,
    ReasonForm,
    reason_values,
)
from guichet.web.backoffice.saving import attempt, go, save, show, stamp_of

HERE = "finance"
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@config_page(may_configure)
def office(request: ConfigRequest) -> HttpResponseBase:
    """Change how the city bills: its name on invoices, deadlines, reminders, terms, accounts."""
    kept, holds = queries.office_kept(request.actor), office_shown()
    stamp = stamp_of(holds)
    world = current_city().legal_world
    form = OfficeForm(request.POST or None, kept=kept, holds=holds, world=world, initial={"seen": stamp})
    done = _("The settings are saved. Invoices that were issued keep theirs.")
    if save(request, form, lambda: save_office(request.actor, form.changes()), done, stamp=stamp):
        return go(reverse("config_finance"))
    context = {"form": form, "holds": holds, "tab": "office"}
    return show(request, "backoffice/finance/office.html", context, here=HERE, forms_sent=(form,))


@require_safe
@config_page(may_configure)
def reasons(request: ConfigRequest) -> HttpResponseBase:
    """List the reasons of credits, with how often each was given."""
    rows = [(line, CAUSE_WORDS[line.row.cause]) for line in queries.reasons_listed(request.actor)]
    return show(request, "backoffice/finance/reasons.html", {"rows": rows, "tab": "reasons"}, here=HERE)


@require_http_methods(METHODS)
@config_page(may_configure)
def reason_new(request: ConfigRequest) -> HttpResponseBase:
    """Add a reason."""
    known = [line.row for line in queries.reasons_listed(request.actor)]
    last = max((row.position for row in known), default=0)
    form = ReasonForm(request.POST or None, initial={"position": last + 1})

    def act() -> object:
        code = free_code(form.text("label")["fr"], [row.code for row in known], most=40)
        return save_reason(request.actor, form.new(code))

    if save(request, form, act, _("The reason is added.")):
        return go(reverse("config_reasons"))
    context = {"form": form, "row": None, "tab": "reasons"}
    return show(request, "backoffice/finance/reason.html", context, here=HERE, forms_sent=(form,))


@require_http_methods(METHODS)
@config_page(may_configure)
def reason(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Change a reason, or offer it no more; what was given with it keeps it."""
    row = queries.reason_named(request.actor, code)
    values = reason_values(row)
    stamp = stamp_of(row.label, values)
    form = ReasonForm(request.POST or None, stored={"label": row.label}, initial={**values, "seen": stamp})

    def act() -> object:
        return save_reason(request.actor, form.new(row.code))

    if save(request, form, act, _("The reason is saved."), stamp=stamp):
        return go(reverse("config_reasons"))
    context = {"form": form, "row": row, "tab": "reasons"}
    return show(request, "backoffice/finance/reason.html", context, here=HERE, forms_sent=(form,))


@require_safe
@config_page(may_configure)
def limits(request: ConfigRequest) -> HttpResponseBase:
    """List who may sign, up to how much."""
    rows = queries.signers(request.actor)
    context = {
        "roles": [row for row in rows if row.kind == "role"],
        "people": [row for row in rows if row.kind == "person"],
        "currency": city_currency(),
        "tab": "limits",
    }
    return show(request, "backoffice/finance/limits.html", context, here=HERE)


@require_http_methods(METHODS)
@config_page(may_configure)
def limit(request: ConfigRequest, kind: str, signer_id: int) -> HttpResponseBase:
    """Say up to how much a role or a person signs, or take the limit away; nobody their own."""
    shown, account, role = queries.signer(request.actor, kind, signer_id)
    back = reverse("config_limits")
    if request.POST.get("do") == "remove":
        attempt(
            request,
            lambda: remove_limit(request.actor, account=account, role=role),
            _("The limit is removed."),
        )
        return go(back)
    form = LimitForm(request.POST or None, initial={"amount": shown.own})

    def act() -> object:
        return set_limit(request.actor, form.cleaned_data["amount"], account=account, role=role)

    if save(request, form, act, _("The limit is saved.")):
        return go(back)
    context = {"form": form, "shown": shown, "back": back, "currency": city_currency(), "tab": "limits"}
    return show(request, "backoffice/finance/limit.html", context, here=HERE, forms_sent=(form,))
