"""Tables of the bank of answers."""

from guichet.knowledge.models.answers import (
    Answer,
    AnswerTask,
    AnswerVersion,
    Audience,
    FeedbackKind,
    Finding,
    FindingKind,
    TaskState,
)
from guichet.knowledge.models.elsewhere import Elsewhere
from guichet.knowledge.models.gaps import Gap, GapSource, GapState, GapWording
from guichet.knowledge.models.notices import Notice, NoticeEffect
from guichet.knowledge.models.scripts import Script
from guichet.knowledge.models.searching import AnswerVectors, Choice, Miss, Synonyms, SynonymsState

__all__ = [
    "Answer",
    "AnswerTask",
    "AnswerVectors",
    "AnswerVersion",
    "Audience",
    "Choice",
    "Elsewhere",
    "FeedbackKind",
    "Finding",
    "FindingKind",
    "Gap",
    "GapSource",
    "GapState",
    "GapWording",
    "Miss",
    "Notice",
    "NoticeEffect",
    "Script",
    "Synonyms",
    "SynonymsState",
    "TaskState",
]
