"""Handing one mail to the server, and what its answer means."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.utils import formataddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from guichet.kernel.texts import localise
from guichet.kernel.words import clean_line
from guichet.messaging.layout import mail_page, page_footer
from guichet.messaging.models import Mail
from guichet.tenancy.models import City

DELAYS = (dt.timedelta(minutes=1), dt.timedelta(minutes=5), dt.timedelta(minutes=15), dt.timedelta(hours=1))
"""Time before the second, third… try; the last one repeats."""
GIVE_UP_AFTER = dt.timedelta(hours=24)
SECRET_FOR = dt.timedelta(minutes=15)
"""A code that arrives later opens nothing any more."""
OUTBOX_ANSWER = "outbox"
_SERVICE_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Try:
    """What came of one try. `lost` means that the server is away: the others need not be tried now."""

    accepted: bool
    answer: str
    permanent: bool = False
    lost: bool = False


class Post(Protocol):
    """A way by which mails leave."""

    def deliver(self, message: EmailMultiAlternatives) -> Try:
        """Hand a mail over, once."""


def next_try(
    queued_at: dt.datetime, attempts: int, now: dt.datetime, lasting: dt.timedelta = GIVE_UP_AFTER
) -> dt.datetime | None:
    """Tell when to try again after `attempts` failed tries; None when that would be past its time: it is given up."""
    at = now + DELAYS[min(attempts, len(DELAYS)) - 1]
    return at if at <= queued_at + lasting else None


def message_of(mail: Mail, city: City) -> EmailMultiAlternatives:
    """Make the message that leaves: plain text and its HTML twin, threaded, marked as written by a machine."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    if mail.in_reply_to:
        headers |= {"In-Reply-To": mail.in_reply_to, "References": mail.in_reply_to}
    footer = "\n".join(page_footer(city, mail.language))
    message = EmailMultiAlternatives(
        subject=clean_line(mail.subject, 250),
        body=f"{mail.text}\n\n-- \n{footer}\n",
        from_email=formataddr((clean_line(localise(city.name, mail.language), 120), city.sender)),
        to=[mail.to],
        reply_to=[city.sender],
        headers=headers,
    )
    message.attach_alternative(mail_page(city, mail.language, mail.subject, mail.html), "text/html")
    return message


@contextmanager
def open_post() -> Iterator[Post]:
    """Open the way out for a batch: one SMTP connection, made at its first mail; or the visible outbox."""
    if settings.MAIL_OUTBOX:
        yield _Outbox()
        return
    backend = get_connection()
    try:
        yield _Smtp(backend)
    finally:
        with suppress(OSError):  # a server that went away cannot be said goodbye to
            backend.close()


class _Outbox:
    """Without a server, a mail has arrived when the outbox page shows it."""

    def deliver(self, _message: EmailMultiAlternatives) -> Try:
        """Accept everything."""
        return Try(accepted=True, answer=OUTBOX_ANSWER)


class _Smtp:
    """The city's mail server."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def deliver(self, message: EmailMultiAlternatives) -> Try:
        """Hand a mail to the server and read its answer."""
        try:
            self._backend.open()
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return _answered(code, words, permanent=code >= 500)
        except smtplib.SMTPResponseException as error:
            is_about_this_mail = isinstance(error, smtplib.SMTPDataError)
            return _answered(
                error.smtp_code, error.smtp_error, permanent=is_about_this_mail and error.smtp_code >= 500
            )
        except OSError as error:  # smtplib's other faults, no route, refused, timed out, bad certificate
            is_away = not isinstance(error, smtplib.SMTPNotSupportedError)
            return Try(accepted=False, answer=_words(error), permanent=not is_away, lost=is_away)
        except ValueError as error:  # an address or a header that no mail can carry
            return Try(accepted=False, answer=_words(error), permanent=True)
        return Try(accepted=True, answer="accepted")


def _answered(code: int, words: bytes | str, *, permanent: bool) -> Try:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    answer = clean_line(f"{code} {said}", 500)
    return Try(accepted=False, answer=answer, permanent=permanent, lost=code == _SERVICE_CLOSING)


def _words(error: Exception) -> str:
    return clean_line(f"{type(error).__name__}: {error}", 500)
