"""Reading the bank, by noun; the rows that these give are named here, for the doors that show them."""

from guichet.knowledge.queries.elsewhere import ElsewhereShown, all_elsewhere, not_ours
from guichet.knowledge.queries.notices import NoticeShown, notices_now
from guichet.knowledge.queries.scripts import all_scripts, script_for
from guichet.knowledge.queries.searching import (
    ChoiceRow,
    FoundAnswer,
    SynonymsRow,
    all_synonyms,
    learnt_choices,
    search_answers,
    synonyms_with,
)
from guichet.knowledge.queries.shown import AnswerShown, answer_shown

__all__ = [
    "AnswerShown",
    "ChoiceRow",
    "ElsewhereShown",
    "FoundAnswer",
    "NoticeShown",
    "SynonymsRow",
    "all_elsewhere",
    "all_scripts",
    "all_synonyms",
    "answer_shown",
    "learnt_choices",
    "not_ours",
    "notices_now",
    "script_for",
    "search_answers",
    "synonyms_with",
]
