"""What other systems' words for states and channels mean here."""

from __future__ import annotations

import re

from guichet.kernel.words import fold

STATUSES = (
    (r"dup|doublon", "duplicate"),
    (r"not.?our|hors compet|refer|transfer.*extern|autre organis", "not_ours"),
    (r"refus|reject|denied|declin|invalid|irrecevable", "refused"),
    (r"not found|introuvable|unable|rien", "nothing_found"),
    (r"plan|schedul|program", "planned"),
    (r"resol|fixed|repair|done|realis|fait|traite|regle", "done"),
    (r"clos|complet|termin|ferm|clotur|finish|annul|cancel|supprim|archiv|ended", "unstated"),
    (
        r"progress|en cours|prise en charge|assign|acknowledg|dispatch|ouvert.*travail|in.?work|active|vu",
        "taken",
    ),
)
CHANNELS = (
    (r"mobile|app|android|iphone|ios", "mobile"),
    (r"email|e mail|courriel|\bmel\b", "email"),
    (r"twitter|facebook|social|reseau", "social"),
    (r"phone|call|tel|appel|311|voice", "phone"),
    (r"web|site|internet|online|self|portal|form", "web"),
    (r"letter|courrier|lettre|\bmail\b|post", "letter"),
    (r"person|counter|guichet|comptoir|walk|accueil", "counter"),
    (r"council|elu|mayor|alder|conseil", "council"),
    (r"staff|employ|intern|back ?office|crew|agent|field|city", "internal"),
)


def _meaning(word: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", " ", fold(word))
    return next((meaning for form, meaning in table if re.search(form, plain)), otherwise)


def status_of(word: str) -> str:
    """Give what a state of another system means; « received » when nothing tells."""
    return _meaning(word, STATUSES, "received")


def channel_of(word: str) -> str:
    """Give what a channel of another system means; « other » when nothing tells."""
    return _meaning(word, CHANNELS, "other")
