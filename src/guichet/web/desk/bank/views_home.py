"""The door of the bank: one field, what is true today, what waits for me."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from guichet.contacts.understanding import understand
from guichet.kernel.words import clean_line
from guichet.knowledge.actions import remember_miss, report_unanswered
from guichet.knowledge.queries import (
    all_scripts,
    answer_tasks,
    gaps,
    not_ours,
    notices_now,
    rows_waiting,
    search_answers,
)
from guichet.web.desk.bank.shell import show, trail_at_bank
from guichet.web.desk.bank.words import district_words
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language

LONGEST = 300


@require_safe
@staff_page
def home(request: DeskRequest) -> HttpResponseBase:
    """Find an answer by words; without words, say what is true today and what waits."""
    words = clean_line(request.GET.get("q", ""), LONGEST)
    district = request.GET.get("district", "")[:60]
    districts = district_words()
    context: dict[str, object] = {
        "words": words,
        "district": district,
        "districts": districts,
        "spoken": language(),
    }
    if words:
        context |= _found(request, words, district if district in districts else None)
        if not request.htmx:
            _remember(request, words, context)
    elif not request.htmx:
        context |= _waiting(request)
    if request.htmx:
        return show(request, "bank/parts/found.html", context)
    return show(request, "bank/home.html", context, here="home")


def _found(request: DeskRequest, words: str, district: str | None) -> dict[str, object]:
    """Look in the bank; a pasted message is looked for a second time by what it says, without sender and place."""
    spoken = (get_language() or "fr")[:2]
    found = search_answers(request.actor, words, language=spoken, district=district, limit=12)
    if not found and (said := understand(words).words) != words:
        found = search_answers(request.actor, said, language=spoken, district=district, limit=12)
    return {
        "found": found,
        "bodies": not_ours(request.actor, words, language=spoken),
    }


def _remember(request: DeskRequest, words: str, found: dict[str, object]) -> None:
    """Remember a whole search until an answer is opened; what nothing answers is told to the authors."""
    remember_miss(request.actor, words, trail=trail_at_bank(request.actor))
    if not (found["found"] or found["bodies"]):
        report_unanswered(request.actor, words, source="search", language=language())


def _waiting(request: DeskRequest) -> dict[str, object]:
    actor, spoken = request.actor, language()
    due, to_read, drafts = rows_waiting(actor, spoken)
    return {
        "notices": notices_now(actor, language=spoken),
        "scripts": all_scripts(actor, spoken, active=True)[:8],
        "due": due,
        "to_read": to_read,
        "drafts": drafts,
        "tasks": answer_tasks(actor, language=spoken, limit=5),
        "gaps": gaps(actor, limit=5, wordings=False) if actor.has("bank.write") else [],
    }
