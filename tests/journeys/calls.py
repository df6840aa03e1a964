"""What the calls of the contact console are about: people, what they have, what the bank says. Built in the first city."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from guichet.kernel.actor import system
from guichet.knowledge.actions.elsewhere import save_elsewhere
from guichet.people.actions import Contact, meet_resident
from guichet.places.actions import NewPlace
from guichet.places.actions.places import import_places
from guichet.places.geo import cell_of
from tests.factories import make_account, make_case, make_commitment, make_room, make_service, make_team
from tests.journeys.scene import PASSWORD
from tests.knowledge.bank import published

FIRST_LINE, EXPERT = "accueil@ville-a.example", "expert@ville-a.example"
READER = "relecture@ville-a.example"
LATE, HOLE = "26-700001", "26-700002"
BEAUBIEN = (45.54, -73.6)


def build_calls() -> None:
    """Put the rows there; the database is thrown away after the run."""
    front, roads = (
        make_team("accueil", name="Accueil"),
        make_team("experts-voirie", name="Experts de la voirie"),
    )
    for address, role, name, team in (
        (FIRST_LINE, "first_line", "Nadia Accueil", front),
        (EXPERT, "second_line", "Victor Expert", roads),
        (READER, "team_lead", "Rita Relecture", roads),
    ):
        account = make_account(role, email=address, name=name, teams=[team])
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
    import_places(
        system(),
        [
            NewPlace("street", "Rue Beaubien Est", *BEAUBIEN, weight=4),
            NewPlace("address", "Rue Beaubien Est", *BEAUBIEN, number="2214"),
        ],
    )
    hole = make_service(
        "trou-chaussee",
        name={"fr": "Trou dans la chaussée", "en": "Hole in the roadway"},
        location="optional",
        team=roads,
        search_text="trou chausse|nid poul hole roadway",
    )
    make_commitment(hole)
    water = make_service("eau", name={"fr": "Eau colorée", "en": "Coloured water"}, search_text="eau colore|")
    colette = meet_resident(
        system(), Contact("Colette Pelletier", "colette@example.org", "438 555-0142", country="CA")
    )
    now = timezone.now()
    place = {
        "lat": BEAUBIEN[0],
        "lon": BEAUBIEN[1],
        "cell": cell_of(*BEAUBIEN),
        "address": "2214, rue Beaubien Est",
    }
    late = now - dt.timedelta(days=2)
    make_case(water, reference=LATE, title="Eau brune", requester=colette, next_due_at=late, due_at=late)
    make_case(hole, reference=HOLE, title="Trou dans la chaussée", team=roads, published=True, **place)
    save_elsewhere(
        system(),
        "",
        {
            "name": {"fr": "Ville de Longueuil"},
            "does": {"fr": "Les rues de Longueuil."},
            "phone": "450 463-7311",
            "words": ["longueuil"],
        },
    )
    published("bac-brun", team=front, texts={"": {"fr": {
        "title": "Collecte du bac brun",
        "say": "Le bac brun est ramassé le mardi.",
        "read": "Le bac brun est ramassé **le mardi** avant 7 h.",
    }}})  # fmt: skip
    make_room(
        "salle-voirie", first=[front], second=[roads], name={"fr": "Salle de la voirie", "en": "Roads room"}
    )
