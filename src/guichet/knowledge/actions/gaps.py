"""What the bank cannot answer: noticed, drafted in one click, or set aside."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line, clean_text
from guichet.knowledge import events, rules
from guichet.knowledge.actions.writing import save_draft
from guichet.knowledge.content import PARTS, TRUNK
from guichet.knowledge.models import Gap, GapSource, GapState, GapWording
from guichet.knowledge.stems import alike, stems_of, without_personal
from guichet.ledger.actions import record

SAME_QUESTION = 0.6
MOST_WORDINGS = 20
_SHORTEST, _LONGEST = 3, 40  # letters of what may be a question, and of one of its words


@transaction.atomic
def report_unanswered(
    actor: Actor, words: str, *, source: str, language: str, subject: str = "", names: Collection[str] = ()
) -> Gap | None:
    """Remember that someone asked what the bank does not answer; None when the words say nothing.

    Words are kept without what may point at someone, nor `names`. Wordings of one question, by their stems, are one gap.
    `source` is search, contact or expert; `subject` a service's code or any short word.
    """
    authorise(actor, rules.may_report_gap, source)
    if source not in GapSource.values:
        raise ValueError(f"no such source: {source}")
    line = without_personal(words, names=names)
    stems = sorted(stem for stem in stems_of(line) if not stem.isdigit() and len(stem) <= _LONGEST)[:20]
    if sum(len(stem) for stem in stems) < _SHORTEST:
        return None
    now = moment.now()
    gap = _same_question(set(stems), language[:2]) or Gap(
        stems=stems, language=language[:2], title=line, first_at=now, by_source={}
    )
    if gap.state == GapState.DRAFTED and _is_answered(gap):
        gap.state = GapState.OPEN  # it is asked again although an answer was written: it is not found
    gap.waiting += 1
    gap.by_source[source] = int(gap.by_source.get(source, 0)) + 1
    gap.subject, gap.last_at = gap.subject or clean_line(subject, 80), now
    gap.save()
    _remember_wording(gap, line, source)
    record(actor, events.GAP_REPORTED, gap, source=source)
    return gap


def _same_question(stems: set[str], language: str) -> Gap | None:
    rows = Gap.objects.select_for_update().filter(stems__overlap=sorted(stems), language=language)
    scored = [(alike(stems, set(row.stems)), row) for row in rows.order_by("id")[:500]]
    best = max(scored, key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] >= SAME_QUESTION else None


def _still_open(question: str, language: str) -> Gap | None:
    found = _same_question(set(stems_of(without_personal(question))), language)
    return found if found is not None and found.state == GapState.OPEN else None


def _is_answered(gap: Gap) -> bool:
    return gap.answer is not None and gap.answer.live_id is not None


def _remember_wording(gap: Gap, line: str, source: str) -> None:
    now = moment.now()
    same = GapWording.objects.filter(gap=gap, words=line, source=source)
    if same.update(times=F("times") + 1, last_at=now):
        return
    if GapWording.objects.filter(gap=gap).count() < MOST_WORDINGS:
        GapWording.objects.create(gap=gap, words=line, source=source, last_at=now)


@transaction.atomic
def draft_from(
    actor: Actor,
    *,
    title: str,
    body: str,
    source: str,
    language: str = "fr",
    owner_team: str = "",
    gap: int | None = None,
    question: str = "",
) -> str:
    """Begin an answer from a question that waits or from an expert's words; gives the key of the draft.

    The first sentences become what is said aloud, the whole text what is read. `source` says where it comes from, in
    words that authors read. With a `gap`, or the words of a `question` that waits, that question is no longer in the list: whoever asks for its draft again
    gets the same one. Raises Conflict for a question that was set aside.
    """
    authorise(actor, rules.may_write)
    asked = Gap.objects.select_for_update(of=("self",)).filter(pk=gap).first() if gap else None
    if question and asked is None:
        asked = _still_open(question, language[:2])
    if gap and asked is None:
        raise NotFound(_("There is no such question."))
    if asked is not None and asked.state == GapState.DISMISSED:
        raise Conflict(_("This question was set aside: %(why)s") % {"why": asked.why})
    if asked is not None and asked.state == GapState.DRAFTED and asked.answer is not None:
        return asked.answer.key
    said = clean_line(title, PARTS["title"])
    if not said:
        raise Invalid(_("Write a title."), fields={"title": _("Write a title.")})
    read = clean_text(body, PARTS["read"])
    parts = {"title": said[:1].upper() + said[1:], "say": first_sentences(read), "read": read}
    values = {
        "texts": {TRUNK: {"en" if language[:2] == "en" else "fr": parts}},
        "source": source,
        "owner_team": owner_team,
    }
    answer = save_draft(actor, "", values, note=source)
    if asked is not None:
        asked.state, asked.answer = GapState.DRAFTED, answer
        asked.save(update_fields=["state", "answer"])
        record(actor, events.GAP_SETTLED, asked, state=str(asked.state), answer=answer.pk)
    return answer.key


def first_sentences(text: str, most: int = 400) -> str:
    """Give the first whole sentences of a text that can be said aloud, as one line."""
    line = clean_line(text, PARTS["read"])
    if len(line) <= most:
        return line
    cut = max(line.rfind(sign, 0, most) for sign in (". ", "! ", "? "))
    return line[: cut + 1] if cut > 0 else line[: line.rfind(" ", 0, most)] + "…"


@transaction.atomic
def dismiss_gap(actor: Actor, gap_id: int, why: str) -> Gap:
    """Set a question aside that needs no answer here, with why."""
    authorise(actor, rules.may_write)
    gap = Gap.objects.select_for_update().filter(pk=gap_id).first()
    if gap is None:
        raise NotFound(_("There is no such question."))
    reason = clean_line(why, 300)
    if not reason:
        raise Invalid(_("Say why no answer is needed."), fields={"why": _("Say why no answer is needed.")})
    if gap.state != GapState.OPEN:
        raise Conflict(_("Someone took care of this question already."))
    gap.state, gap.why = GapState.DISMISSED, reason
    gap.save(update_fields=["state", "why"])
    record(actor, events.GAP_SETTLED, gap, state=str(gap.state))
    return gap
