"""What can happen, and what follows from it."""

from __future__ import annotations

import ast
import re

from guichet.kernel.events import all_events, effects_of
from tests.house.source import modules, nothing, rooms


def test_every_event_has_a_follow_up_or_says_that_it_has_none() -> None:
    unheard = [name for name, event in _events().items() if not event.quiet and not effects_of(name)]
    nothing(unheard)


def test_events_are_named_after_their_room() -> None:
    wrong = [name for name in _events() if not re.fullmatch(r"[a-z_]+\.[a-z_]+(\.[a-z_]+)?", name)]
    nothing(wrong)


def test_events_are_declared_in_the_events_of_a_room() -> None:
    elsewhere = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if module.room in rooms() and module.furniture != "events"
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Event"
    ]
    nothing(elsewhere)


def test_every_event_is_recorded_somewhere() -> None:
    """An event that no action records can never happen."""
    declared = {
        (module.room, target.id)
        for module in modules()
        if module.furniture == "events"
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id.isupper()
    }
    used = {
        (module.room, name)
        for module in modules()
        if module.furniture != "events"
        for node in module.nodes
        for name in [getattr(node, "attr", None) or getattr(node, "id", None)]
        if isinstance(node, ast.Attribute | ast.Name)
    }
    nothing(declared - used)


def _events() -> dict:
    return {name: event for name, event in all_events().items() if not name.startswith("test.")}
