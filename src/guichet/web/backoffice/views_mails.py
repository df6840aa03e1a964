"""Mail texts: what the city writes at each step, seen as its reader will see it before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.catalogue.queries import service_with_code
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.messaging.actions import remove_template, save_template
from guichet.messaging.layout import PAGE_HEADERS
from guichet.messaging.queries import TemplatePage, preview, template_for, template_list
from guichet.messaging.rendering import Source, Written
from guichet.messaging.rules import may_configure_templates
from guichet.web.backoffice.bilingual import language, language_words
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_mails import MailForm
from guichet.web.backoffice.lists import service_options
from guichet.web.backoffice.saving import add_refusal, attempt, go, save, show

TRIED = "config_mail_tried"


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as its reader would receive it, in one language."""

    language: str
    words: str
    written: Written


@require_safe
@config_page(may_configure_templates)
def mails(request: ConfigRequest) -> HttpResponseBase:
    """List every mail that Guichet writes, in the order of a case's life."""
    names = dict(service_options())
    lines = [
        (line, [(code, names.get(code, code)) for code in line.service_codes])
        for line in template_list(request.actor)
    ]
    return show(request, "backoffice/mails.html", {"lines": lines}, here="mails")


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_templates)
def mail(request: ConfigRequest, event: str) -> HttpResponseBase:
    """Change what the city writes for an event, for all services or for one."""
    code = request.GET.get("service", "")
    page = _page(request, event, code)
    form = MailForm(
        request.POST or None,
        initial={"seen": str(page.version)},
        stored={"subject": page.subject, "body": page.body},
    )
    seen = _try(request, form, page)
    wants_saving = not seen and "preview" not in request.POST
    if wants_saving and save(
        request, form, lambda: _save(request, form, page), _("The text is saved."), stamp=str(page.version)
    ):
        return go(request.get_full_path())
    context = {
        "form": form,
        "page": page,
        "seen": seen,
        "service_name": _service_name(code),
        "services": [] if code else service_options(),
    }
    return show(request, "backoffice/mail.html", context, here="mails", forms_sent=(form,))


def _page(request: ConfigRequest, event: str, code: str) -> TemplatePage:
    """Find what is written for an event; one that does not exist, or for a service that does not, is not there."""
    if code and service_with_code(code) is None:
        raise Http404
    try:
        return template_for(request.actor, event, code)
    except Invalid as fault:
        raise Http404 from fault


def _service_name(code: str) -> str:
    service = service_with_code(code) if code else None
    return localise(service.name, language()) if service else ""


def _try(request: ConfigRequest, form: MailForm, page: TemplatePage) -> list[Seen]:
    """Write the mail with invented values in each language that has words, when that was asked; faults go beside it."""
    if request.method != "POST" or "preview" not in request.POST or not form.is_valid():
        return []
    seen: list[Seen] = []
    for code in form.languages:
        source = form.source(code)
        if not (source.subject or source.body):
            continue
        try:
            written, _page_html = preview(request.actor, page.event, source, code)
        except Invalid as fault:
            placed = {f"{name}_{code}": words for name, words in fault.fields.items()}
            add_refusal(form, Invalid(fault.message, fields=placed))
        else:
            seen.append(Seen(code, language_words(code), written))
    request.session[TRIED] = {
        "event": page.event,
        "texts": {code: [form.source(code).subject, form.source(code).body] for code in form.languages},
    }
    return seen


def _save(request: ConfigRequest, form: MailForm, page: TemplatePage) -> None:
    save_template(
        request.actor,
        event=page.event,
        service_code=page.service_code,
        subject=form.text("subject"),
        body={code: words.replace("\r\n", "\n") for code, words in form.text("body").items()},
        seen_version=form.seen_number(),
    )


@require_safe
@config_page(may_configure_templates)
def mail_seen(request: ConfigRequest, event: str, code: str) -> HttpResponseBase:
    """Give the page of the text last tried here, for the frame that shows it: nothing in it can run or leave."""
    tried = request.session.get(TRIED) or {}
    texts = tried.get("texts", {}).get(code)
    if tried.get("event") != event or not texts:
        raise Http404
    try:
        _written, page = preview(request.actor, event, Source(*texts), code)
    except Invalid as fault:
        raise Http404 from fault
    return HttpResponse(page, headers=dict(PAGE_HEADERS))


@require_POST
@config_page(may_configure_templates)
def mail_remove(request: ConfigRequest, event: str) -> HttpResponseBase:
    """Go back to the general text, or to Guichet's own."""
    code = request.GET.get("service", "")
    _page(request, event, code)
    attempt(
        request,
        lambda: remove_template(request.actor, event=event, service_code=code),
        _("The text of this service is gone: the general one is used.")
        if code
        else _("Guichet’s own text is used again."),
    )
    return go(reverse("config_mails"))
