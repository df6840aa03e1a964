"""Reading people: who may do what, and who a resident is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Right
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor, ActorKind
from guichet.kernel.errors import NotFound
from guichet.people import rules
from guichet.people.contact_keys import email_key
from guichet.people.filing import filed
from guichet.people.models import (
    EMAIL_NAME,
    LOCAL_DIGITS,
    Account,
    Membership,
    Resident,
    Role,
    RoleHolder,
    Team,
)

ACCOUNTS_PAGE = 50
_NAMES_LOOKED_AT = 80
_SHORT_EMAIL = 8


_OF_ACCOUNT = """
SELECT ARRAY(SELECT unnest(role.grants) FROM people_roleholder AS held
             JOIN people_role AS role ON role.id = held.role_id WHERE held.account_id = %s),
       ARRAY(SELECT team_id FROM people_membership WHERE account_id = %s)
"""


def staff_actor(account: Account) -> Actor:
    """Give the actor of a signed-in account: its teams and all that its roles grant (one statement)."""
    with connection.cursor() as cursor:  # asked for by every page of the staff
        cursor.execute(_OF_ACCOUNT, [account.pk, account.pk])
        grants, teams = cursor.fetchone()
    return Actor(
        kind=ActorKind.STAFF,
        id=account.pk,
        label=account.name,
        language=account.language,
        grants=frozenset(grants),
        teams=frozenset(teams),
    )


def active_teams() -> list[Team]:
    """Give every team that can receive a case, in a stable order."""
    return list(Team.objects.filter(active=True).order_by("code"))


def team_named(code: str) -> Team | None:
    """Find a team by its code."""
    return Team.objects.filter(code=code).first()


def team_with_id(team_id: int) -> Team | None:
    """Find an active team by its id."""
    return Team.objects.filter(pk=team_id, active=True).first()


def accounts_of_teams(team_ids: Sequence[int]) -> QuerySet[Account]:
    """Give the active accounts that work in any of some teams, by name."""
    return (
        Account.objects.filter(is_active=True, memberships__team__in=team_ids)
        .distinct()
        .order_by(filed(F("name")), "name", "id")
    )


def teams_of_accounts(account_ids: Iterable[int]) -> dict[int, set[int]]:
    """Give the teams of some accounts; those that are closed are left out."""
    rows = Account.objects.filter(pk__in=list(account_ids), is_active=True).order_by("pk")
    found: dict[int, set[int]] = {}
    for account_id, team_id in rows.values_list("pk", "memberships__team"):
        found.setdefault(account_id, set()).update([team_id] if team_id else [])
    return found


def accounts_with_grant(grant: str) -> list[Account]:
    """Give the active accounts that a role gives a grant, by name."""
    rows = Account.objects.filter(is_active=True, held_roles__role__grants__contains=[grant])
    return list(rows.distinct().order_by(filed(F("name")), "name", "id"))


def roles_with_grant(grant: str) -> list[Role]:
    """Give the roles that give a grant, each with its holders (two queries)."""
    return list(Role.objects.filter(grants__contains=[grant]).order_by("code").prefetch_related("holders"))


def account_with_id(account_id: int) -> Account | None:
    """Find an active account by its id."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def resident_with_id(resident_id: int) -> Resident | None:
    """Find a resident by id."""
    return Resident.objects.filter(pk=resident_id).first()


def residents_at(address: str, *, limit: int) -> list[Resident]:
    """Give the residents who gave an e-mail address, the newest first."""
    key = email_key(address)
    return list(Resident.objects.filter(email_key=key).order_by("-id")[:limit]) if key else []


