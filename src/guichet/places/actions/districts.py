"""Bringing in the districts of a city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid
from guichet.kernel.typography import number
from guichet.kernel.words import clean_line, fold
from guichet.ledger.actions import record
from guichet.places import events, rules
from guichet.places.boundaries import DistrictIndex
from guichet.places.editions import DISTRICTS, renew
from guichet.places.leaving import centre_of, check_unused, far_notes
from guichet.places.models import District, Place
from guichet.places.overlaps import overlaps_of
from guichet.places.shapes import (
    Area,
    Feature,
    GeoJson,
    Note,
    NoteKind,
    area_of,
    as_geojson,
    read_features,
    repaired,
)
from guichet.tenancy.settings import store_extent

_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of districts did. Each repair, refusal, overlap or oddity has its note, in words."""

    read: int
    added: int
    changed: int
    unchanged: int
    removed: int
    notes: tuple[Note, ...]

    def of(self, kind: NoteKind) -> tuple[Note, ...]:
        """Give the notes of one kind."""
        return tuple(note for note in self.notes if note.kind is kind)


@dataclass(frozen=True, slots=True)
class _Drawn:
    code: str
    name: str
    area: Area
    repaired: bool


@transaction.atomic
def import_districts(
    actor: Actor, geojson: GeoJson, *, code_property: str, name_property: str, remove_missing: bool = False
) -> ImportReport:
    """Bring in districts from a GeoJSON file (WGS84), by their code; done again, it changes nothing.

    Invalid outlines are repaired, features with the same code are joined, what cannot be a district is rejected, and
    overlaps above 1,000 m² are told: each in the report's notes. A district that is not in the file stays, unless
    `remove_missing`: Conflict when settings still name one. Places move to their new district. Raises Invalid when
    the file holds no district at all.
    """
    authorise(actor, rules.may_configure_places)
    features, notes = read_features(geojson)
    read = len(features) + len(notes)
    drawn, more = _draw(features, code_property, name_property)
    notes += more
    if not drawn:
        first = f" {notes[0].words}" if notes else ""
        raise Invalid(_("This file holds no district that can be used.") + first, code="no_district")
    home = centre_of([shapely.geometry.shape(one.polygon) for one in District.objects.all() if one.polygon])
    notes += far_notes({one.code: one.area for one in drawn}, home)
    edition = renew(DISTRICTS)
    report = _store(drawn, read=read)
    missing = list(District.objects.exclude(code__in=[each.code for each in drawn]).order_by("code"))
    gone = missing if remove_missing else []
    check_unused(gone)
    districts = [each for each in District.objects.order_by("code") if each not in gone]
    _move_places(DistrictIndex(districts))
    store_extent(
        *shapely.total_bounds([shapely.geometry.shape(each.polygon) for each in districts if each.polygon])
    )
    _remove(gone)
    notes += [*_missing(missing, removed=remove_missing), *_overlaps(districts), *_same_names(districts)]
    counts = {"added": report.added, "changed": report.changed, "removed": len(gone)}
    record(actor, events.DISTRICTS_IMPORTED, edition, **counts)
    return replace(report, removed=len(gone), notes=tuple(notes))


def _draw(
    features: Iterable[Feature], code_property: str, name_property: str
) -> tuple[list[_Drawn], list[Note]]:
    """Turn features into districts with a valid outline, one for each code."""
    drawn: dict[str, _Drawn] = {}
    notes: list[Note] = []
    for feature in features:
        about = f"#{feature.position}"
        code = slugify(feature.text(code_property))[:60]
        if not code:
            words = _("This feature has no code (property “%(name)s”).") % {"name": code_property}
            notes.append(Note(NoteKind.REJECTED, about, words))
            continue
        if feature.shape.geom_type not in ("Polygon", "MultiPolygon", "GeometryCollection"):
            notes.append(
                Note(NoteKind.REJECTED, about, _("A district is an area; this is a point or a line."))
            )
            continue
        area, repair = repaired(feature.shape)
        if area is None:
            notes.append(Note(NoteKind.REJECTED, about, _("This outline has no area.")))
            continue
        if repair:
            notes.append(Note(NoteKind.REPAIRED, code, repair))
        name = clean_line(feature.text(name_property), 200) or code
        one = _Drawn(code, name, area, repaired=bool(repair))
        if code in drawn:
            one, words = _join(drawn[code], one)
            notes.append(Note(NoteKind.JOINED, code, words))
        drawn[code] = one
    return list(drawn.values()), notes


