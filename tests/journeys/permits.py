"""What the journeys of permits find: two types with their fees, the people who study, a terrace of last year."""

from __future__ import annotations

import datetime as dt

from guichet.catalogue.models import FormVersion, Service
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.permits.actions.changing import end
from guichet.permits.actions.configuring import save_condition, save_type
from guichet.permits.actions.deciding import approve, issue
from guichet.permits.actions.filing import NewParty, NewPermit, file_permit
from guichet.permits.models import Permit
from guichet.places.actions import NewPlace
from guichet.places.actions.places import import_places
from guichet.tariffs.actions import NewByLaw, import_bylaw
from tests.factories import make_account, make_group, make_hours, make_service, make_team
from tests.journeys.scene import PASSWORD

AGENT_OF_PERMITS, CHIEF = "permis@ville-a.example", "cheffe@ville-a.example"
CHABOT = (45.5415, -73.6012)
OWNER = "terrasse@example.org"


def _said(fr: str, en: str) -> dict[str, str]:
    return {"fr": fr, "en": en}


def _article(code: str, fr: str, en: str) -> dict[str, object]:
    return {"code": code, "title": _said(fr, en), "text": _said(fr, en)}


def _rate(code: str, unit: str, value: str, article: str, fr: str, en: str) -> dict[str, object]:
    return {"code": code, "unit": unit, "value": value, "article": article, "label": _said(fr, en)}


def _rule(code: str, article: str, formula: str, fr: str, en: str, **more: object) -> dict[str, object]:
    sentence = [{"text": _said(f"{fr}.", f"{en}.")}]
    return {
        "code": code,
        "label": _said(fr, en),
        "article": article,
        "formula": formula,
        "sentence": sentence,
        **more,
    }


CONTENT = {
    "about": _said("Règlement d’essai.", "By-law for tests."),
    "articles": [_article("1", "le permis", "the permit"), _article("2", "l’occupation", "the occupation"),
                 _article("3", "la terrasse", "the terrace")],
    "questions": [
        {"code": "area_m2", "unit": "m2", "label": _said("surface", "area"), "adjustable": True},
        {"code": "renewal", "kind": "yes_no", "default": "no", "label": _said("renouvellement", "renewal")},
    ],
    "rates": [
        _rate("issue_fee", "CAD", "62.00", "1", "délivrance", "issue"),
        _rate("day_rate", "CAD/m2/day", "1.15", "2", "rue locale", "local street"),
        _rate("season_rate", "CAD/m2", "40.00", "3", "prix de la saison", "price of the season"),
        _rate("study_fee", "CAD", "105.00", "3", "étude", "study"),
    ],
    "tariffs": [
        {"code": "occupation", "name": _said("Occupation", "Occupation"), "rules": [
            _rule("issue", "1", "issue_fee", "Permis", "Permit"),
            _rule("occupation", "2", "area_m2 * days * day_rate", "Occupation de la rue", "Occupation of the street"),
        ]},
        {"code": "terrace", "name": _said("Terrasse", "Terrace"), "rules": [
            _rule("issue", "1", "issue_fee", "Permis", "Permit"),
            _rule("study", "3", "study_fee", "Étude de la première année", "Study of the first year", when="!renewal"),
            _rule("season", "3", "area_m2 * season_rate", "Saison", "Season"),
        ]},
    ],
    "examples": [
        {
            "code": "ten_days", "title": _said("15 m², dix jours", "15 m², ten days"), "tariff": "occupation",
            "starts": "2026-03-01", "ends": "2026-03-10", "answers": {"area_m2": "15"}, "total": "234.50",
            "working": _said("62 + 15 × 10 × 1,15 = 234,50", "62 + 15 × 10 × 1.15 = 234.50"),
        },
        {
            "code": "season", "title": _said("12 m² de nouveau", "12 m² again"), "tariff": "terrace",
            "starts": "2026-05-01", "ends": "2026-09-30", "answers": {"area_m2": "12", "renewal": "yes"}, "total": "542.00",
            "working": _said("62 + 12 × 40 = 542", "62 + 12 × 40 = 542"),
        },
    ],
}  # fmt: skip


