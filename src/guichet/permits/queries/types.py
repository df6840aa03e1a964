"""Which permits exist, what each asks in a district, and when an occupation may start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.catalogue.models import Service
from guichet.catalogue.queries import all_services, in_season
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.clock import WorkingCalendar
from guichet.kernel.errors import NotFound
from guichet.kernel.texts import Text
from guichet.kernel.words import clean_line
from guichet.permits import rules
from guichet.permits.models import DistrictRule, PermitType
from guichet.permits.shapes import Document, Earliest, Reviewer, TypeShown
from guichet.permits.wording import days_words, say
from guichet.places.queries import calendar, district_at

PLAIN = (
    *(
        "kind",
        "use",
        "tariff",
        "needed_by",
        "not_needed",
        "lead_amount",
        "lead_unit",
        "late_help",
        "longest_days",
    ),
    *(
        "extendable",
        "most_extensions",
        "longest_total",
        "promise_amount",
        "promise_unit",
        "clock_amount",
        "clock_unit",
        "silence",
        "clock_source",
    ),
    *(
        "complete_days",
        "pause_source",
        "appeal",
        "billed",
        "paid_before_issue",
        "must_declare",
        "unused_days",
        "renewable",
    ),
    *(
        "renewal_free_study",
        "season_from",
        "season_to",
        "remind_days",
        "harm",
        "public_map",
        "drawn",
        "version",
    ),
)
"""The fields of a type that its page is given as they are."""


def _rows(actor: Actor) -> QuerySet[PermitType]:
    rows = PermitType.objects.filter(service__active=True).select_related("service", "service__group")
    rows = rows.defer(
        *(f"service__{name}" for name in ("keywords", "search_text", "external", "local_words"))
    )
    return rows if actor.is_staff or actor.is_system else rows.filter(service__public=True)


def permit_names(actor: Actor) -> list[tuple[str, Text]]:
    """Give the code and the name of the permits that an actor may ask for: what a list is narrowed by."""
    authorise(actor, rules.may_see_types)
    return list(_rows(actor).order_by("service__code").values_list("service__code", "service__name"))


def permit_types(actor: Actor, district: str = "") -> list[TypeShown]:
    """Give the permits that an actor may ask for, by kind and name; with a district's code, as that district says."""
    authorise(actor, rules.may_see_types)
    rows = list(_rows(actor).order_by("service__group__position", "service__code"))
    changes = _changes([row.pk for row in rows], district)
    elsewhere = _limited_elsewhere([row.service_id for row in rows], district)
    return [shown(row, changes.get(row.pk)) for row in rows if row.service_id not in elsewhere]


def permit_type(actor: Actor, code: str, district: str = "") -> TypeShown:
    """Give one type of permit by its service's code. Raises NotFound."""
    authorise(actor, rules.may_see_types)
    return shown(*type_row(actor, code, district))


def type_row(actor: Actor, code: str, district: str = "") -> tuple[PermitType, DistrictRule | None]:
    """Give the row of a type and what a district changes of it. Raises NotFound."""
    row = _rows(actor).filter(service__code=clean_line(code, 80)).first()
    if row is None:
        raise NotFound(_("There is no such permit."))
    return row, _changes([row.pk], district).get(row.pk)


def type_of_place(actor: Actor, code: str, lat: float, lon: float) -> TypeShown:
    """Give a type as the district of a point says it. Raises NotFound."""
    found = district_at(lat, lon)
    return permit_type(actor, code, found.code if found else "")


def is_permit(service_id: int) -> bool:
    """Tell whether a service of the catalogue is a permit."""
    return PermitType.objects.filter(service_id=service_id).exists()


def permit_services() -> set[str]:
    """Give the codes of the services that are permits (one query), so that a list can link each to its own page."""
    return set(PermitType.objects.values_list("service__code", flat=True))


def _changes(type_ids: Iterable[int], district: str) -> dict[int, DistrictRule]:
    if not district:
        return {}
    rows = DistrictRule.objects.filter(type__in=list(type_ids), district__code=district)
    return {row.type_id: row for row in rows.select_related("district").defer("district__polygon")}


def _limited_elsewhere(service_ids: Iterable[int], district: str) -> set[int]:
    """Give the services that are offered in some districts only, this one not among them."""
    if not district:
        return set()
    limits: dict[int, set[str]] = {}
    rows = Service.territory.through.objects.filter(service__in=list(service_ids))
    for service_id, code in rows.values_list("service_id", "district__code"):
        limits.setdefault(service_id, set()).add(code)
    return {service_id for service_id, codes in limits.items() if district not in codes}