@dataclass(frozen=True, slots=True)
class Found:
    """Someone who may be meant: by what they were found (phone, email, name, like), the surest first, from 0 to 1."""

    resident: Resident
    by: str
    score: float


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of someone looked for: whole numbers (E.164), digits begun or local, an address, words of a name.

    `else_names` are fewer of these words, tried in turn when nobody has all of them.
    """

    phones: Sequence[str] = ()
    digits: str = ""
    email: str = ""
    email_begun: str = ""
    names: Sequence[str] = ()
    else_names: Sequence[Sequence[str]] = ()


def find_residents(actor: Actor, clues: Clues, *, limit: int = 6) -> list[Found]:
    """Find people by telephone, e-mail and name, with slips; all who share a telephone are given.

    At most five queries. Nobody for an actor who may not read residents.
    """
    if not rules.may_read_resident(actor):
        return []
    found: dict[int, Found] = {}
    reached = [*_by_phone(clues), *_by_email(clues)]
    named = [match for one in reached if (match := _name_match(one.resident, clues.names))]
    for match in (*reached, *(named or _by_name(clues.names, clues.else_names))):
        known = found.get(match.resident.pk)
        if known is None:
            found[match.resident.pk] = match
        else:  # two clues agree
            found[match.resident.pk] = Found(
                known.resident, known.by, min(1.0, known.score + match.score / 2)
            )
    return sorted(found.values(), key=lambda one: (-one.score, one.resident.pk))[:limit]


def _by_phone(clues: Clues) -> list[Found]:
    wanted, score = Q(pk__in=[]), 0.95
    if clues.phones:
        wanted = Q(phone_key__in=list(clues.phones))
    elif len(clues.digits) == LOCAL_DIGITS:
        wanted, score = Q(phone_end=clues.digits), 0.8
    elif len(clues.digits) > 3:
        starts = [f"+1{clues.digits}", f"+33{clues.digits.removeprefix('0')}", f"+{clues.digits}"]
        wanted, score = Q(phone_key__startswith=starts[0]), 0.6
        for start in starts[1:]:
            wanted |= Q(phone_key__startswith=start)
    else:
        return []
    rows = Resident.objects.annotate(phone_end=Right("phone_key", LOCAL_DIGITS)).exclude(phone_key="")
    found = sorted(
        rows.filter(wanted)[:24], key=lambda one: (one.phone_key, one.pk)
    )  # sorted there, another index is read
    return [Found(one, "phone", score) for one in found[:12]]


def _by_email(clues: Clues) -> list[Found]:
    if clues.email:
        same = list(Resident.objects.filter(email_key=email_key(clues.email)).order_by("id")[:12])
        if same:
            return [Found(one, "email", 0.95) for one in same]
    asked = email_key(clues.email or clues.email_begun)
    if len(asked) < 5:
        return []
    name = asked.partition("@")[0]
    rows = Resident.objects.annotate(email_name=EMAIL_NAME).filter(_with_slip(name))
    if len(name) >= _SHORT_EMAIL:  # few are left: the nearest first
        rows = rows.order_by(TrigramSimilarity("email_name", name).desc(), "id")
    near = [(fuzz.ratio(one.email_key, asked) / 100, one) for one in rows[:_NAMES_LOOKED_AT]]
    return [
        Found(one, "email", 0.7 * close)
        for close, one in near
        if close > 0.85 or one.email_key.startswith(asked)
    ]


def _with_slip(name: str) -> Q:
    """Give who has the name of an address but for one slip: somewhere in it, all letters before and after are theirs.

    Two letters side by side are always under one window, so that two that changed places count as one slip. A short
    name has too few letters left: it is compared by its likeness.
    """
    if len(name) < _SHORT_EMAIL:
        return Q(email_name__trigram_similar=name)
    window = -(-len(name) // 3) + 1
    found = Q()
    for start in range(0, len(name) - 1, window - 1):
        before, after = name[:start], name[start + window :]
        own = Q(email_name__startswith=before) if before else Q()
        found |= own & Q(email_name__endswith=after) if after else own
    return found


def _by_name(names: Sequence[str], otherwise: Sequence[Sequence[str]] = ()) -> list[Found]:
    """Find people by all words of a name, else by likeness, else by fewer of them: three queries at most."""
    attempts = [words for words in map(_words, (names, *otherwise)) if any(len(word) > 2 for word in words)]
    if not attempts:
        return []
    found = _first_fit(Resident.objects.filter(_holds(attempts[0])), attempts[:1])
    if not found:
        telling = max(attempts[0], key=len)
        like = Resident.objects.filter(folded_name__trigram_strict_word_similar=telling)
        found = _first_fit(like, attempts)
    if not found and len(attempts) > 1:
        fewer = reduce(or_, (_holds(words) for words in attempts[1:]))
        found = _first_fit(Resident.objects.filter(fewer), attempts[1:])
    return found


def _words(names: Sequence[str]) -> list[str]:
    return [word for word in dict.fromkeys(names) if len(word) > 1][:4]


def _holds(words: Sequence[str]) -> Q:
    return reduce(and_, (Q(folded_name__contains=word) for word in words if len(word) > 2), Q())


def _first_fit(rows: QuerySet[Resident], attempts: Sequence[Sequence[str]]) -> list[Found]:
    """Give the people whom the first of some sets of words fits that fits anybody."""
    people = list(rows[:_NAMES_LOOKED_AT])
    for words in attempts:
        if found := [match for one in people if (match := _name_match(one, words))]:
            return found
    return []


def _name_match(resident: Resident, words: Sequence[str]) -> Found | None:
    """Say how well the words of a name fit someone: every word must be one of theirs, begun or with a slip."""
    own = resident.folded_name.replace("-", " ").split()
    closeness = [max((_word_fits(word, mine) for mine in own), default=0.0) for word in words]
    if not closeness or min(closeness) == 0:
        return None
    score = 0.75 * sum(closeness) / len(closeness) * (0.7 + 0.3 * min(1.0, len(words) / max(len(own), 1)))
    return Found(resident, "name" if min(closeness) > 0.9 else "like", score)


def _word_fits(word: str, mine: str) -> float:
    if word == mine:
        return 1.0
    if mine.startswith(word):
        return 0.92
    return 0.8 * fuzz.ratio(word, mine) / 100 if is_slip(word, mine) else 0.0


def is_slip(word: str, name: str) -> bool:
    """Tell whether a word is a name with a slip: « trembley » for Tremblay, but not « coyote » for Côté."""
    return len(word) > 3 and abs(len(word) - len(name)) <= 1 and fuzz.ratio(word, name) >= 80


def accounts_by_email() -> dict[str, Account]:
    """Give every active account by its address, as written."""
    return {account.email: account for account in Account.objects.filter(is_active=True)}


def configured_teams(actor: Actor) -> list[Team]:
    """Give every team, closed ones last, each with `members`, how many active people work in it."""
    authorise(actor, rules.may_configure_people)
    working = Count("memberships", filter=Q(memberships__account__is_active=True))
    return list(Team.objects.annotate(members=working).order_by("-active", "code"))


def configured_team(actor: Actor, code: str) -> Team:
    """Find a team to change it. Raises NotFound."""
    authorise(actor, rules.may_configure_people)
    team = Team.objects.filter(code=code).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def team_members(actor: Actor, team: Team) -> list[Account]:
    """Give the active people of a team, by name."""
    authorise(actor, rules.may_configure_people)
    return list(accounts_of_teams([team.pk]))


def configured_accounts(
    actor: Actor,
    *,
    words: str = "",
    team: str = "",
    role: str = "",
    active: bool | None = None,
    after: tuple[str, int] | None = None,
    limit: int = ACCOUNTS_PAGE,
) -> list[Account]:
    """Give accounts by name with their teams and roles (three queries), those after (name, id) when given.

    `words` are looked for in names and addresses.
    """
    authorise(actor, rules.may_configure_people)
    rows = Account.objects.annotate(as_filed=filed(F("name"))).order_by("as_filed", "name", "id")
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if team:
        rows = rows.filter(memberships__team__code=team)
    if role:
        rows = rows.filter(held_roles__role__code=role)
    if active is not None:
        rows = rows.filter(is_active=active)
    if after:
        last = filed(Value(after[0]))
        same = Q(as_filed=last) & (Q(name__gt=after[0]) | Q(name=after[0], id__gt=after[1]))
        rows = rows.filter(Q(as_filed__gt=last) | same)
    return list(rows.prefetch_related(*_with_teams_and_roles())[:limit])


def count_accounts(actor: Actor) -> int:
    """Count the accounts that can sign in."""
    authorise(actor, rules.may_configure_people)
    return Account.objects.filter(is_active=True).count()


def configured_account(actor: Actor, account_id: int) -> Account:
    """Find an account, active or not, with its teams and roles. Raises NotFound."""
    authorise(actor, rules.may_configure_people)
    found = Account.objects.filter(pk=account_id).prefetch_related(*_with_teams_and_roles()).first()
    if found is None:
        raise NotFound(_("There is no such account."))
    return found


def _with_teams_and_roles() -> tuple[Prefetch[str], Prefetch[str]]:
    return (
        Prefetch("memberships", Membership.objects.select_related("team").order_by("team__code")),
        Prefetch("held_roles", RoleHolder.objects.select_related("role").order_by("role__code")),
    )


def configured_roles(actor: Actor) -> list[Role]:
    """Give every role, each with `people`, how many active accounts hold it."""
    authorise(actor, rules.may_configure_people)
    holding = Count("holders", filter=Q(holders__account__is_active=True))
    return list(Role.objects.annotate(people=holding).order_by("code"))


def configured_role(actor: Actor, code: str) -> Role:
    """Find a role to change it. Raises NotFound."""
    authorise(actor, rules.may_configure_people)
    role = Role.objects.filter(code=code).first()
    if role is None:
        raise NotFound(_("This role does not exist."))
    return role


def people_gaps(actor: Actor) -> dict[str, int]:
    """Count what is missing among people: `teams` without anyone, `accounts` active without a role."""
    authorise(actor, rules.may_configure_people)
    at_work = Membership.objects.filter(account__is_active=True).values("team")
    return {
        "teams": Team.objects.filter(active=True).exclude(pk__in=at_work).count(),
        "accounts": Account.objects.filter(is_active=True, held_roles__isnull=True).count(),
    }


def names_of_people(
    teams: Iterable[int], roles: Iterable[int], accounts: Iterable[int]
) -> dict[tuple[str, int], str | dict[str, str]]:
    """Name teams, roles and accounts by (kind, id), for those who read the ledger (at most three queries)."""
    found: dict[tuple[str, int], str | dict[str, str]] = {}
    for kind, rows, ids, field in (
        ("people.team", Team.objects, teams, "name"),
        ("people.role", Role.objects, roles, "name"),
        ("people.account", Account.objects, accounts, "name"),
    ):
        if wanted := set(ids):
            named = rows.filter(pk__in=wanted).order_by("pk").values_list("pk", field)
            found |= {(kind, pk): name for pk, name in named}
    return found
