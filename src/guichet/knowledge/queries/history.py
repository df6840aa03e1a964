"""The versions of an answer, and what changed from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_names
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.differences import Difference, differences
from guichet.knowledge.models import Answer, AnswerVersion
from guichet.places.queries import district_names


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in the history of an answer, with what changed since the one before in a few sentences."""

    version: AnswerVersion
    live: bool
    newest: bool
    sentences: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of an answer, side by side."""

    before: AnswerVersion
    after: AnswerVersion
    found: tuple[Difference, ...]


def answer_for(actor: Actor, key: str) -> Answer:
    """Find an answer to work on it, with its versions of now, owner and reader at hand. Raises NotFound."""
    authorise(actor, rules.may_read_bank)
    rows = Answer.objects.select_related("newest", "live", "owner_team", "second_reader")
    answer = rows.filter(key=key[:80]).first()
    if answer is None:
        raise NotFound(_("There is no such answer."))
    return answer


def history_of(actor: Actor, key: str, *, sentences: int = 3, limit: int = 100) -> list[VersionRow]:
    """Give the versions of an answer, the newest first (four queries)."""
    answer = answer_for(actor, key)
    names = names_by_code(actor.language)
    versions = list(AnswerVersion.objects.filter(answer=answer).order_by("-number")[: limit + 1])
    rows = []
    for index, version in enumerate(versions[:limit]):
        before = versions[index + 1] if index + 1 < len(versions) else None
        found = [one.sentence for one in differences(before, version, names)] if before else []
        rows.append(
            VersionRow(
                version=version,
                live=version.pk == answer.live_id,
                newest=version.pk == answer.newest_id,
                sentences=tuple(found[:sentences]),
                more=max(0, len(found) - sentences),
            )
        )
    return rows


def names_by_code(language: str) -> dict[str, str]:
    """Give the names of services and districts by code (two queries)."""
    return {code: localise(name, language) for code, name in (*service_names(), *district_names())}


def compared(actor: Actor, key: str, before: int, after: int) -> Compared:
    """Compare two versions of an answer by their numbers. Raises NotFound when one is not there."""
    answer = answer_for(actor, key)
    found = {
        one.number: one for one in AnswerVersion.objects.filter(answer=answer, number__in=[before, after])
    }
    if before not in found or after not in found:
        raise NotFound(_("There is no such version."))
    return Compared(
        found[before],
        found[after],
        tuple(differences(found[before], found[after], names_by_code(actor.language))),
    )


def version_of(actor: Actor, key: str, number: int) -> AnswerVersion | None:
    """Find a version of an answer by its number."""
    authorise(actor, rules.may_read_bank)
    return AnswerVersion.objects.filter(answer__key=key[:80], number=number).first()
