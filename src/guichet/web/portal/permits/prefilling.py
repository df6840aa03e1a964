"""« Like last time »: a new request that begins with an earlier one, or with what is known of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from guichet.catalogue.queries import form_of
from guichet.documents.actions import Place, keep_upload
from guichet.documents.store import open_for_download
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.permits.lifecycle import Role
from guichet.permits.queries.earlier import TakenUp, earlier_documents, known_applicant, taken_up
from guichet.permits.shapes import PartyShown
from guichet.web.kit.areas import PARTS
from guichet.web.portal.entrance import language
from guichet.web.portal.permits.asking import AREA, LIKE, PARTIES, Asking
from guichet.web.portal.permits.forms import OTHERS, PARTY_FIELDS

if TYPE_CHECKING:
    from guichet.catalogue.models import Service

APPLICANT = Role.APPLICANT.value


def begin_with(actor: Actor, service: Service, like: str) -> dict[str, Any]:
    """Give what a new request begins with: an earlier file (its number), else what is known of who asks.

    Days are never taken; documents are offered at their step. Raises NotFound for a file that is not theirs.
    """
    if like:
        return _like(taken_up(actor, like, form_of(service).form))
    known = known_applicant(actor)
    return {PARTIES: {APPLICANT: _fields(known)}, LIKE: {"took": ["people"]}} if known else {}


def _like(taken: TakenUp) -> dict[str, Any]:
    took = [
        name
        for name, there in (
            ("place", taken.area or taken.address),
            ("details", taken.answers),
            ("people", taken.parties),
        )
        if there
    ]
    lost = [localise(label, language()) for label in taken.lost]
    begun: dict[str, Any] = {
        **taken.answers,
        LIKE: {"reference": taken.reference, "took": took, "lost": lost},
    }
    if "place" in took:
        begun[AREA] = _area(taken)
    if taken.parties:
        begun[PARTIES] = _parties(taken.parties)
    return begun


def _area(taken: TakenUp) -> dict[str, Any]:
    kept: dict[str, Any] = dict.fromkeys(PARTS, "") | {"side": "here", "place": taken.address}
    kept |= {part: f"{value:g}" for part, value in taken.sizes.items()}
    kept |= {"lat": taken.lat, "lon": taken.lon, "district": taken.district}
    return kept | ({"geometry": dict(taken.area), "how": "drawn"} if taken.area else {})


def _fields(party: PartyShown) -> dict[str, str]:
    values = asdict(party)
    return {name: str(values[name]) for name in PARTY_FIELDS}


def _parties(parties: tuple[PartyShown, ...]) -> dict[str, dict[str, str]]:
    """Give who had each role; whoever was the applicant too is « the same person » again."""
    by_role = {each.role: _fields(each) for each in parties}
    applicant = by_role.get(APPLICANT, {})
    found = {APPLICANT: applicant}
    for role in (each.value for each in OTHERS):
        theirs = by_role.get(role)
        if theirs is None:
            found[role] = {"who": "none" if role == Role.CONTRACTOR else "same"}
        else:
            found[role] = {"who": "same"} if theirs == applicant else {"who": "other", **theirs}
    return found


def offered_documents(actor: Actor, asking: Asking) -> Mapping[str, Any]:
    """Give the documents of the earlier file that this request asks for again and does not have yet, by their code."""
    reference = str(asking.like.get("reference", ""))
    if not reference:
        return {}
    try:
        earlier = earlier_documents(actor, reference)
    except NotFound:  # filled with someone who does not know the earlier file
        return {}
    asked = {document.code for document in asking.needed()} - set(asking.documents)
    return {code: attachment for code, attachment in earlier.items() if code in asked}


def take_document(actor: Actor, asking: Asking, code: str) -> dict[str, str]:
    """Join a document of the earlier file to this request; gives how the request keeps it. Raises Refused."""
    attachment = offered_documents(actor, asking).get(code)
    if attachment is None:
        return {}
    file = open_for_download(attachment, thumbnail=False).file
    with file:
        kept = keep_upload(actor, file, Place(draft_key=asking.files_key), name=attachment.name)
    return {"key": str(kept.key), "name": attachment.name}
