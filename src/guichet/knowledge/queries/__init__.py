"""Reading the bank, by noun; the rows that these give are named here, for the doors that show them."""

from guichet.knowledge.queries.elsewhere import ElsewhereShown, all_elsewhere, not_ours
from guichet.knowledge.queries.notices import NoticeShown, notices_now
from guichet.knowledge.queries.scripts import all_scripts, script_for
from guichet.knowledge.queries.shown import AnswerShown, answer_shown

__all__ = [
    "AnswerShown",
    "ElsewhereShown",
    "NoticeShown",
    "all_elsewhere",
    "all_scripts",
    "answer_shown",
    "not_ours",
    "notices_now",
    "script_for",
]
