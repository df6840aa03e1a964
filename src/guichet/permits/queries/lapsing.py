"""What will lapse soon if nothing moves, and the fewest moves that avoid it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.fields.json import KeyTextTransform

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import WorkingCalendar
from guichet.kernel.texts import Text
from guichet.permits import rules
from guichet.permits.clocks import day_end
from guichet.permits.covering import Candidate, Cover, Threat, fewest
from guichet.permits.lifecycle import STUDIED, Silence, State
from guichet.permits.models import IS_STUDIED, Opinion, Permit, PermitType
from guichet.permits.queries.visible import visible_to
from guichet.permits.shapes import Forecast, Lapse, LapseShown, Move
from guichet.permits.wording import counted, field_words, say
from guichet.places.queries import calendar

DAYS = 7
MINUTES = {"chase": 5, "decide": 25, "issue": 10, "call": 8, "more_time": 8, "payer": 8}
"""About how long a move takes: to choose between as many moves, and to say how long the week's rescue takes."""


@dataclass(frozen=True, slots=True)
class _File:
    """What one must know of a file to say what threatens it."""

    id: int
    reference: str
    state: str
    starts_on: dt.date
    waiting_until: dt.datetime | None
    legal_due_at: dt.datetime | None
    next_at: dt.datetime | None
    silence: str | None
    unpaid: bool


Owed = tuple[str, dt.datetime]
"""A service whose opinion has not come, and until when it was asked for."""


def lapsing(actor: Actor, on: dt.date | None = None, days: int = DAYS) -> Forecast:
    """Give what lapses, is decided by silence or misses its start until a day, and the fewest moves that avoid it.

    Four queries; of thousands of files only what the choice needs is read (`lapses_in_words` for their sentences).
    """
    authorise(actor, rules.may_read_all)
    since = on or moment.today()
    until = since + dt.timedelta(days=days - 1)
    hours = calendar()
    limit = day_end(until, hours)
    files = _files(actor, limit, until)
    pending = _pending(file.id for file in files if file.state in STUDIED)
    lapses = sorted(
        (found for file in files for found in _lapses(file, pending.get(file.id, []), limit, hours)),
        key=lambda each: (each.at, each.reference),
    )
    cover = fewest([(each.reference, each.cause) for each in lapses], _candidates(lapses))
    moves = tuple(_move(each, cover) for each in cover.chosen)
    return Forecast(since, until, tuple(lapses), moves, cover.exact, _explained(lapses, moves, cover))


def lapses_in_words(actor: Actor, lapses: Iterable[Lapse]) -> list[LapseShown]:
    """Give some lapses with the title of their file and sentences, in one more query; keep them few."""
    chosen, hours = list(lapses), calendar()
    rows = Permit.objects.filter(visible_to(actor), reference__in={each.reference for each in chosen})
    titles = dict(rows.values_list("reference", "title"))
    return [_in_words(each, titles[each.reference], hours) for each in chosen if each.reference in titles]


def lapsing_soon() -> Q:
    """Give the condition of the files that lapse, are decided by silence or miss their start within seven days."""
    until = moment.today() + dt.timedelta(days=DAYS - 1)
    return _threatened(day_end(until, calendar()), until)


def _threatened(limit: dt.datetime, until: dt.date) -> Q:
    """Give what is threatened until a day; each part names the states that an index of the files is kept for."""
    owed = Opinion.objects.filter(given_at__isnull=True, due_at__lte=limit).values("permit")
    declared = PermitType.objects.filter(must_declare=True).values("pk")
    return Q(elsewhere=False) & (
        Q(state=State.INCOMPLETE, waiting_until__lte=limit)
        | Q(state=State.APPROVED, starts_on__lte=until)
        | (IS_STUDIED & Q(legal_due_at__lte=limit) & ~Q(terms__silence=Silence.NONE))
        | (IS_STUDIED & Q(starts_on__lte=until + dt.timedelta(days=DAYS), pk__in=owed))
        | Q(state=State.ISSUED, next_at__lte=limit, type__in=declared)
    )


