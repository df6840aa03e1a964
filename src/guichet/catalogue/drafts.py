"""What a draft holds, and who may write what on it: pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guichet.catalogue.forms import Answers, Form, read_form
from guichet.catalogue.models import Draft, DraftPerson

MAX_TEXT = 20_000
BESIDE = "_"


def form_of_draft(draft: Draft) -> Form:
    """Give the form that a draft fills: the version with which it was started; an empty one when there was none."""
    return read_form(draft.version.questions, draft.version.pages) if draft.version else Form()


def may_write(person: DraftPerson, form: Form, code: str) -> bool:
    """Tell whether a person of a draft may answer a question: the owner all, others those of their pages."""
    page = form.page_of(code)
    return person.owner or not person.pages or (page is not None and page.code in person.pages)


def merge(form: Form, before: Mapping[str, Any], given: Mapping[str, Any]) -> Answers:
    """Put answers over those that are there, as they were typed; what is not of this form is left out.

    Codes that begin with BESIDE are what the room that receives the form asks beside its questions (the people of a
    permit); no question can have such a code.
    """
    known = {question.code for question in form.questions}
    merged = {code: value for code, value in before.items() if code in known or code.startswith(BESIDE)}
    for code, value in given.items():
        if code in known or code.startswith(BESIDE):
            merged[code] = _storable(value)
    return {code: value for code, value in merged.items() if value not in (None, "", [], {})}


def _storable(value: object, depth: int = 0) -> Any:
    """Give what JSON can hold of what was typed: texts cut at a length that nobody types, nothing too deep."""
    if isinstance(value, str):
        return value.replace("\x00", "")[:MAX_TEXT] if depth or not value.startswith("{") else value[:200_000]
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping) and depth < 8:
        return {str(name)[:40]: _storable(each, depth + 1) for name, each in list(value.items())[:80]}
    if isinstance(value, list | tuple) and depth < 8:
        return [_storable(each, depth + 1) for each in value[:2_000]]
    return str(value)[:MAX_TEXT]
