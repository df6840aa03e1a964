"""Opening one's own case with its number and a code received by e-mail."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from guichet.cases import events, rules
from guichet.cases.actions.keeping import remember
from guichet.cases.models import AccessCode, Case, Follower
from guichet.cases.queries.visible import as_number
from guichet.cases.timing import city_time
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict
from guichet.kernel.schema import current_schema
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.kernel.words import clean_line
from guichet.messaging.actions import queue_mail
from guichet.people.contact_keys import email_key
from guichet.people.models import Resident
from guichet.people.queries import residents_at
from guichet.tenancy.queries import public_url

MINUTES = 15
MOST_TRIES = 5
MOST_CODES_AN_HOUR = 5
MOST_CODES_OF_ONE_PERSON = 10
MOST_NUMBERS = 20


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
    _check_not_too_often(number, resident, now)
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


def _check_not_too_often(number: str, resident: Resident, now: dt.datetime) -> None:
    """Refuse more codes for one case, or for one person whatever the case, than anybody needs in an hour."""
    recent = AccessCode.objects.filter(expires_at__gt=now - dt.timedelta(minutes=60 - MINUTES))
    of_person = recent.filter(resident_id=resident.pk).count()
    if recent.filter(reference=number).count() >= MOST_CODES_AN_HOUR or of_person >= MOST_CODES_OF_ONE_PERSON:
        raise Conflict(_("Several codes were already sent. Wait an hour, or call us."))


@transaction.atomic
def send_numbers(actor: Actor, address: str) -> None:
    """Send someone the numbers of the cases that they reported or follow, the newest first, once an hour at most.

    Says nothing of whether the address is known: the answer is the same either way.
    """
    authorise(actor, rules.may_receive_code)
    known = residents_at(clean_line(address, 254), limit=MOST_NUMBERS)
    ids = [resident.pk for resident in known]
    followed = Follower.objects.filter(resident__in=ids).order_by("-id").values_list("case_id", flat=True)
    rows = Case.objects.filter(Q(requester__in=ids) | Q(pk__in=list(followed[:MOST_NUMBERS])))
    cases = list(rows.select_related("service").defer("search").order_by("-opened_at", "-id")[:MOST_NUMBERS])
    if not cases:
        return
    queue_mail(
        actor,
        key=f"case_numbers:{known[0].pk}:{moment.now():%Y-%m-%dT%H}",
        event="case_numbers",
        to=known[0].email,
        language=known[0].language,
        values={
            "numbers": "\n".join(_number_line(case, known[0].language) for case in cases),
            "link": public_url("/suivre/"),
        },
    )
    for case in cases:
        remember(actor, events.NUMBER_SENT, case)


def _number_line(case: Case, language: str) -> str:
    day = long_date(city_time(case.opened_at).date(), language)
    return f"{case.reference} – {localise(case.service.name, language)}, {day}"


def forget_old_codes(actor: Actor) -> int:
    """Remove the codes that open nothing any more; returns how many."""
    authorise(actor, rules.may_change_team_work)
    old = AccessCode.objects.filter(expires_at__lt=moment.now() - dt.timedelta(hours=2))
    return old.delete()[0]


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
