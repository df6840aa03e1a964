"""No loop, no hidden import, no way around a room's doors."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.house.source import DOORS, ROOF, ROOT, imports, modules, nothing

FLOORS = (ROOT / ".importlinter").read_text()
BAD_NAMES = {
    "utils",
    "common",
    "core",
    "helpers",
    "services",
    "managers",
    "mixins",
    "signals",
    "misc",
    "tools",
}
HTTP = (
    "django.http",
    "django.shortcuts",
    "django.views",
    "requests",
    "httpx",
    "urllib.request",
    "http.client",
)
# Business follows from the ledger's outbox, nothing else.
NOT_FOR_BUSINESS = {"django.dispatch", "django.db.models.signals", "celery", "redis"}


def test_imports_keep_the_contracts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(str(ROOT / ".importlinter"), cache_dir=str(tmp_path), no_logo=True)
    assert code == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_package_has_a_name_that_means_nothing() -> None:
    bad = [module.place for module in modules() if BAD_NAMES & set(module.name.split("."))]
    nothing(bad)


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{module.place}:{inner.lineno}"
        for module in modules()
        for outer in module.nodes
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef)
        and not (module.path.name == "apps.py" and outer.name == "ready")
        for inner in ast.walk(outer)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    nothing(hidden)


def test_business_is_deaf_to_http() -> None:
    heard = [
        f"{module.place}:{line} imports {source}"
        for module in modules()
        if module.room not in ROOF
        for line, source, name in imports(module)
        if any(f"{source}.{name}".startswith(prefix) for prefix in HTTP)
    ]
    nothing(heard)


def test_business_follows_from_the_outbox_only() -> None:
    found = [
        f"{module.place}:{line} imports {source}"
        for module in modules()
        for line, source, name in imports(module)
        if source in NOT_FOR_BUSINESS or f"{source}.{name}" in NOT_FOR_BUSINESS or name == "on_commit"
    ]
    found += [
        f"{module.place}:{node.lineno} calls on_commit"
        for module in modules()
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr == "on_commit"
    ]
    nothing(found)


def test_nobody_reads_the_tables_of_another_room() -> None:
    """`Model.objects` is for the room of the model; doors have none at all."""
    found = []
    for module in modules():
        foreign = {
            name
            for _line, source, name in imports(module)
            if re.fullmatch(r"guichet\.\w+\.models(\.\w+)*", source) and source.split(".")[1] != module.room
        }
        found += [
            f"{module.place}:{node.lineno} reads {node.value.id}.objects"
            for node in module.nodes
            if isinstance(node, ast.Attribute)
            and node.attr == "objects"
            and isinstance(node.value, ast.Name)
            and (node.value.id in foreign or module.room in DOORS)
        ]
    nothing(found)


def test_doors_hold_no_model() -> None:
    """A door may name a model as a type (under TYPE_CHECKING); it gets and changes rows through the room."""
    held = []
    for module in modules():
        if module.room in DOORS:
            types_only = {
                inner.lineno
                for outer in module.nodes
                if isinstance(outer, ast.If) and ast.unparse(outer.test) == "TYPE_CHECKING"
                for inner in outer.body
            }
            held += [
                f"{module.place}:{line} imports {source}"
                for line, source, _name in imports(module)
                if re.fullmatch(r"guichet\.\w+\.models(\.\w+)*", source) and line not in types_only
            ]
    nothing(held)


def test_relations_point_down_and_leave_no_name_in_another_room() -> None:
    order = _floor_of_rooms()
    wrong = []
    for model in apps.get_models():
        if not model.__module__.startswith("guichet."):
            continue
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if not field.is_relation or field.auto_created or not field.concrete:
                continue
            there = field.related_model._meta.app_label
            if there == here or there not in order:
                continue
            if order[there] >= order[here]:
                wrong.append(f"{field}: {there} is not below {here}")
            if not field.remote_field.hidden:
                wrong.append(f'{field}: needs related_name="+"')
    nothing(wrong)


def _floor_of_rooms() -> dict[str, int]:
    lines = re.search(r"contract:floors\].*?layers =\n((?:    .*\n)+)", FLOORS, re.DOTALL)
    assert lines is not None
    layers = lines[1].strip().splitlines()
    return {
        name.strip(" ()"): len(layers) - height
        for height, layer in enumerate(layers)
        for name in layer.split("|")
    }