def _files(actor: Actor, limit: dt.datetime, until: dt.date) -> list[_File]:
    rows = Permit.objects.filter(visible_to(actor), _threatened(limit, until)).values_list(
        *("id", "reference", "state", "starts_on", "waiting_until", "legal_due_at", "next_at"),
        KeyTextTransform("silence", "terms"),
        ExpressionWrapper(Q(type__paid_before_issue=True, fee__gt=0, paid_at=None), BooleanField()),
    )
    return [_File(*row) for row in rows.order_by("id")]


def _pending(ids: Iterable[int]) -> dict[int, list[Owed]]:
    found: dict[int, list[Owed]] = defaultdict(list)
    rows = Opinion.objects.filter(permit__in=list(ids), given_at__isnull=True)
    for permit, field, due in rows.order_by("due_at", "id").values_list("permit_id", "field", "due_at"):
        found[permit].append((field, due))
    return found


def _lapses(file: _File, pending: Sequence[Owed], limit: dt.datetime, hours: WorkingCalendar) -> list[Lapse]:
    state, found = State(file.state), []
    if state is State.INCOMPLETE and file.waiting_until:
        found.append(Lapse(file.reference, "incomplete", file.waiting_until))
    if state is State.APPROVED:
        cause = "unpaid" if file.unpaid else "unissued"
        found.append(Lapse(file.reference, cause, day_end(file.starts_on, hours)))
    if state is State.ISSUED and file.next_at:
        found.append(Lapse(file.reference, "unused", file.next_at))
    decides = file.silence or Silence.NONE
    if state in STUDIED and decides != Silence.NONE and file.legal_due_at and file.legal_due_at <= limit:
        agrees = decides == Silence.AGREEMENT
        found.append(Lapse(file.reference, "silence", file.legal_due_at, agrees=agrees))
    elif state in STUDIED:
        found += [Lapse(file.reference, f"opinion:{field}", due) for field, due in pending if due <= limit]
    return found


def _in_words(lapse: Lapse, title: str, hours: WorkingCalendar) -> LapseShown:
    day = hours.local(lapse.at).date()
    kind, _colon, field = lapse.cause.partition(":")
    words = {
        "incomplete": (
            "Il manque encore des pièces ; le délai donné finit le %(day)s.",
            "Documents are still missing; the time given ends on %(day)s.",
        ),
        "unissued": (
            "Approuvé, pas encore délivré ; l’occupation commence le %(day)s.",
            "Approved, not issued yet; the occupation starts on %(day)s.",
        ),
        "unpaid": (
            "Approuvé, pas encore payé ; l’occupation commence le %(day)s.",
            "Approved, not paid yet; the occupation starts on %(day)s.",
        ),
        "silence": (
            "Le délai légal finit le %(day)s sans décision.",
            "The legal time ends on %(day)s without a decision.",
        ),
        "opinion": (
            "Avis attendu pour le %(day)s : %(name)s.",
            "Opinion due on %(day)s: %(name)s.",
        ),
        "unused": (
            "Délivré, jamais commencé ; il n’est plus valable après le %(day)s.",
            "Issued, never begun; it is no longer valid after %(day)s.",
        ),
    }[kind]
    sentence = say(*words, day=day, name=field_words(field))
    return LapseShown(lapse.reference, title, lapse.at, sentence, _consequence(kind, agrees=lapse.agrees))


def _consequence(cause: str, *, agrees: bool) -> Text:
    if cause == "silence":
        if agrees:
            return say("La demande est acceptée sans examen.", "The request is accepted unread.")
        return say("La demande est refusée par silence.", "Silence refuses the request.")
    if cause == "opinion":
        return say("La décision sera en retard.", "The decision will be late.")
    return say(
        "Le dossier devient caduc ; il faut tout redéposer.", "The file lapses; all has to be filed again."
    )


