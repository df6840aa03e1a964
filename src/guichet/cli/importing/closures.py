"""Reading closures and works in the streets from a GeoJSON file, as cities and counties publish them.

Names of properties are those met in France's open data; dates come as ISO, as day-month-year or as seconds since 1970.
A closure without an end is taken to last so many days, and says that its end is not known.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, mapping
from shapely.geometry.base import BaseGeometry

from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.personal import hide_personal
from guichet.kernel.words import clean_line
from guichet.occupations.actions import NewOccupation
from guichet.occupations.areas import read_area
from guichet.occupations.ground import widened
from guichet.occupations.kinds import Kind
from guichet.occupations.lifecycle import State
from guichet.places.shapes import Feature, read_features

BEGINS = ("date_heure", "date_debut", "debut", "start", "starts", "begin", "start_date")
ENDS = ("date_fin", "fin", "end", "ends", "end_date")
WHAT = ("type_coupure", "type", "nature", "titre", "title")
WHERE = ("route", "rue", "voie", "adresse", "street", "road")
WHY = ("description", "motif", "reason")
CAUSE = ("cause", "category")
STATE = ("statut", "status", "etat")
OVER = {"resolu", "résolu", "termine", "terminé", "clos", "closed", "ended", "done"}
WORKS = {"travaux", "chantier", "works", "roadworks"}
SIMPLIFIED = 0.00001  # a metre: lines drawn by machines have points every few centimetres
_DAY_FIRST = re.compile(
    r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[ T](\d{1,2}):(\d{2})(?::\d{2})?)?(?: ?([+-]\d{2}):?(\d{2}))?"
)
_SECONDS = re.compile(r"\d{9,11}(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: metres of width for lines and of radius for points, days for closures without an end."""

    source: str
    zone: zoneinfo.ZoneInfo
    width: float = 6.0
    radius: float = 5.0
    days: int = 30


@dataclass
class ClosuresFile:
    """What a file holds: what can be put on the ground, and for each refused feature its place in the file and why."""

    read: int = 0
    good: list[NewOccupation] = field(default_factory=list)
    rejects: list[tuple[str, str]] = field(default_factory=list)


def read_closures(geojson: str | bytes, reading: Reading) -> ClosuresFile:
    """Read a file. Raises Invalid when the whole is not a GeoJSON collection."""
    features, notes = read_features(geojson)
    file = ClosuresFile(read=len(features) + len(notes), rejects=[(note.about, note.words) for note in notes])
    seen: dict[str, int] = {}
    for feature in features:
        reference = _reference(feature)
        if reference in seen:
            file.rejects.append((f"#{feature.position}", f"the same as #{seen[reference]}"))
            continue
        seen[reference] = feature.position
        try:
            file.good.append(_closure(feature, reference, reading))
        except Invalid as refusal:
            file.rejects.append((f"#{feature.position}", refusal.message))
    return file


def read_instant(value: Any, zone: zoneinfo.ZoneInfo) -> dt.datetime | None:
    """Read an instant in any of the forms met; without a zone it is the city's time. None for nothing or nonsense."""
    text = str(value if value is not None else "").strip()
    if _SECONDS.fullmatch(text):
        return dt.datetime.fromtimestamp(float(text), tz=dt.UTC)
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year, hour, minute, east, east_minutes = found.groups()
            local = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0))  # noqa: DTZ001  the zone follows
            if east is None:
                return local.replace(tzinfo=zone)
            shift = dt.timedelta(hours=int(east), minutes=int(east_minutes or 0))
            return local.replace(tzinfo=dt.timezone(shift))
        instant = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _closure(feature: Feature, reference: str, reading: Reading) -> NewOccupation:
    begins = _first(feature, BEGINS)
    starts = read_instant(begins, reading.zone)
    if starts is None:
        raise Invalid(f"no date of beginning that can be read: « {begins} »")
    ends = read_instant(_first(feature, ENDS), reading.zone)
    if ends is not None and ends <= starts:
        raise Invalid("ends before it begins")
    known = ends is not None
    last = ends or starts + dt.timedelta(days=reading.days)
    over = _first(feature, STATE).lower() in OVER
    now = moment.now()
    state = State.ENDED if over or last < now else State.ACTIVE if starts <= now else State.GRANTED
    what, where = _first(feature, WHAT), clean_line(_first(feature, WHERE), 200)
    cause = _first(feature, CAUSE)
    return NewOccupation(
        reference=reference,
        area=read_area(mapping(_shape(feature.shape, reading)), width_m=reading.width),
        starts=starts,
        ends=last,
        end_known=known,
        state=state,
        kind=Kind.WORKS if cause.lower() in WORKS else Kind.CLOSURE,
        title={"fr": clean_line(hide_personal(what or cause or "Entrave"), 150)},
        detail={"fr": clean_line(hide_personal(", ".join(filter(None, (cause, _first(feature, WHY))))), 300)},
        public=True,
        street=where,
    )


def _shape(shape: BaseGeometry, reading: Reading) -> BaseGeometry:
    """Give a point its ground, and a line fewer points."""
    if isinstance(shape, Point | MultiPoint):
        return widened(shape, reading.radius)
    return shapely.simplify(shape, SIMPLIFIED)


def _first(feature: Feature, names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := feature.text(name))), "")


def _reference(feature: Feature) -> str:
    """Know a feature again by all that it says but its state: files give ids that are not their own's."""
    told: Mapping[str, Any] = {
        name: value for name, value in sorted(feature.properties.items()) if name.lower() not in STATE
    }
    whole = json.dumps(
        [told, shapely.to_wkt(feature.shape, rounding_precision=6)], ensure_ascii=False, default=str
    )
    return hashlib.sha256(whole.encode()).hexdigest()[:20]
