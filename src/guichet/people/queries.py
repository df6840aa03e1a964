"""Reading people: who may do what, and who a resident is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor, ActorKind
from guichet.kernel.errors import NotFound
from guichet.people import rules
from guichet.people.models import Account, Membership, Resident, Role, RoleHolder, Team

ACCOUNTS_PAGE = 50


def staff_actor(account: Account) -> Actor:
    """Give the actor of a signed-in account: its teams and all that its roles grant (two queries)."""
    grants: set[str] = set()
    for given in Role.objects.filter(holders__account=account).values_list("grants", flat=True):
        grants.update(given)
    teams = frozenset(account.memberships.values_list("team_id", flat=True))
    return Actor(
        kind=ActorKind.STAFF,
        id=account.pk,
        label=account.name,
        language=account.language,
        grants=frozenset(grants),
        teams=teams,
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
        .order_by("name", "id")
    )


def teams_of_accounts(account_ids: Iterable[int]) -> dict[int, set[int]]:
    """Give the teams of some accounts; those that are closed are left out."""
    rows = Account.objects.filter(pk__in=list(account_ids), is_active=True).order_by("pk")
    found: dict[int, set[int]] = {}
    for account_id, team_id in rows.values_list("pk", "memberships__team"):
        found.setdefault(account_id, set()).update([team_id] if team_id else [])
    return found


def account_with_id(account_id: int) -> Account | None:
    """Find an active account by its id."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def resident_with_id(resident_id: int) -> Resident | None:
    """Find a resident by id."""
    return Resident.objects.filter(pk=resident_id).first()


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
    rows = Account.objects.order_by("name", "id")
    for word in words.split()[:5]:
        rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if team:
        rows = rows.filter(memberships__team__code=team)
    if role:
        rows = rows.filter(held_roles__role__code=role)
    if active is not None:
        rows = rows.filter(is_active=active)
    if after:
        rows = rows.filter(Q(name__gt=after[0]) | Q(name=after[0], id__gt=after[1]))
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
        raise NotFound(_("There is no such role."))
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
