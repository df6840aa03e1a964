"""Where an unknown file comes from, and in which language it is written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping

from guichet.cli.importing.columns import Column, Sample
from guichet.cli.importing.rows import RowFault, read_point
from guichet.kernel.words import fold


def language_of(sample: Sample) -> str:
    """Give the language of a file by its small words: fr or en."""
    words = " ".join(column.words for column in sample.columns)
    words += " " + " ".join(fold(value) for column in sample.columns for value in list(column.values)[:30])
    french = len(re.findall(r"\b(de|la|le|du|des|et|rue|sur|numero|statut)\b", words))
    english = len(re.findall(r"\b(of|the|and|street|st|on|number|status|request)\b", words))
    return "fr" if french >= english else "en"


def zone_of(chosen: Mapping[str, Column], language: str) -> str:
    """Give the time zone that the positions tell; empty without any: the importing city's own is the best guess."""
    middle = _longitude(chosen)
    if middle is None:
        return ""
    for limit, zone in (
        (-115, "America/Los_Angeles"),
        (-100, "America/Denver"),
        (-86, "America/Chicago"),
    ):
        if middle < limit:
            return zone
    if middle < -50:
        return "America/Toronto" if language == "fr" else "America/New_York"
    return "Europe/London" if -12 < middle < 0.5 and language == "en" else "Europe/Paris"


def _longitude(chosen: Mapping[str, Column]) -> float | None:
    """Give about where on Earth the file is; None when nothing tells."""
    if "lon" in chosen:
        return (chosen["lon"].low + chosen["lon"].high) / 2
    for point in chosen["point"].values if "point" in chosen else ():
        with contextlib.suppress(RowFault):
            return float(read_point(point)[1])
    return None
