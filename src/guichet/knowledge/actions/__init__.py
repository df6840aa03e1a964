"""The verbs of the bank, by noun; those that other rooms call are named here."""

from guichet.knowledge.actions.elsewhere import save_elsewhere
from guichet.knowledge.actions.gaps import dismiss_gap, draft_from, report_unanswered
from guichet.knowledge.actions.importing import import_answers
from guichet.knowledge.actions.nightly import accept_finding, check_bank
from guichet.knowledge.actions.notices import end_notice, save_notice
from guichet.knowledge.actions.publishing import publish, return_draft, submit, withdraw
from guichet.knowledge.actions.reviewing import confirm_right, reassign
from guichet.knowledge.actions.scripts import save_script
from guichet.knowledge.actions.searching import (
    embed_bank,
    forget_choice,
    remember_choice,
    remember_found,
    remember_miss,
    remove_synonyms,
    save_synonyms,
)
from guichet.knowledge.actions.tasks import give_feedback, settle_task
from guichet.knowledge.actions.writing import restore, save_draft

__all__ = [
    "accept_finding",
    "check_bank",
    "confirm_right",
    "dismiss_gap",
    "draft_from",
    "embed_bank",
    "end_notice",
    "forget_choice",
    "give_feedback",
    "import_answers",
    "publish",
    "reassign",
    "remember_choice",
    "remember_found",
    "remember_miss",
    "remove_synonyms",
    "report_unanswered",
    "restore",
    "return_draft",
    "save_draft",
    "save_elsewhere",
    "save_notice",
    "save_script",
    "save_synonyms",
    "settle_task",
    "submit",
    "withdraw",
]
