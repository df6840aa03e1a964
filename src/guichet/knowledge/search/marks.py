"""Showing why a text was found: the piece of it where the words are, with these words marked."""

from __future__ import annotations

from collections.abc import Collection

from guichet.knowledge.search.words import Word, stem, words_of

EXCERPT = 220
_AROUND = 40


def marked(
    text: str, stems: Collection[str], language: str, *, most: int = EXCERPT
) -> list[tuple[str, bool]]:
    """Give the piece of a text that holds most of the stems, cut into pieces of which the marked ones are True.

    The pieces put together are the text's own, with « … » where it is cut; a text without any of the stems is given
    from its beginning.
    """
    flat = " ".join(text.split())
    found = [word for word in words_of(flat) if stem(word.folded, language) in stems]
    start, end = _window(flat, found, stems, language, most)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    place = start
    for word in found:
        if word.start < start or word.end > end:
            continue
        if word.start > place:
            pieces.append((flat[place : word.start], False))
        pieces.append((flat[word.start : word.end], True))
        place = word.end
    if place < end:
        pieces.append((flat[place:end], False))
    if end < len(flat):
        pieces.append((" …", False))
    return pieces


def _window(
    text: str, found: list[Word], stems: Collection[str], language: str, most: int
) -> tuple[int, int]:
    """Choose where to cut: the start at which most different stems fit, the first such one."""
    if len(text) <= most:
        return 0, len(text)
    best, start = 0, 0
    for first in found[:200]:
        from_here = max(0, first.start - _AROUND)
        held = {
            stem(word.folded, language)
            for word in found
            if word.start >= from_here and word.end <= from_here + most
        }
        if len(held) > best:
            best, start = len(held), from_here
    start = _at_word(text, start)
    end = min(len(text), start + most)
    return start, end if end == len(text) else max(text.rfind(" ", start, end), start + most // 2)


def _at_word(text: str, place: int) -> int:
    if place == 0:
        return 0
    blank = text.find(" ", place)
    return blank + 1 if 0 <= blank < place + _AROUND else place
