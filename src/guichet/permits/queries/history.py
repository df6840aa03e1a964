"""What happened to a file, in words: its ledger, told line by line."""

from __future__ import annotations

from collections.abc import Mapping

from guichet.kernel.texts import Text
from guichet.ledger.queries import entries_of_subject
from guichet.permits import events
from guichet.permits.models import Permit
from guichet.permits.shapes import HistoryLine
from guichet.permits.wording import field_words, say

_WORDS: Mapping[str, tuple[str, str, bool]] = {
    events.STARTED.name: ("Demande commencée", "Request begun", True),
    events.FILED.name: ("Demande déposée", "Request filed", True),
    events.ASKED_MISSING.name: (
        "Pièces demandées, le délai s’arrête",
        "Documents asked for, the clock stops",
        True,
    ),
    events.REMINDED_MISSING.name: ("Rappel des pièces qui manquent", "Reminder of what is missing", True),
    events.MORE_TIME.name: ("Plus de temps donné pour compléter", "More time given to complete", True),
    events.COMPLETED.name: (
        "Dossier complété, le délai reprend",
        "File completed, the clock runs again",
        True,
    ),
    events.OPINIONS_ASKED.name: ("Avis demandés", "Opinions asked for", True),
    events.OPINION_GIVEN.name: ("Avis donné", "Opinion given", True),
    events.OPINION_CHASED.name: ("Service relancé", "Service reminded", False),
    events.CONDITIONS_SET.name: ("Conditions proposées", "Conditions proposed", False),
    events.ASSIGNED.name: ("Dossier confié", "File assigned", False),
    events.CORRECTED.name: ("Dossier corrigé", "File corrected", True),
    events.APPROVED.name: ("Demande approuvée", "Request approved", True),
    events.ISSUED.name: ("Délivré", "Permit issued", True),
    events.PAID_FOR.name: ("Payé", "Paid", True),
    events.BEGUN.name: ("Occupation commencée", "Occupation begun", True),
    events.AMENDED.name: ("Modifié", "Permit amended", True),
    events.EXTENDED.name: ("Prolongé", "Permit extended", True),
    events.RENEWED.name: ("Reprend un dossier d’avant", "Renews an earlier permit", True),
    events.ENDING.name: ("Rappel de la fin", "Reminder of the end", True),
    events.ENDED.name: ("Occupation terminée", "Occupation ended", True),
    events.CLOSED.name: ("Dossier fermé", "File closed", True),
    events.REFUSED.name: ("Demande refusée", "Request refused", True),
    events.SILENCE.name: ("Décision née du silence", "Decision made by silence", True),
    events.RECONSIDERED.name: ("Demande reprise", "Request taken up again", True),
    events.WITHDRAWN.name: ("Demande retirée", "Request withdrawn", True),
    events.LAPSED.name: ("Demande devenue caduque", "Request lapsed", True),
    events.REVOKED.name: ("Permis révoqué", "Permit revoked", True),
    events.OVERRUN_REPORTED.name: ("Dépassement signalé", "Overrun reported", False),
    events.OVERRUN_SETTLED.name: ("Dépassement réglé", "Overrun settled", False),
    events.INSPECTION_PLANNED.name: ("Inspection prévue", "Inspection planned", False),
    events.INSPECTED.name: ("Inspection faite", "Inspection done", False),
    events.INSPECTION_CANCELLED.name: ("Inspection annulée", "Inspection cancelled", False),
    events.JUMPED.name: ("Place changée dans la file", "Place in the queue changed", False),
    events.PARTY_CHANGED.name: ("Personnes du dossier mises à jour", "People of the file updated", True),
    events.LINK_SENT.name: ("Lien envoyé", "Link sent", False),
    events.LINK_OPENED.name: ("Lien ouvert", "Link opened", False),
    events.LINK_TAKEN_BACK.name: ("Lien repris", "Link taken back", False),
    events.WROTE.name: ("Message envoyé par la Ville", "Message sent by the City", True),
    events.HEARD.name: ("Message reçu du demandeur", "Message received from the applicant", True),
    events.FORM_MOVED.name: ("Formulaire passé à une nouvelle version", "Form moved to a new version", False),
    events.WISHED.name: ("Changement demandé par le titulaire", "Change asked for by the holder", True),
    events.IMPORTED.name: ("Repris de l’ancien système", "Taken over from the old system", True),
}
"""What each event is called, in French and in English, and whether residents read it."""


def history_of(permit: Permit, *, public_only: bool = False, limit: int = 100) -> list[HistoryLine]:
    """Give what happened to a file, the newest first; to residents without the names of the staff."""
    found = []
    for entry in entries_of_subject(permit._meta.label_lower, permit.pk, limit=limit):
        if entry.event not in _WORDS:
            continue
        french, english, public = _WORDS[entry.event]
        if public_only and not public:
            continue
        words = _detailed(say(french, english), entry.data)
        by = "" if public_only else entry.actor_label
        found.append(HistoryLine(entry.at, entry.event, words, by, public))
    return found


def _detailed(words: Text, data: Mapping[str, object]) -> Text:
    """Add which service an opinion is of, where there is one."""
    field = data.get("field")
    if not isinstance(field, str) or not field:
        return words
    named = field_words(field)
    return {"fr": f"{words['fr']}\u00a0: {named['fr']}", "en": f"{words['en']}: {named['en']}"}
