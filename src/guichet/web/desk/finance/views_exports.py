"""What goes to accounting: the journal as files, and whether the books agree."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.billing.actions.exporting import export_journal
from guichet.billing.queries.journal import export_lines, exports, reconciliation
from guichet.billing.timing import city_today
from guichet.kernel.errors import Refused
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.finance.shell import show


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def exports_page(request: DeskRequest) -> HttpResponseBase:
    """Export what was not, and show the trial balance with its reconciliation."""
    if request.method == "POST":
        try:
            until = dt.date.fromisoformat(request.POST.get("until", ""))
            made = export_journal(request.actor, until)
        except ValueError:
            messages.error(request, _("Write the day as 2026-11-22."))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            words = _("%(count)d entries exported: take the file below.")
            messages.success(request, words % {"count": made.entry_count})
        return redirect("finance_exports")
    context = {
        "exports": exports(request.actor),
        "books": reconciliation(request.actor),
        "today": city_today(),
    }
    return show(request, "finance/exports.html", context, here="exports")


@require_safe
@staff_page
def export_file(request: DeskRequest, export: int) -> HttpResponseBase:
    """Give an export as CSV."""
    name = f"journal-{export:05d}.csv"
    return StreamingHttpResponse(
        export_lines(request.actor, export),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
