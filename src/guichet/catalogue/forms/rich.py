"""Answers with several parts – a period, an area, files – read as what their question takes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from guichet.catalogue.forms.questions import MAX_DAYS, MAX_FILES, Kind, Question
from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line

PERIOD_PARTS = ("starts", "ends", "starts_at", "ends_at")
_SHAPES = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPolygon": 3}
_MAX_POINTS = 2_000
_MAX_CHARACTERS = 200_000
_MAX_METRES = Decimal(10_000)


def _text(data: Mapping[str, Any], name: str, length: int = 40) -> str:
    value = data.get(name)
    return clean_line(str(value), length) if isinstance(value, str | int | float | Decimal) else ""


def read_period(question: Question, raw: Mapping[str, Any]) -> dict[str, str] | None:
    """Read a first and a last day, both counted, with hours where they are asked; None when nothing was given.

    Raises Invalid for a day that is missing or does not exist, an end before its start, or more days than may be asked.
    """
    given = {name: _text(raw, name) for name in PERIOD_PARTS}
    if not question.hours:
        given |= {"starts_at": "", "ends_at": ""}
    if not any(given.values()):
        return None
    if not given["starts"] or not given["ends"]:
        raise Invalid(_("Give both the first and the last day"))
    try:
        starts, ends = (dt.date.fromisoformat(given[name]) for name in ("starts", "ends"))
    except ValueError as error:
        raise Invalid(_("This date does not exist. Check the day, the month and the year")) from error
    if ends < starts:
        raise Invalid(_("The last day comes before the first: exchange them, or check the year"))
    _check_hours(given, one_day=starts == ends)
    _check_length(question, (ends - starts).days + 1)
    return given | {"starts": starts.isoformat(), "ends": ends.isoformat()}


def _check_hours(given: dict[str, str], *, one_day: bool) -> None:
    try:
        hours = [dt.time.fromisoformat(given[name]) for name in ("starts_at", "ends_at") if given[name]]
    except ValueError as error:
        raise Invalid(_("Write an hour such as 16:30")) from error
    if one_day and len(hours) > 1 and hours[1] <= hours[0]:
        raise Invalid(_("The last hour comes before the first: exchange them"))
    for name in ("starts_at", "ends_at"):
        if given[name]:
            given[name] = dt.time.fromisoformat(given[name]).strftime("%H:%M")


def _check_length(question: Question, days: int) -> None:
    most = question.most or MAX_DAYS
    if days > most:
        raise Invalid(
            _("This is %(days)d days; at most %(most)d can be asked for") % {"days": days, "most": most}
        )
    if days < question.least:
        raise Invalid(
            _("This is %(days)d days; at least %(least)d are needed")
            % {"days": days, "least": question.least}
        )


def days_of(period: Mapping[str, Any]) -> int:
    """Give how many days a period has, its first and last counted; 0 for none."""
    try:
        starts, ends = (dt.date.fromisoformat(str(period.get(name, ""))) for name in ("starts", "ends"))
    except ValueError:
        return 0
    return (ends - starts).days + 1


def read_area(question: Question, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """Read an area: a shape drawn on the map (GeoJSON), or typed: an address, a length and a width in metres.

    None when nothing was given. Whether the shape lies in the city is judged by who knows the city's ground. Raises
    Invalid for a shape that cannot be read, or words without their measures.
    """
    del question
    geometry = _read_geometry(raw.get("geometry"))
    address = clean_line(_text(raw, "address", 20_000), 240)
    measures = {name: _metres(_text(raw, name)) for name in ("length_m", "width_m")}
    if geometry is None and not address and not any(measures.values()):
        return None
    if geometry is None:
        if not address:
            raise Invalid(_("Draw the area on the map, or say where it is: an address or a crossing"))
        if not all(measures.values()):
            raise Invalid(_("Draw the area on the map, or give its length and its width in metres"))
    point = {name: _degrees(_text(raw, name)) for name in ("lat", "lon")}
    drawn = {name: _text(raw, name, 10) for name in ("side", "how") if raw.get(name)}
    return {"geometry": geometry, "address": address} | measures | point | drawn


def _metres(text: str) -> str:
    if not text:
        return ""
    try:
        number = Decimal(text.replace(",", ".").replace("\u00a0", "").replace("\u202f", "").replace(" ", ""))
    except InvalidOperation as error:
        raise Invalid(_("Write a length in metres, such as 12 or 2.5")) from error
    if not number.is_finite() or not 0 < number <= _MAX_METRES:
        raise Invalid(_("Write a length in metres, such as 12 or 2.5"))
    return format(number.normalize(), "f")


def _degrees(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return round(number, 7) if -180 <= number <= 180 else None


def _read_geometry(raw: object) -> dict[str, Any] | None:
    if raw is None or raw in ("", {}):
        return None
    unreadable = Invalid(_("This drawing cannot be read. Draw the area again"))
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if len(raw) <= _MAX_CHARACTERS else None
        except (ValueError, RecursionError) as error:
            raise unreadable from error
        if raw is None:
            raise unreadable
    if not isinstance(raw, Mapping) or raw.get("type") not in _SHAPES:
        raise unreadable
    counted = [0]
    coordinates = _coordinates(raw.get("coordinates"), _SHAPES[str(raw["type"])], counted)
    if coordinates is None or not counted[0]:
        raise unreadable
    return {"type": str(raw["type"]), "coordinates": coordinates}


def _coordinates(data: object, depth: int, counted: list[int]) -> list[Any] | None:
    """Give nested positions as floats; None for another shape, or for more points than anybody draws."""
    if not isinstance(data, list | tuple) or not data:
        return None
    if depth == 0:
        counted[0] += 1
        numbers = [each for each in data[:2] if isinstance(each, int | float) and not isinstance(each, bool)]
        fits = len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90
        return [float(each) for each in numbers] if fits and counted[0] <= _MAX_POINTS else None
    parts = [_coordinates(each, depth - 1, counted) for each in data]
    return None if any(part is None for part in parts) else parts


def read_files(question: Question, raw: list[Any] | tuple[Any, ...]) -> list[dict[str, Any]]:
    """Read which kept files answer a question: their keys and names. Raises Invalid for too many, or another kind."""
    files = [
        {name: clean_line(str(each.get(name, "")), 200) for name in ("key", "name", "type")}
        for each in raw
        if isinstance(each, Mapping) and each.get("key")
    ]
    files = list({each["key"]: each for each in files}.values())
    most = question.most or MAX_FILES
    if len(files) > most:
        raise Invalid(_("%(most)d files at most: remove one to add another") % {"most": most})
    for each in files:
        if not accepts(question, each["type"]):
            raise Invalid(_("“%(file)s” is of a kind that is not asked for here") % {"file": each["name"]})
    return files


_MEDIA = {"image": "image/", "pdf": "application/pdf", "text": "text/"}


def accepts(question: Question, media_type: str) -> bool:
    """Tell whether a question takes files of a media type; an unknown type is judged where the file is kept."""
    allowed = question.accepts or (("image",) if question.kind is Kind.PHOTO else ())
    if not allowed or not media_type:
        return True
    known = [kind for kind, start in _MEDIA.items() if media_type.startswith(start)]
    return (known[0] if known else "office") in allowed
