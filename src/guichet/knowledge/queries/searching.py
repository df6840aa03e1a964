"""Searching the bank, and what the search has learnt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log2

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.knowledge import rules
from guichet.knowledge.content import Said, said_in
from guichet.knowledge.finding import engine_now, plain
from guichet.knowledge.models import Answer, Audience, Choice, Synonyms, SynonymsState
from guichet.knowledge.queries.shown import LIVE, status_of
from guichet.knowledge.search.engine import NEAR, Hit
from guichet.knowledge.search.lexicon import BEGUN, JOINED, LOCAL, TYPO, Sought
from guichet.knowledge.search.marks import marked
from guichet.knowledge.search.words import stem, words_of
from guichet.knowledge.stems import stems_of

_PER_CHOICE, _LEAST_CHOICES = 0.4, 2
_NEAR_IN_MEANING = 0.35
_SPARE = 5


@dataclass(frozen=True, slots=True)
class FoundAnswer:
    """An answer that fits a question, in the reader's language; `language` is the one that its text is really in.

    `excerpt` is pieces of its text, True for those to be marked; `why` sentences; `score` from 0 to 1; `district` the
    code of the variant whose text this is.
    """

    key: str
    title: str
    say: str
    excerpt: list[tuple[str, bool]]
    why: list[str]
    score: float
    district: str | None
    language: str
    reviewed_on: dt.date | None
    owner_team_id: int | None
    services: tuple[str, ...] = field(default=())
    example: bool = False
    held: tuple[str, ...] = ()  # the words typed that it speaks of


def search_answers(
    actor: Actor,
    words: str,
    *,
    language: str,
    district: str | None = None,
    limit: int = 5,
    audience: str | None = None,
) -> list[FoundAnswer]:
    """Give the published answers that fit some words, the surest first (three queries, whatever their number).

    Residents find what is public and valid today; staff everything that is said, or with `audience` (residents,
    staff) what is written for these. Words in French or English find answers in both.
    """
    if not words.strip():
        return []
    inside = rules.may_read_bank(actor)
    audiences = _audiences(audience, inside=inside)
    hits = engine_now().search(
        words,
        limit=limit + _SPARE,
        district=district,
        audiences=audiences,
        boosts=_boosts(words),
        least=NEAR,
    )
    if not hits:
        return []
    rows = Answer.objects.select_related("live").filter(
        key__in=[hit.document.key for hit in hits], live__isnull=False
    )
    answers = {row.key: row for row in rows}
    today = moment.today()
    shown = (
        hit for hit in hits if _may_be_shown(answers.get(hit.document.key), today, audience, inside=inside)
    )
    return [
        _found(hit, answers[hit.document.key], language, district, aloud=inside)
        for hit in islice(shown, limit)
    ]


def _audiences(audience: str | None, *, inside: bool) -> set[str]:
    if not inside or audience == Audience.RESIDENTS:
        return {Audience.RESIDENTS.value}
    return set(Audience.values)


def _may_be_shown(answer: Answer | None, today: dt.date, audience: str | None, *, inside: bool) -> bool:
    if answer is None or answer.live is None or status_of(answer, today) != LIVE:
        return False
    if audience is not None and answer.live.audience != audience:
        return False
    return inside or answer.live.audience == Audience.RESIDENTS


def stems_key(words: str) -> str:
    """Give the name under which a question is remembered: its stems, in order of the alphabet."""
    return " ".join(sorted(stems_of(words[:1_000])))[:300]


def _boosts(words: str) -> dict[str, float]:
    """Give what past choices for the same question add to answers: little for each doubling of their number."""
    key = stems_key(words)
    rows = Choice.objects.filter(stems=key, times__gte=_LEAST_CHOICES) if key else Choice.objects.none()
    return {chosen: _PER_CHOICE * log2(times) for chosen, times in rows.values_list("answer__key", "times")}


def _found(hit: Hit, answer: Answer, language: str, district: str | None, *, aloud: bool) -> FoundAnswer:
    version = answer.live
    said = said_in(version.texts, language, district) if version else Said()
    return FoundAnswer(
        key=answer.key,
        title=said.title,
        say=said.say,
        excerpt=_excerpt(hit, said, aloud=aloud),
        why=list(_reasons(hit, said)),
        score=hit.score,
        district=said.district,
        language=said.language,
        reviewed_on=answer.reviewed_on,
        owner_team_id=answer.owner_team_id,
        services=tuple(version.services) if version else (),
        example=answer.example,
        held=tuple(one.typed for one in hit.sought),
    )


def _excerpt(hit: Hit, said: Said, *, aloud: bool) -> list[tuple[str, bool]]:
    """Give the piece of what is said, or of what is read, where the words of the question are.

    What is said aloud is for a caller (« donnez-moi votre adresse »): residents are given what is read first.
    """
    texts = [text for text in (said.say, _in_a_row(plain(said.read.replace("**", "")))) if text]
    pieces = [marked(text, hit.stems, said.language) for text in (texts if aloud else reversed(texts))]
    telling = [piece for piece in pieces if any(is_marked for _text, is_marked in piece)]
    return next(iter(telling or pieces), [])


def _in_a_row(text: str) -> str:
    """Put lines one after the other so that they still read as separate things: « Oui : fruits, légumes · Non »."""
    rows = [" ".join(row.split()) for row in text.splitlines()]
    return " ".join(row if row[-1] in ".!?:;," else f"{row} ·" for row in rows if row).removesuffix(" ·")


def _reasons(hit: Hit, said: Said) -> Iterable[str]:
    """Say in the reader's language why an answer is given."""
    titled = {stem(word.folded, said.language) for word in words_of(said.title)} - {""}
    in_title: list[str] = []
    in_text: list[str] = []
    for one in hit.sought:
        if guessed := _guessed(one):
            yield guessed
        else:
            (in_title if _is_in(one, titled, said.language) else in_text).append(one.typed)
    if in_title:
        yield _("In the title: %(words)s") % {"words": ", ".join(in_title[:5])}
    if in_text:
        yield _("In the text: %(words)s") % {"words": ", ".join(in_text[:5])}
    if hit.meaning is not None and hit.meaning >= _NEAR_IN_MEANING:
        yield _("Close in meaning to the question")
    if hit.boost > 0:
        times = round(2 ** (hit.boost / _PER_CHOICE))
        yield ngettext(
            "Chosen %(times)d time for this question", "Chosen %(times)d times for this question", times
        ) % {"times": times}


