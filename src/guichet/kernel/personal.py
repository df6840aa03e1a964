"""Taking personal values out of words that are kept for another reason than the person."""

from __future__ import annotations

import re

HIDDEN = "•••"
_EMAIL = re.compile(r"[^\s@<>()\"']+@[^\s@<>()\"']+\.[^\s@<>()\"',;]+")
_CASE = re.compile(r"(?<![\d-])\d{2}[-\u2010\u2011]\d{6,9}(?![\d-])")
# Seven digits or more, with what people put between them: telephones, cards, numbers of files and of insurance.
_NUMBER = re.compile(
    r"(?<![\w-])(?!\d{4}-\d\d-\d\d\b)\+?(?:\(\d{1,4}\)|\d)(?:[\s\u00a0\u202f.()/-]{0,2}\d){6,}"
)


def hide_personal(text: str) -> str:
    """Give a text without e-mail addresses, telephones and long numbers; numbers of cases (« 26-041830 ») stay."""
    plain = text.replace("\ue000", "")
    kept = _CASE.findall(plain)
    marked = _CASE.sub("\ue000", plain)
    marked = _NUMBER.sub(HIDDEN, _EMAIL.sub(HIDDEN, marked))
    pieces = iter(kept)
    return re.sub("\ue000", lambda _found: next(pieces), marked)
