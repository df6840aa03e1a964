"""What people type, made clean to keep and easy to find again."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
_APOSTROPHES = re.compile(r"['’‘ʼ`´′]")
_WORD = re.compile(r"[^\W_]+")
_BLANKS = re.compile(r"[ \t\n]+")
_LINE_ENDS = re.compile(r"\r\n|[\r\u0085\u2028\u2029\u000b\u000c]")
# Forbidden or discouraged by XML 1.0 (section 2.2): controls, surrogates, non-characters; byte order mark.
_FORBIDDEN = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
    + "]"
)
_DIRECTIONS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_EMBED, _POP = frozenset("\u202a\u202b\u202d\u202e"), "\u202c"
_ISOLATE, _POP_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"
_JOINER = "\u200d"
_HIDDEN = "•••"
_ENDINGS = (("euse", "eu"), ("trice", "teur"), ("ive", "if"), ("ique", "ic"), ("ail", "al"))


def fold(text: str) -> str:
    """Give a text as it is compared: lower case, no accents, œ as oe, apostrophes and blanks as one space."""
    plain = text
    for _twice in range(2):
        plain = unicodedata.normalize("NFKD", plain.casefold()).translate(_LETTERS)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_APOSTROPHES.sub(" ", plain).split())


def tokens(text: str) -> list[str]:
    """Give the folded words and numbers of a text, in order (« l’eau d’Été-2 »: l, eau, d, ete, 2)."""
    return _WORD.findall(fold(text))


def stem(token: str) -> str:
    """Bring the plural and the feminine of a folded French word (and most English plurals) to one form.

    A light stem for search, not a grammar: both sides of a comparison must be stemmed. Words of at most three
    letters and those with digits stay.
    """
    if len(token) <= 3 or any(sign.isdigit() for sign in token):
        return token
    word = _singular(token)
    for ending, other in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending) + other
    while len(word) > 3 and word.endswith("e"):
        word = word[:-1]
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiou":
        word = word[:-1]
    if len(word) > 3 and word.endswith("s"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 3 and word.endswith("y") else word


def _singular(word: str) -> str:
    """Take the mark of the plural off a word of at least four letters."""
    if word.endswith(("eaux", "yaux")):
        return word[:-1]
    if word.endswith("aux") and len(word) > 5:
        return word.removesuffix("aux") + "al"
    if word[-1] in "sx" and not word.endswith("ss"):
        return word[:-1]
    return word


def clean_text(text: str, max_length: int) -> str:
    r"""Give a typed text fit to be kept: NFC, \n line ends, no forbidden character, no blanks around.

    Emoji, tabs, line breaks and right-to-left writing stay. Direction overrides and isolates stay only where
    they are closed on their line, so that they cannot turn what follows. What goes past `max_length`
    characters is cut, never within a letter and its accents or a joined emoji: check the length first where a
    cut must be refused.
    """
    if _is_plain(text, max_length):
        return text.strip()
    clean = _cleaned(_LINE_ENDS.sub("\n", text))
    return clean if len(clean) <= max_length else _cleaned(_cut(clean, max_length))


def clean_line(text: str, max_length: int) -> str:
    """Give a typed line fit to be kept: as clean_text, with line breaks and runs of blanks made one space."""
    if _is_plain(text, max_length):
        return " ".join(text.split())
    return clean_text(_BLANKS.sub(" ", _cleaned(_LINE_ENDS.sub("\n", text))), max_length)


def _is_plain(text: str, max_length: int) -> bool:
    """Tell whether there is nothing to take out: most lines of large imports, which then go much faster."""
    return len(text) <= max_length and text.isascii() and text.isprintable()


def _cleaned(text: str) -> str:
    """Take out what may not stay, compose accents, strip the ends."""
    clean = _FORBIDDEN.sub("", text)
    if _DIRECTIONS.search(clean):
        clean = "\n".join(_balanced(line) for line in clean.split("\n"))
    return unicodedata.normalize("NFC", clean).strip()


def _cut(text: str, max_length: int) -> str:
    """Cut a text without leaving half of what people see as one sign."""
    if len(text) <= max_length:
        return text
    end = max(0, max_length)
    while end > 0 and (_continues(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return text[:end]


def _continues(sign: str) -> bool:
    """Tell whether a sign only completes the one before: an accent, a joiner, a variation, a skin colour."""
    return (
        bool(unicodedata.combining(sign))
        or unicodedata.category(sign) in {"Mn", "Me", "Mc"}
        or (sign == _JOINER or "\U0001f3fb" <= sign <= "\U0001f3ff")
    )


def _balanced(line: str) -> str:
    """Drop the direction signs of a line that are never closed, or close nothing."""
    kept: set[int] = set()
    opened: list[tuple[int, bool]] = []
    for place, sign in enumerate(line):
        if sign in _EMBED or sign in _ISOLATE:
            opened.append((place, sign in _ISOLATE))
        elif sign == _POP and opened and not opened[-1][1]:
            kept |= {opened.pop()[0], place}
        elif sign == _POP_ISOLATE and any(isolate for _place, isolate in opened):
            while not opened[-1][1]:
                opened.pop()
            kept |= {opened.pop()[0], place}
    return "".join(sign for place, sign in enumerate(line) if place in kept or not _DIRECTIONS.match(sign))


def initials(name: str) -> str:
    """Give one or two capitals for a person's name: first and last words (« Marie-Ève Côté »: MC)."""
    firsts = [word[0] for word in name.split() if word[0].isalpha()]
    return "".join(firsts[:1] + firsts[1:][-1:]).upper()


def mask_email(address: str) -> str:
    """Give an e-mail address that its owner recognises and nobody else learns: « m•••@ville.example »."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[0]}{_HIDDEN}@{domain}" if at and local and domain else _HIDDEN


@lru_cache(maxsize=8192)
def _trigrams(text: str) -> frozenset[str]:
    padded = [f"  {word} " for word in tokens(text)]
    return frozenset(word[start : start + 3] for word in padded for start in range(len(word) - 2))


def trigram_similarity(a: str, b: str) -> float:
    """Give how alike two texts are, from 0 to 1: the share of their groups of three letters that are common.

    Words are padded as PostgreSQL's pg_trgm does, after folding. Two empty texts are not alike.
    """
    first, second = _trigrams(a), _trigrams(b)
    both = len(first | second)
    return len(first & second) / both if both else 0.0
