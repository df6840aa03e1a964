"""A form tried from end to end with people made up, before it is published: pages, what is missing, where it would go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from guichet.cases.timing import city_time
from guichet.catalogue.actions import remove_sample, save_sample
from guichet.catalogue.forms import ATTACHED, Form, check, expression_values, missing, shown_pages
from guichet.catalogue.queries import (
    active_rules,
    configured_forms,
    configured_service,
    form_being_written,
    samples_of,
)
from guichet.catalogue.routing import Situation, route
from guichet.catalogue.rules import may_configure
from guichet.kernel import moment
from guichet.kernel.texts import localise
from guichet.people.queries import names_of_people
from guichet.web.backoffice.bilingual import language
from guichet.web.backoffice.dry_fees import FeeTried, fees_tried
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.lists import service_line
from guichet.web.backoffice.questions_draft import faults_of, page_faults, read_draft, readable_form
from guichet.web.backoffice.saving import attempt, go, show
from guichet.web.kit.runner import CHECK, LEAVE, Running, Wanted, lacking, run_page, told

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

TRIED = "config_tried_answers"
MOST_TRIED = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a form does with somebody's answers: how many pages they see, what is missing, where it goes and why."""

    pages: int
    lacking: int
    team: str
    rule: str


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure)
def dry_run(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Fill the form that is being written (else the published one) as somebody would; nothing is sent."""
    service = configured_service(request.actor, code)
    published = next(iter(configured_forms(request.actor, service)), None)
    draft = read_draft(code, form_being_written(request.actor, service), published)
    form = readable_form(draft).for_residents()
    here = reverse("config_dry_run", args=[code])
    answers = _answers(request, service)
    page = request.GET.get("page", form.pages[0].code if form.pages else CHECK)
    wanted = Wanted(lambda name: f"{here}?page={name}", takes_files=False)
    context = _context(request, service, form, answers) | {
        "faulty": bool(faults_of(draft.questions) or page_faults(draft))
    }
    if page == CHECK or not any(one.code == page for one in form.pages):
        context |= {
            "pages": told(form, answers, wanted),
            "lacking": _lacking(form, answers, wanted),
            "run": None,
        }
        at_end = show(request, "backoffice/dry_run.html", context, here="services")
        return go(f"{here}?page={CHECK}") if request.method == "POST" else at_end
    return _run(request, form, answers, page, wanted, context)


def _run(
    request: ConfigRequest,
    form: Form,
    answers: dict[str, Any],
    page: str,
    wanted: Wanted,
    context: dict[str, Any],
) -> HttpResponseBase:
    """Show a page of the form, or keep what was typed and lead on."""
    ran = run_page(request, form, answers, page, Running(request.actor, wanted))
    if request.method == "POST":
        _keep(request, context["service"].code, answers | ran.given)
        if ran.go:
            return go(wanted.url(CHECK if ran.go == LEAVE else ran.go))
    response = show(request, "backoffice/dry_run.html", context | {"run": ran.shown}, here="services")
    response.status_code = ran.status
    return response


def _answers(request: ConfigRequest, service: Service) -> dict[str, Any]:
    """Give the answers that are tried: those of the person asked for, else those typed so far."""
    asked = request.GET.get("person", "")
    if asked == "new":
        _keep(request, service.code, {})
    chosen = next((one for one in samples_of(request.actor, service) if str(one.pk) == asked), None)
    if chosen is not None:
        _keep(request, service.code, chosen.answers)
    return dict(request.session.get(TRIED, {}).get(service.code, {}))


def _keep(request: ConfigRequest, code: str, answers: dict[str, Any]) -> None:
    kept = {name: one for name, one in request.session.get(TRIED, {}).items() if name != code}
    while len(kept) >= MOST_TRIED:
        kept.pop(next(iter(kept)))
    request.session[TRIED] = kept | {code: answers}


def _context(request: ConfigRequest, service: Service, form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    samples = samples_of(request.actor, service)
    several = [answers, *(one.answers for one in samples)]
    outcomes = _outcomes(service, form, several)
    permit = service.kind == "permit"
    fees = fees_tried(request.actor, service.code, form, several, request.GET) if permit else None
    paid = fees.each if fees else [FeeTried()] * len(several)
    return {
        "fees": fees,
        "fee": paid[0],
        "service": service,
        "line": service_line(service, moment.today()),
        "tab": "questions",
        "outcome": outcomes[0],
        "samples": list(zip(samples, outcomes[1:], paid[1:], strict=True)),
        "pages": [],
        "lacking": [],
    }


def _outcomes(service: Service, form: Form, several: list[dict[str, Any]]) -> list[Outcome]:
    """Tell what becomes of each person's answers (two queries, whatever their number)."""
    rules, now, routed = active_rules(), city_time(moment.now()), []
    for answers in several:
        seen = expression_values(form.questions, check(form.questions, answers).values)
        situation = Situation(service, "", "web", service.priority, now, seen)
        routed.append(route(situation, rules))
    names = names_of_people({one.team_id for one in routed if one.team_id}, (), ())
    made = []
    for answers, one in zip(several, routed, strict=True):
        name = names.get(("people.team", one.team_id or 0))
        made.append(
            Outcome(
                len(shown_pages(form, answers)),
                len(_missing(form, answers)),
                localise(name, language()) if isinstance(name, dict) else _("no team"),
                localise(one.rule_name, language()) if one.rule_id else "",
            )
        )
    return made


def _missing(form: Form, answers: dict[str, Any]) -> list[str]:
    """Give what is missing but files: none can be joined while one only tries."""
    files = {question.code for question in form.questions if question.kind in ATTACHED}
    return [each.code for each in missing(form, answers) if each.code not in files]


def _lacking(form: Form, answers: dict[str, Any], wanted: Wanted) -> list[Any]:
    codes = _missing(form, answers)
    found = zip(missing(form, answers), lacking(form, answers, wanted), strict=True)
    return [line for each, line in found if each.code in codes]


@require_POST
@config_page(may_configure)
def sample(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Keep the answers that are tried as those of somebody, or forget somebody."""
    gone = request.POST.get("remove", "")
    if gone.isdigit():
        attempt(request, lambda: remove_sample(request.actor, code, int(gone)), _("This person is removed."))
    else:
        answers = request.session.get(TRIED, {}).get(code, {})
        name = request.POST.get("name", "")
        attempt(request, lambda: save_sample(request.actor, code, name, answers), _("This person is kept."))
    return go(f"{reverse('config_dry_run', args=[code])}?page={CHECK}")
