"""Opening one's own case with its number and a code received by e-mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.keeping import remember
from guichet.cases.models import AccessCode, Case, Follower
from guichet.cases.queries.visible import as_number
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict
from guichet.kernel.schema import current_schema
from guichet.kernel.words import clean_line
from guichet.messaging.actions import queue_mail
from guichet.people.contact_keys import email_key
from guichet.people.models import Resident
from guichet.tenancy.queries import public_url

MINUTES = 15
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class Opening:
    """Who opened a case with a code: the resident who reported it, or one who follows it."""

    resident_id: int
    is_requester: bool


def _hash(reference: str, code: str) -> str:
    text = f"{current_schema()}:{reference}:{code}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _who_follows(case: Case, address: str) -> Resident | None:
    """Find among a case's requester and followers the one who has an address."""
    key = email_key(clean_line(address, 254))
    if not key:
        return None
    if case.requester is not None and case.requester.email_key == key:
        return case.requester
    follower = Follower.objects.select_related("resident").filter(case=case, resident__email_key=key).first()
    return follower.resident if follower else None


@transaction.atomic
def send_code(actor: Actor, reference: str, address: str) -> None:
    """Send a six-digit code to someone who reported or follows a case.

    Says nothing of whether the number and the address go together: the answer is the same either way.
    """
    authorise(actor, rules.may_receive_code)
    number = as_number(reference)
    case = Case.objects.select_related("requester", "service").filter(reference=number).first()
    resident = _who_follows(case, address) if case else None
    if case is None or resident is None:
        return
    now = moment.now()
    recent = AccessCode.objects.filter(
        reference=number, expires_at__gt=now - dt.timedelta(minutes=60 - MINUTES)
    )
    if recent.count() >= MOST_CODES_AN_HOUR:
        raise Conflict(_("Several codes were already sent. Wait an hour, or call us."))
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = AccessCode.objects.create(
        reference=number,
        resident_id=resident.pk,
        code_hash=_hash(number, code),
        expires_at=now + dt.timedelta(minutes=MINUTES),
    )
    queue_mail(
        actor,
        key=f"access_code:{row.pk}",
        event="access_code",
        to=resident.email,
        language=resident.language,
        service_code=case.service.code,
        values={
            "reference": number,
            "code": code,
            "code_minutes": str(MINUTES),
            "link": public_url(f"/suivre/{number}/code/"),
        },
        subject_type="",
        subject_id=0,
    )
    remember(actor, events.CODE_SENT, case)


def check_code(actor: Actor, reference: str, code: str) -> Opening | None:
    """Tell whom a code lets in; None when it opens nothing.

    Each wrong try counts, and a code opens once within its minutes. A follower is not the requester: only the latter
    may see what was written and sent.
    """
    authorise(actor, rules.may_receive_code)
    number = as_number(reference)
    with transaction.atomic():
        row = AccessCode.objects.select_for_update().filter(reference=number).order_by("-id").first()
        if (
            row is None
            or row.used_at is not None
            or row.tries >= MOST_TRIES
            or row.expires_at <= moment.now()
        ):
            return None
        if hmac.compare_digest(row.code_hash, _hash(number, code.strip().replace(" ", ""))):
            row.used_at = moment.now()
            row.save(update_fields=["used_at"])
            is_requester = Case.objects.filter(reference=number, requester=row.resident_id).exists()
            return Opening(row.resident_id, is_requester=is_requester)
        row.tries += 1
        row.save(update_fields=["tries"])
        return None
