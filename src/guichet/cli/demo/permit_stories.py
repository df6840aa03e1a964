"""Permits told from end to end, by the people who acted, on their days: an amendment, a renewal, a refusal, an overrun."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from guichet.billing.actions.paying import NewPayment, record_payment
from guichet.billing.queries.bills import bills_of
from guichet.kernel import moment
from guichet.kernel.actor import Actor, system, visitor
from guichet.occupations.areas import area_from_words
from guichet.people.queries import accounts_by_email, staff_actor
from guichet.permits.actions import changing, deciding, filing, inspecting, ordering, reviewing
from guichet.permits.actions.changing import Changes
from guichet.permits.actions.filing import NewParty, NewPermit
from guichet.permits.actions.reviewing import NewCondition
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.types import permit_type
from guichet.permits.shapes import Document
from guichet.places.queries import calendar

DAY = dt.timedelta(days=1)
SIZES = {"permit-terrace": (8.0, 2.0), "permit-works": (20.0, 3.0), "permit-container": (7.2, 2.5)}


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the stories of a city, and where."""

    agent: Actor
    chief: Actor
    reviewers: Sequence[Actor]
    inspector: Actor
    residents: Sequence[Mapping[str, Any]]
    places: Sequence[Mapping[str, Any]]
    today: dt.date

    def on(self, days: int, hour: int = 10) -> AbstractContextManager[None]:
        """Act as if it were so many days from today (before, when negative)."""
        at = dt.datetime.combine(self.today + days * DAY, dt.time(hour, 5), tzinfo=calendar().zone)
        return moment.as_if(at)

    def day(self, days: int) -> dt.date:
        """Give a day from today."""
        return self.today + days * DAY

    def party(self, number: int, organisation: str = "", role: str = "applicant") -> NewParty:
        """Give one of the city's invented residents."""
        person = self.residents[number]
        name = f"{person['first_name']} {person['last_name']}"
        return NewParty(
            role,
            name,
            organisation,
            email=person["email"],
            phone=person["phone"],
            address=f"{200 + number}, rue des Exemples",
            language=person["language"],
        )


def tell_stories(data: Mapping[str, Any], people: Mapping[str, Any]) -> int:
    """Tell the stories of a city; gives how many files they made."""
    staff = accounts_by_email()
    roles: dict[str, list[Actor]] = {}
    for person in people["staff"]:
        if person["role"].startswith("permit_"):
            roles.setdefault(person["role"], []).append(staff_actor(staff[person["email"]]))
    cast = Cast(
        agent=roles["permit_agent"][0],
        chief=roles["permit_chief"][0],
        reviewers=roles["permit_reviewer"],
        inspector=roles["permit_inspector"][0],
        residents=people["residents"],
        places=data["places"],
        today=moment.today(),
    )
    return sum(story(cast) for story in STORIES)


def _new(
    cast: Cast, code: str, days: tuple[dt.date, dt.date], place: int, who: Sequence[NewParty]
) -> NewPermit:
    """Give a request of one of the city's places, with all its documents."""
    spot = cast.places[-1 - place]
    length, width = SIZES.get(code, (6.0, 2.5))
    area = area_from_words(spot["lat"], spot["lon"], length, width, float(spot["bearing"]), offset_m=4.0)
    documents = permit_type(system(), code).documents
    return NewPermit(
        type=code,
        starts_on=days[0],
        ends_on=days[1],
        area=area.geometry,
        address=spot["street"],
        parties=who,
        answers=[_answer("sidewalk_free", value=True), _LOCAL, *(_joined(each) for each in documents)],
    )


def _answer(code: str, *, value: bool) -> dict[str, Any]:
    said = {"fr": "Oui" if value else "Non", "en": "Yes" if value else "No"}
    label = {"fr": "Trottoir libre sur 1,5 m", "en": "1.5 m of the sidewalk free"}
    return {"code": code, "kind": "yes_no", "label": label, "value": value, "display": said}


_LOCAL = {
    "code": "street_class",
    "kind": "choice",
    "label": {"fr": "Sorte de rue", "en": "Kind of street"},
    "value": "local",
    "display": {"fr": "Une rue calme", "en": "A quiet street"},
}


def _joined(document: Document) -> dict[str, Any]:
    name = f"{slugify(document.label['fr'])}.pdf"
    return {
        "code": document.code,
        "kind": "file",
        "label": document.label,
        "value": [name],
        "display": {"fr": name, "en": name},
    }


def _granted(cast: Cast, reference: str, *conditions: str) -> None:
    reviewing.set_conditions(cast.agent, reference, [NewCondition(code) for code in conditions])
    deciding.approve(cast.chief, reference)
    deciding.issue(cast.agent, reference)


def _paid(reference: str, means: str = "card") -> None:
    """Pay what is owed for a permit, when its city has a tariff for it."""
    for bill in bills_of(system(), ("permit", reference)):
        if bill.balance > 0:
            record_payment(
                system(),
                NewPayment(key=f"demo-{reference}", amount=bill.balance, means=means, bill=bill.reference),
            )


