"""The versions of a form: read again by a second person, published, compared, taken again, open files moved."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.cases.actions.moving import move_cases
from guichet.cases.queries.moving import moves_of
from guichet.catalogue.actions import discard_form, publish_reviewed, return_form, save_form
from guichet.catalogue.queries import configured_forms, configured_service, form_being_written
from guichet.catalogue.queries.moving import Moves
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.permits.actions.moving import move_permits
from guichet.permits.queries.moving import permit_moves
from guichet.web.backoffice.differences import differences, page_differences
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.lists import service_line
from guichet.web.backoffice.saving import attempt, go, show

if TYPE_CHECKING:
    from guichet.catalogue.models import FormVersion, Service

PERMIT = "permit"


@require_safe
@config_page(may_configure)
def versions(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Tell how the form of a service changed, version by version."""
    service = configured_service(request.actor, code)
    found = configured_forms(request.actor, service)
    told = [
        (version, _changes(before, version), len(version.questions))
        for version, before in zip_longest(found, found[1:])
    ]
    context = {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "versions": told,
        "older": _moves(request, service).count if found else 0,
    }
    return show(request, "backoffice/versions.html", context, here="services")


def _moves(request: ConfigRequest, service: Service) -> Moves:
    """Give the open files of older versions, cases or permits, with what a move would do to each."""
    return (permit_moves if service.kind == PERMIT else moves_of)(request.actor, service)


def _changes(before: FormVersion | None, after: FormVersion) -> list[str]:
    questions, pages = (before.questions, before.pages) if before else ([], [])
    return differences(questions, after.questions) + page_differences(pages, after.pages)


@require_POST
@config_page(may_configure)
def version_again(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Take an old version as what is being written: it is published only when that is asked."""
    service = configured_service(request.actor, code)
    found = configured_forms(request.actor, service)
    old = next((version for version in found if version.number == number), None)
    if old is not None:
        written = form_being_written(request.actor, service)
        edition = written.edition if written else 0
        attempt(
            request,
            lambda: save_form(request.actor, code, old.questions, old.pages, seen_edition=edition),
            _("Version %(n)d is your draft now. Look at it, then give it to someone to read.")
            % {"n": number},
        )
    return go(reverse("config_questions", args=[code]))


@require_POST
@config_page(may_configure)
def form_end(request: ConfigRequest, code: str) -> HttpResponseBase:
    """End what is being written: published by its second reader, given back to its writer, or given up."""
    sent, actor = request.POST.get("seen", ""), request.actor
    seen = int(sent) if sent.isdigit() else None
    does = request.POST.get("do", "")
    if does == "publish":
        done = _("The form is published. Files already open keep the version that they answered.")
        attempt(request, lambda: publish_reviewed(actor, code, seen_edition=seen), done)
    elif does == "return":
        why = request.POST.get("why", "")
        attempt(
            request, lambda: return_form(actor, code, why, seen_edition=seen), _("The form is given back.")
        )
    elif does == "discard":
        attempt(
            request, lambda: discard_form(actor, code, seen_edition=seen), _("The changes are discarded.")
        )
    return go(reverse("config_questions", args=[code]))


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def move(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Show what the open files of older versions would keep, lose and be newly asked; then move those chosen."""
    service = configured_service(request.actor, code)
    if request.method == "POST":
        chosen = request.POST.getlist("case")
        words = ngettext("%(n)d file is moved.", "%(n)d files are moved.", len(chosen)) % {"n": len(chosen)}
        moves = move_permits if service.kind == PERMIT else move_cases
        attempt(request, lambda: moves(request.actor, code, chosen), words)
        return go(reverse("config_form_move", args=[code]))
    context = {
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "moves": _moves(request, service),
    }
    return show(request, "backoffice/move.html", context, here="services")
