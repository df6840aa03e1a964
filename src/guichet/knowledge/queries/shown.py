"""One answer as it is read: by an agent who says it aloud, by a resident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.queries import service_names
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import localise
from guichet.knowledge import rules
from guichet.knowledge.content import TRUNK, Said, missing_language, older_language, said_in
from guichet.knowledge.lifecycle import WITHDRAWN
from guichet.knowledge.markdown import render_markdown
from guichet.knowledge.models import Answer, AnswerVersion, Audience

LIVE, DRAFT, NOT_YET, EXPIRED, GONE = "live", "draft", "not_yet", "expired", "withdrawn"


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer to be read. `status` is live, draft (never published), not_yet, expired or withdrawn.

    `read_html` and `staff_html` are sanitised; the second is empty for residents. `language` is the one that the text
    is in; `older` says that it was changed before its other language. `districts` are where it holds (none:
    everywhere), `variants` those with a text of their own, `district` the variant that is shown.
    A resident who asks for what is no longer said gets a status and no text.
    """

    key: str
    status: str
    title: str
    say: str = ""
    read: str = ""  # as it was written, in Markdown
    read_html: str = ""
    staff_html: str = ""
    language: str = "fr"
    older: bool = False
    missing_language: str = ""
    district: str | None = None
    variants: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    forms: tuple[tuple[str, str], ...] = ()  # code of a service, its name
    see_also: tuple[tuple[str, str], ...] = ()  # key of an answer, its title
    sources: tuple[Mapping[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    audience: str = Audience.RESIDENTS.value
    owner_team_id: int | None = None
    owner_team: Mapping[str, str] | None = None
    second_reader: str = ""
    reviewed_on: dt.date | None = None
    reviewed_by: str = ""
    review_on: dt.date | None = None
    due: bool = False
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    example: bool = False
    state: str = ""
    number: int = 0  # of the version that is shown
    newer: bool = False  # a newer version is being written
    published_at: dt.datetime | None = None
    published_by: str = ""
    withdrawn_why: str = ""
    replaced_by: tuple[str, str] | None = None  # key and title of the answer to read instead
    changed_at: dt.datetime | None = None
    returned_why: str = ""
    newest_number: int = 0
    pk: int = 0


def answer_shown(
    actor: Actor, key: str, *, language: str, district: str | None = None, number: int | None = None
) -> AnswerShown:
    """Give an answer in a language, as said in a district. Raises NotFound.

    Staff also read what is not published (its newest text, with its status), and any version by its `number`.
    Residents read what is published, public and valid today; what was public and no longer holds they are told of.
    """
    answer = _answers().filter(key=key[:80]).first()
    if answer is None:
        raise NotFound(_("There is no such answer."))
    inside = rules.may_read_bank(actor)
    version = _version(answer, number if inside else None)
    status = status_of(answer, moment.today())
    if not inside:
        public = (answer.live or version).audience == Audience.RESIDENTS
        was_said = answer.live is not None or _was_published(answer)
        if not public or not was_said:
            raise NotFound(_("There is no such answer."))
    said = said_in(version.texts, language, district)
    if not inside and status != LIVE:
        return AnswerShown(
            key=answer.key,
            status=status,
            title=said.title,
            language=said.language,
            valid_from=version.valid_from,
            replaced_by=_replacement(actor, answer, language),
        )
    return _shown(actor, answer, version, said, status, language=language)


def status_of(answer: Answer, today: dt.date) -> str:
    """Tell what can be done with an answer today; its live version must be at hand."""
    if answer.live is None:
        return GONE if answer.state == WITHDRAWN else DRAFT
    if answer.live.valid_from and today < answer.live.valid_from:
        return NOT_YET
    return EXPIRED if answer.live.valid_until and today > answer.live.valid_until else LIVE


def _answers() -> Any:
    return Answer.objects.select_related("newest", "live", "owner_team", "second_reader")


def _version(answer: Answer, number: int | None) -> AnswerVersion:
    if number is not None:
        asked = AnswerVersion.objects.filter(answer=answer, number=number).first()
        if asked is None:
            raise NotFound(_("There is no such version."))
        return asked
    version = answer.live or answer.newest
    if version is None:
        raise NotFound(_("There is no such answer."))
    return version


def _was_published(answer: Answer) -> bool:
    return AnswerVersion.objects.filter(answer=answer, published_at__isnull=False).exists()


def _shown(
    actor: Actor,
    answer: Answer,
    version: AnswerVersion,
    said: Said,
    status: str,
    *,
    language: str,
) -> AnswerShown:
    inside = rules.may_read_bank(actor)
    return AnswerShown(
        key=answer.key,
        status=status,
        title=said.title,
        say=said.say,
        read=said.read,
        read_html=render_markdown(said.read, said.language),
        staff_html=render_markdown(said.staff, said.language) if inside else "",
        language=said.language,
        older=older_language(version, said.district) == said.language,
        missing_language=missing_language(version),
        district=said.district,
        variants=tuple(place for place in version.texts if place != TRUNK),
        districts=tuple(version.districts),
        forms=_service_names(version.forms, language),
        see_also=_titles(actor, version.see_also, language),
        sources=tuple(version.sources),
        keywords=tuple(version.keywords) if inside else (),
        services=tuple(version.services),
        audience=version.audience,
        owner_team_id=answer.owner_team_id,
        owner_team=answer.owner_team.name if answer.owner_team and inside else None,
        second_reader=answer.second_reader.name if answer.second_reader and inside else "",
        reviewed_on=answer.reviewed_on,
        reviewed_by=answer.reviewed_by if inside else "",
        review_on=answer.review_on if inside else None,
        due=bool(answer.review_on and answer.review_on <= moment.today()),
        **{name: getattr(version, name) for name in ("valid_from", "valid_until", "published_at")},
        example=answer.example,
        state=answer.state,
        number=version.number,
        newer=answer.live is not None and answer.newest_id != answer.live_id,
        published_by=version.published_by if inside else "",
        withdrawn_why=answer.withdrawn_why,
        replaced_by=_replacement(actor, answer, language),
        changed_at=answer.updated_at,
        returned_why=answer.returned_why if inside else "",
        newest_number=answer.newest.number if answer.newest else 0,
        pk=answer.pk,
    )


def _service_names(codes: list[str], language: str) -> tuple[tuple[str, str], ...]:
    if not codes:
        return ()
    names = dict(service_names())
    return tuple((code, localise(names[code], language)) for code in codes if code in names)


def _titles(actor: Actor, keys: list[str], language: str) -> tuple[tuple[str, str], ...]:
    """Name other answers that the actor may read and that are said today."""
    if not keys:
        return ()
    today, inside = moment.today(), rules.may_read_bank(actor)
    found = {
        other.key: other.live
        for other in Answer.objects.select_related("live").filter(key__in=keys, live__isnull=False)
        if other.live and status_of(other, today) == LIVE
        if inside or other.live.audience == Audience.RESIDENTS
    }
    return tuple((key, said_in(found[key].texts, language).title) for key in keys if key in found)


def _replacement(actor: Actor, answer: Answer, language: str) -> tuple[str, str] | None:
    if not answer.replaced_by:
        return None
    return next(iter(_titles(actor, [answer.replaced_by], language)), None)
