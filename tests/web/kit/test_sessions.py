"""Sessions of our own statements behave as Django's."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from guichet.web.kit.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_session_keeps_what_it_is_given_until_it_is_over(city):
    session = SessionStore()
    session["seen"] = ["é", 1]
    session.save()
    again = SessionStore(session.session_key)
    again["more"] = True
    again.save()
    assert dict(SessionStore(session.session_key).items()) == {"seen": ["é", 1], "more": True}
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    late = SessionStore(session.session_key)
    assert late.load() == {}
    assert late.session_key is None


def test_session_ended_meanwhile_is_not_made_again(city):
    session = SessionStore()
    session.save()
    held = SessionStore(session.session_key)
    held["seen"] = 1
    session.flush()
    with pytest.raises(UpdateError):
        held.save()
    assert not Session.objects.exists()
