"""What the console proposes for some words: services with their promise, or that it is somebody else's business."""

from __future__ import annotations

from collections.abc import Sequence

from guichet.catalogue.promises import most_precise
from guichet.contacts.choosing import Body, Fit, Proposal, propose
from guichet.contacts.queries.bank import FoundAnswer
from guichet.contacts.queries.offer import Offer
from guichet.contacts.queries.shapes import Looked, PlaceSeen, ServiceLine
from guichet.kernel import moment
from guichet.knowledge.queries import ElsewhereShown
from guichet.places.queries import calendar

_SERVICES, _FOUND = 5, 8


def proposed(
    topic: str, offer: Offer, answers: Sequence[FoundAnswer], bodies: Sequence[ElsewhereShown]
) -> Proposal:
    """Weigh the services' own words, the answers and what belongs to others."""
    found = offer.finder.search(topic, limit=_FOUND) if topic else []
    offered = {one.code for one in offer.services}
    return propose(
        topic,
        [Fit(hit.document.key, hit.score, [one.typed for one in hit.sought]) for hit in found],
        [
            Fit(one.key, one.score, one.held, [code for code in one.services if code in offered])
            for one in answers
        ],
        [Body(one.key, one.held, named=one.named) for one in bodies],
    )


def service_lines(
    proposal: Proposal, offer: Offer, chosen: Looked, place: PlaceSeen | None, *, is_away: bool = False
) -> list[ServiceLine]:
    """Give the services to show, with what each promises; that which was chosen, else the clear one, is marked.

    None is clear where the address is another municipality's (`is_away`).
    """
    by_code = {one.code: one for one in offer.services}
    best = chosen.service if chosen.service in by_code else "" if is_away else proposal.service
    codes = list(proposal.services[:_SERVICES])
    if best and best not in codes:
        codes = [best, *codes]
    district = place.district_id if place else None
    now, clock = moment.now(), calendar()
    lines = []
    for one in (by_code[code] for code in codes):
        promised = most_precise(offer.commitments.get(one.pk, ()), district, one.priority)
        due = clock.add(now, promised.resolve) if promised.resolve else None
        question = next(iter(offer.questions.get(one.code, ())), None)
        lines.append(ServiceLine(one, promised, due, question, chosen=one.code == best))
    return lines
