"""Changing people's records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.texts import Text, check_text
from guichet.kernel.typography import figure
from guichet.kernel.words import clean_line, fold
from guichet.ledger.actions import keep_and_record, record
from guichet.people import events, rules
from guichet.people.contact_keys import email_key, phone_key
from guichet.people.models import Account, Membership, Resident, Role, RoleHolder, Team

_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,58}$")
MAX_EMAIL = 254
_KNOWN_BY = {  # each with the words of its partial index
    "email_key": "SELECT * FROM people_resident WHERE email_key = %s AND email_key <> '' ORDER BY id LIMIT 20",
    "phone_key": "SELECT * FROM people_resident WHERE phone_key = %s AND phone_key <> '' ORDER BY id LIMIT 20",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach someone, as checked at the door; `country` (ISO) reads local telephone numbers."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "fr"
    country: str = "CA"


def meet_resident(actor: Actor, contact: Contact) -> Resident | None:
    """Find the resident of a contact, or make one; None when the contact is empty (anonymous).

    Two people may share a telephone or an address: they are the same resident only when e-mail and name agree
    (or one of the names is empty), or, without e-mail, when telephone and name agree. Whoever comes by the public door
    never adds an e-mail address to a record that has none: codes that open cases would go there.
    Raises Invalid for an address that is too long.
    """
    authorise(actor, rules.may_meet)
    given = _as_kept(contact)
    if connection.in_atomic_block:  # an action that does more: its transaction holds this too
        return _met(actor, contact, given)
    with transaction.atomic():
        return _met(actor, contact, given)


def _met(actor: Actor, contact: Contact, given: dict[str, str]) -> Resident | None:
    if not any((given["name"], given["email"], given["phone"])):
        return None
    found = _same_person(given, trusted=actor.is_staff or actor.is_system)
    if found is not None:
        _complete(actor, found, given)
        return found
    resident = Resident(language=contact.language[:2], **given)
    keep_and_record(actor, events.RESIDENT_MET, resident)
    return resident


def _as_kept(contact: Contact) -> dict[str, str]:
    """Give what a resident's row keeps of a contact, cleaned, with the forms by which it is found again."""
    name, phone = clean_line(contact.name, 160), clean_line(contact.phone, 40)
    email = clean_line(contact.email, 1_000)
    if len(email) > MAX_EMAIL:
        too_long = _("This text has %(length)s characters; it can have at most %(most)s.") % {
            "length": figure(len(email)),
            "most": figure(MAX_EMAIL),
        }
        raise Invalid(too_long, fields={"email": too_long})
    return {
        "name": name,
        "folded_name": fold(name)[:160],
        "email": email,
        "email_key": email_key(email)[:MAX_EMAIL],
        "phone": phone,
        "phone_key": phone_key(phone, contact.country),
    }


def _same_person(given: dict[str, str], *, trusted: bool) -> Resident | None:
    name, email = given["folded_name"], given["email_key"]
    for key in ("email_key", "phone_key"):
        if not given[key]:
            continue
        for candidate in _known_by(key, given[key]):
            other_mail = (
                bool(email) and candidate.email_key != email and (bool(candidate.email_key) or not trusted)
            )
            nameless_mail = key == "email_key" and (not name or not candidate.folded_name)
            if not other_mail and (candidate.folded_name == name or nameless_mail):
                return candidate
    return None


