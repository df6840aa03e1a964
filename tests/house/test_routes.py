"""Who gets what from every address; cities included."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from guichet.conversations.actions.asking import ask
from guichet.conversations.actions.talking import say
from guichet.people.rules import GRANTS
from guichet.tenancy.models import City
from tests.clients import CityClient, city_of, client_for, sign_in_at
from tests.factories import (
    make_answer,
    make_callback,
    make_case,
    make_commitment,
    make_contact,
    make_district,
    make_elsewhere,
    make_mail,
    make_notice,
    make_photo,
    make_resident,
    make_room,
    make_rule,
    make_saved_view,
    make_script,
    make_service,
    make_task,
    make_team,
)
from tests.house.routes import ROUTES, Route
from tests.house.source import nothing

PROVED = "proved_cases"
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-73.7, 45.4], [-73.5, 45.4], [-73.5, 45.6], [-73.7, 45.6], [-73.7, 45.4]]],
}
PART = re.compile(r"<(?:\w+:)?(\w+)>")
# Word of the first city that may never be read in the other one.
SECRET = "Zorglub au coin de la rue"


@dataclass
class Scene:
    """What the addresses are about, and who asks."""

    words: dict[str, str]
    visitors: dict[str, CityClient]


@pytest.fixture(scope="module")
def scene(module_city: City) -> Scene:
    """Put one of each thing in the first city, and nothing in the other; what is asked for changes nothing."""
    city, other_city = module_city, city_of("ville-b")

    def sign_in(role: str = "second_line", *, city: City = city, **given: object) -> CityClient:
        return sign_in_at(city, role, **given)

    team = make_team("voirie")
    service = make_service("nid-de-poule", team=team)
    make_district("verdun", polygon=SQUARE)
    case = make_case(
        service,
        team=team,
        title=SECRET,
        description=SECRET,
        requester=make_resident(name=SECRET),
        published=True,
    )
    agent = sign_in("team_lead", teams=[team], pk=900_001)  # a number that nobody has in the other city
    administrator = sign_in("administrator")
    resident = client_for(city)
    session = resident.session
    session[PROVED] = [case.reference]
    session.save()
    elsewhere = sign_in(grants=GRANTS, city=other_city)
    stranger = client_for(city)
    stranger.cookies = copy.deepcopy(elsewhere.cookies)
    made = make_room("salon", second=[team])
    asked = ask(sign_in("second_line", teams=[team]).actor, made.code, SECRET)
    own = say(agent.actor, made.code, SECRET)
    return Scene(
        words={
            "reference": case.reference,
            "code": service.code,
            "key": str(make_photo(case).key),
            "task_id": str(make_task(case).pk),
            "mail_id": str(make_mail(case, text=SECRET, html=SECRET, subject=SECRET).pk),
            "account_id": str(agent.account.pk),
            "rule_id": str(make_rule(team).pk),
            "commitment_id": str(make_commitment(service).pk),
            "number": (contact := make_contact(words=SECRET, notes=SECRET)).reference,
            "callback_id": str(make_callback(contact, about=SECRET, owner=agent.account).pk),
            "question_id": str(asked.pk),
            "message_id": str(own.pk),
            "answer": make_answer("secret", title=SECRET, say=SECRET, team=team).key,
            "notice": make_notice(title={"fr": SECRET}, portal={"fr": SECRET}).key,
            "script": make_script(title={"fr": SECRET}).key,
            "body": make_elsewhere(name={"fr": SECRET}).key,
            "view_id": str(make_saved_view(agent.account, name=SECRET).pk),
        },
        visitors={
            "nobody": client_for(city),
            "resident": resident,
            "agent": agent,
            "administrator": administrator,
            "stranger": stranger,
            "elsewhere": elsewhere,
        },
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_address_answers_each_visitor_as_the_table_says(route: Route, scene: Scene) -> None:
    expected = {who: getattr(route, who) for who in scene.visitors if getattr(route, who) is not None}
    seen = {who: _ask(scene, who, route)[0] for who in expected}
    nothing(
        f"{who}: {seen[who]}, the table says {status}"
        for who, status in expected.items()
        if seen[who] != status
    )


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if PART.search(route.path)],
    ids=lambda route: f"{route.method} {route.path}",
)
def test_address_gives_nothing_of_one_city_in_another(route: Route, scene: Scene) -> None:
    status, body = _ask(scene, "elsewhere", route)
    assert SECRET not in body
    assert status != 200 or route.elsewhere == 200


def test_every_address_is_in_the_table() -> None:
    nothing(set(_addresses()) - {route.path for route in ROUTES})


def test_table_has_no_address_that_is_gone() -> None:
    nothing({route.path for route in ROUTES} - set(_addresses()))


def _ask(scene: Scene, who: str, route: Route) -> tuple[int, str]:
    def word(found: re.Match[str]) -> str:
        name = found[1]
        value = route.given.get(name, scene.words.get(name))
        assert value is not None, f"give a word for <{name}> of {route.path}: in the scene, or as given="
        return value

    browser = scene.visitors[who]
    cookies = copy.deepcopy(browser.cookies)
    with transaction.atomic():
        answer = getattr(browser, route.method)("/" + PART.sub(word, route.path))
        text = answer.getvalue().decode(errors="replace")
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer.status_code, text


def _addresses() -> Iterator[str]:
    yield from _below(get_resolver("guichet.config.urls"), "")


def _below(resolver: URLResolver, before: str) -> Iterator[str]:
    for found in resolver.url_patterns:
        here = before + str(found.pattern).lstrip("^").rstrip("$")
        if isinstance(found, URLPattern):
            yield here
        else:
            yield from _below(found, here)
