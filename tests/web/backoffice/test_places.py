"""Districts, hours and days on their pages."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from guichet.kernel import moment
from guichet.occupations.queries import all_clearances
from guichet.places.models import District, OpeningHours, SpecialDay
from tests.factories import make_commitment, make_district, make_hours, make_rule, make_service, make_team

NEXT_YEAR = dt.datetime.now(tz=dt.UTC).year + 1


@pytest.fixture
def admin(sign_in):
    return sign_in(grants=["config.city"])


def square(west: float, south: float, size: float = 0.02) -> dict:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(*shapes: tuple[str, str, dict]) -> SimpleUploadedFile:
    features = [
        {"type": "Feature", "properties": {"CODE": code, "NOM": name, "aire": 1}, "geometry": shape}
        for code, name, shape in shapes
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return SimpleUploadedFile("districts.geojson", content, "application/geo+json")


NORTH = ("N", "Le Nord", square(-73.6, 45.52))
MORE = (("E", "L’Est", square(-73.58, 45.5)), ("W", "L’Ouest", square(-73.62, 45.5)))
SOUTH = ("S", "Le Sud", square(-73.6, 45.50))


def test_check_file_reports_and_changes_nothing_then_brings_it_in(admin):
    answer = admin.post("/config/districts/", {"do": "check", "file": geojson(NORTH, SOUTH)})
    assert answer.status_code == 200
    assert (answer.context["report"].added, answer.context["checked"]) == (2, True)
    assert answer.context["form"]["code_property"].value() == "CODE"
    assert answer.context["form"]["name_property"].value() == "NOM"
    assert not District.objects.exists()
    sent = {"do": "import", "code_property": "CODE", "name_property": "NOM"}
    answer = admin.post("/config/districts/", sent)
    assert answer.context["report"].added == 2
    assert sorted(District.objects.values_list("name__fr", flat=True)) == ["Le Nord", "Le Sud"]


def test_overlapping_districts_are_reported_and_stay_on_the_overview(admin):
    wide = ("S", "Le Sud", square(-73.6, 45.51))
    answer = admin.post("/config/districts/", {"do": "import", "file": geojson(NORTH, wide)})
    assert any("overlap" in note.kind for note in answer.context["report"].notes)
    assert answer.context["overlaps"][0][:2] == ("Le Nord", "Le Sud")
    assert any(gap.url == "/config/districts/" for gap in admin.get("/config/").context["missing"])


@pytest.mark.parametrize("user", ["promise", "territory", "rule"])
def test_district_that_settings_name_is_not_removed(sign_in, user):
    admin = sign_in(grants=["config.city", "config.catalogue"])
    service, gone = make_service(), make_district("gone")
    if user == "promise":
        make_commitment(service, district=gone)
    elif user == "territory":
        service.territory.add(gone)
    else:
        make_rule(make_team(), expression='district == "gone"')
    sent = {"do": "import", "remove_missing": "on", "file": geojson(NORTH)}
    answer = admin.post("/config/districts/", sent)
    assert answer.status_code == 409
    assert sorted(District.objects.values_list("code", flat=True)) == ["gone"]


def test_outlines_far_from_the_city_are_told_and_swapped_ones_are_named(admin):
    swapped = ("S", "Le Sud", square(45.5, -73.6))
    answer = admin.post("/config/districts/", {"do": "check", "file": geojson(NORTH, *MORE, swapped)})
    (far,) = [note for note in answer.context["report"].notes if note.kind == "far"]
    assert (far.about, "longitude" in far.words) == ("s", True)


@pytest.mark.parametrize("content", [b"no json", b"{}", b'{"type": "FeatureCollection", "features": []}'])
def test_file_that_holds_no_district_is_refused(admin, content):
    file = SimpleUploadedFile("x.geojson", content)
    answer = admin.post("/config/districts/", {"do": "check", "file": file})
    assert answer.status_code == 422
    assert not District.objects.exists()


def test_bring_in_without_a_file_asks_for_it(admin):
    answer = admin.post("/config/districts/", {"do": "import"})
    assert "file" in answer.context["form"].errors


def test_name_district_in_each_language(admin):
    make_district("nord", name={"fr": "Nord"})
    typed = {"name_fr": "Le Nord", "name_en": "North"}
    assert admin.post("/config/districts/nord/", typed).status_code == 303
    assert District.objects.get().name == {"fr": "Le Nord", "en": "North"}


def week(**changes):
    hours = {f"opens_{day}_0": "08:30" for day in range(1, 6)} | {
        f"closes_{day}_0": "16:30" for day in range(1, 6)
    }
    return hours | changes


def test_set_hours_in_two_spans(admin):
    typed = week(closes_1_0="12:00", opens_1_1="13:00", closes_1_1="17:00")
    assert admin.post("/config/hours/", typed).status_code == 303
    monday = OpeningHours.objects.filter(weekday=1).order_by("opens").values_list("opens", "closes")
    assert list(monday) == [(dt.time(8, 30), dt.time(12)), (dt.time(13), dt.time(17))]
    assert OpeningHours.objects.count() == 6


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"closes_1_0": ""}, "closes_1_0"),
        ({"closes_1_0": "07:00"}, "closes_1_0"),
        ({"opens_1_0": "25:00"}, "opens_1_0"),
        ({"opens_1_1": "10:00", "closes_1_1": "12:00"}, "__all__"),
    ],
)
def test_hours_with_a_fault_are_refused_and_kept(admin, typed, field):
    make_hours()
    answer = admin.post("/config/hours/", week(**typed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert OpeningHours.objects.count() == 5


def test_fill_holidays_of_a_year_then_bridge_days_are_proposed(admin):
    make_hours()
    assert admin.post("/config/hours/holidays/", {"year": str(NEXT_YEAR)}).status_code == 303
    assert SpecialDay.objects.filter(day__year=NEXT_YEAR, official=True).exists()
    context = admin.get(f"/config/hours/?year={NEXT_YEAR}").context
    assert context["has_holidays"]
    for iso, _words in context["bridges"]:
        day = dt.date.fromisoformat(iso)
        near = {day - dt.timedelta(1), day + dt.timedelta(1)}
        assert SpecialDay.objects.filter(day__in=near).exists()


def test_bridge_day_is_the_friday_after_a_thursday_off(admin):
    make_hours()
    thursday = moment.today() + dt.timedelta(days=(3 - moment.today().weekday()) % 7 + 7)
    admin.post("/config/hours/days/", {"day": thursday.isoformat(), "name_fr": "Fête"})
    bridges = admin.get(f"/config/hours/?year={thursday.year}").context["bridges"]
    friday = thursday + dt.timedelta(days=1)
    assert (friday.isoformat() in {iso for iso, _words in bridges}) is (friday.year == thursday.year)


def test_add_a_day_open_at_other_hours_then_remove_it(admin):
    typed = {"day": f"{NEXT_YEAR}-12-24", "name_fr": "Veille de Noël", "opens": "09:00", "closes": "12:00"}
    assert admin.post("/config/hours/days/", typed).status_code == 303
    assert SpecialDay.objects.get().spans == ["09:00-12:00"]
    assert admin.post(f"/config/hours/days/{NEXT_YEAR}-12-24/remove/").status_code == 303
    assert not SpecialDay.objects.exists()


def test_add_a_day_without_saying_why_is_refused(admin):
    answer = admin.post("/config/hours/days/", {"day": f"{NEXT_YEAR}-05-05"})
    assert answer.status_code == 422
    assert "name_fr" in answer.context["day_form"].errors
    assert not SpecialDay.objects.exists()


@pytest.mark.parametrize("day", ["2026-13-45", "2026-01-05"])
def test_remove_a_day_that_is_not_there(admin, day):
    assert admin.post(f"/config/hours/days/{day}/remove/").status_code == 404


def test_file_is_matched_with_the_districts_that_are_there(admin):
    make_district("nord", name={"fr": "Nord"})
    feature = {
        "type": "Feature",
        "properties": {"ID": 7, "SLUG": "Nord", "NOM": "Le Nord"},
        "geometry": NORTH[2],
    }
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    answer = admin.post(
        "/config/districts/", {"do": "check", "file": SimpleUploadedFile("x.geojson", content)}
    )
    assert answer.context["form"]["code_property"].value() == "SLUG"
    assert (answer.context["report"].changed, answer.context["all_twice"]) == (1, False)


def test_file_that_would_double_every_district_says_so(admin):
    make_district("nord", name={"fr": "Nord"})
    answer = admin.post("/config/districts/", {"do": "check", "file": geojson(SOUTH)})
    assert answer.context["all_twice"]


def test_pages_call_the_parts_of_the_city_as_the_city_does(admin):
    page = admin.get("/config/districts/", {"lang": "fr"}).content.decode()
    assert "<h1>Arrondissements</h1>" in page


def test_distances_to_keep_are_set_read_back_and_remembered(sign_in):
    admin = sign_in(grants=["config.city", "ledger.read"])
    form = admin.get("/config/distances/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert (sent["crane"], sent["terrace"]) == ("20", "2")
    wrong = admin.post("/config/distances/", sent | {"crane": "101", "terrace": "x"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"crane", "terrace"})
    assert wrong.context["form"]["crane"].value() == "101"
    assert all_clearances()["crane"] == 20
    assert admin.post("/config/distances/", sent | {"crane": "7.5"}).status_code == 303
    assert all_clearances()["crane"] == 7.5
    assert (
        admin.post("/config/distances/", sent | {"crane": "9"}).status_code == 409
    )  # read before the change
    told = admin.get("/config/history/?part=ground").content.decode()
    assert told.count("7,5") == 1  # only what changed is told
    seen = admin.get("/config/distances/").context["form"]["seen"].value()
    assert admin.post("/config/distances/", sent | {"crane": "", "seen": seen}).status_code == 303
    assert all_clearances()["crane"] == 20