def _candidates(lapses: Sequence[Lapse]) -> list[Candidate]:
    """Give all moves that save something: one message to a service may save many files, one decision a whole file."""
    found: list[Candidate] = []
    chased: dict[str, set[Threat]] = defaultdict(set)
    decided: dict[str, set[Threat]] = defaultdict(set)
    issued: set[Threat] = set()
    for lapse in lapses:
        threat = (lapse.reference, lapse.cause)
        kind, _colon, field = lapse.cause.partition(":")
        if kind == "opinion":
            chased[field].add(threat)
            decided[lapse.reference].add(threat)
        elif kind == "unissued":
            issued.add(threat)
        else:
            verb = _VERBS[kind]
            found.append(Candidate(f"{verb}:{lapse.reference}", frozenset({threat}), MINUTES[verb]))
    if issued:
        found.append(Candidate("issue:all", frozenset(issued), MINUTES["issue"] * len(issued)))
    found += [
        Candidate(f"chase:{each}", frozenset(saved), MINUTES["chase"]) for each, saved in chased.items()
    ]
    found += [
        Candidate(f"decide:{each}", frozenset(saved), MINUTES["decide"] + 10)
        for each, saved in decided.items()
    ]
    return found


_VERBS = {"incomplete": "more_time", "unpaid": "payer", "silence": "decide", "unused": "call"}


def _move(candidate: Candidate, cover: Cover) -> Move:
    verb, _colon, what = candidate.code.partition(":")
    saves = tuple(sorted(candidate.saves))
    return Move(
        candidate.code,
        _move_words(verb, what, len(saves)),
        saves,
        candidate.minutes,
        candidate.code in cover.must,
    )


def _move_words(verb: str, what: str, count: int) -> Text:
    if verb == "chase":
        return say(
            "Relancer le service %(name)s : %(waiting)s.",
            "Remind %(name)s: %(waiting)s.",
            name=field_words(what),
            waiting=counted(
                count,
                ("un dossier l’attend", "one file waits for it"),
                ("%(n)s dossiers l’attendent", "%(n)s files wait for it"),
            ),
        )
    if verb == "issue":
        return counted(
            count,
            ("Délivrer le dossier approuvé qui commence.", "Issue the approved permit that begins."),
            (
                "Délivrer les %(n)s dossiers approuvés qui commencent.",
                "Issue the %(n)s approved permits that begin.",
            ),
        )
    words = {
        "decide": ("Décider du dossier %(what)s.", "Decide on %(what)s."),
        "call": ("Appeler la personne du dossier %(what)s.", "Call the person of %(what)s."),
        "payer": ("Appeler qui paie le dossier %(what)s.", "Call the payer of %(what)s."),
        "more_time": (
            "Appeler la personne du dossier %(what)s, qui complète ou reçoit plus de temps.",
            "Call the person of %(what)s, who completes the file or is given more time.",
        ),
    }[verb]
    return say(*words, what=what)


def _explained(lapses: Sequence[Lapse], moves: Sequence[Move], cover: Cover) -> Text:
    minutes = sum(move.minutes for move in moves)
    how = (
        ("aucun choix plus court n’existe", "no shorter choice exists")
        if cover.exact
        else ("choisis un à un, du plus utile au moins utile", "chosen one by one, the most useful first")
    )
    if not lapses:
        return say("Rien ne devient caduc d’ici là.", "Nothing lapses until then.")
    files, moves_needed = len({lapse.reference for lapse in lapses}), len(moves)
    return say(
        "%(files)s ; %(moves)s (environ %(minutes)s minutes), %(how)s.",
        "%(files)s; %(moves)s (about %(minutes)s minutes), %(how)s.",
        files=counted(
            files,
            ("Un dossier est menacé", "One file is threatened"),
            ("%(n)s dossiers sont menacés", "%(n)s files are threatened"),
        ),
        moves=counted(
            moves_needed,
            ("un geste suffit", "one move is enough"),
            ("%(n)s gestes suffisent", "%(n)s moves are enough"),
        ),
        minutes=minutes,
        how={"fr": how[0], "en": how[1]},
    )
