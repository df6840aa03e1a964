"""The demonstration cities' own words and data: whole, resolvable, in two languages, well set."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point, shape
from shapely.ops import unary_union

from guichet.cases.channels import Channel
from guichet.catalogue.forms import check_answers, read_questions
from guichet.catalogue.routing import check_rule
from guichet.kernel.typography import french_spaces
from guichet.messaging.fields import MailEvent
from guichet.messaging.rendering import check_template
from guichet.people.rules import GRANTS

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/guichet/cli/demo/data"
CITIES = ("montreal", "paris")
COUNTRY = {"montreal": "CA", "paris": "FR"}
OUTCOMES = {"done", "planned", "information_given", "not_ours", "duplicate", "nothing_found", "refused"}
SPAN = re.compile(r"[1-9]\d{0,2} (hours|working_days)")
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,78}")
SHARE_TO_COVER = 0.9


@cache
def toml(city: str, name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / city / f"{name}.toml").read_text())


@cache
def rows(city: str, name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / city / f"{name}.csv.gz", "rt", newline="") as file:
        return list(csv.DictReader(file))


def services(city: str) -> list[dict[str, Any]]:
    return toml(city, "services")["services"]


def codes(city: str, name: str) -> set[str]:
    return {item["code"] for item in toml(city, name)[name]}


@cache
def districts(city: str) -> set[str]:
    found = json.loads((DATA / city / "districts.geojson").read_text())["features"]
    return {feature["properties"]["code"] for feature in found}


def texts(value: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every {fr, en} of a tree, with the way to it."""
    if isinstance(value, dict):
        if "fr" in value or "en" in value:
            yield path, value
            return
        for key, inner in value.items():
            yield from texts(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts(inner, f"{path}[{number}]")


def french(value: object) -> Iterator[str]:
    """Give the French sentences of a text: one, several (keywords), or the forms of a word."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (word for word in value if isinstance(word, str))
    elif isinstance(value, dict):
        yield from (word for word in value.values() if isinstance(word, str))


FILES = [(city, path.stem) for city in CITIES for path in sorted((DATA / city).glob("*.toml"))]
each_city = pytest.mark.parametrize("city", CITIES)
each_file = pytest.mark.parametrize(("city", "name"), FILES)


@each_file
def test_read_text_in_both_languages(city, name):
    alone = [path for path, text in texts(toml(city, name)) if not (text.get("fr") and text.get("en"))]
    assert [path for path in alone if not path.startswith(".drafts")] == []  # what is still being written


@each_file
def test_read_french_as_it_is_printed(city, name):
    words = [word for _path, text in texts(toml(city, name)) for word in french(text["fr"])]
    assert [word for word in words if french_spaces(word) != word] == []
    assert [word for word in words if "'" in word or "(s)" in word or "..." in word] == []


@each_city
def test_read_services_whose_references_resolve(city):
    groups, teams, known = codes_of_groups(city), codes(city, "teams"), icons()
    for service in services(city):
        assert CODE.fullmatch(service["code"])
        assert service["group"] in groups, service["code"]
        assert service["team"] in teams, service["code"]
        assert service["icon"] in known, (service["code"], service["icon"])
        assert set(service.get("territory", [])) <= districts(city), service["code"]
        assert service["location"] in {"required", "optional", "none"}
        assert service["same_incident_radius"] in range(1001)


def codes_of_groups(city: str) -> set[str]:
    groups = toml(city, "services")["groups"]
    assert {group["icon"] for group in groups} <= icons()
    return {group["code"] for group in groups}


@cache
def icons() -> set[str]:
    sprite = next((ROOT / "src/guichet/web").rglob("icons.svg"))
    return set(re.findall(r'symbol id="([^"]+)"', sprite.read_text()))


@each_city
def test_read_codes_used_once(city):
    for name in ("services", "teams"):
        counted = Counter(item["code"] for item in toml(city, name)[name])
        assert [code for code, count in counted.items() if count > 1] == []
    labels = Counter(label for service in services(city) for label in service["external"])
    assert [label for label, count in labels.items() if count > 1] == []


@each_city
def test_read_questions_as_the_catalogue_does(city):
    for service in services(city):
        questions = service.get("questions", [])
        assert 1 <= len(questions) <= 5, service["code"]
        assert len(read_questions(questions)) == len(questions)


@each_city
def test_read_commitments_that_grow(city):
    for service in services(city):
        steps = [service["commitments"][step] for step in ("acknowledge", "take", "resolve")]
        assert all(SPAN.fullmatch(step) for step in steps), service["code"]
        assert [hours(step) for step in steps] == sorted(hours(step) for step in steps), service["code"]


def hours(span: str) -> int:
    amount, unit = span.split()
    return int(amount) * (24 if unit == "working_days" else 1)


@each_city
def test_read_replies_that_agents_can_send(city):
    for service in services(city):
        replies = service["replies"]
        assert replies, service["code"]
        assert {reply["outcome"] for reply in replies} <= OUTCOMES
        assert len({reply["code"] for reply in replies}) == len(replies)


@each_city
def test_read_seasons_that_exist(city):
    for service in services(city):
        for day in service.get("season", {}).values():
            assert dt.date.fromisoformat(f"2027-{day}")


@each_city
def test_route_by_rules_that_compile(city):
    routing, teams = toml(city, "routing"), codes(city, "teams")
    known = {service["code"]: service for service in services(city)}
    for rule in routing["rules"]:
        check_rule(rule["when"])
        assert rule["team"] in teams
        for code in re.findall(r'service == "([^"]+)"', rule["when"]):
            questions = {question["code"]: question for question in known[code]["questions"]}
            for name, value in re.findall(r'answers\.(\w+) == "([^"]+)"', rule["when"]):
                assert value in {option["code"] for option in questions[name]["options"]}
    assert routing["default"]["team"] in teams


@each_city
def test_write_every_mail_with_known_fields(city):
    templates = toml(city, "templates")["templates"]
    assert [template["event"] for template in templates].count("case_received") == 1
    assert {template["event"] for template in templates} <= {event.value for event in MailEvent}
    for template in templates:
        for language in ("fr", "en"):
            check_template(template["subject"][language], template["body"][language], template["event"])


@each_city
def test_read_people_whose_roles_and_teams_exist(city):
    people, teams = toml(city, "people"), codes(city, "teams")
    roles = {role["code"]: role for role in people["roles"]}
    assert all(set(role["grants"]) <= set(GRANTS) for role in roles.values())
    assert all(person["role"] in roles and set(person["teams"]) <= teams for person in people["staff"])
    shown = [person for person in people["staff"] if person["shown"]]
    assert {role for person in shown for role in (person["role"], *person.get("also", []))} == set(roles)
    everyone = [person["email"] for person in people["staff"] + people["residents"]]
    assert len(set(everyone)) == len(everyone)
    assert all(re.fullmatch(r"[a-z.-]+@[a-z]+\.example", email) for email in everyone)
    fictional = re.compile(r"514-555-01\d\d|01 99 00 \d\d \d\d")
    assert all(fictional.fullmatch(person["phone"]) for person in people["residents"])


@each_city
def test_read_city_that_says_it_is_a_demonstration(city):
    about = toml(city, "city")
    assert about["slug"] == city
    assert "démonstration" in about["name"]["fr"]
    assert about["shift_dates"] is True
    assert about["demonstration"]["banner"]["fr"].startswith("Démonstration.")
    assert about["demonstration"]["attribution"]["fr"]
    for spans in about["hours"].values():
        assert all(re.fullmatch(r"\d\d:\d\d-\d\d:\d\d", span) for span in spans)


@pytest.mark.parametrize(
    ("city", "name", "label"), [("montreal", "requetes", "ACTI_NOM"), ("paris", "dmr", "soustype")]
)
def test_cover_most_of_the_real_requests(city, name, label):
    known = {external for service in services(city) for external in service["external"]}
    counted = Counter(row[label] for row in rows(city, name))
    covered = sum(count for words, count in counted.items() if words in known)
    assert covered / counted.total() >= SHARE_TO_COVER
    assert known, "no service names a label"


def test_cover_every_team_of_paris():
    known = {external for team in toml("paris", "teams")["teams"] for external in team.get("external", [])}
    assert {row["intervenant"] for row in rows("paris", "dmr")} <= known


def test_say_that_positions_of_montreal_are_invented():
    made = rows("montreal", "requetes")
    assert len(made) == 30_000
    assert {row["POSITION_FICTIVE"] for row in made} == {"1"}
    assert all(row["DDS_DATE_CREATION"] <= row["DATE_DERNIER_STATUT"] for row in made)
    units = {team["external"][0] for team in toml("montreal", "teams")["teams"] if "external" in team}
    assert {row["UNITE_RESP_PARENT"] for row in made} <= units


@pytest.mark.parametrize(("city", "count"), [("montreal", 19), ("paris", 20)])
def test_draw_each_district_once_and_apart(city, count):
    features = json.loads((DATA / city / "districts.geojson").read_text())["features"]
    shapes = [shape(feature["geometry"]) for feature in features]
    assert len(shapes) == len(districts(city)) == count
    assert all(area.is_valid for area in shapes)
    union = unary_union(shapes).area
    assert sum(area.area for area in shapes) == pytest.approx(union, rel=2e-3)


@pytest.mark.parametrize(
    ("city", "name"), [("montreal", "places"), ("montreal", "streets"), ("paris", "places")]
)
def test_name_places_in_known_districts(city, name):
    made = rows(city, name)
    assert all(row["name"].strip() and row["district"] in districts(city) for row in made)
    assert len({tuple(row.values()) for row in made}) == len(made)


@each_city
def test_say_where_each_file_comes_from(city):
    sources = (DATA / city / "SOURCES.md").read_text()
    data = [path.name for path in (DATA / city).iterdir() if path.suffix in {".gz", ".geojson"}]
    assert [name for name in data if name not in sources] == []
    assert sources.count("**Licence**") >= 2


def test_stay_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 4_000_000


KINDS = {
    "taken": {"by"},
    "resumed": {"by"},
    "transferred": {"by", "team", "reason"},
    "note": {"by", "text"},
    "message": {"by", "text"},
    "question": {"by", "text"},
    "resident_reply": {"text"},
    "waiting": {"by", "text", "in_days"},
    "planned": {"by", "text", "in_days"},
    "late": {"by", "reason", "in_days"},
    "subtask": {"by", "team", "text"},
    "subtask_done": {"by", "team", "text"},
    "followed": {"resident"},
    "attached": {"resident", "words"},
    "resolved": {"by", "outcome", "text"},
    "reopened": {"text"},
}


def stories(city: str) -> list[dict[str, Any]]:
    return toml(city, "stories")["stories"]


@each_city
def test_tell_stories_of_known_people_and_services(city):
    known, people = {service["code"] for service in services(city)}, toml(city, "people")
    staff = {person["email"] for person in people["staff"]}
    residents = {person["email"] for person in people["residents"]}
    assert len(stories(city)) >= 14
    for story in stories(city):
        assert story["service"] in known
        assert story["language"] in {"fr", "en"}
        assert story["channel"] in set(Channel)
        assert {story["resident"]} <= residents
        for event in story.get("events", []):
            assert event.keys() - {"kind", "after", "detail"} == KINDS[event["kind"]], event
            assert event.get("by") in staff | {None}
            assert event.get("resident") in residents | {None}
            assert event.get("team") in codes(city, "teams") | {None}
            assert event.get("outcome") in OUTCOMES | {None}


@each_city
def test_tell_stories_in_the_order_of_time(city):
    for story in stories(city):
        moments = [elapsed(event["after"]) for event in story.get("events", [])]
        assert moments == sorted(moments), story["words"]
        assert all(moment < story["days_ago"] * 24 for moment in moments), story["words"]
        for event in story.get("events", []):
            assert event.get("in_days", 10_000) * 24 > elapsed(event["after"])


def elapsed(after: str) -> int:
    amount, unit = after.split()
    return int(amount) * {"hours": 1, "days": 24}[unit]


@each_city
def test_tell_stories_whose_answers_the_form_takes(city):
    forms = {service["code"]: service["questions"] for service in services(city)}
    for story in stories(city):
        questions = read_questions(forms[story["service"]])
        kept, faults = check_answers(
            questions, story.get("answers", {}), language="fr", country=COUNTRY[city]
        )
        assert faults == {}, (story["service"], faults)
        assert {answer["code"] for answer in kept} == set(story.get("answers", {}))


@each_city
def test_tell_stories_where_they_say(city):
    features = json.loads((DATA / city / "districts.geojson").read_text())["features"]
    areas = {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}
    for story in stories(city):
        if "lat" in story:
            assert areas[story["district"]].contains(Point(story["lon"], story["lat"])), story["address"]


@each_city
def test_tell_stories_of_every_kind(city):
    kinds = Counter(event["kind"] for story in stories(city) for event in story.get("events", []))
    assert KINDS.keys() - {"resumed"} == kinds.keys()
    assert max(followers(story) for story in stories(city)) == 6
    assert [story for story in stories(city) if not story.get("events")], (
        "a story that nobody took: it is late"
    )


def followers(story: dict[str, Any]) -> int:
    return sum(event["kind"] == "followed" for event in story.get("events", []))


@each_city
def test_write_to_residents_in_well_set_french(city):
    for story in stories(city):
        for event in story.get("events", []):
            words = [event[name] for name in ("text", "reason", "detail") if name in event and "by" in event]
            if story["language"] == "fr":
                assert [word for word in words if french_spaces(word) != word or "'" in word] == []
