"""Small functions that put rows where a test needs them. Only factories make rows without an action."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from io import BytesIO
from itertools import count
from pathlib import Path

from django.utils import timezone
from PIL import Image

import guichet
from guichet.cases.models import Case, SavedView, Task
from guichet.catalogue.models import Commitment, RoutingRule, Service, ServiceGroup
from guichet.contacts.models import CallBack, Contact, Subject
from guichet.conversations.actions.rooms import NewRoom, save_room
from guichet.conversations.models import Room
from guichet.documents.actions import Place, keep_upload
from guichet.documents.models import Attachment
from guichet.kernel.actor import system
from guichet.knowledge.models import Answer, AnswerVersion, Elsewhere, Notice, Script
from guichet.messaging.models import Mail
from guichet.people.models import Account, Membership, Resident, Role, RoleHolder, Team
from guichet.places.models import District, OpeningHours

_PEOPLE = Path(guichet.__file__).parent / "cli" / "demo" / "data" / "montreal" / "people.toml"
# The roles of the demonstration city and what they give, and one that gives nothing.
ROLES: dict[str, list[str]] = {
    role["code"]: role["grants"] for role in tomllib.loads(_PEOPLE.read_text(encoding="utf-8"))["roles"]
} | {"newcomer": []}

_numbers = count(1)


def make_team(code: str = "", *, name: str = "", **fields: object) -> Team:
    """Make a team."""
    code = code or f"team-{next(_numbers)}"
    return Team.objects.create(code=code, name={"fr": name or code}, **fields)


def make_account(
    role: str = "second_line",
    *,
    grants: Sequence[str] | None = None,
    teams: Sequence[Team] = (),
    name: str = "",
    **fields: object,
) -> Account:
    """Make a member of the staff who holds a role (made when it is not there), or exactly some grants."""
    number = next(_numbers)
    account = Account.objects.create(
        email=fields.pop("email", f"person-{number}@ville.example"), name=name or f"Person {number}", **fields
    )
    account.set_unusable_password()
    account.save(update_fields=["password"])
    given = ROLES[role] if grants is None else list(grants)
    code = role if grants is None else f"role-{number}"
    held, _made = Role.objects.get_or_create(code=code, defaults={"name": {"fr": code}, "grants": given})
    RoleHolder.objects.create(account=account, role=held)
    for team in teams:
        Membership.objects.create(account=account, team=team)
    return account


def make_resident(**fields: object) -> Resident:
    """Make a resident, with an e-mail address unless given another."""
    number = next(_numbers)
    email = str(fields.pop("email", f"resident-{number}@example.org"))
    return Resident.objects.create(
        email=email, email_key=email.lower(), **{"name": f"Resident {number}", **fields}
    )


def make_district(code: str = "", **fields: object) -> District:
    """Make a district without a polygon, unless one is given."""
    code = code or f"district-{next(_numbers)}"
    return District.objects.create(code=code, **{"name": {"fr": code}, **fields})


def make_hours(opens: dt.time = dt.time(8, 30), closes: dt.time = dt.time(16, 30)) -> None:
    """Open the city's offices from Monday to Friday."""
    for weekday in range(1, 6):
        OpeningHours.objects.create(weekday=weekday, opens=opens, closes=closes)


def make_group(code: str = "roads", **fields: object) -> ServiceGroup:
    """Give the group of a code, made when it is not there."""
    found, _made = ServiceGroup.objects.get_or_create(code=code, defaults={"name": {"fr": code}} | fields)
    return found


def make_service(code: str = "", *, group: ServiceGroup | None = None, **fields: object) -> Service:
    """Make a public service that asks nothing and needs no place."""
    code = code or f"service-{next(_numbers)}"
    given = {"name": {"fr": code, "en": code}, "location": "none", **fields}
    return Service.objects.create(code=code, group=group or make_group(), **given)


def make_rule(team: Team, **fields: object) -> RoutingRule:
    """Make a routing rule that is never true."""
    number = next(_numbers)
    return RoutingRule.objects.create(
        team=team, **{"position": number, "name": {"fr": f"Règle {number}"}, "expression": "false", **fields}
    )


def make_commitment(service: Service, **fields: object) -> Commitment:
    """Make a commitment of a service: settled within five working days."""
    return Commitment.objects.create(service=service, **{"resolve_amount": 5, **fields})


def make_case(
    service: Service | None = None, *, opened_at: dt.datetime | None = None, **fields: object
) -> Case:
    """Make a case that was just received, without any entry in the ledger."""
    number = next(_numbers)
    now = opened_at or timezone.now()
    given = {
        "reference": f"26-{900_000 + number}",
        "title": f"Case {number}",
        "opened_at": now,
        "updated_at": now,
        **fields,
    }
    return Case.objects.create(service=service or make_service(), **given)