def build_permits() -> str:
    """Put the rows there; gives the number of the terrace of last year."""
    make_hours()
    team, fire = make_team("permis", name="Permis"), make_team("incendie", name="Sécurité incendie")
    for address, role, name in (
        (AGENT_OF_PERMITS, "permit_agent", "Alma Permis"),
        (CHIEF, "permit_chief", "Claire Cheffe"),
    ):
        account = make_account(role, email=address, name=name, teams=[team, fire])
        account.set_password(PASSWORD)
        account.save(update_fields=["password"])
    import_places(system(), [NewPlace("address", "Rue Chabot", *CHABOT, number="6540")])
    day = dt.date(2024, 1, 1)
    import_bylaw(
        system(),
        NewByLaw(
            code="essai",
            number="2024-1",
            name=_said("Essai", "Trial"),
            starts=day,
            currency="CAD",
            content=CONTENT,
        ),
    )
    save_condition(
        system(), "passage", _said("Gardez 1,5 m libre pour les piétons.", "Keep 1.5 m free for pedestrians.")
    )
    _container(team)
    return _terrace(team)


def _container(team: object) -> None:
    service = make_service(
        "conteneur", kind="permit", group=make_group("permis", name=_said("Permis", "Permits")), team=team,
        name=_said("Conteneur dans la rue", "Container in the street"), icon="cone-striped",
        description=_said("Pour poser un conteneur à déchets.", "To put a waste container."), search_text="conteneur|container",
    )  # fmt: skip
    _form(
        service,
        [
            {
                "code": "content",
                "kind": "text",
                "label": _said("Que contient-il ?", "What is in it?"),
                "required": True,
            }
        ],
    )
    save_type(system(), "conteneur", {
        "kind": "temporary", "use": "container", "tariff": "occupation", "drawn": True, "lead_amount": 5, "longest_days": 30,
        "documents": [{"code": "plan", "label": _said("Plan de la rue", "Plan of the street"), "when": ""}],
        "conditions": [{"code": "passage", "when": ""}],
        "checklist": [{"code": "passage", "label": _said("Le passage est libre", "The passage is free")}],
    })  # fmt: skip


def _terrace(team: object) -> str:
    service = make_service(
        "terrasse", kind="permit", group=make_group("permis"), team=team, icon="cone-striped",
        name=_said("Café-terrasse", "Café terrace"), description=_said("Chaque saison.", "Each season."),
    )  # fmt: skip
    _form(
        service, [{"code": "seats", "kind": "number", "label": _said("Nombre de places", "Number of seats")}]
    )
    save_type(system(), "terrasse", {
        "kind": "periodic", "use": "terrace", "tariff": "terrace", "drawn": True, "lead_amount": 5, "longest_days": 250,
        "renewable": True, "renewal_free_study": True,
    })  # fmt: skip
    return _last_year()


def _form(service: Service, questions: list[dict[str, object]]) -> None:
    FormVersion.objects.create(service=service, number=1, questions=questions, published_at=moment.now())


def _last_year() -> str:
    first = moment.today() + dt.timedelta(days=30)
    new = NewPermit(
        type="terrasse", starts_on=first, ends_on=first + dt.timedelta(days=100), address="6540, rue Chabot",
        parties=[NewParty("applicant", "Omar Benali", "Café Chabot", "1142536475", OWNER, address="6540, rue Chabot")],
        measures={"area_m2": {"value": 12, "unit": "m2", "origin": "map"}, "length_m": {"value": 6, "unit": "m", "origin": "map"}},
        lat=CHABOT[0], lon=CHABOT[1],
    )  # fmt: skip
    permit = file_permit(system(), new)
    approve(system(), permit.reference)
    issue(system(), permit.reference)
    year = dt.timedelta(days=365)
    Permit.objects.filter(pk=permit.pk).update(
        starts_on=first - year, ends_on=first - year + dt.timedelta(days=100), state="active"
    )
    end(system(), permit.reference)
    return permit.reference