def shown(row: PermitType, change: DistrictRule | None = None) -> TypeShown:
    """Give the value of a type, with what a district changes of it."""
    service = row.service
    values = {name: getattr(row, name) for name in PLAIN}
    for name in ("lead_amount", "longest_days", "promise_amount", "tariff"):
        changed = getattr(change, name) if change is not None else None
        if changed not in (None, ""):
            values[name] = changed
    documents = [*row.documents, *(change.documents if change is not None else [])]
    return TypeShown(
        id=row.pk,
        code=service.code,
        name=service.name,
        description=service.description,
        icon=service.icon,
        group=service.group.name,
        documents=tuple(Document(**each) for each in documents),
        reviewers=tuple(Reviewer(**each) for each in row.reviewers),
        conditions=tuple(row.conditions),
        checklist=tuple(row.checklist),
        district=change.district.code if change is not None else "",
        district_note=change.note if change is not None else {},
        **values,
    )


def earliest_start(actor: Actor, code: str, on: dt.date | None = None, district: str = "") -> Earliest:
    """Give the first day on which an occupation asked for on a day may start. Raises NotFound."""
    return earliest_of(permit_type(actor, code, district), on or moment.today(), calendar())


def earliest_of(kind: TypeShown, asked: dt.date, hours: WorkingCalendar) -> Earliest:
    """Work out the first lawful day: so many working days, or days, after the day on which it is asked for.

    What is asked for on a closed day counts from the next working day on.
    """
    if kind.lead_unit == "working_days":
        days = hours.working_days_from(asked)
        day = next(islice(days, kind.lead_amount, None))
    else:
        day = asked + dt.timedelta(days=kind.lead_amount)
    length = days_words(kind.lead_amount, kind.lead_unit)
    sentence = say(
        "En demandant le %(asked)s, vous pouvez commencer au plus tôt le %(day)s : il faut %(length)s pour étudier la "
        "demande.",
        "If you ask on %(asked)s, you can start on %(day)s at the earliest: it takes %(length)s to study the request.",
        asked=asked,
        day=day,
        length=length,
    )
    return Earliest(day, asked, kind.lead_amount, kind.lead_unit, sentence)


def offered(service: Service, day: dt.date) -> bool:
    """Tell whether a permit can be asked for on a day."""
    return service.active and in_season(service, day)


def too_late_words(kind: TypeShown, earliest: Earliest) -> Text:
    """Say that a start comes too soon, and what to do."""
    told = say(
        "C’est trop tôt : la première date possible est le %(day)s.",
        "That is too soon: the first possible date is %(day)s.",
        day=earliest.day,
    )
    help_words = kind.late_help or say(
        "Choisissez cette date ou une date plus tardive. Si cela ne peut pas attendre (sécurité, fuite, sinistre), "
        "appelez-nous : un agent peut déposer la demande avec la raison.",
        "Choose that date or a later one. If it cannot wait (safety, leak, damage), call us: an agent can file the "
        "request with the reason.",
    )
    return {code: f"{told[code]} {help_words.get(code) or help_words.get('fr', '')}" for code in told}


def configured_types(actor: Actor) -> list[TypeShown]:
    """Give every type to change it, those of closed services too, by name. Raises Denied."""
    authorise(actor, rules.may_configure)
    rows = PermitType.objects.select_related("service", "service__group")
    return [shown(row) for row in rows.order_by("service__group__position", "service__code")]


def configured_type(actor: Actor, code: str) -> TypeShown:
    """Give one type to change it. Raises NotFound."""
    found = next((each for each in configured_types(actor) if each.code == code), None)
    if found is None:
        raise NotFound(_("There is no such permit."))
    return found


def services_without_rules(actor: Actor) -> list[tuple[str, Text]]:
    """Give the services of the kind « permit » that nobody gave rules yet: code and name."""
    authorise(actor, rules.may_configure)
    known = set(PermitType.objects.values_list("service_id", flat=True))
    return [
        (each.code, each.name) for each in all_services() if each.kind == "permit" and each.pk not in known
    ]


def district_values(code: str) -> dict[str, dict[str, Any]]:
    """Give what each district changes of a type, by its code."""
    names = ("lead_amount", "longest_days", "promise_amount", "tariff", "documents", "note")
    rows = (
        DistrictRule.objects.filter(type__service__code=code).order_by("id").values("district__code", *names)
    )
    return {row.pop("district__code"): dict(row) for row in rows}
