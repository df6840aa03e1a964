"""A mail server, and mails to send through it."""

from __future__ import annotations

import pytest

from tests.messaging.post_office import PostOffice


@pytest.fixture
def closed_office(settings):
    """Give a mail server that is not reachable yet, and make Guichet send through it."""
    office = PostOffice()
    settings.MAIL_OUTBOX = False
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield office
    office.close()


@pytest.fixture
def office(closed_office):
    """Give a mail server that answers."""
    closed_office.open()
    return closed_office
