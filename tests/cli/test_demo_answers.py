"""The demonstration's bank of answers: in two languages, well set, with nothing that points nowhere."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guichet.kernel.typography import french_spaces
from guichet.knowledge.checking import Known, check_version
from guichet.knowledge.contradictions import Told, contradictions
from guichet.knowledge.models import AnswerVersion
from guichet.knowledge.stepping import Targets, check_steps

DATA = Path(__file__).parents[2] / "src/guichet/cli/demo/data"
CITIES = ("montreal", "paris")
SAID_ALOUD = 420
TEXTS = ("title", "say", "read", "staff")
NUMBERS = re.compile(r"\d[\d\u00a0\u202f .-]{6,}\d")
# Public numbers that everyone may check, and those that nobody has.
KNOWN_NUMBERS = re.compile(r"1 800 790-2424|514[ -]555-01\d\d|01 99 00 \d\d \d\d")
each_city = pytest.mark.parametrize("city", CITIES)


@cache
def toml(city: str, name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / city / name).read_text())


@cache
def answers(city: str) -> list[dict[str, Any]]:
    found = []
    for path in sorted((DATA / city / "answers").glob("*.toml")):
        data = toml(city, f"answers/{path.name}")
        found += [{**data["defaults"], **answer} for answer in data["answers"]]
    return found


def codes(city: str, name: str) -> set[str]:
    return {item["code"] for item in toml(city, f"{name}.toml")[name]}


def parts(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Give every (language, field, text) of an answer and of its variants."""
    found = []
    for holder in (answer, *answer.get("variants", [])):
        for language in ("fr", "en"):
            found += [(language, field, holder[language][field]) for field in holder[language]]
    return found


def test_ship_enough_answers_for_each_city():
    assert len(answers("montreal")) >= 60
    assert len(answers("paris")) >= 15
    assert sum(len(answer.get("variants", [])) for answer in answers("montreal")) >= 12
    assert sum("staff" in answer["fr"] for answer in answers("montreal")) >= len(answers("montreal")) / 2


@each_city
def test_name_each_answer_once_and_its_people_services_and_districts(city):
    teams = codes(city, "teams")
    services = codes(city, "services") | {one["code"] for one in toml(city, "permits.toml")["types"]}
    staff = {person["email"] for person in toml(city, "people.toml")["staff"]}
    shapes = json.loads((DATA / city / "districts.geojson").read_text())["features"]
    districts = {shape["properties"]["code"] for shape in shapes}
    keys = Counter(answer["key"] for answer in answers(city))
    assert [key for key, count in keys.items() if count > 1] == []
    for answer in answers(city):
        assert re.fullmatch(r"[a-z][a-z0-9-]{2,59}", answer["key"])
        assert answer["team"] in teams, answer["key"]
        assert set(answer["services"]) <= services, answer["key"]
        assert {answer["author"], answer["reader"]} <= staff, answer["key"]
        assert answer["author"] != answer["reader"], answer["key"]
        assert 1 <= answer["review_months"] <= 24
        assert len(answer["words"]) >= 2
        variants = [variant["district"] for variant in answer.get("variants", [])]
        assert set(variants) <= districts
        assert len(set(variants)) == len(variants)


@each_city
def test_write_the_same_parts_in_both_languages(city):
    for answer in answers(city):
        for holder in (answer, *answer.get("variants", [])):
            assert holder["fr"].keys() == holder["en"].keys(), answer["key"]
            assert holder["fr"].keys() <= set(TEXTS)
            assert all(text.strip() for language in ("fr", "en") for text in holder[language].values())
            for heading in ("## ", "| ---", "|---"):
                assert holder["fr"]["read"].count(heading) == holder["en"]["read"].count(heading), answer[
                    "key"
                ]


@each_city
def test_set_answers_as_print_does(city):
    for answer in answers(city):
        for language, field, text in parts(answer):
            assert "'" not in text, (answer["key"], language, field)
            assert '"' not in text, (answer["key"], language, field)
            if language == "fr":
                assert french_spaces(text) == text, (answer["key"], field)
                assert "(s)" not in text


