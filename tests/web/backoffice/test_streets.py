"""Streets and places on their pages: a file checked, brought in, a name corrected."""

from __future__ import annotations

import gzip
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guichet.places.models import Place, PlaceKind
from guichet.places.queries import search_places

PARKS = "nom;latitude;longitude\nParc des Érables;45,52;-73,58\nParc Molson;45,53;-73,57\nSans place;;\n"
ADDRESSES = "numero,rue,lat,lon\n10,rue Drolet,45.53,-73.59\n12,rue Drolet,45.531,-73.591\n"


@pytest.fixture
def admin(sign_in):
    return sign_in(grants=["config.city"])


def upload(content: str | bytes, name: str = "lieux.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_check_changes_nothing_then_the_kept_file_is_brought_in(admin):
    answer = admin.post("/config/places/", {"do": "check", "kind": "public", "file": upload(PARKS)})
    report = answer.context["report"]
    assert (report.added, report.known, report.passed_over, len(report.why)) == (2, 0, 1, 1)
    assert not Place.objects.exists()
    report = admin.post("/config/places/", {"do": "import", "kind": "public"}).context["report"]
    assert (report.added, report.checked) == (2, False)
    again = {"do": "import", "kind": "public", "file": upload(gzip.compress(PARKS.encode()), "lieux.csv.gz")}
    assert admin.post("/config/places/", again).context["report"].known == 2
    found = admin.get("/config/places/", {"q": "erable"}).context["found"]
    assert [hit.label for hit, _kind, _can_name in found] == ["Parc des Érables"]


def test_lines_of_streets_give_streets_and_crossings_that_follow_their_names(admin):
    lines = [("Rue A", [[-73.58, 45.52], [-73.56, 45.52]]), ("Rue B", [[-73.57, 45.51], [-73.57, 45.53]])]
    features = [
        {
            "type": "Feature",
            "properties": {"nom": name},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in lines
    ]
    file = upload(json.dumps({"type": "FeatureCollection", "features": features}), "rues.geojson")
    answer = admin.post("/config/places/", {"do": "import", "kind": "street", "file": file})
    assert answer.context["report"].added == 3
    assert sorted(Place.objects.values_list("kind", flat=True)) == ["intersection", "street", "street"]
    street = Place.objects.get(label="Rue A")
    assert admin.post(f"/config/places/{street.pk}/", {"label": "Rue Zoé", "detail": ""}).status_code == 303
    assert Place.objects.get(kind="intersection").label == "Rue B et rue Zoé"
    assert [hit.label for hit in search_places("zoe et b")][:1] == ["Rue B et rue Zoé"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\x1f\x8bbroken", b"a,b\n1,2\n", b"PK\x03\x04\x00\x00", b"{broken"]
)
def test_file_that_cannot_be_used_says_why_beside_it(admin, content):
    answer = admin.post("/config/places/", {"do": "check", "kind": "public", "file": upload(content)})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not Place.objects.exists()


def test_street_named_anew_is_found_with_its_addresses(admin):
    admin.post("/config/places/", {"do": "import", "kind": "address", "file": upload(ADDRESSES)})
    street = Place.objects.get(kind=PlaceKind.STREET)
    page = f"/config/places/{street.pk}/"
    assert admin.post(page, {"label": " ", "detail": ""}).status_code == 422
    assert admin.post(page, {"label": "rue Gérald-Godin", "detail": ""}).status_code == 303
    assert [hit.label for hit in search_places("12 gerald godin")][:1] == ["12, rue Gérald-Godin"]
    assert not search_places("rue drolet")
    address = Place.objects.filter(kind=PlaceKind.ADDRESS).first()
    assert admin.post(f"/config/places/{address.pk}/", {"label": "x", "detail": ""}).status_code == 404


def test_name_that_another_place_has_is_refused(admin):
    admin.post("/config/places/", {"do": "import", "kind": "public", "file": upload(PARKS)})
    park = Place.objects.get(label="Parc Molson")
    answer = admin.post(f"/config/places/{park.pk}/", {"label": "parc des erables", "detail": ""})
    assert answer.status_code in {409, 422}
    assert Place.objects.get(pk=park.pk).label == "Parc Molson"
