"""Where an unknown file comes from, and in which language it is written."""

from __future__ import annotations

import contextlib
import re
import statistics
from collections.abc import Mapping
from itertools import product

from guichet.cli.importing.columns import NUMBER, Column, Sample
from guichet.cli.importing.projections import degrees_of, likely_projection
from guichet.cli.importing.rows import RowFault, read_point
from guichet.kernel.words import fold


def language_of(sample: Sample) -> str:
    """Give the language of a file by its small words: fr or en."""
    words = " ".join(column.words for column in sample.columns)
    words += " " + " ".join(fold(value) for column in sample.columns for value in list(column.values)[:30])
    french = len(_FRENCH.findall(words))
    english = len(_ENGLISH.findall(words))
    return "fr" if french >= english else "en"


_FRENCH = re.compile(
    r"\b(de|la|le|du|des|et|rue|sur|numero|statut|etat|adresse|arrondissement|quartier|demande|requete|ouverte?|fermee?)\b"
)
_ENGLISH = re.compile(
    r"\b(of|the|and|street|st|on|number|status|request|address|borough|ward|agency|opened|open|closed|created|updated)\b"
)
_TELLS_PROJECTION = re.compile(r"\b(mtm|utm|cc) ?(\d{1,2})\b|\b(?:l93|lambert ?93|2154)\b")
# West, south, east, north, and the zone; the first that holds the middle of the file. Where states and provinces share
# a meridian, the larger number of people has it.
_ZONES = (
    (-60, 46, -50, 54, "America/St_Johns"),
    (-67.5, 43, -59.5, 48, "America/Halifax"),
    (-86, 24, -50, 62, "America/New_York"),
    (-100, 24, -86, 62, "America/Chicago"),
    (-115, 24, -100, 62, "America/Denver"),
    (-130, 24, -115, 62, "America/Los_Angeles"),
    (-10, 36, -6.2, 42.2, "Europe/Lisbon"),
    (-11, 35, 22, 60, "Europe/Paris"),
    (55, -22, 56, -20, "Indian/Reunion"),
    (-62, 14, -60, 17, "America/Martinique"),
    (-55, 2, -51, 6, "America/Cayenne"),
)
_BRITISH = (-11, 49.8, 1.8, 61)


def zone_of(chosen: Mapping[str, Column], language: str, projection: str = "") -> str:
    """Give the time zone that the positions tell; empty when they do not: the importing city's own is the best guess."""
    middle = _middle(chosen, projection)
    if middle is None:
        return ""
    lat, lon = middle
    if language == "en" and _BRITISH[0] < lon < _BRITISH[2] and _BRITISH[1] < lat < _BRITISH[3]:
        return "Europe/London"
    found = next(
        (zone for west, south, east, north, zone in _ZONES if west <= lon < east and south <= lat < north), ""
    )
    return "America/Toronto" if found == "America/New_York" and language == "fr" else found


def in_metres(sample: Sample) -> tuple[Column, Column, str] | None:
    """Find a position in metres: its column of the north, that of the east, and the projection that they tell."""
    numbers = [column for column in sample.columns if column.numbers > 0.9]
    norths = [column for column in numbers if re.search(r"\by|nord|north", column.words)]
    easts = [column for column in numbers if re.search(r"\bx|\best\b|east", column.words)]
    for north, east in product(norths, easts):
        guess = likely_projection((east.low, east.high), (north.low, north.high))
        told = _TELLS_PROJECTION.search(f"{north.words} {east.words}")
        if told and guess:
            guess = "-".join(filter(None, (told[1], told[2]))) if told[2] else "lambert-93"
        if guess and degrees_of(guess):
            return north, east, guess
    return None


def _middle(chosen: Mapping[str, Column], projection: str) -> tuple[float, float] | None:
    """Give about where on Earth the file is, in degrees; None when nothing tells."""
    if "lat" in chosen and "lon" in chosen:
        north, east = _median(chosen["lat"]), _median(chosen["lon"])
        turn = degrees_of(projection)
        return turn(east, north) if turn else (north, east)
    for point in chosen["point"].values if "point" in chosen else ():
        with contextlib.suppress(RowFault):
            lat, lon = read_point(point)
            return float(lat), float(lon)
    return None


def _median(column: Column) -> float:
    """Give the middle one of the numbers: a few nonsensical positions do not move it."""
    numbers = [float(cell.replace(",", ".")) for cell in column.values if NUMBER.match(cell)]
    return statistics.median(number for number in numbers if number or not any(numbers))
