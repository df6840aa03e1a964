"""The table of states and moves."""

from __future__ import annotations

import pytest

from guichet.kernel.errors import Conflict
from guichet.kernel.lifecycle import Lifecycle

DOOR = Lifecycle(
    "door",
    ("shut", "open", "locked"),
    {
        ("shut", "open"): "open",
        ("open", "shut"): "shut",
        ("shut", "lock"): "locked",
        ("locked", "unlock"): "shut",
    },
    words={"locked": "Fermée à clé"},
)


def test_next_follows_the_table() -> None:
    assert DOOR.next("shut", "open") == "open"
    assert DOOR.verbs("shut") == ("open", "lock")
    assert DOOR.verbs_all == ("open", "shut", "lock", "unlock")
    assert DOOR.states == ("shut", "open", "locked")
    assert DOOR.allows("shut", "lock")
    assert not DOOR.allows("open", "lock")


def test_next_when_not_legal_is_a_conflict_in_words() -> None:
    with pytest.raises(Conflict, match="Fermée à clé"):
        DOOR.next("locked", "open")


@pytest.mark.parametrize(("state", "verb"), [("ajar", "open"), ("shut", "burn")])
def test_next_of_unknown_word_is_a_fault(state: str, verb: str) -> None:
    with pytest.raises(ValueError, match="no such state or verb"):
        DOOR.next(state, verb)


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        (("a", "b"), {("a", "go"): "c"}, "unknown states"),
        (("a", "b"), {("a", "go"): "b", ("c", "go"): "b"}, "unknown states"),
        (("a", "b", "c"), {("a", "go"): "b", ("c", "go"): "b"}, "no move leads to: c"),
        (("a", "a"), {}, "once each"),
        ((), {}, "once each"),
    ],
)
def test_lifecycle_that_cannot_be_is_refused(
    states: tuple[str, ...], moves: dict[tuple[str, str], str], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        Lifecycle("table", states, moves)
