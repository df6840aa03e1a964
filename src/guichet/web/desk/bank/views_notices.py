"""Notices of the day: read by all, written by those who may."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.catalogue.queries import service_names
from guichet.kernel.access import authorise
from guichet.kernel.errors import Conflict, Invalid
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.actions import end_notice, save_notice
from guichet.knowledge.queries import notices_now, written_notice, written_notices
from guichet.web.desk.answers import go
from guichet.web.desk.bank.forms_small import NoticeForm, notice_initial
from guichet.web.desk.bank.shell import show
from guichet.web.desk.bank.words import EFFECT_TONES, district_words
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

NEW = "new"


@require_safe
@staff_page
def notices(request: DeskRequest) -> HttpResponseBase:
    """List what is true now, and for those who write them what is to come and what ended lately."""
    now = timezone.now()
    writes = request.actor.has("bank.notices")
    written = written_notices(request.actor) if writes else []
    districts = district_words()
    services = {code: localise(name, language()) for code, name in service_names()}
    current = []
    for one in notices_now(request.actor, language=language()):
        where = [*(districts.get(code, code) for code in one.districts)]
        where += [services.get(code, code) for code in one.services]
        current.append((one, EFFECT_TONES[one.effect], ", ".join(where)))
    context = {
        "now": current,
        "coming": [one for one in written if one.starts_at > now],
        "ended": [one for one in written if one.ends_at <= now],
    }
    return show(request, "bank/notices.html", context, here="notices")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def notice(request: DeskRequest, notice: str) -> HttpResponseBase:
    """Write a notice, or end one now."""
    authorise(request.actor, rules.may_write_notices)
    row = None if notice == NEW else written_notice(request.actor, notice)
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=notice_initial(row))
    if request.method == "POST" and row and request.POST.get("do") == "end":
        return _end(request, row.key)
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["seen"] if row else None
            save_notice(request.actor, row.key if row else "", form.values(), seen_version=seen)
        except Invalid as refusal:
            form.refuse(refusal)
        except Conflict as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The notice is kept."))
            return go(request, reverse("bank_notices"))
    return show(request, "bank/notice.html", {"form": form, "row": row}, sent=[form])


def _end(request: DeskRequest, key: str) -> HttpResponseBase:
    try:
        end_notice(request.actor, key)
    except Conflict as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The notice has ended."))
    return go(request, reverse("bank_notices"))
