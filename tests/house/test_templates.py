"""Templates: all used, without script or style in the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, nothing, templates

TEXT = {".html", ".txt", ".xml", ".svg"}
COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.DOTALL)
INLINE = {
    "script without a file": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>"),
    "style element": re.compile(r"<style\b"),
    "style attribute": re.compile(r"<[^>]*\sstyle=", re.DOTALL),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+=", re.DOTALL),
    "javascript address": re.compile(r"(href|src|action)=[\"']\s*javascript:", re.IGNORECASE),
}
# A mail has no style sheet of its own: mail programs only know attributes.
MAILS = "messaging/"
# Templates that a library asks for by a name of its own.
ASKED_FOR_BY_LIBRARIES = re.compile(r"^(account|mfa|allauth|socialaccount|django/forms)/")


def _name(path: Path) -> str:
    return path.as_posix().rpartition("/templates/")[2]


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_template_has_no_script_or_style_inside(path: Path) -> None:
    if _name(path).startswith(MAILS) or path.suffix not in TEXT:
        return
    text = COMMENT.sub("", path.read_text())
    text = re.sub(r"{%.*?%}|{{.*?}}", "x", text, flags=re.DOTALL)
    nothing([what for what, pattern in INLINE.items() if pattern.search(text)])


def test_every_template_is_used() -> None:
    spoken = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    spoken += "\n".join(path.read_text() for path in templates())
    unused = [
        str(path.relative_to(ROOT))
        for path in templates()
        if not ASKED_FOR_BY_LIBRARIES.match(_name(path)) and not _is_spoken_of(_name(path), spoken)
    ]
    nothing(unused)


def _is_spoken_of(name: str, spoken: str) -> bool:
    """Tell whether a template is named, in full or as « folder/%s » built from a kind."""
    folder, _slash, file = name.rpartition("/")
    built = re.compile(rf"[\"'f]{re.escape(folder)}/[^\"']*({{|%s)")
    return f'"{name}"' in spoken or f"'{name}'" in spoken or (bool(file) and bool(built.search(spoken)))
