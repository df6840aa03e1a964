"""How places are named, and how people type those names: abbreviations, particles, numbers, codes, typos.

Everything here works on folded words (kernel.words.fold): lower case, without accents.
"""

from __future__ import annotations

import re
from itertools import combinations

from guichet.kernel.words import fold, tokens

# fmt: off
PARTICLES = frozenset(
    ("d", "de", "du", "des", "l", "la", "le", "les", "a", "au", "aux", "en", "et", "sur", "sous", "s", "the",
     "of", "and", "at")
)
# What only says of which sort a place is: typed or not, it hardly tells one place from another.
GENERICS = frozenset(
    ("allee", "autoroute", "avenue", "boulevard", "carrefour", "chemin", "cite", "cote", "cour", "cours",
     "croissant", "descente", "esplanade", "faubourg", "impasse", "mail", "montee", "passage", "place",
     "pont", "promenade", "quai", "rang", "route", "rue", "ruelle", "sentier", "square", "terrasse", "voie",
     "parc", "ecole", "bibliotheque", "eglise", "centre", "piscine", "arena", "aire", "jardin")
)
# fmt: on
_SHORT = {
    "boulevard": "boul bd bld blv blvd bvd boulv",
    "avenue": "av ave aven",
    "rue": "r street str",
    "chemin": "ch chem road rd",
    "place": "pl plc",
    "square": "sq",
    "impasse": "imp",
    "allee": "all",
    "route": "rte",
    "croissant": "crois crs crescent",
    "terrasse": "terr tsse",
    "promenade": "prom",
    "montee": "mtee",
    "faubourg": "fg fbg",
    "passage": "pass psge",
    "autoroute": "aut highway hwy",
    "carrefour": "carr",
    "quai": "qu",
    "parc": "park pk",
    "pont": "bridge",
    "bibliotheque": "library bibl biblio",
    "ecole": "school",
    "eglise": "church",
    "piscine": "pool",
    "saint": "st",
    "sainte": "ste",
    "saints": "sts",
    "saintes": "stes",
    "docteur": "dr",
    "general": "gal gen",
    "marechal": "mal",
    "monseigneur": "mgr",
    "president": "pdt pres",
    "professeur": "prof",
    "colonel": "col",
    "commandant": "cdt",
    "est": "e east",
    "ouest": "o w west",
    "nord": "n north",
    "sud": "south",
    "mont": "mt mount",
}
_LONG = {short: long for long, shorts in _SHORT.items() for short in shorts.split()}
_COMPASS = frozenset(("e", "o", "w", "n"))
_ENGLISH_SIDES = frozenset(("w", "west", "east", "north", "south"))
# fmt: off
_ROMAN_NUMBERS = ("ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii",
     "xviii", "xix", "xx", "xxi", "xxii", "xxiii")
_ORDINALS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme",
     "neuvieme", "dixieme", "onzieme", "douzieme", "treizieme", "quatorzieme", "quinzieme", "seizieme")
# fmt: on
_ROMAN = {roman: str(value) for value, roman in enumerate(_ROMAN_NUMBERS, start=2) if len(roman) > 1}
_COUNTED = {"premiere": "1"} | {word: str(value) for value, word in enumerate(_ORDINALS, start=1)}
_ORDINAL = re.compile(r"(\d{1,3})(?:er|ere|re|e|eme|ieme|nd|nde|rd|th|st)")
_POSTAL_CANADA = re.compile(r"[abceghj-nprstvxy]\d[abceghj-nprstv-z]\d[abceghj-nprstv-z]\d")
_LONGEST_WORD = 60
HARDLY_TELLING = GENERICS | {"est", "ouest", "nord", "sud"}
_NEVER_GLUED = PARTICLES | HARDLY_TELLING


def spelled_out(name: str) -> list[str]:
    """Give the words of a name in one spelling: no abbreviations, ordinals as digits, particles kept.

    « Boul. St-Laurent O. » gives boulevard, saint, laurent, ouest; « 10e Av. » gives 10, avenue.
    """
    words = tokens(name)
    return [
        _spell(word, first=index == 0, ends_name=not words[index + 1 :] or words[index + 1] in _ENGLISH_SIDES)
        for index, word in enumerate(words)
    ]


