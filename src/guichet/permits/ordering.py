"""The published order of work: points from the date of need, lateness and harm. It is never given an amount."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text
from guichet.permits.shapes import Reason
from guichet.permits.wording import say

MOST = 500


@dataclass(frozen=True, slots=True)
class Weights:
    """Points of the order rule.

    `need` points for a file needed today, fewer each day, none `need_days` ahead; `overdue` a day past the promised
    date and `waiting` a day waited, each up to its most; `harm` a level of harm (0 to 3); `filed_late` for a file that
    came in after its lead time, so that it does not pass those that came in time.
    """

    need: int = 40
    need_days: int = 20
    overdue: int = 6
    overdue_most: int = 36
    waiting: int = 1
    waiting_most: int = 20
    harm: int = 12
    filed_late: int = -12


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that the order rule is told of a file: no amount, no name."""

    starts_on: dt.date
    complete_at: dt.datetime
    due_at: dt.datetime | None
    filed_late: bool
    harm: int
    jump: int = 0


def read_weights(given: Mapping[str, object]) -> Weights:
    """Read points as they are stored or typed; an unknown name or a number out of bounds is Invalid."""
    known = {each.name for each in fields(Weights)}
    faults = {name: _("The order rule does not know this.") for name in given if name not in known}
    numbers: dict[str, int] = {}
    for name in known & set(given):
        text = str(given[name]).strip().replace("\u2212", "-")
        if not text.lstrip("-").isdigit() or abs(int(text)) > MOST:
            faults[name] = _("Write a whole number from −500 to 500.")
        elif name != "filed_late" and int(text) < 0:
            faults[name] = _("Write a number that is not negative.")
        else:
            numbers[name] = int(text)
    if not faults and numbers.get("need_days", 1) < 1:
        faults["need_days"] = _("Write at least one day.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return Weights(**numbers)


def write_weights(weights: Weights) -> dict[str, int]:
    """Give points as they are stored."""
    return asdict(weights)


def reasons(weights: Weights, file: Waiting, now: dt.datetime) -> tuple[Reason, ...]:
    """Give the points of a file, one reason each; those of none are left out."""
    ahead = max((file.starts_on - now.date()).days, 0)
    waited = max((now - file.complete_at).days, 0)
    late = max((now - file.due_at).days, 0) if file.due_at else 0
    need = round(weights.need * max(weights.need_days - ahead, 0) / weights.need_days)
    found = (
        Reason("need", need, _need_words(ahead)),
        Reason(
            "overdue",
            min(late * weights.overdue, weights.overdue_most),
            say("Promesse dépassée de %(n)s j", "%(n)s days past the promise", n=late),
        ),
        Reason(
            "waiting",
            min(waited * weights.waiting, weights.waiting_most),
            say("Attend depuis %(n)s j", "Waiting for %(n)s days", n=waited),
        ),
        Reason("harm", file.harm * weights.harm, HARM_WORDS[file.harm]),
        Reason(
            "filed_late",
            weights.filed_late if file.filed_late else 0,
            say("Déposé hors délai", "Filed after the lead time"),
        ),
        Reason("jump", file.jump, say("Placé avant son tour", "Put before its turn")),
    )
    return tuple(reason for reason in found if reason.points)


def _need_words(ahead: int) -> Text:
    if ahead == 0:
        return say("Commence aujourd’hui", "Starts today")
    return say("Commence dans %(n)s j", "Starts in %(n)s days", n=ahead)


HARM_WORDS: tuple[Text, ...] = (
    {"fr": "Attendre ne nuit à personne", "en": "Waiting harms nobody"},
    {"fr": "Attendre gêne", "en": "Waiting is a nuisance"},
    {"fr": "Attendre coûte ou bloque", "en": "Waiting costs or blocks something"},
    {"fr": "Attendre met en danger", "en": "Waiting is dangerous"},
)


def total(found: tuple[Reason, ...]) -> int:
    """Add up the points of a file."""
    return sum(reason.points for reason in found)


def in_words(weights: Weights) -> Text:
    """Say the order rule as it is published."""
    return say(
        "Les dossiers sont étudiés dans cet ordre : d’abord ceux dont la date approche (jusqu’à %(need)s points, à "
        "partir de %(need_days)s jours avant le début), ceux dont la promesse est dépassée (%(overdue)s points par "
        "jour, %(overdue_most)s au plus), ceux qui attendent (%(waiting)s point par jour, %(waiting_most)s au plus) et "
        "ceux dont l’attente nuit (%(harm)s points par degré). Un dossier déposé hors délai perd %(late)s points : il "
        "ne passe pas devant ceux qui s’y sont pris à temps. Le montant à payer ne compte jamais. Un dossier placé "
        "avant son tour l’est pour une raison écrite, que toute l’équipe peut lire.",
        "Files are studied in this order: first those whose date comes near (up to %(need)s points, from "
        "%(need_days)s days before the start), those past their promise (%(overdue)s points a day, %(overdue_most)s at "
        "most), those that wait (%(waiting)s point a day, %(waiting_most)s at most) and those whose waiting does harm "
        "(%(harm)s points a degree). A file that came in after its lead time loses %(late)s points: it does not pass "
        "those that came in time. The amount to pay never counts. A file put before its turn is so for a written "
        "reason that the whole team can read.",
        need=weights.need,
        need_days=weights.need_days,
        overdue=weights.overdue,
        overdue_most=weights.overdue_most,
        waiting=weights.waiting,
        waiting_most=weights.waiting_most,
        harm=weights.harm,
        late=-weights.filed_late,
    )
