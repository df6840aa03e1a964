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
    PERMIT_FILED = "permit_filed"
    PERMIT_MISSING = "permit_missing"
    PERMIT_MISSING_REMINDER = "permit_missing_reminder"
    PERMIT_MORE_TIME = "permit_more_time"
    PERMIT_MESSAGE = "permit_message"
    PERMIT_APPROVED = "permit_approved"
    PERMIT_ISSUED = "permit_issued"
    PERMIT_AMENDED = "permit_amended"
    PERMIT_EXTENDED = "permit_extended"
    PERMIT_ENDING = "permit_ending"
    PERMIT_ENDED = "permit_ended"
    PERMIT_REFUSED = "permit_refused"
    PERMIT_SILENCE = "permit_silence"
    PERMIT_WITHDRAWN = "permit_withdrawn"
    PERMIT_LAPSED = "permit_lapsed"
    PERMIT_REVOKED = "permit_revoked"
    PERMIT_LINK = "permit_link"
    PERMIT_OPINION_REMINDER = "permit_opinion_reminder"
    BILL_ISSUED = "bill_issued"
    BILL_REMINDER = "bill_reminder"
    BILL_PAID = "bill_paid"
    BILL_RETURNED = "bill_returned"
    BILL_CREDIT = "bill_credit"
    BILL_REFUNDED = "bill_refunded"
    BILL_CONTESTED = "bill_contested"
    BILL_ANSWERED = "bill_answered"
    DRAFT_LINK = "draft_link"
    DRAFT_CODE = "draft_code"


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
        MailEvent.PERMIT_FILED: _("Permit: received"),
        MailEvent.PERMIT_MISSING: _("Permit: something is missing"),
        MailEvent.PERMIT_MISSING_REMINDER: _("Permit: reminder of what is missing"),
        MailEvent.PERMIT_MORE_TIME: _("Permit: more time"),
        MailEvent.PERMIT_MESSAGE: _("Permit: message from the City"),
        MailEvent.PERMIT_APPROVED: _("Permit: accepted"),
        MailEvent.PERMIT_ISSUED: _("Permit: issued"),
        MailEvent.PERMIT_AMENDED: _("Permit: amended"),
        MailEvent.PERMIT_EXTENDED: _("Permit: extended"),
        MailEvent.PERMIT_ENDING: _("Permit: ends soon"),
        MailEvent.PERMIT_ENDED: _("Permit: ended"),
        MailEvent.PERMIT_REFUSED: _("Permit: refused"),
        MailEvent.PERMIT_SILENCE: _("Permit: refused by silence"),
        MailEvent.PERMIT_WITHDRAWN: _("Permit: withdrawn"),
        MailEvent.PERMIT_LAPSED: _("Permit: lapsed"),
        MailEvent.PERMIT_REVOKED: _("Permit: taken back"),
        MailEvent.PERMIT_LINK: _("Permit: link to the file"),
        MailEvent.PERMIT_OPINION_REMINDER: _("Permit: opinions awaited (for a service)"),
        MailEvent.BILL_ISSUED: _("Bill: invoice"),
        MailEvent.BILL_REMINDER: _("Bill: reminder"),
        MailEvent.BILL_PAID: _("Bill: receipt of a payment"),
        MailEvent.BILL_RETURNED: _("Bill: payment sent back by the bank"),
        MailEvent.BILL_CREDIT: _("Bill: credit note"),
        MailEvent.BILL_REFUNDED: _("Bill: refund"),
        MailEvent.BILL_CONTESTED: _("Bill: question received"),
        MailEvent.BILL_ANSWERED: _("Bill: answer to a question"),
        MailEvent.DRAFT_LINK: _("Form left unfinished: link to come back"),
        MailEvent.DRAFT_CODE: _("Form left unfinished: code to open it"),
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
        "first_day": _("first day"),
        "last_day": _("last day"),
        "missing": _("what is missing, one a line"),
        "appeal": _("how to appeal"),
        "received_date": _("day on which it came in"),
        "silence": _("what the city’s silence would decide, by law"),
        "amount": _("amount"),
    }
)

_EVERYWHERE = frozenset({"city", "case_words", "reference", "link", "first_name"})
_OF_A_CASE = _EVERYWHERE | {"service", "place", "team", "promise_date", "new_date", "reason", "message"}
_OF_AN_END = _OF_A_CASE | {"answer", "outcome"}
_OF_A_PERMIT = _EVERYWHERE | {
    *(
        "service",
        "place",
        "first_day",
        "last_day",
        "promise_date",
        "new_date",
        "missing",
        "reason",
        "message",
        "appeal",
        "received_date",
        "team",
        "silence",
    ),
}
_OF_A_BILL = _EVERYWHERE | {
    *("service", "amount", "outcome", "new_date", "promise_date", "message", "answer", "appeal"),
}

EVENT_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        **dict.fromkeys(MailEvent, _OF_A_CASE),
        **dict.fromkeys((MailEvent.RESOLVED, MailEvent.CLOSED, MailEvent.ABANDONED), _OF_AN_END),
        MailEvent.ACCESS_CODE: _EVERYWHERE | {"code", "code_minutes"},
        MailEvent.NUMBERS: frozenset({"city", "case_words", "link", "first_name", "numbers"}),
        **{event: _OF_A_PERMIT for event in MailEvent if event.startswith("permit_")},
        **{event: _OF_A_BILL for event in MailEvent if event.startswith("bill_")},
        MailEvent.PERMIT_OPINION_REMINDER: frozenset({"city", "case_words", "link", "service", "numbers"}),
        MailEvent.DRAFT_LINK: frozenset({"city", "first_name", "service", "link"}),
        MailEvent.DRAFT_CODE: frozenset({"city", "first_name", "service", "link", "code", "code_minutes"}),
        MailEvent.ANSWER_SENT: frozenset({"city", "first_name", "title", "answer", "link"}),
    }
)
"""The fields that each mail's text may use."""

SECRET_EVENTS = frozenset({MailEvent.ACCESS_CODE, MailEvent.DRAFT_CODE})
"""Mails whose text opens something: not kept once they have left."""