def _join(first: _Drawn, second: _Drawn) -> tuple[_Drawn, str]:
    """Make one district of two features that have the same code."""
    words = _("Two features have the code “%(code)s” (“%(first)s”, “%(second)s”): they are one district now.")
    both = area_of(shapely.union_all([first.area, second.area])) or first.area
    joined = replace(first, area=both, repaired=first.repaired or second.repaired)
    return joined, words % {"code": first.code, "first": first.name, "second": second.name}


def _store(drawn: Sequence[_Drawn], *, read: int) -> ImportReport:
    known = {each.code: each for each in District.objects.all()}
    added = changed = 0
    for one in drawn:
        district = known.get(one.code) or District(code=one.code, name={})
        name, polygon = {**district.name, _LANGUAGE: one.name}, as_geojson(one.area)
        if (district.name, district.polygon, district.repaired) == (name, polygon, one.repaired):
            continue
        added += district.pk is None
        changed += district.pk is not None
        district.name, district.polygon, district.repaired = name, polygon, one.repaired
        district.save()
    return ImportReport(read, added, changed, len(drawn) - added - changed, 0, ())


def _missing(districts: Sequence[District], *, removed: bool) -> list[Note]:
    """Tell which districts the file no longer holds, and what became of them."""
    if removed:
        words = _("This district is not in the file and was removed.")
        return [Note(NoteKind.REMOVED, each.code, words) for each in districts]
    words = _("This district is not in the file; it stays as it was.")
    return [Note(NoteKind.KEPT, each.code, words) for each in districts]


def _remove(districts: Sequence[District]) -> None:
    """Remove districts, and the places that could not leave them: the same place is already where they would go."""
    gone = [each.pk for each in districts]
    Place.objects.filter(district__in=gone).delete()
    District.objects.filter(pk__in=gone).delete()


def _overlaps(districts: Sequence[District]) -> list[Note]:
    """Tell which districts share some ground: a point there goes to the one whose code comes first."""
    notes = []
    for shared in overlaps_of(districts):
        size = number(max(shared.square_metres / 10_000, 0.1), get_language() or _LANGUAGE, 1)
        words = _("It overlaps “%(other)s” over %(size)s ha.") % {"other": shared.second, "size": size}
        notes.append(Note(NoteKind.OVERLAP, shared.first, words))
    return notes


def _same_names(districts: Sequence[District]) -> list[Note]:
    first: dict[str, str] = {}
    notes = []
    for district in districts:
        name = fold(str(district.name.get(_LANGUAGE, "")))
        if first.setdefault(name, district.code) != district.code:
            words = _("It has the same name as “%(other)s”.") % {"other": first[name]}
            notes.append(Note(NoteKind.SAME_NAME, district.code, words))
    return notes


def _move_places(index: DistrictIndex) -> None:
    """Bring each place into its district of today, unless the same place is already there."""
    rows = list(Place.objects.order_by("id").values_list("id", "kind", "folded", "district_id", "lat", "lon"))
    found = index.at_many([(row[4], row[5]) for row in rows])
    taken: set[tuple[str, str, int | None]] = {(row[1], row[2], row[3]) for row in rows}
    moved: defaultdict[int | None, list[int]] = defaultdict(list)
    for (place_id, kind, folded, before, _lat, _lon), district in zip(rows, found, strict=True):
        after = district.id if district else None
        if after != before and (kind, folded, after) not in taken:
            taken.add((kind, folded, after))
            moved[after].append(place_id)
    for district_id, place_ids in moved.items():
        Place.objects.filter(pk__in=place_ids).update(district_id=district_id)
