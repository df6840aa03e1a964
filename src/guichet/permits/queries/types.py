"""Which permits exist, what each asks in a district, and when an occupation may start."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.kept import CATALOGUE
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
from guichet.places.editions import DISTRICTS, Kept
from guichet.places.queries import calendar

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


@dataclass(frozen=True, slots=True)
class _Types:
    """A city's types at one moment. Their rows are shared between threads: they are read, never changed.

    `rows` are in the order of their groups and codes, `changes` what districts change (by the id of the type and the
    district's code), `limits` the districts' codes to which a service is limited (by its id).
    """

    rows: tuple[PermitType, ...]
    changes: Mapping[int, Mapping[str, DistrictRule]]
    limits: Mapping[int, frozenset[str]]


def _read() -> _Types:
    rows = PermitType.objects.select_related("service__group", "service__team")
    changes: dict[int, dict[str, DistrictRule]] = defaultdict(dict)
    for rule in DistrictRule.objects.select_related("district").defer("district__polygon"):
        changes[rule.type_id][rule.district.code] = rule
    limits: dict[int, set[str]] = defaultdict(set)
    ties = Service.territory.through.objects.filter(service__in=PermitType.objects.values("service"))
    for service_id, code in ties.values_list("service_id", "district__code"):
        limits[service_id].add(code)
    return _Types(
        tuple(rows.order_by("service__group__position", "service__code")),
        changes,
        {service_id: frozenset(codes) for service_id, codes in limits.items()},
    )


_kept: Kept[_Types] = Kept(_read, CATALOGUE, DISTRICTS)
"""The edition of the catalogue changes with these tables too, by the same trigger (see the migration 0006)."""


def _rows(actor: Actor) -> list[PermitType]:
    mine = actor.is_staff or actor.is_system
    return [row for row in _kept.get().rows if row.service.active and (mine or row.service.public)]


def permit_names(actor: Actor) -> list[tuple[str, Text]]:
    """Give the code and the name of the permits that an actor may ask for: what a list is narrowed by."""
    authorise(actor, rules.may_see_types)
    return sorted(((row.service.code, row.service.name) for row in _rows(actor)), key=lambda each: each[0])


def permit_types(actor: Actor, district: str = "") -> list[TypeShown]:
    """Give the permits that an actor may ask for, by kind and name; with a district's code, as that district says."""
    authorise(actor, rules.may_see_types)
    limits = _kept.get().limits if district else {}
    return [
        shown(row, _change(row, district))
        for row in _rows(actor)
        if row.service_id not in limits or district in limits[row.service_id]
    ]


def permit_type(actor: Actor, code: str, district: str = "") -> TypeShown:
    """Give one type of permit by its service's code. Raises NotFound."""
    authorise(actor, rules.may_see_types)
    return shown(*type_row(actor, code, district))


def type_row(actor: Actor, code: str, district: str = "") -> tuple[PermitType, DistrictRule | None]:
    """Give the row of a type and what a district changes of it, to read only. Raises NotFound."""
    wanted = clean_line(code, 80)
    row = next((each for each in _rows(actor) if each.service.code == wanted), None)
    if row is None:
        raise NotFound(_("There is no such permit."))
    return row, _change(row, district)


def _change(row: PermitType, district: str) -> DistrictRule | None:
    return _kept.get().changes.get(row.pk, {}).get(district)


def permit_services() -> set[str]:
    """Give the codes of the services that are permits, so that a list can link each to its own page."""
    return {row.service.code for row in _kept.get().rows}


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
