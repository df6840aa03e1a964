"""What the documents promise exists."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_tests_named_by_the_documents_exist() -> None:
    text = (TESTS.parent / "docs/bad-input.md").read_text()
    named = NAMED.findall(text)
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in (TESTS / file).read_text()]
    assert named
    assert not missing