def _known_by(key: str, value: str) -> list[Resident]:
    """Give who has this address or number, the first met first: asked for every case, so written out once."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_BY[key], [value])
        names = [str(column[0]) for column in cursor.description]
        return [Resident.from_db(connection.alias, names, row) for row in cursor.fetchall()]


def _complete(actor: Actor, resident: Resident, given: dict[str, str]) -> None:
    """Fill what was not known; never overwrite what someone gave before."""
    missing = {field: value for field, value in given.items() if value and not getattr(resident, field)}
    if missing:
        for field, value in missing.items():
            setattr(resident, field, value)
        resident.save(update_fields=list(missing))
        record(actor, events.RESIDENT_CHANGED, resident, fields=sorted(missing))


@transaction.atomic
def save_team(
    actor: Actor,
    code: str,
    name: Text,
    *,
    email: str = "",
    on_call: bool = False,
    phone: str | None = None,
    active: bool = True,
    external: Sequence[str] | None = None,
    new: bool = False,
) -> Team:
    """Create or change a team.

    `external` are the names by which imported files call it, `phone` reaches whoever is on call (None: as they were).

    With `new`, a team that is there already is a Conflict and stays as it is.
    """
    authorise(actor, rules.may_configure_people)
    _check_code(code, is_taken=new and Team.objects.filter(code=code).exists())
    team = Team.objects.select_for_update().filter(code=code).first() or Team(code=code)
    values: dict[str, object] = {
        "name": check_text(name, max_length=80),
        "email": email,
        "on_call": on_call,
        "active": active,
    }
    if external is not None:
        values["external"] = list(external)
    if phone is not None:
        values["phone"] = clean_line(phone, 40)
    changed = [field for field, value in values.items() if not team.pk or getattr(team, field) != value]
    for field, value in values.items():
        setattr(team, field, value)
    team.save()
    record(actor, events.TEAM_SAVED, team, fields=changed)
    return team


def _check_code(code: str, *, is_taken: bool) -> None:
    if not _CODE.match(code):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"code": code})
    if is_taken:
        raise Conflict(_("This code is taken. Choose another."), code="taken")


@transaction.atomic
def save_role(actor: Actor, code: str, name: Text, grants: Sequence[str], *, new: bool = False) -> Role:
    """Create or change a role: the list of what it lets do. With `new`, one that is there already is a Conflict."""
    authorise(actor, rules.may_configure_people)
    _check_code(code, is_taken=new and Role.objects.filter(code=code).exists())
    unknown = sorted(set(grants) - set(rules.GRANTS))
    if unknown:
        raise Invalid(_("Unknown right: %(grant)s") % {"grant": unknown[0]}, fields={"grants": unknown[0]})
    role, _created = Role.objects.update_or_create(
        code=code, defaults={"name": check_text(name, max_length=80), "grants": sorted(set(grants))}
    )
    _keep_someone_in_charge(actor)
    record(actor, events.ROLE_SAVED, role, grants=sorted(set(grants)))
    return role


@transaction.atomic
def give_new_grants(actor: Actor) -> list[str]:
    """Give each right that came with a later version, and that no role holds yet, to the roles that hold its like.

    Without it nobody could use what is new, nor give it. Gives the rights that were given; once one role holds a
    right, whoever sets up the city decides.
    """
    authorise(actor, rules.may_configure_people)
    roles = list(Role.objects.select_for_update().order_by("code"))
    held = {grant for role in roles for grant in role.grants}
    given = [grant for grant, like in rules.GIVEN_WITH.items() if grant not in held and like in held]
    for role in roles:
        new = [grant for grant in given if rules.GIVEN_WITH[grant] in role.grants]
        if new:
            role.grants = sorted({*role.grants, *new})
            role.save(update_fields=["grants"])
            record(actor, events.ROLE_SAVED, role, grants=role.grants)
    return given


def _keep_someone_in_charge(actor: Actor) -> None:
    """Refuse what would leave a city where nobody can give rights any more."""
    if actor.is_system:
        return
    in_charge = Account.objects.filter(
        is_active=True, held_roles__role__grants__contains=["config.people"]
    ).exists()
    if not in_charge:
        raise Conflict(
            _("Nobody could manage people any more. Give this right to someone else first."), code="last_one"
        )


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made of; an empty password keeps the one it has (or lets nobody in)."""

    email: str
    name: str
    language: str = "fr"
    teams: Sequence[str] = ()
    roles: Sequence[str] = ()
    password: str = ""
    active: bool = True


@transaction.atomic
def save_account(actor: Actor, new: NewAccount, *, account_id: int | None = None) -> Account:
    """Create or change an account with its teams and roles.

    Raises Conflict when the address is taken, Invalid for one that is none, no name, a weak password or an unknown
    team or role.
    """
    authorise(actor, rules.may_configure_people)
    account = Account.objects.filter(pk=account_id).first() if account_id else Account()
    if account is None:
        raise NotFound(_("There is no such account."))
    email, name = _checked_account(new)
    taken = Account.objects.filter(email__iexact=email).exclude(pk=account.pk).exists()
    if taken:
        raise Conflict(_("Someone already has this address."))
    teams = list(Team.objects.filter(code__in=new.teams))
    roles = list(Role.objects.filter(code__in=new.roles))
    if len(teams) != len(set(new.teams)) or len(roles) != len(set(new.roles)):
        raise Invalid(_("Choose teams and roles that exist."), fields={"teams": "", "roles": ""})
    account.email, account.name, account.language = email, name, new.language
    account.is_active = new.active
    _set_password(account, new.password)
    account.save()
    Membership.objects.filter(account=account).exclude(team__in=teams).delete()
    RoleHolder.objects.filter(account=account).exclude(role__in=roles).delete()
    Membership.objects.bulk_create(
        [Membership(account=account, team=t) for t in teams], ignore_conflicts=True
    )
    RoleHolder.objects.bulk_create(
        [RoleHolder(account=account, role=r) for r in roles], ignore_conflicts=True
    )
    _keep_someone_in_charge(actor)
    record(
        actor,
        events.ACCOUNT_SAVED,
        account,
        teams=sorted(new.teams),
        roles=sorted(new.roles),
        active=new.active,
    )
    return account


def _checked_account(new: NewAccount) -> tuple[str, str]:
    """Give the address and the name of an account, fit to be kept."""
    email, name = clean_line(new.email, 1_000), clean_line(new.name, 120)
    faults: dict[str, str] = {}
    try:
        validate_email(email)
    except ValidationError:
        faults["email"] = _("Write an address such as name@example.ca")
    if len(email) > MAX_EMAIL:
        faults["email"] = _("Write an address such as name@example.ca")
    if not name:
        faults["name"] = _("Write this text.")
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return email, name


def _set_password(account: Account, password: str) -> None:
    if password:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), fields={"password": " ".join(error.messages)}) from error
        account.set_password(password)
    elif not account.pk:
        account.set_unusable_password()


@transaction.atomic
def set_shortcuts(actor: Actor, *, on: bool) -> None:
    """Switch one's own single-letter keys on or off (WCAG 2.1.4)."""
    authorise(actor, lambda who: who.is_staff)
    account = Account.objects.get(pk=actor.id)
    account.shortcuts = on
    account.save(update_fields=["shortcuts"])
    record(actor, events.ACCOUNT_SAVED, account, fields=["shortcuts"])
