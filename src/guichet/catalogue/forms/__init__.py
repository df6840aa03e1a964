"""Questions of a service and what people answer: pure, without tables or pages."""

from guichet.catalogue.forms.answers import Answer, check_answers, expression_values, is_required, is_shown
from guichet.catalogue.forms.questions import (
    ANSWERS,
    MAX_QUESTIONS,
    Kind,
    Option,
    Question,
    read_questions,
    write_questions,
)
from guichet.catalogue.forms.reading import check_email, check_phone

__all__ = [
    "ANSWERS",
    "MAX_QUESTIONS",
    "Answer",
    "Kind",
    "Option",
    "Question",
    "check_answers",
    "check_email",
    "check_phone",
    "expression_values",
    "is_required",
    "is_shown",
    "read_questions",
    "write_questions",
]
