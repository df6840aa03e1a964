"""The mails that Guichet writes, and the fields that their texts may hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class MailEvent(StrEnum):
    """What a mail tells; each has its template."""

    RECEIVED = "case_received"
    ACKNOWLEDGED = "case_acknowledged"
    PLANNED = "case_planned"
    QUESTION = "case_question"
    REMINDER = "case_reminder"
    MESSAGE = "case_message"
    LATE = "case_late"
    RESOLVED = "case_resolved"
    CLOSED = "case_closed"
    ABANDONED = "case_abandoned"
    REOPENED = "case_reopened"
    FOLLOWED = "case_followed"
    ATTACHED = "report_attached"
    ACCESS_CODE = "access_code"
    NUMBERS = "case_numbers"
    ANSWER_SENT = "answer_sent"


EVENT_WORDS: Mapping[str, Promise] = MappingProxyType(
    {
        MailEvent.RECEIVED: _("Received"),
        MailEvent.ACKNOWLEDGED: _("Taken on by the team"),
        MailEvent.PLANNED: _("Planned for a date"),
        MailEvent.QUESTION: _("A question for the resident"),
        MailEvent.REMINDER: _("Reminder of a question"),
        MailEvent.MESSAGE: _("Message from the city"),
        MailEvent.LATE: _("The date changes"),
        MailEvent.RESOLVED: _("Settled, with the answer"),
        MailEvent.CLOSED: _("Closed, with the answer"),
        MailEvent.ABANDONED: _("Closed without an answer"),
        MailEvent.REOPENED: _("Opened again"),
        MailEvent.FOLLOWED: _("Someone follows"),
        MailEvent.ATTACHED: _("Joined to another report"),
        MailEvent.ACCESS_CODE: _("Code to open a case"),
        MailEvent.NUMBERS: _("Numbers asked for again"),
        MailEvent.ANSWER_SENT: _("Answer sent to a caller"),
    }
)

FIELD_WORDS: Mapping[str, Promise] = MappingProxyType(
    {
        "city": _("name of the city"),
        "case_words": _("what the city calls a case"),
        "reference": _("number"),
        "service": _("name of the service"),
        "place": _("address"),
        "team": _("name of the team"),
        "promise_date": _("date promised"),
        "new_date": _("new date"),
        "reason": _("reason"),
        "message": _("what was written to the resident"),
        "answer": _("the answer that closes"),
        "outcome": _("result"),
        "first_name": _("first name of the reader"),
        "link": _("address of the page to follow it"),
        "code": _("code to open a case"),
        "code_minutes": _("minutes during which the code is valid"),
        "numbers": _("numbers of the reader’s cases, one a line"),
        "title": _("title of the answer"),
    }
)

_EVERYWHERE = frozenset({"city", "case_words", "reference", "link", "first_name"})
_OF_A_CASE = _EVERYWHERE | {"service", "place", "team", "promise_date", "new_date", "reason", "message"}
_OF_AN_END = _OF_A_CASE | {"answer", "outcome"}

EVENT_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(MailEvent, _OF_A_CASE),
        **dict.fromkeys((MailEvent.RESOLVED, MailEvent.CLOSED, MailEvent.ABANDONED), _OF_AN_END),
        MailEvent.ACCESS_CODE: _EVERYWHERE | {"code", "code_minutes"},
        MailEvent.NUMBERS: frozenset({"city", "case_words", "link", "first_name", "numbers"}),
        MailEvent.ANSWER_SENT: frozenset({"city", "first_name", "title", "answer", "link"}),
    }
)
"""The fields that each mail's text may use."""

SECRET_EVENTS = frozenset({MailEvent.ACCESS_CODE})
"""Mails whose text opens something: not kept once they have left."""
