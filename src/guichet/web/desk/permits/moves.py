"""The moves that keep files from lapsing: some done by one click here, the others one click away on their file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.permits.actions.deciding import issue
from guichet.permits.actions.reviewing import chase_opinions, more_time
from guichet.permits.queries.lapsing import lapses_in_words, lapsing
from guichet.permits.shapes import Forecast, Move
from guichet.web.desk.permits.review import address_of
from guichet.web.desk.templatetags.desk import language

EXTRA_DAYS = 15
MOST_MOVES, MOST_FILES = 50, 100  # what one reads at a sitting; the list of permits holds them all


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move as the page offers it: a button of its own, or the address of the file where it is done."""

    code: str
    sentence: str
    minutes: int
    must: bool
    saves: Sequence[str]
    url: str
    button: str
    """What the button says; empty when the move is made on the file itself."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file with everything that threatens it, the first to come first."""

    reference: str
    title: str
    at: dt.datetime
    threats: list[tuple[str, str]]
    """What happens, and what follows from it, which is said once when all follow alike."""


def shown_lapses(actor: Actor, forecast: Forecast) -> list[FileLine]:
    """Give what lapses file by file, in the order of the first thing that happens to each; the first hundred."""
    first = set(islice(dict.fromkeys(lapse.reference for lapse in forecast.lapses), MOST_FILES))
    found: dict[str, FileLine] = {}
    for lapse in lapses_in_words(actor, (each for each in forecast.lapses if each.reference in first)):
        line = found.setdefault(lapse.reference, FileLine(lapse.reference, lapse.title, lapse.at, []))
        follows = localise(lapse.consequence, language())
        if line.threats and line.threats[-1][1] == follows:
            line.threats[-1] = (line.threats[-1][0], "")
        line.threats.append((localise(lapse.sentence, language()), follows))
    return list(found.values())


def shown_forecast(forecast: Forecast) -> list[MoveLine]:
    """Give the moves in the order in which to make them; the first fifty."""
    return [_line(move) for move in forecast.moves[:MOST_MOVES]]


def _line(move: Move) -> MoveLine:
    verb, _colon, what = move.code.partition(":")
    button = _button(verb)
    saves = sorted({reference for reference, _cause in move.saves})
    address = "" if button else address_of(what)
    return MoveLine(
        move.code, localise(move.sentence, language()), move.minutes, move.must, saves, address, button
    )


def _button(verb: str) -> str:
    if verb == "chase":
        return _("Send the reminder")
    if verb == "issue":
        return pgettext("permit", "Issue")
    return _("Give %(n)d days more") % {"n": EXTRA_DAYS} if verb == "more_time" else ""


def do_the_move(actor: Actor, code: str) -> str:
    """Do a move and say what was done. Raises Invalid for one that nobody offered, Conflict or Denied as its verb does."""
    verb, _colon, what = code.partition(":")
    if verb == "chase":
        n = chase_opinions(actor, what[:20])
        if not n:
            return _("There was nobody left to remind: every opinion has come.")
        return ngettext(
            "The service was reminded of one opinion.", "The service was reminded of %(n)d opinions.", n
        ) % {"n": n}
    if verb == "more_time":
        more_time(actor, what, EXTRA_DAYS)
        return _("%(number)s has %(n)d days more.") % {"number": what, "n": EXTRA_DAYS}
    if verb == "issue":
        references = [each.reference for each in lapsing(actor).lapses if each.cause == "unissued"]
        for reference in references:
            issue(actor, reference)
        n = len(references)
        if not n:
            return _("There was no permit left to issue.")
        return ngettext("One permit was issued.", "%(n)d permits were issued.", n) % {"n": n}
    raise Invalid(_("This can no longer be done: the file changed. Here is where it stands now."))