def _guessed(one: Sought) -> str:
    """Say what a word was taken for when it is not simply the text's own; empty when it is, whatever its ending."""
    first = one.options[0]
    told = {"typed": one.typed, "shown": first.shown}
    if first.kind == LOCAL:
        return _("“%(typed)s” means “%(shown)s” here") % told
    if first.kind == BEGUN:
        told["shown"] = ", ".join(option.shown for option in one.options[:2])
        return _("“%(typed)s…” taken as the beginning of “%(shown)s”") % told
    if first.kind == JOINED or (first.kind == TYPO and not _same_word(one.typed, first.shown)):
        return _("“%(typed)s” read as “%(shown)s”") % told
    return ""


def _same_word(typed: str, shown: str) -> bool:
    """Tell whether two words are one in another form (« ramassées », « ramasse »): nothing was mistyped."""
    return stems_of(typed) == stems_of(shown)


def _is_in(one: Sought, stems: set[str], language: str) -> bool:
    return any(stem(word.folded, language) in stems for word in words_of(one.typed))


@dataclass(frozen=True, slots=True)
class SynonymsRow:
    """Words that mean the same, as a page lists them."""

    pk: int
    words: tuple[str, ...]
    state: str
    note: str
    times: int
    author_name: str
    version: int
    example: bool


def all_synonyms(actor: Actor, *, state: str = SynonymsState.USED) -> list[SynonymsRow]:
    """Give the groups of words in a state, by their first word; those proposed most often first."""
    authorise(actor, rules.may_read_bank)
    rows = Synonyms.objects.filter(state=state).order_by("-times", "mark")
    shown = [_synonyms_row(row) for row in rows]
    return shown if state == SynonymsState.PROPOSED else sorted(shown, key=lambda row: row.words)


def synonyms_with(actor: Actor, pk: int) -> SynonymsRow:
    """Give one group of words. Raises NotFound."""
    authorise(actor, rules.may_read_bank)
    row = Synonyms.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There are no such words."))
    return _synonyms_row(row)


def _synonyms_row(row: Synonyms) -> SynonymsRow:
    words = tuple(row.words)
    return SynonymsRow(
        row.pk, words, row.state, row.note, row.times, row.author_name, row.version, row.example
    )


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """An answer that agents chose for a question."""

    pk: int
    words: str
    key: str
    title: str
    times: int
    last_at: dt.datetime
    counts: bool  # chosen often enough to change the order


def learnt_choices(actor: Actor, language: str, *, most: int = 200) -> Sequence[ChoiceRow]:
    """Give what agents chose, the latest first."""
    authorise(actor, rules.may_read_bank)
    rows = Choice.objects.select_related("answer__newest").order_by("-last_at", "pk")[:most]
    return [
        ChoiceRow(
            row.pk,
            row.words,
            row.answer.key,
            said_in(row.answer.newest.texts, language).title if row.answer.newest else row.answer.key,
            row.times,
            row.last_at,
            row.times >= _LEAST_CHOICES,
        )
        for row in rows
    ]
