"""What the search learns: words of the place, choices of agents, vectors of new texts."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Sequence
from time import monotonic

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_names
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line, fold
from guichet.knowledge import events, rules
from guichet.knowledge.editions import SYNONYMS, VECTORS
from guichet.knowledge.finding import documents_of, engine_now, meaning_encoder
from guichet.knowledge.models import (
    Answer,
    AnswerVectors,
    AnswerVersion,
    Choice,
    Miss,
    Synonyms,
    SynonymsState,
)
from guichet.knowledge.queries.searching import stems_key
from guichet.knowledge.search.engine import NEAR, texts_to_embed
from guichet.knowledge.search.meaning import MODEL, Encoder, packed
from guichet.knowledge.stems import differing, without_personal
from guichet.ledger.actions import record
from guichet.places.editions import renew

MOST_WORDS, LONGEST = 12, 80
FOLLOWED = dt.timedelta(minutes=15)
KEPT = dt.timedelta(hours=1)
_BATCH, _SHOWN = 100, 4


@transaction.atomic
def remember_choice(actor: Actor, words: str, key: str, *, trail: str = "") -> None:
    """Remember that an agent gave this answer to these words; unknown answers and empty words are let go.

    With the `trail` of searches (a contact, a person at the bank) what was sought just before without success becomes
    a proposal for the words of the place.
    """
    authorise(actor, rules.may_teach_search)
    stems, line = stems_key(words), without_personal(words)
    answer = Answer.objects.filter(key=key[:80], live__isnull=False).first()
    if answer is None or not stems:
        return
    now = moment.now()
    choice, made = Choice.objects.get_or_create(
        stems=stems, answer=answer, defaults={"words": line, "last_at": now}
    )
    if not made:
        Choice.objects.filter(pk=choice.pk).update(times=F("times") + 1, last_at=now)
    _propose(actor, line, answer.key, trail)
    record(actor, events.ANSWER_CHOSEN, answer)


@transaction.atomic
def remember_miss(actor: Actor, words: str, *, trail: str, names: Collection[str] = ()) -> None:
    """Remember for an hour that a search ended without a chosen answer; the `trail` says which searches belong together.

    `names` are people whose names the words may hold: they are not kept.
    """
    authorise(actor, rules.may_teach_search)
    line, now = without_personal(words, names=names), moment.now()
    Miss.objects.filter(at__lt=now - KEPT).delete()
    if stems_key(line):
        miss = Miss.objects.create(trail=_hidden(trail), words=line, at=now)
        record(actor, events.SEARCH_MISSED, miss)


@transaction.atomic
def remember_found(actor: Actor, words: str, key: str, *, trail: str) -> None:
    """Remember that these words led to an answer that was opened: what was sought before in vain is proposed."""
    authorise(actor, rules.may_teach_search)
    _propose(actor, without_personal(words), key, trail)


def _hidden(trail: str) -> str:
    return hashlib.sha256(trail.encode()).hexdigest()


def _propose(actor: Actor, words: str, key: str, trail: str) -> None:
    """Propose that what was sought in vain means what was then found: the words in which both differ, when few.

    A first search that had shown the same answer was not in vain.
    """
    misses = Miss.objects.filter(trail=_hidden(trail))
    missed = misses.filter(at__gte=moment.now() - FOLLOWED).exclude(words=words).order_by("-at").first()
    misses.delete()
    pair = differing(missed.words, words) if missed is not None else None
    if missed is None or pair is None or _finds(missed.words, key):
        return
    entry, made = Synonyms.objects.get_or_create(
        mark=_mark(pair),
        defaults={"words": [*pair], "state": SynonymsState.PROPOSED, "times": 1, "updated_at": moment.now()},
    )
    if not made and entry.state == SynonymsState.PROPOSED:
        Synonyms.objects.filter(pk=entry.pk).update(times=F("times") + 1)
    record(actor, events.SYNONYMS_PROPOSED, entry)


def _finds(words: str, key: str) -> bool:
    hits = engine_now().search(words, limit=_SHOWN, least=NEAR)
    return any(hit.document.key == key for hit in hits)


@transaction.atomic
def forget_choice(actor: Actor, pk: int) -> None:
    """Take back what the search learnt from a choice."""
    authorise(actor, rules.may_write)
    choice = Choice.objects.select_related("answer").filter(pk=pk).first()
    if choice is None:
        raise NotFound(_("This is not remembered any more."))
    answer = choice.answer
    choice.delete()
    record(actor, events.CHOICE_FORGOTTEN, answer)


@transaction.atomic
def save_synonyms(
    actor: Actor,
    words: Sequence[str],
    *,
    pk: int | None = None,
    state: str = SynonymsState.USED,
    note: str = "",
    example: bool = False,
    seen_version: int | None = None,
) -> Synonyms:
    """Say which words mean the same here; with `pk`, change a group, use or refuse (`state`) a proposed one.

    Raises Invalid with « words », Conflict when someone else saved the group after `seen_version`.
    """
    authorise(actor, rules.may_write)
    if state not in SynonymsState.values:
        raise ValueError(f"no such state: {state}")
    clean = _checked(words)
    found = Synonyms.objects.select_for_update().filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise NotFound(_("There are no such words."))
    if found is not None and seen_version is not None and found.version != seen_version:
        raise Conflict(_("Someone else saved this meanwhile. Compare, then save again."))
    mark = _mark(clean)
    same = Synonyms.objects.select_for_update().filter(mark=mark).exclude(pk=pk or 0).first()
    if same is not None and found is not None:
        fault = _("These words are already in the list.")
        raise Invalid(fault, fields={"words": fault})
    entry = found or same or Synonyms(version=0)
    entry.words, entry.mark, entry.state = clean, mark, state
    entry.note, entry.example = clean_line(note, 200), example
    entry.author_name, entry.updated_at, entry.version = actor.label[:120], moment.now(), entry.version + 1
    entry.save()
    renew(SYNONYMS)
    record(actor, events.SYNONYMS_SAVED, entry, state=entry.state, version=entry.version)
    return entry


@transaction.atomic
def remove_synonyms(actor: Actor, pk: int) -> None:
    """Stop taking some words one for another; proposed again, they are not shown again."""
    authorise(actor, rules.may_write)
    entry = Synonyms.objects.select_for_update().filter(pk=pk).first()
    if entry is None:
        raise NotFound(_("There are no such words."))
    entry.state, entry.version, entry.updated_at = SynonymsState.REFUSED, entry.version + 1, moment.now()
    entry.save()
    renew(SYNONYMS)
    record(actor, events.SYNONYMS_SAVED, entry, state=entry.state, version=entry.version)


def _checked(words: Sequence[str]) -> list[str]:
    clean = list({fold(word): word for raw in words if (word := clean_line(raw, LONGEST + 1))}.values())
    fault = ""
    if len(clean) < 2:
        fault = _("Write at least two words that mean the same.")
    elif len(clean) > MOST_WORDS:
        fault = _("At most %(most)d words can mean the same.") % {"most": MOST_WORDS}
    elif any(len(word) > LONGEST for word in clean):
        fault = _("A word or expression can have at most %(most)d characters.") % {"most": LONGEST}
    elif any(not stems_key(word) for word in clean):
        fault = _("One of these words says nothing by itself: the search leaves it out.")
    if fault:
        raise Invalid(fault, fields={"words": fault})
    return clean


def _mark(words: Sequence[str]) -> str:
    return "|".join(sorted(fold(word) for word in words))[:400]


def embed_bank(actor: Actor, *, seconds: float = 30.0) -> int:
    """Work out the vectors of published texts that have none, for at most so long; gives how many answers it did.

    The worker does it each minute. Without the package of embeddings, nothing.
    """
    authorise(actor, rules.may_check_bank)
    model = meaning_encoder()
    if model is None:
        return 0
    done, stop = 0, monotonic() + seconds
    last: Answer | None = None
    topics = dict(service_names())
    for answer in _without_vectors():
        if monotonic() > stop:
            break
        if answer.live is not None:
            _embed(model, answer.key, answer.live, topics)
            done, last = done + 1, answer
    if last is not None:
        _tell(actor, last, done)
    return done


def _without_vectors() -> Iterator[Answer]:
    rows = Answer.objects.filter(live__isnull=False).exclude(live__vectors__model=MODEL)
    return rows.select_related("live").order_by("pk").iterator(chunk_size=_BATCH)


def _embed(model: Encoder, key: str, version: AnswerVersion, topics: dict[str, dict[str, str]]) -> None:
    written = [one for one in documents_of(key, version, topics) if one.identity]
    texts = [texts_to_embed(document) for document in written]
    vectors = model.encode([text for group in texts for text in group])
    layout = [
        {"district": one.district, "language": one.language, "rows": len(group)}
        for one, group in zip(written, texts, strict=True)
    ]
    AnswerVectors.objects.update_or_create(
        answer_version=version, defaults={"model": MODEL, "layout": layout, "rows": packed(vectors)}
    )


@transaction.atomic
def _tell(actor: Actor, last: Answer, done: int) -> None:
    """Let go of the vectors of texts that are no longer said, and let every process read the new ones."""
    AnswerVectors.objects.exclude(
        answer_version__in=Answer.objects.values("live").exclude(live=None)
    ).delete()
    renew(VECTORS)
    record(actor, events.VECTORS_KEPT, last, answers=done)
