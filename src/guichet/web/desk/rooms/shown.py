"""What a page shows of messages and questions: words, times, and links to the cases that its reader may see."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from guichet.cases.queries.visible import cases_named
from guichet.conversations.lifecycle import ASKED_WORDS, UNSETTLED, URGENCY_WORDS, WAITING, Asked, Urgency
from guichet.conversations.queries.questions import offers_callback
from guichet.conversations.queries.talk import references_in
from guichet.kernel.actor import Actor
from guichet.kernel.references import read_reference
from guichet.kernel.typography import clock_time, duration_words, long_date, long_moment
from guichet.kernel.words import initials
from guichet.web.desk.lines import title_of
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.conversations.models import Message, Question

_NAMED = re.compile(r"(?<![\d-])(\d{2}[-\u2010\u2011]\d{6,9})(?![\d-])")
_HYPHENS = re.compile(r"[\u2010\u2011]")
TONES = {
    Asked.ASKED: ("warn", "question-circle"),
    Asked.TAKEN: ("info", "person-badge"),
    Asked.ANSWERED: ("ok", "check-circle-fill"),
    Asked.PROMISED: ("info", "telephone"),
    Asked.WITHDRAWN: ("", "x-lg"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """A question as a card says it. `since` drives the timer while somebody waits; `took` is the time of the answer."""

    id: int
    url: str
    words: str
    asker: int
    who: str
    state: str
    tone: str
    icon: str
    urgency: str
    on_hold: bool
    is_waiting: bool
    is_unsettled: bool
    since: dt.datetime
    waited: str
    took: str
    taken_by: str
    callback: bool
    promised_for: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is drawn; `day` is the heading above it when the day changes, `names` whether it names cases."""

    id: int
    seq: int
    author: int
    who: str
    initials: str
    at: dt.datetime
    clock: str
    whole: str
    day: str
    kind: str
    body: SafeString
    names: bool
    is_edited: bool
    is_gone: bool
    question: Asking | None
    reply_to: str
    reply_anchor: int
    is_chosen: bool
    is_own: bool = False


def shown_messages(actor: Actor | None, messages: Sequence[Message], *, days: bool = True) -> list[Said]:
    """Give messages as they are drawn, asking once for all cases that they name; without an actor none is linked."""
    known = case_titles(actor, (message.text for message in messages)) if actor else {}
    said: list[Said] = []
    before: dt.date | None = None
    for message in messages:
        day = timezone.localtime(message.at).date()
        one = _said(message, known, day if days and day != before else None)
        said.append(replace(one, is_own=bool(actor and actor.id == message.author_id)))
        before = day
    return said


def case_titles(actor: Actor, texts: Iterable[str]) -> dict[str, str]:
    """Give the titles of the cases that some texts name, as far as the reader may see them (one query at most)."""
    return {ref: title_of(case) for ref, case in cases_named(actor, references_in(texts)).items()}


def linked(text: str, known: Mapping[str, str]) -> SafeString:
    """Give a text as HTML, its numbers of known cases as links; others stay what was typed."""

    def piece(words: str) -> SafeString:
        reference = read_reference(_HYPHENS.sub("-", words)) or ""
        if reference not in known:
            return format_html("{}", words)
        address = reverse("desk_case", args=[reference])
        return format_html('<a href="{}" title="{}">{}</a>', address, known[reference], words)

    return format_html_join("", "{}", ((piece(words),) for words in _NAMED.split(text)))


def _said(message: Message, known: Mapping[str, str], day: dt.date | None) -> Said:
    at, words = timezone.localtime(message.at), language()
    question = getattr(message, "question", None)
    about = message.about
    return Said(
        id=message.pk,
        seq=message.seq,
        author=message.author_id,
        who=message.author_name,
        initials=initials(message.author_name),
        at=message.at,
        clock=clock_time(at, words),
        whole=long_moment(at, words),
        day=long_date(day, words) if day else "",
        kind=message.kind,
        body=linked(message.text, known),
        names=bool(references_in([message.text])),
        is_edited=message.edited_at is not None,
        is_gone=message.retracted_at is not None,
        question=asking(question, message.text) if question else None,
        reply_to=about.asked_name if about else "",
        reply_anchor=about.message_id if about else 0,
        is_chosen=bool(about and about.accepted_id == message.pk),
    )


def asking(question: Question, words: str = "") -> Asking:
    """Give a question as its card says it."""
    state = Asked(question.state)
    tone, icon = TONES[state]
    end = question.first_answer_at
    text = language()
    return Asking(
        id=question.pk,
        url=reverse("desk_question", args=[question.pk]),
        words=words or question.message.text,
        asker=question.asked_by,
        who=question.asked_name,
        state=str(ASKED_WORDS[state]),
        tone=tone,
        icon=icon,
        urgency=str(URGENCY_WORDS[Urgency(question.urgency)]),
        on_hold=question.urgency == Urgency.HOLD,
        is_waiting=state in WAITING,
        is_unsettled=state in UNSETTLED,
        since=question.asked_at,
        waited=duration_words((timezone.now() - question.asked_at).total_seconds(), text),
        took=duration_words((end - question.asked_at).total_seconds(), text) if end else "",
        taken_by=question.taken_name,
        callback=offers_callback(question),
        promised_for=question.promised_for,
    )


def speed_words(median: float | None, answered: int) -> str:
    """Say how fast a room answers: « Répond en 3 minutes (médiane de 42 questions en 30 jours) »."""
    if median is None:
        return _("No question was answered in the last 30 days")
    values = {"time": duration_words(median, language()), "n": answered}
    if answered == 1:
        return _("Answers in %(time)s (one question in 30 days)") % values
    return _("Answers in %(time)s (median of %(n)s questions in 30 days)") % values


def names_words(names: Collection[str]) -> str:
    """Name some people in one line, the first four and how many more."""
    listed = list(names)
    shown = ", ".join(listed[:4])
    return (
        _("%(names)s and %(n)d more") % {"names": shown, "n": len(listed) - 4} if len(listed) > 4 else shown
    )
