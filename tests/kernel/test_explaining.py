"""Conditions said in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kernel.expressions import explain

FRENCH = {
    "service": "le service",
    "service=pothole": "Nid-de-poule",
    "district": "l’arrondissement",
    "hour": "l’heure",
    "answers.size": "la taille",
    "answers.danger": "« Est-ce dangereux ? »",
    "answers.kinds": "les objets",
    "priority=1": "haute",
    "priority": "la priorité",
}


def shown(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", "_")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "service == 'pothole' && district == \"Verdun\"",
            "quand le service est « Nid-de-poule » et l’arrondissement est « Verdun »",
        ),
        ("service != 'pothole'", "quand le service n’est pas « Nid-de-poule »"),
        ("!(service == 'pothole')", "quand le service n’est pas « Nid-de-poule »"),
        ("'pothole' == service", "quand le service est « Nid-de-poule »"),
        ("service in ['pothole', 'x', 'y']", "quand le service est « Nid-de-poule », « x » ou « y »"),
        ("!(service in ['x', 'y'])", "quand le service n’est ni « x » ni « y »"),
        ("service in ['x']", "quand le service est « x »"),
        ("'sofa' in answers.kinds", "quand « sofa » est parmi les objets"),
        ("hour >= 8 && hour < 16", "quand l’heure est d’au moins 8 et l’heure est de moins de 16"),
        ("8 < hour", "quand l’heure dépasse 8"),
        ("!(hour > 8)", "quand l’heure ne dépasse pas 8"),
        ("answers.size > 1500.5", "quand la taille dépasse 1_500,5"),
        ("answers.size < -3", "quand la taille est de moins de −3"),
        ("answers['size'] == 2", "quand la taille est 2"),
        ("priority == 1", "quand la priorité est haute"),
        ("answers.danger", "quand la réponse est oui pour « Est-ce dangereux ? »"),
        ("!answers.danger", "quand la réponse est non pour « Est-ce dangereux ? »"),
        ("answers.danger == false", "quand la réponse est non pour « Est-ce dangereux ? »"),
        ("answers.danger != true", "quand la réponse est non pour « Est-ce dangereux ? »"),
        ("has(answers.size)", "quand une réponse est donnée pour la taille"),
        ("district.contains('Mont')", "quand l’arrondissement contient « Mont »"),
        ("!district.startsWith('Mont')", "quand l’arrondissement ne commence pas par « Mont »"),
        ("district.matches('^V')", "quand l’arrondissement suit le modèle « ^V »"),
        ("district == ''", "quand l’arrondissement est vide"),
        ("district != ''", "quand l’arrondissement n’est pas vide"),
        ("channel == service", "quand channel est le service"),
        ("hour > 8 && (service == 'x' || service == 'y')", "quand l’heure dépasse 8 et (le service est « x » ou le service est « y »)"),
        ("hour > 8 || service == 'x' && hour < 3", "quand l’heure dépasse 8 ou le service est « x » et l’heure est de moins de 3"),
        ("!(hour > 8 && hour < 9)", "quand il n’est pas vrai que (l’heure dépasse 8 et l’heure est de moins de 9)"),
        ("service == 'l\\'été'", "quand le service est « l'été »"),
        ("true", "toujours"),
        ("false", "jamais"),
    ],
)  # fmt: skip
def test_explain_says_usual_forms(source: str, words: str) -> None:
    assert shown(explain(source, "fr", FRENCH)) == words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("service == 'pothole' && hour >= 8", "when the service is “Pothole” and hour is at least 8"),
        ("!(service in ['a', 'b'])", "when the service is neither “a” nor “b”"),
        ("size(service) > 3", "size(service) > 3"),
    ],
)
def test_explain_speaks_english(source: str, words: str) -> None:
    assert explain(source, "en", {"service": "the service", "service=pothole": "Pothole"}) == words


@pytest.mark.parametrize(
    "source",
    [
        "tags.exists(t, t == 'a')",
        "hour + 1 > 3",
        "hour > 3 ? true : false",
        "service == ",
        "1 == 1",
        "service in []",
        "service == ['a']",
        "has(service, hour)",
        "service.lower() == 'a'",
        "received > timestamp('2026-01-01T00:00:00Z')",
        "service == r'a'",
        "service == 'a\\n'",
        "hour == 1u",
        "((((((((((((((((((urgent))))))))))))))))))",
        "'",
        "",
    ],
)
def test_explain_of_other_forms_gives_the_source(source: str) -> None:
    assert explain(source, "fr", FRENCH) == source


@given(st.text(alphabet="ab.()[]!&|=<>' \"3-,in", max_size=30))
def test_explain_never_fails(source: str) -> None:
    assert explain(source, "fr", {}) is not None
