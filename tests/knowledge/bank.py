"""People and answers that tests of the bank begin with."""

from __future__ import annotations

from guichet.kernel.actor import Actor, system
from guichet.knowledge.actions import publish, save_draft, submit
from guichet.knowledge.models import Answer
from guichet.people.queries import staff_actor
from tests.factories import make_account, make_team


def author(**fields: object) -> Actor:
    """Give someone who writes answers, and reads them again."""
    return staff_actor(make_account(grants=["bank.write", "bank.publish", "bank.notices"], **fields))


def reader(**fields: object) -> Actor:
    """Give someone who only reads."""
    return staff_actor(make_account(grants=[], **fields))


def texts(**changes: str) -> dict:
    """Give the texts of an answer in both languages; changes as `fr_say="…"`."""
    given = {
        "fr": {
            "title": "Collecte des ordures",
            "say": "Sortez vos ordures avant 7 h.",
            "read": "Sortez-les **avant 7 h**.",
            "staff": "Pas de bac avant 21 h la veille.",
        },
        "en": {
            "title": "Garbage collection",
            "say": "Put your garbage out before 7 a.m.",
            "read": "Put it out **before 7 a.m.**",
            "staff": "No bin before 9 p.m. the day before.",
        },
    }
    for name, words in changes.items():
        language, _sep, part = name.partition("_")
        given[language][part] = words
    return {"": given}


def published(key: str = "collecte-ordures", **values: object) -> Answer:
    """Publish an answer as the house does when it brings one in."""
    team = values.pop("team", None) or make_team()
    save_draft(system(), key, {"texts": texts(), "owner_team": team.code, **values})
    submit(system(), key)
    return publish(system(), key)
