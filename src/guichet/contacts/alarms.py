"""Words that cannot wait: danger for someone, damage for which a written notice is needed."""

from __future__ import annotations

import re
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from guichet.kernel.words import fold


class Danger(StrEnum):
    """What may put someone in danger now."""

    GAS = "gas"
    WIRE = "wire"
    FIRE = "fire"
    FLOOD = "flood"
    SINKHOLE = "sinkhole"
    PERSON = "person"


DANGER_WORDS = {
    Danger.GAS: _("Smell of gas"),
    Danger.WIRE: _("Live wire"),
    Danger.FIRE: _("Fire or smoke"),
    Danger.FLOOD: _("Flood, burst main"),
    Danger.SINKHOLE: _("Ground giving way"),
    Danger.PERSON: _("Someone in danger"),
}
_DANGERS: dict[Danger, re.Pattern[str]] = {
    Danger.GAS: re.compile(
        r"(odeur|senteur|fuite|sent)\w*( \w+){0,3} gaz\b|\bgas (leak|smell)|smells?( \w+){0,2} gas\b|odou?r of gas"
    ),
    Danger.WIRE: re.compile(
        r"\bfils?( \w+){0,3} (tombe|arrache|par terre|au sol|pend|electrique)|\bcable( \w+){0,2} (tombe|par terre|au sol)"
        r"|(downed|fallen|live)( \w+){0,2} (wire|line|cable)|electrocut"
    ),
    Danger.FIRE: re.compile(
        r"\b(incendie|au feu|en feu|prend feu|flammes?|explosion|explose)\b|fumee (noire|epaisse)|\b(on fire|flames|smoke coming)\b"
        r"|\bfire (in|at|on)\b"
    ),
    Danger.FLOOD: re.compile(
        r"\b(inondation|inonde\w*|refoulement)\b|(conduite|tuyau|aqueduc|borne fontaine)( \w+){0,3} (brise|eclate|casse|perce)"
        r"|\b(flood\w*|water main|burst (pipe|main)|sewer backup)\b"
    ),
    Danger.SINKHOLE: re.compile(
        r"(rue|chaussee|trottoir|sol|route)( \w+){0,3} (effondre|s effondre|affaisse|s affaisse)|\b(effondrement|sinkhole|cave[sd]? in)\b"
    ),
    Danger.PERSON: re.compile(
        r"(personne|enfant|bebe|homme|femme|aine|quelqu un)( \w+){0,4} (blesse|inconscient|coince|en danger|ne respire|tombe dans|menace)"
        r"|\b(suicid\w*|me tuer|en detresse|appel a l aide)\b"
        r"|(person|child|baby|man|woman|someone)( \w+){0,4} (hurt|injured|unconscious|trapped|in danger|not breathing)"
    ),
}
_NOT_NOW = re.compile(
    r"\b(detecteur|avertisseur|borne|permis|exercice|feu de circulation|feux? d artifice|fireworks?)\b"
)
_THING = (
    r"(pneu|jante|roue|voiture|auto|vehicule|char|pare brise|suspension|cloture|sous sol|maison|toit|gazon|haie|entree|boite aux lettres"
    r"|tire|rim|wheel|car|windshield|suspension|fence|basement|house|roof|lawn|hedge|driveway|mailbox)"
)
_HARM = (
    r"(creve|brise|endommage|abime|casse|arrache|fendu|tordu|plie|accroche|inonde|detruit"
    r"|flat|burst|broke|broken|damaged|cracked|bent|flooded|destroyed|ruined|hit)"
)
_DAMAGE = re.compile(
    rf"\b{_THING}s?( \w+){{0,5}} {_HARM}\w*|\b{_HARM}\w*( \w+){{0,4}} {_THING}s?\b"
    r"|\b(reclamation|dedommage\w*|indemni\w*|dommages? (a|sur|cause)|rembours\w* (les|mes) (degats|dommages|reparations)"
    r"|blessee? en tombant|me suis (blesse|casse|fracture)\w*|compensation|reimburse\w*|claim (for|against)|sue the city"
    r"|i (fell|slipped) and|got hurt|chute sur (le|un) (trottoir|glace))\b"
)


def dangers_in(text: str) -> tuple[Danger, ...]:
    """Give what sounds like a danger in some words, French or English; better once too often than not."""
    plain = _plain(text)
    found = tuple(danger for danger, words in _DANGERS.items() if words.search(plain))
    return () if found == (Danger.FIRE,) and _NOT_NOW.search(plain) else found


def speaks_of_damage(text: str) -> bool:
    """Tell whether the person says that something of theirs, or they, were harmed."""
    return _DAMAGE.search(_plain(text)) is not None


def _plain(text: str) -> str:
    return re.sub(r"[^\w]+", " ", fold(text[:2_000]))
