"""What can happen in the bank of answers."""

from __future__ import annotations

from guichet.kernel.events import Event

ANSWER_SAVED = Event("knowledge.answer_saved", quiet=True)
ANSWER_SUBMITTED = Event("knowledge.answer_submitted", quiet=True)
ANSWER_RETURNED = Event("knowledge.answer_returned", quiet=True)
ANSWER_PUBLISHED = Event("knowledge.answer_published", quiet=True)
ANSWER_WITHDRAWN = Event("knowledge.answer_withdrawn", quiet=True)
ANSWER_CONFIRMED = Event("knowledge.answer_confirmed", quiet=True)
ANSWER_REASSIGNED = Event("knowledge.answer_reassigned", quiet=True)
ANSWERS_IMPORTED = Event("knowledge.answers_imported", quiet=True)
BANK_CHECKED = Event("knowledge.bank_checked", quiet=True)
FINDING_ACCEPTED = Event("knowledge.finding_accepted", quiet=True)
FEEDBACK_GIVEN = Event("knowledge.feedback_given", quiet=True)
TASK_SETTLED = Event("knowledge.task_settled", quiet=True)
NOTICE_SAVED = Event("knowledge.notice_saved", quiet=True)
NOTICE_ENDED = Event("knowledge.notice_ended", quiet=True)
SCRIPT_SAVED = Event("knowledge.script_saved", quiet=True)
ELSEWHERE_SAVED = Event("knowledge.elsewhere_saved", quiet=True)
GAP_REPORTED = Event("knowledge.gap_reported", quiet=True)
GAP_SETTLED = Event("knowledge.gap_settled", quiet=True)
ANSWER_CHOSEN = Event("knowledge.answer_chosen", quiet=True)
SEARCH_MISSED = Event("knowledge.search_missed", quiet=True)
CHOICE_FORGOTTEN = Event("knowledge.choice_forgotten", quiet=True)
SYNONYMS_SAVED = Event("knowledge.synonyms_saved", quiet=True)
SYNONYMS_PROPOSED = Event("knowledge.synonyms_proposed", quiet=True)
VECTORS_KEPT = Event("knowledge.vectors_kept", quiet=True)
