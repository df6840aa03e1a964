"""Places from a file that somebody sends: compressed or not, a table or GeoJSON, told apart by what they hold."""

from __future__ import annotations

import csv
import io
import zlib
from collections.abc import Sequence

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.typography import figure
from guichet.places.shapes import Feature, read_features
from guichet.places.tables import TableReport, places_of_features, places_of_rows

MOST_BYTES = 120_000_000
MOST_PLACES = 40_000
_GZIP = b"\x1f\x8b"
_DELIMITERS = ",;\t|"


def unpacked(raw: bytes) -> bytes:
    """Give a file as it was before it was compressed. Raises Invalid when it is damaged, or grows beyond 120 MB."""
    if not raw.startswith(_GZIP):
        return raw
    unpacker = zlib.decompressobj(wbits=31)
    try:
        content = unpacker.decompress(raw, MOST_BYTES)
    except zlib.error as fault:
        raise _unusable(_("This compressed file is damaged. Copy it again.")) from fault
    if unpacker.unconsumed_tail:
        raise _unusable(_("This file is too large for a page. Bring it in with “guichet city load”."))
    return content


def is_geographic(content: bytes) -> bool:
    """Tell GeoJSON from a table by its first sign."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def lines_of_streets(content: bytes) -> Sequence[Feature]:
    """Give the features that are lines; none for points, areas or a table."""
    if not is_geographic(content):
        return []
    features, _notes = read_features(content)
    return [feature for feature in features if feature.shape.geom_type in {"LineString", "MultiLineString"}]


def read_places(content: bytes, kind: str) -> TableReport:
    """Read the places of one kind that a file holds. Raises Invalid for a file that holds none, or too many."""
    if is_geographic(content):
        features, _notes = read_features(content)
        report = places_of_features(features, kind)
    else:
        text = _decoded(content)
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        try:
            report = places_of_rows(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter), kind)
        except csv.Error as fault:
            raise _unusable(_("This file is not a table: save it as CSV first.")) from fault
    if not report.places:
        why = report.why[0] if report.why else ""
        raise _unusable(_("No line of this file can be used. %(why)s") % {"why": why})
    if len(report.places) > MOST_PLACES:
        raise _unusable(
            _("This file holds %(n)s places; a page takes %(most)s. Bring it in with “guichet city load”.")
            % {"n": figure(len(report.places)), "most": figure(MOST_PLACES)}
        )
    return report


def _decoded(content: bytes) -> str:
    if b"\x00" in content[:1000]:
        raise _unusable(_("This file is not a table: save it as CSV first."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _unusable(words: str) -> Invalid:
    return Invalid(words, fields={"file": words}, code="file")
