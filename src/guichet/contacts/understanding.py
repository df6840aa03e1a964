"""What an agent's one field holds: telephone, e-mail, number of a case, place, name, words – in any order, any language.

Everything here is pure: nothing is looked up. A text of any length, alphabet or intent is read without fault; what is
not understood stays words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import phonenumbers

from guichet.kernel.references import read_reference
from guichet.kernel.words import clean_line, clean_text, fold, tokens

LONGEST_LOOKED_AT = 1_200
LONGEST_WORDS = 400
_EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_EMAIL_BEGUN = re.compile(r"(?<!\S)[\w.+'-]{2,64}@[\w.-]{0,80}(?!\S)")
_HEADER = re.compile(
    r"^\s*(de|from|expéditeur|à|to|objet|subject|sujet|date|envoyé|sent|cc)\s*:\s*(.*)$", re.IGNORECASE
)
_REFERENCE = re.compile(r"(?<![\d-])\d{2}[-–—. ]?\d{6,7}(?![\d-])")
_CONTACT = re.compile(r"(?<![A-Za-z0-9])[Cc]\d{2}-?\d{6}(?!\d)")
_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])(?:\+?1[-. ]?)?\(?(\d{3})\)?[-. ]?((?=[\dA-Z. -]*[A-Z]{3})[\dA-Z]{3}[-. ]?[\dA-Z]{4,7})(?![A-Za-z0-9])"
)
_LOCAL = re.compile(r"(?<![\d-])\d{3}[-. ]\d{4}(?![\d-])")
_ONLY_DIGITS = re.compile(r"^\+?[\d\s().–-]{3,20}$")
_POSTAL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]\d[A-Za-z][ -]?\d[A-Za-z]\d(?![A-Za-z0-9])")
_NUMBER_AND_STREET = re.compile(
    r"(?<![\w$#-])(\d{1,5}(?:\s?(?:bis|ter|[A-Za-z](?![\w'’])))?)\s*,?\s+((?:[^\W\d_][\w'’.-]*|\d{1,3}e)(?:[ ]+[^\W_][\w'’.-]*){0,5})",
)
_NAMED = re.compile(
    r"(?:\bje m['’]appelle|\bmon nom est|\bc['’]est|\bici|\bmy name is|\bthis is|\bm(?:adame|onsieur)|\bmme|\bm\.|\bmrs?\.?|\bms\.?)\s+"
    r"((?:[A-ZÀ-Ý][\w'’-]+)(?:\s+[A-ZÀ-Ý][\w'’-]+){0,2})"
)
STREETS = frozenset(
    "rue avenue av ave boul boulevard blvd bd chemin ch place parc angle coin intersection ruelle piscine bibliotheque arena "
    "ecole square quai rang montee street road corner park library".split()
)
# « rue de la Montagne » names a street, « ma rue n’est pas faite » does not.
PARTICLES = frozenset("a au aux d de des du l la le les mon notre s son of the".split())
_CROSSING = re.compile(
    r"(?<![\w'’-])((?:[^\W\d_][\w'’.-]*\s+){0,2}[^\W\d_][\w'’.-]+)(?:\s+(?:et|and|coin|angle|corner(?:\s+of)?)\s+|\s*[/&]\s*)"
    r"((?:[^\W\d_][\w'’.-]*\s+){0,2}[^\W\d_][\w'’.-]+)"
)
_UNITS = frozenset(
    "jour jours semaine semaines heure heures h an ans mois minute minutes min fois enfant enfants personne personnes chien chiens "
    "chat chats pied pieds pouce pouces cm m km metre metres dollar dollars bac bacs sac sacs arbre arbres pneu pneus "
    "day days week weeks hour hours year years month months time times kid kids child children people feet inch inches".split()
)
EMPTY = frozenset(
    "a ai alors apres as au aussi aux avec avant avez bonjour c ca car ce cela ces cet cette chez comme comment d dans de depuis "
    "des deux devant dit donc du elle en encore est et etait etre eu fait faire faut hier ici il ils j je jour l la le les leur lui "
    "m ma madame mais me mes mme moi mon monsieur n ne nom nos notre nous on ont ou oui par pas peu peut plus pour pourquoi pres "
    "qu quand que quel quelle qui quoi s sa sans se ses si son sont suis sur t ta te tes toi ton tous tout tres tu un une vers veut "
    "veux vos votre vous y an and are at but by can do does for from has have he hello hi how i in is it its my name no not of on or "
    "our she so that the there they this to us was we what when where who why with yes you your appelle demande voudrait "
    "savoir merci svp please thanks aujourd hui matin soir".split()
)
_MOST_TOKENS, _AFTER = 24, 60


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number: as written, in E.164 form (empty when it has no area), and its last digits."""

    shown: str
    key: str
    digits: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read. `place` is what may name a place and `place_words` its folded words; `words` is what remains.

    `after` is what follows the place in the text (its municipality, perhaps), still among the words.
    `crossing` is what may name two streets where nothing says so (« beaubien et papineau »), still among the words.
    `digits` is a number not finished (or local); `name` is a name that was said to be one; `capitals` are the folded
    words written with a capital, which are likelier names. `is_message` says that a whole message was pasted.
    """

    phones: tuple[Phone, ...] = ()
    digits: str = ""
    email: str = ""
    email_begun: str = ""
    references: tuple[str, ...] = ()
    contact: str = ""
    place: str = ""
    place_words: tuple[str, ...] = ()
    after: str = ""
    crossing: tuple[str, str] | None = None
    postal: str = ""
    name: str = ""
    words: str = ""
    tokens: tuple[str, ...] = ()
    capitals: frozenset[str] = field(default_factory=frozenset)
    is_message: bool = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing at all can be looked for."""
        return not (
            self.phones or self.digits or self.email or self.email_begun or self.references
            or self.contact or self.place or self.tokens
        )  # fmt: skip


