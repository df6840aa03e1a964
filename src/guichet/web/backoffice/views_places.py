"""Streets and places: what the address search knows, brought in from files that are checked first."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field

from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.errors import Invalid
from guichet.kernel.words import clean_line
from guichet.places.actions import import_places, import_streets, name_place
from guichet.places.files import lines_of_streets, read_places, unpacked
from guichet.places.queries import configured_place, configured_places, search_places
from guichet.places.rules import may_configure_places
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.forms_districts import guessed, properties_of
from guichet.web.backoffice.forms_places import KIND_WORDS, ONE_WORDS, STREETS, PlaceForm, PlacesForm
from guichet.web.backoffice.saving import go, save, show, stamp_of

AN_HOUR = 3600
MOST_FOUND = 25
RENAMED = ("street", "public")


@dataclass(slots=True)
class Brought:
    """What came of a file, or would: `added` are new, `known` were there (or stand twice in the file)."""

    added: int = 0
    known: int = 0
    passed_over: int = 0
    why: list[str] = field(default_factory=list)
    checked: bool = False
    is_lines: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def places(request: ConfigRequest) -> HttpResponseBase:
    """Count and find the places; check a file, then bring it in."""
    form = PlacesForm(request.POST or None, request.FILES or None, initial={"kind": STREETS})
    brought = Brought(checked=request.POST.get("do") != "import")
    done = "" if brought.checked else _("The places can be found from now on.")
    is_told = save(request, form, lambda: _bring(request, form, brought), done)
    words = clean_line(request.GET.get("q", ""), 200)
    counts = configured_places(request.actor)
    context = {
        "form": form,
        "report": brought if is_told else None,
        "counts": [(said, counts.get(kind, 0)) for kind, said in KIND_WORDS.items()],
        "total": sum(counts.values()),
        "words": words,
        "found": [
            (hit, ONE_WORDS.get(hit.kind, ""), hit.kind in RENAMED)
            for hit in (search_places(words, limit=MOST_FOUND) if words else ())
        ],
    }
    return show(request, "backoffice/places.html", context, here="places", forms_sent=(form,))


def _bring(request: ConfigRequest, form: PlacesForm, brought: Brought) -> None:
    """Bring the file in, or do as if: the report is the same, and nothing is kept of a trial."""
    content, kind = _content(request, form), form.cleaned_data["kind"]
    with transaction.atomic():
        lines = lines_of_streets(content) if kind == STREETS else ()
        if lines:
            _code, name = guessed(lines, properties_of(lines), ())
            brought.is_lines = True
            brought.added = import_streets(request.actor, content, name_property=name)
        else:
            read = read_places(content, kind)
            brought.added = import_places(request.actor, read.places)
            brought.known = max(0, len(read.places) - brought.added)
            brought.passed_over, brought.why = read.passed_over, read.why
        if brought.checked:
            transaction.set_rollback(True)
    if not brought.checked:
        cache.delete(_kept(request))


def _kept(request: ConfigRequest) -> str:
    return f"config-places:{request.actor.id}"


def _content(request: ConfigRequest, form: PlacesForm) -> bytes:
    """Give the file just sent, else the one that was checked a moment ago."""
    file = form.cleaned_data["file"]
    if file:
        content = unpacked(bytes(file.read()))
        cache.set(_kept(request), gzip.compress(content, 3), AN_HOUR)
        return content
    kept = cache.get(_kept(request))
    if not kept:
        choose = _("Choose the file.")
        raise Invalid(choose, fields={"file": choose})
    return gzip.decompress(kept)


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_configure_places)
def place(request: ConfigRequest, place_id: int) -> HttpResponseBase:
    """Correct the name of a street or public place."""
    found = configured_place(request.actor, place_id)
    initial = {"label": found.label, "detail": found.detail}
    stamp = stamp_of(initial)
    form = PlaceForm(request.POST or None, initial=initial | {"seen": stamp})

    def act() -> None:
        name_place(request.actor, place_id, form.cleaned_data["label"], form.cleaned_data["detail"])

    if save(request, form, act, _("The name is saved."), stamp=stamp):
        return go(reverse("config_places"))
    kind = ONE_WORDS.get(found.kind, "")
    context = {"form": form, "place": found, "kind": kind, "can_name": found.kind in RENAMED}
    return show(request, "backoffice/place.html", context, here="places", forms_sent=(form,))
