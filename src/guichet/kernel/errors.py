"""The ways in which the house says no.

Rooms raise these; each door translates them once (a form error, a problem document, an exit code).
A message is a sentence for the person who asked, in their language, and says what to do now.
"""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):
    """Something asked was not done, and nothing was half-done.

    `code` is a stable word for machines; `message` is for people.
    """

    code = "refused"

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)


class Invalid(Refused):
    """What was given cannot be used; `fields` says which part and why."""

    code = "invalid"

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None, code: str = "") -> None:
        super().__init__(message, code=code)
        self.fields: dict[str, str] = dict(fields or {})


class Denied(Refused):
    """The actor may not do this."""

    code = "denied"


class Conflict(Refused):
    """What was asked no longer fits the state of things; `changes` may tell what changed meanwhile."""

    code = "conflict"

    def __init__(self, message: str, *, changes: tuple[str, ...] = (), code: str = "") -> None:
        super().__init__(message, code=code)
        self.changes = changes


class NotFound(Refused):
    """Not there, or not yours: deliberately the same answer."""

    code = "not_found"
