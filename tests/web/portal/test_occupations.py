"""What anybody sees of the streets: nothing without its place in the public, no name of who moves, the same as data."""

from __future__ import annotations

import csv
import datetime as dt
import json

from django.utils import timezone

from guichet.kernel.actor import system
from guichet.occupations.actions import NewOccupation, put_many
from guichet.places.actions import import_places
from tests.occupations.ground import LAT, LON, spot
from tests.places.geography import PLACES


def put(reference, *, begins=-2, ends=2, east=0.0, **more):
    now = timezone.now()
    span = (now + dt.timedelta(days=begins), now + dt.timedelta(days=ends))
    title = more.pop("title", {"fr": f"Titre {reference}"})
    given = {"state": "granted", "kind": "container", "public": True, "title": title, **more}
    put_many(system(), "permit", [NewOccupation(reference, spot(east=east), *span, **given)])


def test_the_public_sees_what_stands_where_and_until_when(client, django_assert_max_num_queries):
    import_places(system(), PLACES)
    put("P-1", east=-780)  # at the Parc La Fontaine of the tests' city, or nearly
    put("P-2", begins=5, ends=9)
    put("P-3", public=False)
    put("P-4", state="asked")
    put("P-5", kind="moving", title={"fr": "Déménagement de Lucie Gagnon"})
    for number in range(30):
        put(f"Q-{number}")
    with django_assert_max_num_queries(15):
        page = client.get("/occupations/").content.decode()
    assert "Titre P-1" in page
    for hidden in ("P-2", "P-3", "P-4", "Gagnon"):
        assert hidden not in page
    assert "Déménagement" in page
    assert "Titre P-2" in client.get("/occupations/", {"when": "month"}).content.decode()
    day = (timezone.now() + dt.timedelta(days=6)).date().isoformat()
    later = client.get("/occupations/", {"on": day}).content.decode()
    assert "Titre P-2" in later
    assert "Titre P-1" not in later
    unknown = client.get("/occupations/", {"q": "zzzz qqqq", "on": "hier", "kind": "nothing"})
    assert unknown.status_code == 200
    shapes = json.loads(client.get("/occupations/carte.geojson", {"kind": "moving"}).content)
    assert len(shapes["features"]) == 2


def test_open_data_is_whole_and_says_its_licence(client):
    put("P-1")
    put("P-2", begins=-9, ends=-3)
    put("P-3", kind="moving", title={"fr": "Lucie Gagnon"})
    found = json.loads(b"".join(client.get("/occupations/donnees.geojson").streaming_content))
    assert found["licence"] == "CC BY 4.0"
    assert [each["properties"]["reference"] for each in found["features"]] == ["P-1", "P-3"]
    text = b"".join(client.get("/occupations/donnees.csv").streaming_content).decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert "Gagnon" not in text
    assert (rows[0]["kind"], rows[0]["licence"]) == ("container", "CC BY 4.0")
    assert abs(float(rows[0]["latitude"]) - LAT) < 0.001
    assert abs(float(rows[0]["longitude"]) - LON) < 0.001
    number = found["features"][0]["id"]
    assert client.get(f"/occupations/{number}/").status_code == 200
