"""Everything that the page of one file shows, gathered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.documents.queries import attachments_of
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.occupations.queries import Conflict
from guichet.permits.facts import MEASURE_WORDS
from guichet.permits.lifecycle import State
from guichet.permits.precedents import precedents_for
from guichet.permits.queries.estimating import conflicts_of
from guichet.permits.queries.visible import subject_for
from guichet.permits.shapes import PartyShown, PermitShown
from guichet.web.desk.permits.next_step import next_step, open_wishes
from guichet.web.desk.permits.verbs import VERBS, offered, title_of
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.area_plan import AreaPlan, draw_area
from guichet.web.kit.permit_clock import DrawnClock, draw_clock

MOST_IN_HEAD = 3


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure with where it came from, in words; `was` is what the map read before an agent corrected it."""

    label: str
    measure: dict[str, Any]
    origin: str
    was: dict[str, Any] | None
    reason: str


@dataclass(frozen=True, slots=True)
class PartyLine:
    """Someone of the file; `same_as` names the earlier roles of the same person."""

    party: PartyShown
    same_as: str


def review_context(actor: Actor, shown: PermitShown) -> dict[str, Any]:
    """Give what the page of a file shows."""
    today = timezone.localdate()
    step = next_step(shown, today)
    verbs = offered(actor, shown)
    names = [verb.name for verb in verbs]
    first = [VERBS[step.verb]] if step.verb in names else []
    return {
        "permit": shown,
        "title": title_of(shown, language()),
        "step": step,
        "step_verb": first[0] if first else None,
        "head_verbs": [verb for verb in verbs if verb not in first][:MOST_IN_HEAD],
        "more_verbs": [verb for verb in verbs if verb not in first][MOST_IN_HEAD:],
        "offered": names,
        "measures": measure_lines(shown),
        "parties": party_lines(shown),
        "clocks": drawn_clocks(shown),
        "bill_url": reverse("desk_permit_bill", args=[shown.reference]),
        "files": attachments_of(actor, subject_for(actor, shown.reference), published_only=False),
        "wishes": [_wish(each) for each in open_wishes(shown)],
        "precedents": precedents_for(actor, shown),
        "reads_resident": actor.has("resident.read"),
        "shares": shown.state != State.DRAFT and not shown.elsewhere and actor.has("permit.handle"),
    }


def _wish(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a holder asks for with its days as dates."""
    days = {name: dt.date.fromisoformat(asked[name]) for name in ("starts_on", "ends_on") if asked.get(name)}
    return {**asked, **days}


def ground_context(actor: Actor, shown: PermitShown) -> dict[str, Any]:
    """Give what the plan of a file and the list under it show."""
    found = conflicts_of(actor, shown.reference)
    return {"permit": shown, "conflicts": found, "area_plan": area_plan(shown, found)}


def drawn_clocks(shown: PermitShown) -> list[DrawnClock]:
    """Give the clocks of a file as they are drawn."""
    now = moment.now()
    return [draw_clock(clock, now) for clock in shown.clocks]


def area_plan(shown: PermitShown, found: Sequence[Conflict]) -> AreaPlan | None:
    """Draw the area with what clashes with it (dark) and what stands there at other times (light)."""
    others = [("other" if each.when == "present" else "near", each.geometry) for each in found]
    return draw_area(shown.area, others)


def measure_lines(shown: PermitShown) -> list[MeasureLine]:
    """Give the measures in their usual order, each with where it came from."""
    words = language()
    lines = []
    for code, label in MEASURE_WORDS.items():
        measure = shown.measures.get(code)
        if not measure or measure.get("value") in (None, ""):
            continue
        corrected = measure.get("origin") == "agent"
        was = (
            {**measure, "value": measure.get("read")}
            if corrected and measure.get("read") is not None
            else None
        )
        lines.append(
            MeasureLine(
                localise(label, words), dict(measure), _origin(measure), was, str(measure.get("reason", ""))
            )
        )
    return lines


def _origin(measure: Any) -> str:
    origin = str(measure.get("origin", ""))
    known = {
        "agent": _("corrected by an agent"),
        "applicant": _("said by the applicant"),
        "drawn": _("measured on the drawing"),
        "map": _("measured on the drawing"),
        "layer": _("read from the City’s map"),
        "type": _("set by the type of permit"),
    }
    words = known.get(origin, "")
    source = str(measure.get("source", "")) if origin == "layer" else ""
    return f"{words} ({source})" if source else words


def party_lines(shown: PermitShown) -> list[PartyLine]:
    """Give the people of a file; one who has several roles is shown once for each, and it is said."""
    lines: list[PartyLine] = []
    seen: dict[tuple[str, str, str], str] = {}
    for party in shown.parties:
        who = (party.name, party.organisation, party.email)
        lines.append(PartyLine(party, seen.get(who, "")))
        seen.setdefault(who, party.role)
    return lines


def address_of(reference: str) -> str:
    """Give the address of a file's page."""
    return reverse("desk_permit", args=[reference])
