"""Icons of the sprite, each drawn once, and the values that a component knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.template import TemplateSyntaxError
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = Path(__file__).parent / "static" / "kit" / "img" / "icons.svg"


@lru_cache(maxsize=1)
def icon_names() -> frozenset[str]:
    """List the icons of the sprite."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))


def one_of(value: str, allowed: Sequence[str] | frozenset[str], what: str) -> str:
    """Pass a value that a component knows; raise TemplateSyntaxError, naming the others, for one it does not."""
    if value not in allowed:
        message = f"unknown {what} {value!r}; known: {', '.join(sorted(allowed))}"
        raise TemplateSyntaxError(message)
    return value


@lru_cache(maxsize=1024)
def drawn_icon(name: str, size: str, label: str) -> SafeString:
    """Draw an icon once: lists show the same ones hundreds of times, and the sprite's address does not change."""
    one_of(name, icon_names(), "icon")
    one_of(size, ("", "l"), "size of icon")
    href = f"{static('kit/img/icons.svg')}#{name}"
    style = "icon icon-l" if size else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" focusable="false" aria-label="{}"><use href="{}"/></svg>',
            style,
            label,
            href,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', style, href
    )
