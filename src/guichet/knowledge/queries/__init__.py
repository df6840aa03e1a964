"""Reading the bank, by noun; what the doors need is named here, with the rows that it gives."""

from guichet.knowledge.models import Answer, AnswerVersion, Elsewhere, Notice, Script
from guichet.knowledge.queries.elsewhere import ElsewhereShown, all_elsewhere, not_ours, written_elsewhere
from guichet.knowledge.queries.history import (
    Compared,
    VersionRow,
    answer_for,
    compared,
    history_of,
    version_of,
)
from guichet.knowledge.queries.lists import (
    VIEWS,
    AnswerRow,
    BankCounts,
    answer_rows,
    bank_counts,
    possible_readers,
    rows_waiting,
    titles_of,
)
from guichet.knowledge.queries.notices import NoticeShown, notices_now, written_notice, written_notices
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
from guichet.knowledge.queries.waiting import (
    FindingRow,
    GapRow,
    TaskRow,
    answer_task,
    answer_tasks,
    findings,
    gap_for,
    gaps,
)

__all__ = [
    "VIEWS",
    "Answer",
    "AnswerRow",
    "AnswerShown",
    "AnswerVersion",
    "BankCounts",
    "ChoiceRow",
    "Compared",
    "Elsewhere",
    "ElsewhereShown",
    "FindingRow",
    "FoundAnswer",
    "GapRow",
    "Notice",
    "NoticeShown",
    "Script",
    "SynonymsRow",
    "TaskRow",
    "VersionRow",
    "all_elsewhere",
    "all_scripts",
    "all_synonyms",
    "answer_for",
    "answer_rows",
    "answer_shown",
    "answer_task",
    "answer_tasks",
    "bank_counts",
    "compared",
    "findings",
    "gap_for",
    "gaps",
    "history_of",
    "learnt_choices",
    "not_ours",
    "notices_now",
    "possible_readers",
    "rows_waiting",
    "script_for",
    "search_answers",
    "synonyms_with",
    "titles_of",
    "version_of",
    "written_elsewhere",
    "written_notice",
    "written_notices",
]