def _spell(word: str, *, first: bool, ends_name: bool) -> str:
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return str(int(ordinal[1]))
    if word in _COMPASS and first:
        return word
    if word == "st" and ends_name and not first:
        return "rue"  # « Sherbrooke St. W. » is a street, « St-Denis » a saint
    spelled = _LONG.get(word) or _ROMAN.get(word) or _COUNTED.get(word) or word
    return spelled[:_LONGEST_WORD]


def telling_words(spelled: list[str]) -> list[str]:
    """Leave the particles out, but for the « A » of « Rue A »; a name made of nothing else keeps them."""
    telling = [word for word in spelled[:-1] if word not in PARTICLES]
    last = [word for word in spelled[-1:] if word not in PARTICLES or len(word) == 1]
    return telling + last or spelled


def glued_before(spelled: list[str], index: int) -> list[str]:
    """Give a word written as one with the particles (or « saint ») before it: laroche, delaroche for « de la Roche »."""
    glued, word = [], spelled[index]
    for before in reversed(spelled[:index]):
        if before not in PARTICLES and before not in ("saint", "sainte"):
            break
        word = before + word
        glued.append(word[:_LONGEST_WORD])
    return glued


def may_be_glued(before: str, word: str) -> bool:
    """Tell whether two neighbouring words are ever written as one (« Mont Royal », Montroyal)."""
    return not {before, word} & _NEVER_GLUED and not (before + word).isdigit()


def words_that_find(name: str) -> set[str]:
    """Give every word under which a name is kept: its telling words, and those that people write as one."""
    spelled = spelled_out(name)
    found = set(telling_words(spelled))
    for index, word in enumerate(spelled):
        if word in PARTICLES:
            continue
        found.update(glued_before(spelled, index))
        for before in spelled[max(index - 1, 0) : index]:
            if may_be_glued(before, word) and (before + word).isalpha() and min(len(before), len(word)) <= 4:
                found.add((before + word)[:_LONGEST_WORD])
    return found


def forgiven(word: str) -> int:
    """Say how many slips a typed word may have: none up to two letters, one up to four, two beyond."""
    return 0 if len(word) <= 2 else 1 if len(word) <= 4 else 2


def misspellings(word: str) -> set[str]:
    """Give a word and what is left of its first seven letters less one or two of them.

    Two words that differ by as many slips as both forgive share at least one of these. Numbers have no misspelling.
    """
    if word.isdigit():
        return {word}
    start = word[:7]
    left_out = range(forgiven(word) + 1)
    return {word} | {
        "".join(letter for index, letter in enumerate(start) if index not in gone)
        for many in left_out
        for gone in combinations(range(len(start)), many)
    }


def slips(one: str, other: str, most: int) -> int:
    """Count the slips between two words: a letter too many, missing, wrong, or two swapped; `most` + 1 if more.

    (Optimal string alignment distance.)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, facing in enumerate(other, start=1):
            best = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != facing))
            if before_last and column > 1 and letter == other[column - 2] and one[row - 2] == facing:
                best = min(best, before_last[column - 2] + 1)
            current.append(best)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return min(last[-1], most + 1)


def postal_key(code: str) -> str:
    """Give a postal code as it is compared (« H2S 2N1 »: h2s2n1)."""
    return "".join(tokens(code))


def postal_label(code: str) -> str:
    """Write a postal code as people read it: « H2S 2N1 », « 69200 »."""
    key = postal_key(code)
    return f"{key[:3]} {key[3:]}".upper() if _POSTAL_CANADA.fullmatch(key) else key.upper()


def street_in_a_sentence(street: str) -> str:
    """Write a street's name after something else: its sort takes a small letter (« 12, rue de Rivoli »)."""
    sort, space, rest = street.partition(" ")
    return sort.lower() + space + rest if fold(sort) in GENERICS else street


def address_label(number: str, street: str) -> str:
    """Write an address: « 6540, rue Chabot », « 12 bis, rue de Rivoli »."""
    return f"{number}, {street_in_a_sentence(street)}"


def crossing_label(one: str, other: str) -> str:
    """Write a crossing of two streets, always in the same order: « Avenue Papineau et rue Beaubien Est »."""
    first, second = sorted((one, other), key=lambda street: (fold(street), street))
    return f"{first} et {street_in_a_sentence(second)}"
