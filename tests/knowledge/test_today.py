"""Notices of the day, and what is not ours."""

from __future__ import annotations

import datetime as dt

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import visitor
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.knowledge.actions import end_notice, save_elsewhere, save_notice
from guichet.knowledge.queries import not_ours, notices_now
from guichet.tenancy.models import City
from tests.factories import make_district, make_service
from tests.knowledge.bank import author, reader


def test_notice_is_shown_where_and_when_it_is_true(city: City) -> None:
    make_service("collecte")
    make_district("verdun")
    writer, now = author(), moment.now()
    given = {
        "title": {"fr": "Collecte reportée", "en": "Collection moved"},
        "console": {"fr": "Dites jeudi."},
        "portal": {"fr": "Jeudi.", "en": "Thursday."},
        "services": ["collecte"],
        "districts": ["verdun"],
        "effect": "stop",
        "starts_at": now - dt.timedelta(hours=1),
        "ends_at": now + dt.timedelta(hours=1),
    }
    notice = save_notice(writer, "", given)
    save_notice(
        writer, "", {"title": {"fr": "Entre nous"}, "console": {"fr": "x"}, "ends_at": given["ends_at"]}
    )
    agent = reader()
    assert [one.text for one in notices_now(agent, language="fr")] == ["Dites jeudi.", "x"]
    known = notices_now(visitor("en"), service="collecte", district="verdun")[0]
    assert (known.title, known.text, known.stops, known.warns) == (
        "Collection moved",
        "Thursday.",
        True,
        False,
    )
    unknown = notices_now(visitor(), service="collecte")[0]
    assert (unknown.stops, unknown.warns) == (False, True)  # nobody knows yet whether it is there
    assert notices_now(visitor(), service="collecte", district="lasalle") == []
    assert notices_now(visitor(), service="autre") == []
    assert notices_now(visitor(), at=now + dt.timedelta(hours=2)) == []
    with pytest.raises(Conflict):
        save_notice(writer, notice.key, {"title": {"fr": "y"}}, seen_version=0)
    end_notice(writer, notice.key)
    assert notices_now(visitor()) == []
    with pytest.raises(Conflict):
        end_notice(writer, notice.key)


def test_notice_that_would_stay_or_say_nothing_is_refused(city: City) -> None:
    writer, now = author(), moment.now()
    good = {"title": {"fr": "x"}, "console": {"fr": "y"}, "ends_at": now + dt.timedelta(hours=1)}
    for change, fault in (
        ({"ends_at": now - dt.timedelta(hours=1)}, "ends_at"),
        ({"ends_at": now + dt.timedelta(days=400)}, "ends_at"),
        ({"ends_at": "demain"}, "ends_at"),
        ({"title": {"en": "x"}}, "title.fr"),
        ({"console": {}}, "console.fr"),
        ({"effect": "explode"}, "effect"),
        ({"effect": "stop"}, "services"),
        ({"services": ["nope"]}, "services"),
        ({"districts": ["nope"]}, "districts"),
    ):
        with pytest.raises(Invalid) as refused:
            save_notice(writer, "", good | change)
        assert fault in refused.value.fields, change
    with pytest.raises(Denied):
        save_notice(reader(), "", good)


def test_what_is_not_ours_is_found_by_what_people_say(city: City) -> None:
    writer = author()
    given = {"name": {"fr": "Hydro-Québec"}, "does": {"fr": "Électricité"}, "phone": "1 800 790-2424"}
    save_elsewhere(writer, "", given | {"words": ["panne de courant", "électricité"]})
    save_elsewhere(
        writer,
        "saaq",
        {"name": {"fr": "SAAQ"}, "does": {"fr": "Permis"}, "phone": "511", "words": ["permis de conduire"]},
    )
    agent = reader()
    for words, name in (
        ("y a une PANNE de courants dans ma rue", "Hydro-Québec"),
        ("hydro quebec", "Hydro-Québec"),
        ("renouveler mon permis de conduire", "SAAQ"),
    ):
        assert [one.name for one in not_ours(agent, words, language="en")] == [name], words
    for words in ("", "x", "permis de construction", "'; DROP TABLE--", "<script>", "п" * 5_000):
        assert not_ours(agent, words, language="fr") == []
    with pytest.raises(Invalid) as refused:
        save_elsewhere(writer, "", given | {"phone": "abc", "url": "javascript:x"})
    assert set(refused.value.fields) == {"phone", "url"}
    save_elsewhere(writer, "saaq", {"active": False}, seen_version=1)
    assert not_ours(agent, "permis de conduire", language="fr") == []
    with pytest.raises(Conflict):
        save_elsewhere(writer, "saaq", {"active": True}, seen_version=1)