def understand(text: str, country: str = "CA") -> Understood:
    """Read what was typed or pasted; `country` (ISO) reads local telephone numbers."""
    whole = clean_text(text, 8_000)
    body, sender = _without_headers(whole)
    is_message = body != whole or len(whole) > LONGEST_WORDS
    rest = body[:LONGEST_LOOKED_AT]
    name_sent, email_sent = sender
    email, rest = _take(_EMAIL, rest)
    begun = ""
    if not (email or email_sent):
        begun, rest = _take(_EMAIL_BEGUN, rest)
    contact, rest = _take(_CONTACT, rest)
    if _ONLY_DIGITS.match(rest.strip()):
        return _of_digits(rest.strip(), country, contact, email or email_sent)
    references, rest = _take_references(rest)
    phones, rest = _take_phones(rest, country)
    local, rest = _take(_LOCAL, rest)
    postal, rest = _take(_POSTAL, rest)
    place, before, after = _take_place(rest)
    named = _NAMED.search(rest)
    words = clean_line(f"{before} {after}", LONGEST_WORDS)
    return Understood(
        phones=phones,
        digits=re.sub(r"\D", "", local),
        email=(email_sent or email).lower(),
        email_begun=begun.lower(),
        references=references,
        contact=_contact_number(contact),
        place=f"{place} {postal}".strip() if place else postal,
        place_words=tuple(tokens(place)),
        after=clean_line(after, _AFTER) if place else "",
        crossing=None if place[:1].isdigit() else _crossing(rest),
        postal=postal,
        name=clean_line(name_sent or (named[1] if named else ""), 80),
        words=words,
        tokens=tuple(tokens(words))[:_MOST_TOKENS],
        capitals=frozenset(fold(word) for word in re.findall(r"\b[A-ZÀ-Ý][\w'’-]+", words)),
        is_message=is_message,
    )


