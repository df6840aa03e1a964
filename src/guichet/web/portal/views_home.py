"""The first pages: what the city can do, found in one's own words or from A to Z."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from guichet.cases.queries.public import frequent_services, kept_promises
from guichet.catalogue.queries import offered_services, search_services
from guichet.catalogue.queries.drafts import drafts_of_actor
from guichet.kernel import moment
from guichet.kernel.references import read_reference
from guichet.kernel.texts import localise
from guichet.kernel.typography import percent
from guichet.kernel.words import fold
from guichet.knowledge.actions import report_unanswered
from guichet.knowledge.queries import not_ours, search_answers
from guichet.knowledge.search.words import LANGUAGES, is_empty, words_of
from guichet.tenancy.queries import current_city
from guichet.web.portal.entrance import PortalRequest, language, open_page, see
from guichet.web.portal.notices import notices_about, notices_of_today
from guichet.web.portal.pages import general_service
from guichet.web.portal.reporting import closed
from guichet.web.portal.steps import asked_service, promise_now
from guichet.web.portal.throttle import is_too_often

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

COUNTED_FOR = 600
FREQUENT, KEPT = "portal-frequent", "portal-kept"
DAYS, SAMPLE = 90, 4_000
WORTH_SAYING = 20
EXAMPLES, SHORT = 3, 24
ANSWERS, SERVICES = 4, 6
SURE = (
    0.75  # of the best score: what an answer speaks of comes first only when the words say it nearly as well
)


@require_safe
@open_page
def home(request: PortalRequest) -> HttpResponseBase:
    """Ask what the city can do; with words, give the answers and services that fit (for htmx, these alone)."""
    words = request.GET.get("q", "").strip()[:200]
    if (number := read_reference(words)) and not request.htmx:
        return redirect(f"{reverse('portal_follow')}?number={number}")
    context = _found(request, words)
    if request.htmx:
        return render(request, "portal/parts/results.html", context)
    codes, (kept, ended) = _counted()
    offered = {service.code: service for service in offered_services(request.actor, moment.today())}
    frequent = [offered[code] for code in codes if code in offered]
    first_of_groups = {each.group_id: each for each in reversed(offered.values())}
    context |= {
        "frequent": frequent or list(reversed(first_of_groups.values()))[:8],
        "is_counted": bool(frequent),
        "examples": _examples(frequent or list(offered.values())),
        "count": len(offered),
        "share": percent(kept / ended, language()) if ended >= WORTH_SAYING else "",
        "kept": kept,
        "ended": ended,
        "days": DAYS,
        "sample": SAMPLE,
        "notices": notices_of_today(),
    }
    return render(request, "portal/home.html", context)


def _examples(services: Sequence[Service]) -> str:
    """Give words that people could type: the short names of what is asked for most."""
    names = [localise(service.name, language()) for service in services]
    short = [name for name in names if len(name) <= SHORT][:EXAMPLES]
    return ", ".join(name[:1].lower() + name[1:] for name in short)


def _found(request: PortalRequest, words: str) -> dict[str, object]:
    """Give the answers and services that fit some words, what is not the city's, and the service for everything else.

    Whole words that nothing answers are remembered for the authors of answers; what is only being typed is not.
    """
    if not words:
        return {"words": words}
    actor, said_in = request.actor, language()
    answers = search_answers(actor, words, language=said_in, limit=ANSWERS)
    found_services = search_services(actor, words, moment.today())
    told = {code for found in answers[:2] for code in found.services}
    sure = max((hit.score for hit in found_services), default=0.0) * SURE
    found_services.sort(key=lambda hit: hit.service.code not in told or hit.score < sure)
    hits = [hit.service for hit in found_services]
    elsewhere = not_ours(actor, words, language=said_in)
    if not (answers or hits or elsewhere or request.htmx or is_too_often(request, "unanswered")):
        report_unanswered(actor, words, source="search", language=said_in)
    return {
        "words": words,
        "telling": _telling(words),
        "answers": answers,
        "hits": hits[:SERVICES],
        "elsewhere": elsewhere,
        "count_found": len(answers) + len(hits[:SERVICES]),
        "general": general_service(actor),
    }


def _telling(words: str) -> str:
    """Give the words that say something, to be marked in what is found."""
    said = [word.folded for word in words_of(words)]
    return " ".join(word for word in said if not any(is_empty(word, each) for each in LANGUAGES))


def _counted() -> tuple[list[str], tuple[int, int]]:
    """Count, at most every ten minutes, what is asked for most and how many promises were kept."""
    known = cache.get_many([FREQUENT, KEPT])
    if FREQUENT not in known:
        known[FREQUENT] = frequent_services()
        cache.set(FREQUENT, known[FREQUENT], COUNTED_FOR)
    if KEPT not in known:
        known[KEPT] = kept_promises(days=DAYS, sample=SAMPLE)
        cache.set(KEPT, known[KEPT], COUNTED_FOR)
    return known[FREQUENT], known[KEPT]


@require_safe
@open_page
def services(request: PortalRequest) -> HttpResponseBase:
    """List every service by group."""
    groups: dict[str, list[object]] = {}
    offered = offered_services(request.actor, moment.today())
    for service in sorted(offered, key=lambda each: fold(localise(each.name, language()))):
        groups.setdefault(localise(service.group.name, language()), []).append(service)
    order = list(dict.fromkeys(localise(service.group.name, language()) for service in offered))
    context = {"groups": [(name, groups[name]) for name in order], "count": len(offered)}
    return render(request, "portal/services.html", context)


@require_safe
@open_page
def service(request: PortalRequest, code: str) -> HttpResponseBase:
    """Say what a service is, what is promised and by which day; out of season, when it opens again."""
    asked = asked_service(request.actor, code)
    if asked is None:
        return closed(request, code)
    if asked.service.kind == "permit":
        return see(reverse("portal_permit_type", args=[code]))
    notices = notices_about(asked)
    context = {
        "asked": asked,
        "service": asked.service,
        "stopped": any(one.stops for one in notices),
        "promise": promise_now(asked),
        "begun": [
            each for each in drafts_of_actor(request.actor) if each.draft.service_id == asked.service.pk
        ],
        "claims": current_city().claims if asked.service.claim_words else {},
        "notices": notices,
    }
    return render(request, "portal/service.html", context)
