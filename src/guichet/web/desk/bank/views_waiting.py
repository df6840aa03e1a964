"""What waits for an author: missing answers, remarks, contradictions and dead links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.access import authorise
from guichet.kernel.errors import Invalid, NotFound, Refused
from guichet.knowledge import rules
from guichet.knowledge.actions import accept_finding, dismiss_gap, draft_from, settle_task
from guichet.knowledge.queries import FindingRow, answer_tasks, findings, gap_for, gaps
from guichet.web.desk.answers import go
from guichet.web.desk.bank.shell import show
from guichet.web.desk.bank.words import (
    FINDING_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    district_words,
    finding_sentence,
    people_waiting,
    source_count,
)
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language


def _number(words: str) -> int:
    """Read an id that was sent; NotFound for anything else."""
    if not words.isdecimal() or len(words) > 15:
        raise NotFound(_("There is no such line."))
    return int(words)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def gap_list(request: DeskRequest) -> HttpResponseBase:
    """List the questions without an answer; begin one in a click, or set one aside."""
    refused: dict[int, tuple[str, str]] = {}
    if request.method == "POST":
        number = _number(request.POST.get("gap", ""))
        try:
            return go(request, _begin(request, number))
        except NotFound:
            raise
        except Refused as refusal:
            refused[number] = (refusal.message, request.POST.get("why", "")[:300])
    state = "dismissed" if request.GET.get("state") == "dismissed" else "open"
    source = request.GET.get("source", "")
    source = source if source in SOURCE_WORDS else ""
    rows = [
        (row, people_waiting(row.waiting), _sources(row.by_source), refused.get(row.pk, ("", "")))
        for row in gaps(request.actor, state=state, source=source)
    ]
    context = {"rows": rows, "state": state, "source": source, "sources": SOURCE_WORDS}
    return show(request, "bank/gaps.html", context, here="gaps", status=422 if refused else 200)


def _begin(request: DeskRequest, number: int) -> str:
    """Do what was asked of a question; gives the page to go to."""
    authorise(request.actor, rules.may_write)
    if request.POST.get("do") == "dismiss":
        dismiss_gap(request.actor, number, request.POST.get("why", ""))
        messages.success(request, _("Set aside, with your words."))
        return reverse("bank_gaps")
    row = gap_for(request.actor, number)
    asked = "\n".join(f"- {words}" for words in (row.title, *row.wordings))
    source = _("Asked without an answer: %(words)s") % {"words": row.title}
    key = draft_from(
        request.actor, title=row.title, body="", source=source[:200], language=row.language, gap=number
    )
    messages.info(
        request, _("A draft is ready. People asked: %(words)s") % {"words": asked.replace("\n", " ")}
    )
    return reverse("bank_edit", args=[key])


def _sources(by_source: Mapping[str, int]) -> list[tuple[str, str]]:
    """Say where a question came from: an icon and words for each."""
    return [
        (icon, source_count(code, by_source[code]))
        for code, (icon, _words) in SOURCE_WORDS.items()
        if by_source.get(code)
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def remarks(request: DeskRequest) -> HttpResponseBase:
    """List what people say of the answers of one's teams; settle one, done or refused with why."""
    refused: dict[int, tuple[str, str]] = {}
    if request.method == "POST":
        number = _number(request.POST.get("task", ""))
        done, reply = request.POST.get("do") == "done", request.POST.get("reply", "")[:1_000]
        try:
            settle_task(request.actor, number, done=done, reply=reply)
        except NotFound:
            raise
        except Refused as refusal:
            refused[number] = (refusal.message, reply)
        else:
            messages.success(request, _("Settled."))
            return go(request, request.get_full_path())
    everyone = request.GET.get("who") == "all" or not request.actor.teams
    state = request.GET.get("state", "open")
    state = state if state in ("open", "done", "refused") else "open"
    rows = answer_tasks(request.actor, language=language(), mine=not everyone, state=state)
    context = {
        "rows": [(row, KIND_WORDS[row.kind], refused.get(row.pk, ("", ""))) for row in rows],
        "everyone": everyone,
        "state": state,
    }
    return show(request, "bank/remarks.html", context, here="remarks", status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def finding_list(request: DeskRequest) -> HttpResponseBase:
    """List what the nightly look found, answer by answer; say that something is meant, and why."""
    refused: dict[int, str] = {}
    if request.method == "POST":
        number = _number(request.POST.get("finding", ""))
        try:
            accept_finding(request.actor, number, request.POST.get("why", ""))
        except Invalid as refusal:
            refused[number] = refusal.message
        else:
            messages.success(request, _("Noted: it is meant. It comes back only if the text changes."))
            return go(request, request.get_full_path())
    kind = request.GET.get("kind", "")
    kind = kind if kind in FINDING_WORDS else ""
    accepted = request.GET.get("state") == "accepted"
    rows = findings(request.actor, language=language(), kind=kind, limit=200, accepted=accepted)
    context = {
        "by_answer": _by_answer(rows, refused),
        "kind": kind,
        "kinds": FINDING_WORDS,
        "accepted": accepted,
    }
    return show(request, "bank/findings.html", context, here="findings", status=422 if refused else 200)


def _by_answer(
    rows: Sequence[FindingRow], refused: Mapping[int, str]
) -> list[tuple[tuple[str, str], list[tuple[FindingRow, str, str]]]]:
    """Put what was found under its answer: each line with its sentence, and why its acceptance was refused."""
    names = district_words()
    groups: dict[tuple[str, str], list[tuple[FindingRow, str, str]]] = {}
    for row in rows:
        line = (row, finding_sentence(row.kind, row.detail, names), refused.get(row.pk, ""))
        groups.setdefault((row.key, row.title), []).append(line)
    return list(groups.items())
