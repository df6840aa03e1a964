"""What other systems' words for states and channels mean here."""

from __future__ import annotations

import re

from guichet.kernel.words import fold

# In the order in which they are tried: what is not done yet first, then how it ended, then what goes on.
STATUSES = (
    (
        (
            r"\b(not|non|pas|nicht|sin|no) (yet )?(resol|trait|clos|complet|fait|done|start|begun|assign|erledig|atend|"
            r"regl|aten|leid)|\ba (trait|planif|fair|regl|assign|attrib|affect|valid)|\bto be |unresolved|unassigned|incomplet|unerledigt"
        ),
        "received",
    ),
    (r"\bdup|doublon|doppelt", "duplicate"),
    (r"not.?our|hors compet|refer|transfer.*extern|autre organis|no compet|nicht zustandig", "not_ours"),
    (
        r"refus|reject|denied|declin|invalid|irrecevable|rechaz|desestim|abgelehnt|afgewezen|respint|indeferid",
        "refused",
    ),
    (r"not found|introuvable|unable|rien|no encontr|nicht gefunden", "nothing_found"),
    (r"plan|schedul|program|geplant|ingepland", "planned"),
    (
        (
            r"resol|resuel|fixed|repair|\bdone\b|realis|realiz|\bfaite?s?\b|\btraite?e?s?\b|regle|erledigt|atendid|"
            r"solucion|risolt|afgehandeld|behoben"
        ),
        "done",
    ),
    (
        (
            r"clos|complet|termin|ferme|\bsolde|clotur|finish|finaliz|conclu|annul|cancel|supprim|archiv|ended|cerrad|fechad|"
            r"encerrad|chius|schlossen|beendet|afgesloten|storniert"
        ),
        "unstated",
    ),
    (
        (
            r"progress|en cours|en trait|pris en compte|pris en charge|prise en charge|affect|instruct|\btransmise?s? au|"
            r"assign|acknowledg|dispatch|ouvert.*travail|in.?work|\bactive|\bvue?\b|"
            r"en proceso|en tramite|en curso|asignad|bearbeitung|weitergeleitet|in behandeling|in corso|in carico|"
            r"lavorazione|andamento|atendimento|execucao"
        ),
        "taken",
    ),
)
CHANNELS = (
    (r"mobile|\bapps?\b|appli|android|iphone|\bios\b|smartphone|movil", "mobile"),
    (r"e ?mail|courriel|\bmel\b|correo elec", "email"),
    (r"twitter|facebook|social|reseau|redes|soziale", "social"),
    (r"in ?house|\bagency\b|driver|self report|proactiv|patrou|inspect", "internal"),
    (r"open ?311|spot ?311|311 (api|app|interface)", "mobile"),
    (r"phone|\bcall|\btel|telef|appel|\b311\b|voice|anruf|llamada", "phone"),
    (r"web|\bpage\b|site|internet|online|self|portal|form|en li(nea|gne)\b", "web"),
    (r"letter|courrier|lettre|\bmail\b|\bpost|brief|carta|correo", "letter"),
    (r"person|counter|guichet|comptoir|walk|accueil|presencial|schalter|balie|sportello", "counter"),
    (r"council|\belu|mayor|alder|conseil|concej|stadtrat", "council"),
    (r"staff|employ|intern|back ?office|crew|agent|field|city|mitarbeiter|funcionari", "internal"),
)


def _meaning(word: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", " ", fold(word))
    return next((meaning for form, meaning in table if re.search(form, plain)), otherwise)


def status_of(word: str) -> str:
    """Give what a state of another system means; « received » when nothing tells."""
    return _meaning(word, STATUSES, "received")


def channel_of(word: str, language: str = "") -> str:
    """Give what a channel of another system means; « other » when nothing tells. « Mail » is no letter in French."""
    if language == "fr" and fold(word).strip(" .") in {"mail", "mails"}:
        return "email"
    return _meaning(word, CHANNELS, "other")
