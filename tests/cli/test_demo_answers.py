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
    services, teams = codes(city, "services"), codes(city, "teams")
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


@each_city
def test_give_only_telephone_numbers_that_are_certain(city):
    for answer in answers(city):
        for _language, field, text in parts(answer):
            found = [number.replace("\u00a0", " ").replace("\u202f", " ") for number in NUMBERS.findall(text)]
            assert [number for number in found if not KNOWN_NUMBERS.fullmatch(number)] == [], (
                answer["key"],
                field,
            )
