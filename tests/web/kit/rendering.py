"""Render a line of template as a page would."""

from __future__ import annotations

from django.template import Context, Template
from django.utils import translation


def render(text: str, language: str = "fr", /, **context: object) -> str:
    with translation.override(language):
        return Template(text).render(Context(context))
