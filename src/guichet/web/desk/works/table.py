"""A table of planned works (CSV): read line by line, each refusal with its line and its reason."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, Refused
from guichet.kernel.words import fold
from guichet.occupations.actions import NewWork, import_works
from guichet.occupations.areas import Area, area_beside, read_area
from guichet.occupations.kinds import Kind
from guichet.occupations.lifecycle import LIVING, Phase
from guichet.places.queries import search_places

MOST_LINES = 5_000
# Column → other names that it may have; « id », « title », « owner », « start » and « place » (or « geojson ») are needed.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("numero", "no", "reference"),
    "title": ("titre", "objet", "travaux"),
    "owner": ("proprietaire", "maitre d'ouvrage", "qui"),
    "owner_kind": ("type de proprietaire",),
    "kind": ("genre", "nature"),
    "streets": ("rue", "rues", "voie", "street"),
    "place": ("lieu", "adresse", "address", "intersection"),
    "geojson": ("geometrie", "geometry"),
    "length": ("longueur",),
    "width": ("largeur",),
    "side": ("cote",),
    "start": ("debut", "date_debut", "starts"),
    "end": ("fin", "date_fin", "ends"),
    "vagueness": ("precision",),
    "certainty": ("certitude",),
    "phase": ("etape",),
    "public": ("publique",),
    "contact": ("personne",),
}
YES = {"1", "oui", "yes", "true", "vrai", "x"}
LENGTH, WIDTH = 50.0, 8.0


@dataclass
class Report:
    """What came of a table: works new and changed, and the refused lines (line, reason)."""

    read: int = 0
    added: int = 0
    changed: int = 0
    works: list[tuple[int, NewWork]] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def read_table(raw: bytes, source: str) -> Report:
    """Read a table. Raises Invalid when it is not one, or lacks a column that is needed."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if "\0" in text:
        raise Invalid(_("This file is not a table of text. Save it as CSV and choose it again."))
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    names = _names(reader.fieldnames or [])
    missing = [name for name in ("id", "title", "owner", "start") if name not in names.values()]
    if not {"place", "geojson"} & set(names.values()):
        missing.append("place")
    if missing:
        raise Invalid(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})
    report = Report()
    for number, line in enumerate(reader, start=2):
        if report.read >= MOST_LINES:
            report.refused.append((number, _("Only the first 5,000 lines are read: cut the table in parts.")))
            break
        row = {names[key]: (value or "").strip() for key, value in line.items() if key in names}
        if not any(row.values()):
            continue
        report.read += 1
        try:
            report.works.append((number, _work(row, source)))
        except Invalid as refusal:
            report.refused.append((number, refusal.message))
    return report


def take_in(actor: Actor, report: Report) -> Report:
    """Write down the works that were read, each by itself, so that one refusal stops no other."""
    for number, work in report.works:
        try:
            added, changed = import_works(actor, [work])
        except Refused as refusal:
            report.refused.append((number, refusal.message))
        else:
            report.added += added
            report.changed += changed
    report.refused.sort()
    return report


def _names(header: Sequence[str]) -> dict[str, str]:
    known = {fold(other): name for name, others in COLUMNS.items() for other in (name, *others)}
    return {column: known[fold(column or "")] for column in header if fold(column or "") in known}


def _work(row: Mapping[str, str], source: str) -> NewWork:
    if not row.get("id"):
        raise Invalid(_("This line has no number of its own (column « id »)."))
    starts = _date(row["start"])
    phase = row.get("phase", "")
    return NewWork(
        title={"fr": row["title"]},
        owner=row["owner"],
        owner_kind=row.get("owner_kind") or "other",
        kind=row.get("kind") or Kind.WORKS,
        streets=[street.strip() for street in row.get("streets", "").split(",") if street.strip()],
        starts=starts,
        ends=_date(row["end"]) if row.get("end") else starts,
        vagueness=_one_of(row, "vagueness", ("day", "week", "month", "season", "year"), "day"),
        certainty=_one_of(row, "certainty", ("possible", "likely", "sure"), "likely"),
        phase=phase if phase in LIVING else Phase.SCHEDULED,
        public=row.get("public", "").lower() in YES,
        contact=row.get("contact", ""),
        area=_area(row),
        source=source,
        external_id=row["id"][:80],
    )


def _one_of(row: Mapping[str, str], name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = row.get(name) or usual
    if value not in allowed:
        raise Invalid(
            _("Column « %(name)s »: “%(value)s” is not one of %(allowed)s.")
            % {"name": name, "value": value, "allowed": ", ".join(allowed)}
        )
    return value


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as fault:
        raise Invalid(_("“%(text)s” is not a date such as 2026-11-30.") % {"text": text}) from fault


def _area(row: Mapping[str, str]) -> Area:
    width = _number(row, "width", WIDTH)
    if row.get("geojson"):
        return read_area(row["geojson"], width_m=width)
    hits = search_places(row.get("place", ""), limit=1)
    if not hits:
        raise Invalid(_("The place “%(place)s” is not known.") % {"place": row.get("place", "")})
    length = _number(row, "length", LENGTH)
    named = row.get("streets") or row["place"]
    return area_beside(hits[0].lat, hits[0].lon, length, width, row.get("side") or "middle", named=named)


def _number(row: Mapping[str, str], name: str, usual: float) -> float:
    try:
        return float(row[name].replace(",", ".")) if row.get(name) else usual
    except ValueError as fault:
        raise Invalid(_("Column « %(name)s » takes a number of metres.") % {"name": name}) from fault
