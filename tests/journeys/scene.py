"""What the journeys find when they begin: a team, a service, and someone who signs in. Built in the first city."""

from __future__ import annotations

from tests.factories import make_account, make_group, make_service, make_team

PASSWORD = "un mot de passe assez long"
AGENT = "agent@ville-a.example"


def build_scene() -> None:
    """Put the rows there; the database is thrown away after the run."""
    team = make_team("voirie", name="Voirie")
    agent = make_account("second_line", email=AGENT, name="Camille Agent", teams=[team])
    agent.set_password(PASSWORD)
    agent.save(update_fields=["password"])
    group = make_group("rues", name={"fr": "Rues et trottoirs", "en": "Streets and sidewalks"})
    make_service(
        "nid-de-poule",
        group=group,
        team=team,
        name={"fr": "Nid-de-poule", "en": "Pothole"},
        description={"fr": "Un trou dans la chaussée.", "en": "A hole in the roadway."},
    )