@each_city
def test_say_aloud_in_a_few_sentences(city):
    for answer in answers(city):
        for language, field, text in parts(answer):
            if field == "say":
                assert len(text) <= SAID_ALOUD, (answer["key"], language, len(text))
                assert not re.search(r"[*_#|\n]", text), answer["key"]
                assert not re.search(r"\b(?:dans cet exemple|in this example)\b", text, re.IGNORECASE), (
                    answer["key"]
                )


@each_city
def test_contradict_neither_another_answer_nor_the_other_language(city):
    told = []
    for answer in answers(city):
        texts = {"": answer, **{one["district"]: one for one in answer.get("variants", [])}}
        version = AnswerVersion(
            texts={place: {"fr": one["fr"], "en": one["en"]} for place, one in texts.items()}
        )
        apart = [one.detail for one in check_version(version, Known()) if one.kind == "languages"]
        assert apart == [], answer["key"]
        told.append(Told(answer["key"], version.texts, frozenset(answer["services"])))
    assert contradictions(told) == []


@each_city
def test_give_only_telephone_numbers_that_are_certain(city):
    for answer in answers(city):
        for _language, field, text in parts(answer):
            found = [number.replace("\u00a0", " ").replace("\u202f", " ") for number in NUMBERS.findall(text)]
            assert [number for number in found if not KNOWN_NUMBERS.fullmatch(number)] == [], (
                answer["key"],
                field,
            )


@each_city
def test_lead_only_to_what_is_there(city):
    keys = {answer["key"] for answer in answers(city)}
    bodies = {entry["key"] for entry in toml(city, "elsewhere.toml")["elsewhere"]}
    services = {service["code"]: service for service in toml(city, "services.toml")["services"]}
    assert {key for answer in answers(city) for key in answer.get("see_also", [])} <= keys
    targets = Targets(
        answers=keys,
        elsewhere=bodies,
        services={code: {one["code"] for one in service["questions"]} for code, service in services.items()},
    )
    for script in toml(city, "scripts.toml")["scripts"]:
        for step in check_steps(script["steps"], targets):
            for choice in step["choices"]:
                _kind, _colon, name = choice["to"].partition(":")
                for question in services.get(name, {"questions": []})["questions"]:
                    options = {option["code"] for option in question.get("options", [])}
                    given = choice["answers"].get(question["code"], [])
                    chosen = given if isinstance(given, list) else [given]
                    assert not options or set(chosen) <= options, (script["key"], choice)


@each_city
def test_say_whose_it_is_and_how_to_reach_them(city):
    bodies = toml(city, "elsewhere.toml")["elsewhere"]
    assert len(bodies) >= 25
    assert len({body["key"] for body in bodies}) == len(bodies)
    assert all(body.get("phone") or body.get("url", "").startswith("https://") for body in bodies)
    assert all(len(body["words"]) >= 1 for body in bodies)


@each_city
def test_take_words_one_for_another_only_once(city):
    groups = toml(city, "words.toml")["groups"]
    counted = Counter(word for group in groups for word in group)
    assert all(len(group) >= 2 for group in groups)
    assert [word for word, count in counted.items() if count > 1] == []
    assert counted.total() >= 80


@each_city
def test_tell_contacts_and_talk_of_known_people(city):
    people, rooms = toml(city, "people.toml"), toml(city, "rooms.toml")
    staff = {person["email"] for person in people["staff"]}
    residents = {person["email"] for person in people["residents"]}
    keys, services = {answer["key"] for answer in answers(city)}, codes(city, "services")
    told = [(s["service"], s["resident"]) for s in toml(city, "stories.toml")["stories"] if "resident" in s]
    for contact in toml(city, "contacts.toml")["contacts"]:
        assert contact["by"] in staff
        assert contact.get("resident") in residents | {None}
        assert contact["at"]["days"] < 0
        for subject in contact.get("subjects", []):
            assert subject.get("answer") in keys | {None}
            assert subject.get("service", "") in services | {""}
            assert "case_of" not in subject or (subject["service"], subject["case_of"]) in told
    for room in rooms["rooms"]:
        assert set(room["first"]) | set(room["second"]) <= codes(city, "teams")
        assert set(room["services"]) <= services
        assert {duty["who"] for duty in room["duties"]} <= staff
    moments = [(line["at"]["days"], line["at"]["hour"], line["at"]["minute"]) for line in rooms["talk"]]
    assert moments == sorted(moments)
    assert {line["by"] for line in rooms["talk"]} <= staff
