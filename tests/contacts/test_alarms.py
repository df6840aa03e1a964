"""Words of danger and of damage, in the words of callers."""

from __future__ import annotations

import pytest

from guichet.contacts.alarms import dangers_in, speaks_of_damage


@pytest.mark.parametrize(
    ("words", "danger"),
    [
        ("ça sent le gaz dans ma rue", "gas"),
        ("there is a gas leak on my street", "gas"),
        ("un fil électrique est tombé sur la clôture", "wire"),
        ("downed power line across the sidewalk", "wire"),
        ("il y a des flammes dans le parc", "fire"),
        ("mon sous-sol est inondé", "flood"),
        ("la rue s’est effondrée", "sinkhole"),
        ("un enfant est coincé dans le module", "person"),
    ],
)
def test_danger_is_heard(words, danger):
    assert danger in dangers_in(words)


@pytest.mark.parametrize(
    "words",
    ["le feu de circulation est brûlé", "permis de feu", "lampadaire éteint", "eau brune", "", "<b>gaz</b>"],
)
def test_no_danger_where_there_is_none(words):
    assert dangers_in(words) == ()


@pytest.mark.parametrize(
    "words",
    [
        "mon pneu est crevé à cause du trou",
        "la déneigeuse a brisé ma clôture",
        "my car was damaged by a pothole",
        "je veux faire une réclamation",
        "je me suis blessée en tombant sur la glace",
    ],
)
def test_damage_is_heard(words):
    assert speaks_of_damage(words)


@pytest.mark.parametrize(
    "words", ["nid-de-poule rue Chabot", "pneu abandonné au parc", "arbre cassé", "auto mal stationnée"]
)
def test_report_without_damage_is_not_a_claim(words):
    assert not speaks_of_damage(words)
