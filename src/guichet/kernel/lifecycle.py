"""The one table of states and legal moves that a room with states keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.translation import gettext as _

from guichet.kernel.errors import Conflict

Moves = Mapping[tuple[str, str], str]


class Lifecycle:
    """States and the moves between them, as (state, verb) -> state; the first state is where things begin.

    ValueError when a move names an unknown state, or a state is listed twice or cannot be reached from the
    first. `words` are the states as people read them (lazy translations are fine), for the words of a
    refusal.
    """

    def __init__(
        self, name: str, states: Sequence[str], moves: Moves, words: Mapping[str, object] | None = None
    ) -> None:
        self.name = name
        self.states = tuple(states)
        self.moves: Moves = MappingProxyType(dict(moves))
        self.words = dict(words or {})
        self.verbs_all = tuple(dict.fromkeys(verb for _state, verb in self.moves))
        self._check()

    def __repr__(self) -> str:
        return f"Lifecycle({self.name!r}, {len(self.states)} states, {len(self.moves)} moves)"

    def _check(self) -> None:
        if not self.states or len(set(self.states)) < len(self.states):
            raise ValueError(f"{self.name}: states must be there, once each")
        named = {state for state, _verb in self.moves} | set(self.moves.values())
        if unknown := sorted(named - set(self.states)):
            raise ValueError(f"{self.name}: unknown states in moves: {', '.join(unknown)}")
        reached, edge = {self.states[0]}, {self.states[0]}
        while edge:
            edge = {after for (before, _verb), after in self.moves.items() if before in edge} - reached
            reached |= edge
        if lost := [state for state in self.states if state not in reached]:
            raise ValueError(f"{self.name}: no move leads to: {', '.join(lost)}")

    def allows(self, state: str, verb: str) -> bool:
        """Tell whether a move is legal."""
        return (state, verb) in self.moves

    def verbs(self, state: str) -> tuple[str, ...]:
        """Give the verbs that are legal in a state, in the order of the table."""
        return tuple(verb for before, verb in self.moves if before == state)

    def next(self, state: str, verb: str) -> str:
        """Give the state that a verb leads to; Conflict when not legal now, ValueError when unknown."""
        if state not in self.states or verb not in self.verbs_all:
            raise ValueError(f"{self.name}: no such state or verb: {state}, {verb}")
        after = self.moves.get((state, verb))
        if after is None:
            refusal = _("This can no longer be done: it is now “%(state)s”. Reload the page to see why.")
            raise Conflict(refusal % {"state": self.words.get(state, state)})
        return after