def _amended_container(cast: Cast) -> int:
    """Three days less and a shorter container, asked for once on site: a second version, and a credit to sign.

    Four people have a part in it, each with a link of their own.
    """
    with cast.on(-22):
        days = (cast.day(-6), cast.day(9))
        who = [
            cast.party(0),
            cast.party(4, role="beneficiary"),
            cast.party(2, "Rénovations Chabot", "contractor"),
            cast.party(6, "Gestion Immobilière du Parc", "payer"),
        ]
        reference = filing.file_permit(visitor(), _new(cast, "permit-container", days, 0, who)).reference
    with cast.on(-20):
        _granted(cast, reference, "passage", "lights", "clean")
    with cast.on(-19, 14):
        _paid(reference)
    with cast.on(-6, 1):
        changing.begin(system(), reference)
    with cast.on(-2):
        spot = cast.places[-1]
        shorter = area_from_words(spot["lat"], spot["lon"], 6.0, 2.5, float(spot["bearing"]), offset_m=4.0)
        changes = Changes(ends_on=cast.day(6), area=shorter.geometry)
        changing.amend(cast.agent, reference, changes, "Trois jours de moins et un conteneur plus court")
    return 1


def _renewed_terrace(cast: Cast) -> int:
    """The terrace of last season, asked for again: the same, so that nothing has to be studied anew."""
    year = cast.today.year if cast.today.month >= 11 else cast.today.year - 1
    first, last = dt.date(year, 4, 20), dt.date(year, 10, 20)
    early, late = (first - cast.today).days, (last - cast.today).days
    with cast.on(early - 60):
        who = [cast.party(5, "Café des Tilleuls"), cast.party(5, "Café des Tilleuls", "payer")]
        reference = filing.file_permit(
            visitor(), _new(cast, "permit-terrace", (first, last), 3, who), late_reason=""
        ).reference
    with cast.on(early - 40):
        _granted(cast, reference, "passage", "season", "noise")
    with cast.on(early - 30):
        _paid(reference, "cheque")
    with cast.on(early, 1):
        changing.begin(system(), reference)
    with cast.on(late + 1, 1):
        changing.end(system(), reference, last)
    with cast.on(min(late + 31, -8)):
        changing.close(system(), reference)
    with cast.on(-4):
        again = changing.renew(system(), reference, dt.date(year + 1, 4, 20), dt.date(year + 1, 10, 20))
        filing.file(system(), again.reference)
    return 2


def _refused_works(cast: Cast) -> int:
    """A site that would leave no room for a wheelchair: the opinion of public works, then a refusal with its reasons."""
    with cast.on(-30):
        days = (cast.day(10), cast.day(24))
        who = [cast.party(8, "Maçonnerie Ferland"), cast.party(9, "Maçonnerie Ferland", "contractor")]
        reference = filing.file_permit(visitor(), _new(cast, "permit-works", days, 5, who)).reference
        reviewing.ask_opinions(cast.agent, reference, ["public_works"])
    with cast.on(-27):
        opinion = permit_shown(system(), reference).opinions[0]
        reviewing.give_opinion(
            cast.reviewers[0], opinion.id, "unfavourable", "Il ne resterait que 90 cm sur le trottoir."
        )
    with cast.on(-24):
        words = (
            "Il ne resterait que 90 cm de trottoir : un fauteuil roulant ne passerait pas. "
            "Proposez une emprise plus étroite, ou un passage protégé sur la chaussée."
        )
        deciding.refuse(cast.chief, reference, ["access", "safety"], words)
    return 1


def _overrun_scaffold(cast: Cast) -> int:
    """A scaffold that still stands four days after its end: reported, and visited tomorrow."""
    with cast.on(-48):
        who = [cast.party(11, "Échafaudages Rive-Sud")]
        days = (cast.day(-28), cast.day(-5))
        reference = filing.file_permit(visitor(), _new(cast, "permit-scaffold", days, 7, who)).reference
        _granted(cast, reference, "passage", "hydrant", "lights")
        _paid(reference)
    with cast.on(-28, 1):
        changing.begin(system(), reference)
    with cast.on(-4, 1):
        changing.end(system(), reference, cast.day(-5))
    with cast.on(-1):
        words = "L’échafaudage est toujours monté, et le passage est fermé."
        inspecting.report_overrun(cast.inspector, reference, words, inspect_on=cast.day(1))
    return 1


def _urgent_works(cast: Cast) -> int:
    """A burst pipe: filed too late with its reason, and put before its turn."""
    with cast.on(-1, 8):
        days = (cast.day(2), cast.day(6))
        who = [cast.party(14, "Bâti-Nord"), cast.party(15, role="beneficiary")]
        new = _new(cast, "permit-works", days, 9, who)
        reference = filing.file_permit(
            cast.agent, new, late_reason="Conduite d’eau rompue sous l’immeuble"
        ).reference
        reviewing.assign(
            cast.agent, reference, harm=3, harm_reason="Des logements sans eau tant que le chantier attend"
        )
        ordering.jump(
            cast.agent, reference, "Des logements sans eau : la fouille ne peut pas attendre son tour"
        )
    return 1


STORIES: Sequence[Callable[[Cast], int]] = (
    _amended_container,
    _renewed_terrace,
    _refused_works,
    _overrun_scaffold,
    _urgent_works,
)
