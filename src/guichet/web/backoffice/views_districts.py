"""Districts: the parts of the city, brought in from a file that is checked before anything changes."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shapely
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.catalogue.queries import rules_naming
from guichet.catalogue.rules import may_configure
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.texts import localise
from guichet.kernel.words import fold
from guichet.places.actions import ImportReport, import_districts, name_district
from guichet.places.queries import configured_districts, district_names, overlapping_districts
from guichet.places.rules import may_configure_places
from guichet.places.shapes import NoteKind, read_features
from guichet.web.backoffice.bilingual import district_word, language
from guichet.web.backoffice.districts_report import told
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_districts import DistrictForm, DistrictsForm, guessed, properties_of
from guichet.web.backoffice.saving import go, save, show, stamp_of
from guichet.web.kit.parts import PlanShape

if TYPE_CHECKING:
    from guichet.places.models import District

AN_HOUR = 3600
COARSENESS = 0.0004  # degrees: the drawing is small
METRES_PER_DEGREE = 111_320.0


def _words() -> dict[str, str]:
    """Give what the city calls its parts."""
    return {"word_one": district_word("one"), "word_other": district_word("other")}


def _kept(request: ConfigRequest) -> str:
    return f"config-districts:{request.actor.id}"


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def districts(request: ConfigRequest) -> HttpResponseBase:
    """Show the districts; check a file, then bring it in."""
    form = DistrictsForm(request.POST or None, request.FILES or None)
    had = len(district_names())
    report: dict[str, Any] = {"report": None, "checked": False}
    if request.method == "POST" and form.is_valid():
        given: dict[str, ImportReport] = {}
        brings = request.POST.get("do") == "import"
        done = _("The outlines are in place.") if brings else ""
        if save(request, form, lambda: given.update(report=_bring(request, form, brings=brings)), done):
            report = told(given["report"], had=had) | {"checked": not brings}
    found = sorted(configured_districts(request.actor), key=lambda one: fold(localise(one.name, language())))
    names = {one.code: localise(one.name, language()) for one in found}
    context = {
        "form": form,
        "districts": found,
        "overlaps": [
            (names.get(one.first, one.first), names.get(one.second, one.second), one.square_metres / 10_000)
            for one in overlapping_districts(request.actor)
        ],
        "plan": _plan(found),
        **_words(),
        **report,
    }
    return show(request, "backoffice/districts.html", context, here="districts", forms_sent=(form,))


def _bring(request: ConfigRequest, form: DistrictsForm, *, brings: bool) -> ImportReport:
    """Bring the file in, or do as if: the report is the same, and nothing is kept of a trial."""
    raw = _file(request, form)
    features, _notes = read_features(raw)
    properties = properties_of(features)
    code, name = guessed(features, properties, {code for code, _name in district_names()})
    sent = request.POST.copy()
    sent["code_property"] = code = form.cleaned_data["code_property"] or code
    sent["name_property"] = name = form.cleaned_data["name_property"] or name
    form.data, form.properties = sent, properties
    form.prepare()
    with transaction.atomic():
        report = import_districts(
            request.actor,
            raw,
            code_property=code,
            name_property=name,
            remove_missing=form.cleaned_data["remove_missing"],
        )
        _check_rules(request, report)
        if not brings:
            transaction.set_rollback(True)
    if brings:
        cache.delete(_kept(request))
    return report


def _check_rules(request: ConfigRequest, report: ImportReport) -> None:
    """Refuse to remove districts that routing rules name: they would never be true again, and nobody would see it."""
    gone = [note.about for note in report.of(NoteKind.REMOVED)]
    found = rules_naming(request.actor, gone) if gone and may_configure(request.actor) else []
    if found:
        names = " – ".join(localise(rule.name, language()) for rule in found)
        raise Conflict(
            _("Routing rules name what would be removed. Change them first: %(rules)s.") % {"rules": names}
        )


def _file(request: ConfigRequest, form: DistrictsForm) -> bytes:
    """Give the file just sent, else the one that was checked a moment ago."""
    file = form.cleaned_data["file"]
    if file:
        raw = bytes(file.read())
        cache.set(_kept(request), gzip.compress(raw, 3), AN_HOUR)
        return raw
    kept = cache.get(_kept(request))
    if not kept:
        choose = _("Choose the file.")
        raise Invalid(choose, fields={"file": choose})
    return gzip.decompress(kept)


def _plan(found: Sequence[District]) -> Mapping[str, Any] | None:
    """Draw the districts small; None without any."""
    areas = [shapely.geometry.shape(one.polygon).simplify(COARSENESS) for one in found if one.polygon]
    if not areas:
        return None
    west, south, east, north = shapely.union_all([shapely.box(*area.bounds) for area in areas]).bounds
    shapes = [
        PlanShape("district", tuple((x, y) for x, y in part.exterior.coords))
        for area in areas
        for part in shapely.get_parts(area)
        if part.geom_type == "Polygon"
    ]
    wide = (east - west) * METRES_PER_DEGREE * 0.72
    return {
        "shapes": shapes,
        "pins": (),
        "longitude": (west + east) / 2,
        "latitude": (south + north) / 2,
        "metres": max(wide, (north - south) * METRES_PER_DEGREE * 2) * 1.08,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def district(request: ConfigRequest, code: str) -> HttpResponseBase:
    """Name a district in each language."""
    found = next((one for one in configured_districts(request.actor) if one.code == code), None)
    if found is None:
        raise NotFound(_("This district does not exist."))
    stamp = stamp_of(found.name)
    form = DistrictForm(request.POST or None, initial={"seen": stamp}, stored={"name": found.name})
    if save(
        request,
        form,
        lambda: name_district(request.actor, code, form.text("name")),
        _("The name is saved."),
        stamp=stamp,
    ):
        return go(reverse("config_districts"))
    context = {"form": form, "district": found, **_words()}
    return show(request, "backoffice/district.html", context, here="districts", forms_sent=(form,))
