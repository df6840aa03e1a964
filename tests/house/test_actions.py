"""Every public action finds, asks whether it may, changes, and remembers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from tests.house.source import Module, calls, imports, modules, nothing, public_functions

# Actions that do not ask, and why.
MAY_ALWAYS: dict[str, str] = {
    "guichet.ledger.actions.record": "it is what an action remembers with; the action asked",
    "guichet.ledger.actions.record_many": "the same",
    "guichet.ledger.actions.keep_and_record": "the same",
    "guichet.tenancy.actions.create_city": "cities are made by whoever holds the owner's role, before anyone can sign in",
}
# Actions that leave no entry in the ledger, and why.
REMEMBER_NOTHING: dict[str, str] = {
    "guichet.ledger.actions.record": "it writes the entry",
    "guichet.ledger.actions.record_many": "it writes the entries",
    "guichet.ledger.actions.keep_and_record": "it writes the entry",
    "guichet.permits.actions.schedule.do_due_work": "each of its steps is an action of its own, or remembers",
    "guichet.tenancy.actions.create_city": "the city's ledger does not exist before it",
    "guichet.cases.actions.codes.check_code": "a code that opens changes no case; that it was sent is remembered",
    "guichet.cases.actions.codes.forget_old_codes": "that each code was sent is remembered; it opens nothing any more",
    "guichet.cases.actions.importing.start_run": "the run is its own record",
    "guichet.cases.actions.importing.finish_run": "the run is its own record",
    "guichet.cases.actions.importing.import_batch": "it copies thousands of entries into the ledger beside its cases",
    "guichet.cases.actions.importing.import_written": "it does the same",
    "guichet.conversations.actions.talking.say": "a message is its own record, with its author and its time",
    "guichet.conversations.actions.talking.unfollow": "what someone reads is not remembered",
    "guichet.conversations.actions.talking.mark_read": "what someone reads is not remembered",
    "guichet.conversations.actions.upkeep.keep_presence": "who is there now is not remembered",
}
SINGLE_FILE_DOTS = 3  # guichet.room.actions.verb; a verb of a package has one more
# Parts of actions that take the actor along: the action that calls them asked. Nothing outside calls them.
PARTS: set[str] = {
    "guichet.billing.actions.stating.first_versions",
    "guichet.cases.actions.keeping.carry_reports",
    "guichet.cases.actions.keeping.remember",
    "guichet.permits.actions.balances.follow_payments",
    "guichet.permits.actions.balances.take_over",
    "guichet.permits.actions.changing.prolong",
    "guichet.permits.actions.keeping.note_version",
    "guichet.permits.actions.keeping.remember",
    "guichet.permits.actions.money.bill_at_end",
    "guichet.permits.actions.money.bill_at_issue",
    "guichet.permits.actions.money.bill_before_issue",
    "guichet.permits.actions.money.bill_change",
    "guichet.permits.actions.money.bill_overrun_days",
    "guichet.permits.actions.money.computed_now",
    "guichet.permits.actions.money.follow_payer",
    "guichet.permits.actions.money.give_up_bill",
    "guichet.permits.actions.money.restate",
    "guichet.permits.actions.money.settled",
    "guichet.permits.actions.standing.show_on_map",
}


def test_actions_authorise() -> None:
    nothing(
        [name for name, _node, reach in _actions() if "authorise" not in reach and name not in MAY_ALWAYS]
    )


def test_actions_remember() -> None:
    remembering = {"record", "record_many", "keep_and_record"}
    nothing(
        [
            name
            for name, _node, reach in _actions()
            if not reach & remembering and name not in REMEMBER_NOTHING
        ]
    )


def test_actions_take_an_actor_first() -> None:
    """A function without an actor may stand among actions as a part of them; then nobody else calls it."""
    alone = {
        name
        for name, node in _public()
        if name in PARTS or (not _takes_actor(node) and name not in MAY_ALWAYS)
    }
    nothing(
        f"{module.place}:{line} calls {source}.{name}, which asks nobody"
        for module in modules()
        for line, source, name in imports(module)
        if f"{source}.{name}" in alone and _room_of_actions(module.name) != _room_of_actions(source)
    )


def test_exceptions_to_the_rule_still_exist() -> None:
    known = {name for name, _node in _public()}
    nothing((MAY_ALWAYS.keys() | REMEMBER_NOTHING.keys() | PARTS) - known)


def _public() -> Iterator[tuple[str, ast.FunctionDef]]:
    for module in modules():
        if module.furniture == "actions":
            for node in public_functions(module):
                yield f"{module.name}.{node.name}", node


@cache
def _actions() -> tuple[tuple[str, ast.FunctionDef, set[str]], ...]:
    """Give every action with the names of all that it calls, through the functions of its own room's actions."""
    known: dict[str, dict[str, set[str]]] = {}
    for module in modules():
        if module.furniture == "actions":
            known.setdefault(module.room, {}).update({node.name: calls(node) for node in _functions(module)})
    return tuple(
        (name, node, _reached(node.name, known[name.split(".")[1]]))
        for name, node in _public()
        if name not in PARTS and (_takes_actor(node) or name.count(".") == SINGLE_FILE_DOTS)
    )


def _takes_actor(node: ast.FunctionDef) -> bool:
    return [argument.arg for argument in node.args.args[:1]] == ["actor"]


def _room_of_actions(name: str) -> tuple[str, ...]:
    return tuple(name.split(".")[1:3])


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
