"""Who acts. Every action takes an actor first; there is no anonymous « None »."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of actors that the ledger tells apart."""

    STAFF = "staff"
    RESIDENT = "resident"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that reads and acts, with what it may do.

    `id` is the account's id (staff), the resident's id (resident) or 0. `grants` come from roles, which are data;
    code asks for a grant, never for a role. `case_references` are the cases that a resident has proved to follow,
    `drafts` the keys of the people of drafts that they have proved to be, `parts` the secrets with which they proved to
    have a part in someone else's file (number, secret).
    """

    kind: ActorKind
    id: int
    label: str
    language: str = "fr"
    grants: frozenset[str] = frozenset()
    teams: frozenset[int] = frozenset()
    case_references: frozenset[str] = field(default_factory=frozenset)
    drafts: frozenset[str] = field(default_factory=frozenset)
    parts: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    def has(self, grant: str) -> bool:
        """Tell whether a role of this actor gives a grant."""
        return grant in self.grants

    @property
    def is_staff(self) -> bool:
        """Tell whether this is a signed-in member of the city's staff."""
        return self.kind is ActorKind.STAFF

    @property
    def is_system(self) -> bool:
        """Tell whether this is Guichet itself, following up on an event."""
        return self.kind is ActorKind.SYSTEM


def system(label: str = "Guichet") -> Actor:
    """Give the actor for follow-ups, imports and scheduled work."""
    return Actor(kind=ActorKind.SYSTEM, id=0, label=label)


def visitor(
    language: str = "fr",
    case_references: frozenset[str] = frozenset(),
    resident_id: int = 0,
    drafts: frozenset[str] = frozenset(),
    parts: frozenset[tuple[str, str]] = frozenset(),
) -> Actor:
    """Give the actor for a resident at the public door, with what they proved to be theirs."""
    return Actor(
        kind=ActorKind.RESIDENT,
        id=resident_id,
        label="resident",
        language=language,
        case_references=case_references,
        drafts=drafts,
        parts=parts,
    )