def make_contact(agent: Account | None = None, **fields: object) -> Contact:
    """Make a contact that is being taken, without any entry in the ledger."""
    number, now = next(_numbers), timezone.now()
    given = {
        "reference": f"C26-{900_000 + number}",
        "key": f"contact-{number}",
        "started_at": now,
        "saved_at": now,
        **fields,
    }
    return Contact.objects.create(agent=agent or make_account("first_line"), **given)


def make_subject(contact: Contact, result: str = "answered", **fields: object) -> Subject:
    """Make a subject of a contact: answered."""
    return Subject.objects.create(contact=contact, result=result, **{"at": contact.started_at, **fields})


def make_callback(contact: Contact, **fields: object) -> CallBack:
    """Make a call-back to do in an hour."""
    now = timezone.now()
    given = {"due_at": now + dt.timedelta(hours=1), "promised_at": now, **fields}
    return CallBack.objects.create(contact=contact, **given)


def make_task(case: Case, team: Team | None = None, **fields: object) -> Task:
    """Make an open task of a case."""
    given = {"title": f"Task {next(_numbers)}", "created_at": timezone.now(), **fields}
    return Task.objects.create(case=case, team=team or case.team or make_team(), **given)


def make_saved_view(account: Account, **fields: object) -> SavedView:
    """Make a set of filters that someone kept."""
    return SavedView.objects.create(account=account, **{"name": f"View {next(_numbers)}", **fields})


def make_room(
    code: str = "", *, first: Sequence[Team] = (), second: Sequence[Team] = (), **fields: object
) -> Room:
    """Make a room where some teams ask and others answer."""
    code = code or f"room-{next(_numbers)}"
    sides = {
        "first": [team.code for team in first],
        "second": [team.code for team in second or [make_team()]],
    }
    return save_room(system(), code, NewRoom(**{"name": {"fr": code, "en": code}, **sides, **fields}))


def make_mail(case: Case | None = None, **fields: object) -> Mail:
    """Make a mail that waits to be sent."""
    number = next(_numbers)
    given = {
        "key": f"mail-{number}",
        "event": "received",
        "to": f"resident-{number}@example.org",
        "subject": "Sujet",
        "text": "Texte",
        "html": "<p>Texte</p>",
        "message_id": f"<{number}@ville.example>",
        "created_at": timezone.now(),
        "queued_at": timezone.now(),
        "next_try_at": timezone.now(),
        **fields,
    }
    if case is not None:
        given |= {"subject_type": "cases.case", "subject_id": case.pk}
    return Mail.objects.create(**given)


def make_photo(case: Case, **fields: object) -> Attachment:
    """Join a small photo to a case, its file really kept."""
    number = next(_numbers)
    picture = BytesIO()
    Image.new("RGB", (40, 30), (number % 256, 90, 90)).save(picture, "PNG")
    picture.seek(0)
    return keep_upload(system(), picture, Place(subject=case), name=f"photo-{number}.png", **fields)


def make_answer(key: str = "", *, title: str = "", say: str = "Avant 7 h.", **fields: object) -> Answer:
    """Make a published answer in French; `fields` are those of its version."""
    key, now = key or f"answer-{next(_numbers)}", timezone.now()
    answer = Answer.objects.create(
        key=key, owner_team=fields.pop("team", None), version=1, created_at=now, updated_at=now
    )
    texts = fields.pop("texts", {"": {"fr": {"title": title or key, "say": say}}})
    given = {"number": 1, "author_name": "Someone", "at": now, "published_at": now, **fields}
    answer.newest = answer.live = AnswerVersion.objects.create(answer=answer, texts=texts, **given)
    answer.state = "published"
    answer.save()
    return answer


def make_notice(key: str = "", **fields: object) -> Notice:
    """Make a notice for residents too, true from now for a day."""
    now = timezone.now()
    given = {
        "title": {"fr": "Avis"},
        "portal": {"fr": "Avis"},
        "starts_at": now - dt.timedelta(minutes=1),
        "ends_at": now + dt.timedelta(days=1),
        **fields,
    }
    return Notice.objects.create(key=key or f"notice-{next(_numbers)}", **given)


def make_elsewhere(key: str = "", **fields: object) -> Elsewhere:
    """Make a body that is not the city."""
    given = {"name": {"fr": "Hydro"}, "does": {"fr": "Électricité"}, "phone": "1 800 555-0100", **fields}
    return Elsewhere.objects.create(key=key or f"body-{next(_numbers)}", **given)


def make_script(key: str = "", **fields: object) -> Script:
    """Make a script of one question that leads to an answer."""
    choice = {"label": {"fr": "Oui"}, "to": "answer:secret", "answers": {}}
    step = {"code": "debut", "question": {"fr": "Oui ou non ?"}, "help": {}, "choices": [choice]}
    given = {"title": {"fr": "Scénario"}, "steps": [step], "updated_at": timezone.now(), **fields}
    return Script.objects.create(key=key or f"script-{next(_numbers)}", **given)
