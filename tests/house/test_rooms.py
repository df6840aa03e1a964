"""Every room says what it is for."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import ROOT, modules, nothing, rooms

LONGEST_DOC = 60


@pytest.mark.parametrize("room", [*rooms(), "kernel", "web", "cli", "config"])
def test_room_has_its_half_page(room: str) -> None:
    doc = ROOT / "docs" / "rooms" / f"{room}.md"
    assert doc.exists(), f"docs/rooms/{room}.md is missing"
    lines = doc.read_text().splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= LONGEST_DOC, "half a page, no more"


def test_docs_speak_of_rooms_that_exist() -> None:
    written = {path.stem for path in (ROOT / "docs" / "rooms").glob("*.md")}
    assert written <= {*rooms(), "kernel", "web", "cli", "config"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [module.place for module in modules() if not ast.get_docstring(module.tree)]
    nothing(silent)
