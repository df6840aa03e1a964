"""Every public action finds, asks whether it may, changes, and remembers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Module, calls, modules, nothing, public_functions

# Actions that do not ask, and why.
MAY_ALWAYS: dict[str, str] = {
    "guichet.ledger.actions.record": "it is what an action remembers with; the action asked",
    "guichet.ledger.actions.record_many": "the same",
    "guichet.tenancy.actions.create_city": "cities are made by whoever holds the owner's role, before anyone can sign in",
}
# Actions that leave no entry in the ledger, and why.
REMEMBER_NOTHING: dict[str, str] = {
    "guichet.ledger.actions.record": "it writes the entry",
    "guichet.ledger.actions.record_many": "it writes the entries",
    "guichet.tenancy.actions.create_city": "the city's ledger does not exist before it",
}
FIRST_WORDS = ("actor",)


def test_actions_authorise() -> None:
    silent = [name for name, node, reach in _actions() if "authorise" not in reach and name not in MAY_ALWAYS]
    nothing(silent)


def test_actions_remember() -> None:
    silent = [
        name
        for name, _node, reach in _actions()
        if not reach & {"record", "record_many"} and name not in REMEMBER_NOTHING
    ]
    nothing(silent)


def test_actions_take_an_actor_first() -> None:
    wrong = [
        name
        for name, node, _reach in _actions()
        if name not in MAY_ALWAYS and [argument.arg for argument in node.args.args[:1]] != ["actor"]
    ]
    nothing(wrong)


def test_exceptions_to_the_rule_still_exist() -> None:
    known = {name for name, _node, _reach in _actions()}
    assert (MAY_ALWAYS.keys() | REMEMBER_NOTHING.keys()) <= known


def _actions() -> Iterator[tuple[str, ast.FunctionDef, set[str]]]:
    """Give every public action with the names of all that it calls, through the functions of its own room's actions."""
    for room in {module.room for module in modules() if module.furniture == "actions"}:
        parts = [module for module in modules() if module.room == room and module.furniture == "actions"]
        known = {node.name: calls(node) for module in parts for node in _functions(module)}
        for module in parts:
            for node in public_functions(module):
                yield f"{module.name}.{node.name}", node, _reached(node.name, known)


def _functions(module: Module) -> list[ast.FunctionDef]:
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef)]


def _reached(name: str, known: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for called in known.get(waiting.pop(), set()) - found:
            found.add(called)
            waiting.append(called)
    return found
