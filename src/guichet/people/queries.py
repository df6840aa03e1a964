"""Reading people: who may do what, and who a resident is."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from guichet.kernel.actor import Actor, ActorKind
from guichet.people.models import Account, Resident, Role, Team


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


def account_with_id(account_id: int) -> Account | None:
    """Find an active account by its id."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def resident_with_id(resident_id: int) -> Resident | None:
    """Find a resident by id."""
    return Resident.objects.filter(pk=resident_id).first()


def accounts_by_email() -> dict[str, Account]:
    """Give every active account by its address, as written."""
    return {account.email: account for account in Account.objects.filter(is_active=True)}
