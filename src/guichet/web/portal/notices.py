"""What is true today, told where it matters: on the first page, beside an answer, before a report is made."""

from __future__ import annotations

from guichet.catalogue.queries import ServiceForm
from guichet.kernel.actor import visitor
from guichet.knowledge.queries import NoticeShown, notices_now
from guichet.places.queries import district_at
from guichet.web.portal.drafts import Draft
from guichet.web.portal.entrance import language


def notices_of_today(
    services: tuple[str, ...] | None = None, district: str | None = None
) -> list[NoticeShown]:
    """Give what residents are told today; with `services`, what is about one of them."""
    shown = notices_now(visitor(language=language()), district=district, language=language())
    return [one for one in shown if services is None or set(one.services) & set(services)]


def notices_about(asked: ServiceForm, draft: Draft | None = None) -> list[NoticeShown]:
    """Give what is said today of a service, where a report is about once its place is known."""
    point = draft.point if draft is not None else None
    district = district_at(*point) if point else None
    return notices_now(
        visitor(language=language()),
        service=asked.service.code,
        district=district.code if district else None,
        language=language(),
    )
