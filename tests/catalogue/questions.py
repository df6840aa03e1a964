"""Questions as a city writes them, for tests."""

from __future__ import annotations


def question(code, kind="text", **more):
    """Give a question of a kind."""
    return {"code": code, "kind": kind, "label": {"fr": f"Question {code}"}, **more}


def choice(code, *options, kind="choice", **more):
    """Give a question with choices."""
    labels = [{"code": option, "label": {"fr": option.upper(), "en": option}} for option in options]
    return question(code, kind, options=labels, **more)
