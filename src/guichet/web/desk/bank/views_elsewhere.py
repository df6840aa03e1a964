"""What is not ours, and whose it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Invalid
from guichet.knowledge import rules
from guichet.knowledge.actions import save_elsewhere
from guichet.knowledge.queries import all_elsewhere, not_ours, written_elsewhere
from guichet.web.desk.answers import go
from guichet.web.desk.bank.forms_small import ElsewhereForm, elsewhere_initial
from guichet.web.desk.bank.shell import show
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

NEW = "new"


@require_safe
@staff_page
def not_ours_list(request: DeskRequest) -> HttpResponseBase:
    """List whose business it is when it is not the city's; with words, only those that they name."""
    words = request.GET.get("q", "").strip()[:200]
    if words:
        rows = not_ours(request.actor, words, language=language(), limit=20)
    else:
        rows = all_elsewhere(request.actor, language())
    return show(request, "bank/elsewhere.html", {"rows": rows, "words": words}, here="elsewhere")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def not_ours_entry(request: DeskRequest, body: str) -> HttpResponseBase:
    """Write whose business something is."""
    authorise(request.actor, rules.may_write)
    row = None if body == NEW else written_elsewhere(request.actor, body)
    form = ElsewhereForm(request.POST if request.method == "POST" else None, initial=elsewhere_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] if row else None
            save_elsewhere(request.actor, row.key if row else "", form.values(), seen_version=seen)
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Kept."))
            return go(request, reverse("bank_elsewhere"))
    return show(request, "bank/elsewhere_edit.html", {"form": form, "row": row}, sent=[form])
