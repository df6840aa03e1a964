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

__all__ = [
    "Answer",
    "AnswerTask",
    "AnswerVersion",
    "Audience",
    "Elsewhere",
    "FeedbackKind",
    "Finding",
    "FindingKind",
    "Gap",
    "GapSource",
    "GapState",
    "GapWording",
    "Notice",
    "NoticeEffect",
    "Script",
    "TaskState",
]