def _without_headers(text: str) -> tuple[str, tuple[str, str]]:
    """Read the lines at the top of a pasted message; gives its subject and body, and who sent it (name, address)."""
    lines = text.split("\n")
    name, email, subject, headers = "", "", "", 0
    for line in lines[:12]:
        found = _HEADER.match(line)
        if not found:
            continue
        headers += 1
        kind = fold(found[1])
        if kind in {"de", "from", "expediteur"}:
            address = _EMAIL.search(found[2])
            email = address[0] if address else ""
            name = re.sub(r"[<\"(].*$", "", found[2].replace(email, "")).strip(' "<>') if found[2] else ""
        elif kind in {"objet", "subject", "sujet"}:
            subject = found[2]
    if headers < 2:
        return text, ("", "")
    kept = [line for line in lines if not _HEADER.match(line) and not line.lstrip().startswith(">")]
    return f"{subject}\n{chr(10).join(kept)}".strip(), (name, email)


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return "", text
    return found[0], f"{text[: found.start()]} {text[found.end() :]}"


def _take_references(text: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    for match in list(_REFERENCE.finditer(text))[:5]:
        read = read_reference(match[0])
        if read:
            found.append(read)
            text = text.replace(match[0], " ", 1)
    return tuple(dict.fromkeys(found)), text


def _take_phones(text: str, country: str) -> tuple[tuple[Phone, ...], str]:
    found: list[Phone] = []
    for match in list(_LETTERED.finditer(text))[:2]:
        number = phonenumbers.convert_alpha_characters_in_number(match[0])
        if phone := _phone(number, country, match[0]):
            found.append(phone)
            text = text.replace(match[0], " ", 1)
    matcher = phonenumbers.PhoneNumberMatcher(text, country, phonenumbers.Leniency.POSSIBLE, 10)
    for seen in matcher:
        digits = re.sub(r"\D", "", seen.raw_string)
        if len(digits) >= 9 and (phone := _phone(seen.raw_string, country, seen.raw_string)):
            found.append(phone)
            text = text.replace(seen.raw_string, " ", 1)
    return tuple({phone.key: phone for phone in found}.values()), text


def _phone(number: str, country: str, shown: str) -> Phone | None:
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    parsed.extension = None
    if not phonenumbers.is_possible_number(parsed):
        return None
    key = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return Phone(clean_line(shown, 40), key, re.sub(r"\D", "", key))


def _of_digits(text: str, country: str, contact: str, email: str) -> Understood:
    """Read a text of digits alone: a whole telephone number, the number of a case, or the beginning of either."""
    digits = re.sub(r"\D", "", text)
    reference = read_reference(text)
    phone = _phone(text, country, text) if len(digits) >= 9 else None
    return Understood(
        phones=(phone,) if phone and not (reference and len(digits) < 10) else (),
        digits="" if phone or len(digits) < 3 else digits,
        email=email.lower(),
        references=(reference,) if reference and not (phone and len(digits) > 9) else (),
        contact=_contact_number(contact),
    )


def _contact_number(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return f"C{digits[:2]}-{digits[2:]}" if digits else ""


def _take_place(text: str) -> tuple[str, str, str]:
    """Find what may name a place: a civic number and the words after it, else a word such as « rue » and what follows.

    Gives it with the text before and after it.
    """
    for found in _NUMBER_AND_STREET.finditer(text):
        after = tokens(found[2])
        if after and after[0] not in _UNITS:
            return f"{found[1]} {found[2]}".strip(" ."), text[: found.start()], text[found.end() :]
    words = list(re.finditer(r"[\w'’.-]+", text))
    for index, word in enumerate(words):
        if fold(word[0]).strip(".") in STREETS and index + 1 < len(words) and _may_name(words[index + 1][0]):
            start = (
                words[index - 1].start()
                if index and re.fullmatch(r"\d+e", words[index - 1][0])
                else word.start()
            )
            last = words[min(index + 6, len(words) - 1)]
            piece = re.split(r"[,;:\n!?]", text[start : last.end()])[0].strip()
            return piece, text[:start], text[start + len(piece) :]
    return "", text, ""


def _may_name(word: str) -> bool:
    first = (tokens(word) or [""])[0]
    return first in PARTICLES or first not in EMPTY


def _crossing(text: str) -> tuple[str, str] | None:
    """Find two names side by side that may be those of streets: neither is an empty word."""
    for found in _CROSSING.finditer(text):
        before, after = tokens(found[1]), tokens(found[2])
        if before and after and before[-1] not in EMPTY and after[0] not in EMPTY:
            return found[1], found[2]
    return None
