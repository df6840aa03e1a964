"""Every address of Guichet and who may look at it. An address that is missing here fails the house tests.

Each row: the address as the resolver says it, then what is answered to
  nobody    someone who never came before
  resident  someone who proved that the case is theirs
  agent     the agent whose team has the case
  administrator  who sets up this city (only where it differs from what an agent gets)
  stranger  an agent of the other city, who comes to this city with the cookie of their own
and, where the address names something of this city,
  elsewhere the same person, who may do everything in the other city, asks their own city for it (never 200).
`given` names what stands for a part of the address when the scene's word of that name is not the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Route:
    """One address and what it answers to each visitor."""

    path: str
    nobody: int
    resident: int
    agent: int
    stranger: int
    elsewhere: int | None = None
    administrator: int | None = None
    method: str = "get"
    given: dict[str, str] = field(default_factory=dict)


def everyone(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address answers the same to everybody."""
    return Route(path, status, status, status, status, **more)


def own(path: str, status: int = 200, *, refused: int = 303, **more: object) -> Route:
    """Say that an address is for whoever proved that the case is theirs; others have to prove it first."""
    return Route(path, refused, status, refused, refused, refused, **more)


def staff(path: str, status: int = 200, *, refused: int = 302, **more: object) -> Route:
    """Say that an address is for the staff of this city; others are sent to the sign-in."""
    return Route(path, refused, refused, status, refused, **more)


def desk_read(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address is read by every member of the staff."""
    return Route(path, 302, 302, status, 302, **more)


def config(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address is for those who set up this city; other staff are refused."""
    return Route(path, 302, 302, 403, 302, administrator=status, **more)


ROOM = {"code": "salon"}
PERMIT = {"reference": "P-26-99999", "kind": "permit", "key": "00000000-0000-4000-8000-000000000000"}
