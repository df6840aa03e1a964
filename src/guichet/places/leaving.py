"""What stands in the way of a district that is removed, and outlines that cannot be where the city is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from django.db.models import CASCADE, PROTECT, Count, Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from guichet.kernel.errors import Conflict
from guichet.kernel.texts import localise
from guichet.kernel.typography import number
from guichet.places.geo import metres_between
from guichet.places.models import District
from guichet.places.shapes import Note, NoteKind

FAR = 300_000
"""Metres beyond which an outline is not of this city."""
USES: Mapping[str, str | Promise] = {
    "catalogue.commitment": gettext_lazy("promises of services"),
    "catalogue.service_territory": gettext_lazy("services offered there only"),
    "tariffs.bylaw": gettext_lazy("by-laws"),
    "permits.districtrule": gettext_lazy("kinds of permits"),
}
"""What is said of the settings that hold on to a district, by model; any other is « other settings »."""

Centre = tuple[float, float]


def check_unused(districts: Sequence[District]) -> None:
    """Refuse to remove districts that settings still name: a promise, a territory, a by-law would go with them unseen."""
    used: dict[int, list[str]] = {}
    for relation in District._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.on_delete not in (CASCADE, PROTECT):
            continue
        rows: QuerySet[Model] = QuerySet(relation.related_model).filter(
            **{f"{relation.field.name}__in": districts}
        )
        words = str(USES.get(relation.related_model._meta.label_lower, _("other settings")))
        for pk, count in rows.order_by().values_list(relation.field.name).annotate(Count("pk")):
            used.setdefault(pk, []).append(f"{words} ({count})")
    if not used:
        return
    language = get_language() or "fr"
    said = [
        _("%(name)s: %(uses)s") % {"name": localise(one.name, language), "uses": ", ".join(used[one.pk])}
        for one in districts
        if one.pk in used
    ]
    raise Conflict(
        _("These are still used and cannot be removed. Change the settings first. %(used)s.")
        % {"used": " – ".join(said)}
    )


def centre_of(areas: Sequence[BaseGeometry]) -> Centre | None:
    """Give the middle of most areas (longitude, latitude); None without any."""
    points = [area.centroid for area in areas]
    return (median(one.x for one in points), median(one.y for one in points)) if points else None


def far_notes(drawn: Mapping[str, BaseGeometry], home: Centre | None) -> list[Note]:
    """Tell which outlines are much too far from the city; swapped coordinates are the usual reason."""
    home = home or centre_of(list(drawn.values()))
    notes = []
    for code, area in drawn.items():
        here = (area.centroid.x, area.centroid.y)
        if home is None or (metres := metres_between(here[1], here[0], home[1], home[0])) <= FAR:
            continue
        swapped = metres_between(here[0], here[1], home[1], home[0]) <= FAR
        words = (
            _("It is %(km)s km from the rest of the city: longitude and latitude are swapped.")
            if swapped
            else _("It is %(km)s km from the rest of the city: check the coordinates.")
        )
        kilometres = number(round(metres / 1000), get_language() or "fr")
        notes.append(Note(NoteKind.FAR, code, words % {"km": kilometres}))
    return notes
