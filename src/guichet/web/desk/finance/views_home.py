"""The first page of finance, and unpaid invoices by age."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.billing.queries.overview import AGES, bills_listed, open_contests, overview, owed
from guichet.billing.queries.register import waiting_for
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.shell import show


def age_words(key: str) -> str:
    """Say an age of what is owed."""
    return {
        "current": _("Not due yet"),
        "30": _("1 to 30 days late"),
        "60": _("31 to 60 days late"),
        "90": _("61 to 90 days late"),
        "more": _("More than 90 days late"),
    }[key]


@require_safe
@staff_page
def home(request: DeskRequest) -> HttpResponseBase:
    """Show what is to issue, what is overdue by age, what waits for a signature or an answer."""
    figures = overview(request.actor)
    context = {
        "figures": figures,
        "ages": [(age, age_words(age.key)) for age in figures.ages],
        "waiting": waiting_for(request.actor),
        "to_issue": bills_listed(request.actor, "to_issue", 12),
        "recent": bills_listed(request.actor, "recent", 12),
        "contests": open_contests(request.actor, 12),
    }
    return show(request, "finance/home.html", context, here="home")


@require_safe
@staff_page
def owed_list(request: DeskRequest) -> HttpResponseBase:
    """List the unpaid invoices of an age."""
    age = request.GET.get("age", "")
    age = age if age in {key for key, _low, _high in AGES} else ""
    context = {
        "age": age,
        "ages": [(key, age_words(key)) for key, _low, _high in AGES],
        "rows": owed(request.actor, age),
    }
    return show(request, "finance/owed.html", context, here="owed")
