"""What the documents promise exists."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def test_tests_named_by_the_documents_exist() -> None:
    docs = sorted((TESTS.parent / "docs").rglob("*.md"))
    named = [found for doc in docs for found in NAMED.findall(doc.read_text())]
    missing = [
        f"{file}::{name}"
        for file, name in named
        if not (TESTS / file).is_file() or f"def {name}(" not in (TESTS / file).read_text()
    ]
    assert named
    assert not missing
