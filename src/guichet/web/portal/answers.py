"""What the house refuses, said to a resident beside the field that it is about; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from guichet.kernel.errors import Invalid, Refused


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put a refusal beside the fields that it is about, else above the form."""
    named = refusal.fields if isinstance(refusal, Invalid) else {}
    placed = False
    for name, words in named.items():
        if name in form.fields:
            form.add_error(name, words if _is_sentence(words) else refusal.message)
            placed = True
    if not placed:
        form.add_error(None, refusal.message)


def faults_of(refusal: Refused) -> dict[str, str]:
    """Give the sentences of a refusal by the field that each is about; « » is the whole of what was sent."""
    named = refusal.fields if isinstance(refusal, Invalid) else {}
    faults = {name: words if _is_sentence(words) else refusal.message for name, words in named.items()}
    return faults or {"": refusal.message}


def add_faults(form: forms.Form, faults: Mapping[str, str], names: Mapping[str, str]) -> None:
    """Put sentences beside the fields of a form, under the names that the form gives to what they are about."""
    for about, sentence in faults.items():
        name = names.get(about, about)
        form.add_error(name if name in form.fields else None, sentence)


def _is_sentence(words: str) -> bool:
    return " " in words.strip()
