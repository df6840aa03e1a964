"""The source as the house tests read it: modules, their trees, and where they stand."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "guichet"
DOORS = frozenset({"web", "cli", "api", "channels"})
ROOF = frozenset({"config", *DOORS})
GROUND = frozenset({"kernel"})


@dataclass(frozen=True)
class Module:
    """One file of Python."""

    path: Path
    name: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Give every piece of the tree; a dozen tests go through all of them."""
        return tuple(ast.walk(self.tree))

    @property
    def place(self) -> str:
        """Tell where it is, as people write it."""
        return str(self.path.relative_to(ROOT))

    @property
    def room(self) -> str:
        """Give the package directly under guichet, or nothing for guichet itself."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def furniture(self) -> str:
        """Give the piece of furniture: « actions » for both actions.py and actions/ending.py."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""


@cache
def modules() -> tuple[Module, ...]:
    """Give every module of Guichet but the migrations."""
    return tuple(
        Module(path, _name(path), ast.parse(path.read_text(), str(path)))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    )


def rooms() -> list[str]:
    """Give the domain rooms that exist: not the ground, the doors or the roof."""
    return sorted(
        path.parent.name for path in PACKAGE.glob("*/__init__.py") if path.parent.name not in ROOF | GROUND
    )


def public_functions(module: Module) -> Iterator[ast.FunctionDef]:
    """Give the functions at the top of a module whose name has no underscore in front."""
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def calls(node: ast.AST) -> set[str]:
    """Give the names of what a piece of code calls: `f()` and `x.f()` are both « f »."""
    found = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            function = inner.func
            if isinstance(function, ast.Name):
                found.add(function.id)
            elif isinstance(function, ast.Attribute):
                found.add(function.attr)
    return found


def imports(module: Module) -> Iterator[tuple[int, str, str]]:
    """Give each import of a module: its line, the module named, and the name taken from it (or nothing)."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield node.lineno, node.module or "", alias.name


def nothing(found: Iterable[object] | Mapping[str, object]) -> None:
    """Fail with one line for each thing found."""
    lines = (
        [f"{key}: {value}" for key, value in found.items()] if isinstance(found, Mapping) else map(str, found)
    )
    text = "\n".join(sorted(lines))
    assert not text, f"\n{text}"


def templates() -> list[Path]:
    """Give every template of Guichet."""
    return sorted(path for path in PACKAGE.rglob("templates/**/*") if path.is_file())


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
