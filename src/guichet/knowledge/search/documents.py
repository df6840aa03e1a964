"""What the engine searches: documents, cut into passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from guichet.knowledge.search.words import FRENCH

PASSAGE, LONGEST_PASSAGES = 300, 12
SECTION: Final = 700


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be found. Several documents may share a `key` (languages, districts): the key is found once.

    `topic` is the subject that it is filed under, `district` and `audience` are what a search may be narrowed to
    (an empty district: everywhere). `identity` says which text this is, so that its vectors can be kept elsewhere.
    """

    key: str
    title: str
    lead: str = ""
    body: str = ""
    keywords: str = ""
    topic: str = ""
    language: str = FRENCH
    district: str = ""
    audience: str = ""
    identity: str = ""

    @property
    def text(self) -> str:
        """Give all that is read under the title."""
        return f"{self.lead}\n{self.body}" if self.lead else self.body


def passages_of(text: str, length: int = PASSAGE, most: int = LONGEST_PASSAGES) -> list[str]:
    """Cut a text at its lines and sentences into passages of about `length` characters, the first `most` of them."""
    passages: list[str] = []
    current = ""
    for piece in _pieces(text, length):
        if current and len(current) + len(piece) > length:
            passages.append(current)
            current = ""
            if len(passages) >= most:
                return passages
        current = f"{current} {piece}".strip()
    if current:
        passages.append(current)
    return passages[:most]


def _pieces(text: str, length: int) -> Iterator[str]:
    """Give the lines of a text, those too long cut after a sentence, else after a word."""
    for line in text.split("\n"):
        rest = line.strip()
        while len(rest) > 2 * length:
            after = rest.rfind(". ", length // 2, 2 * length) + 1
            cut = after or rest.rfind(" ", 1, 2 * length)
            cut = cut if cut > 0 else 2 * length
            yield rest[:cut].strip()
            rest = rest[cut:].strip()
        if rest:
            yield rest
