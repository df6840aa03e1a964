"""The permit, the people of its file, and the versions of what it says."""

from __future__ import annotations

import secrets

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower

from guichet.catalogue.models import FormVersion
from guichet.people.models import Account, Resident, Team
from guichet.permits.lifecycle import DEAD, IN_FORCE, OVER, PENDING, STUDIED, Role, State
from guichet.permits.models.types import PermitType
from guichet.places.models import District

_ACCENTED = "ÀÂÄÁÃÇÉÈÊËÍÎÏÌÑÓÔÖÒÕÚÙÛÜÝŸàâäáãçéèêëíîïìñóôöòõúùûüýÿ’"
_PLAIN = "AAAAACEEEEIIIINOOOOOUUUUYYaaaaaceeeeiiiinooooouuuuyy'"
IS_STUDIED = Q(state__in=[state.value for state in STUDIED])
IS_PENDING = Q(state__in=[state.value for state in PENDING])
IS_IN_FORCE = Q(state__in=[state.value for state in IN_FORCE])
IS_OVER = Q(state__in=[state.value for state in OVER])
IS_DEAD = Q(state__in=[state.value for state in DEAD])


def name_in(column: str) -> Lower:
    """Give a column of names as it is searched: small letters, no accents."""
    return Lower(
        Func(column, Value(_ACCENTED), Value(_PLAIN), function="translate", output_field=models.TextField())
    )


def name_words(text: str) -> str:
    """Give typed words as `name_in` gives a name."""
    return text.translate(str.maketrans(_ACCENTED, _PLAIN)).lower()


class Permit(models.Model):
    """One file: what is asked or allowed, where, from when to when, and where it stands.

    `area` is a GeoJSON geometry, `measures` what was read of it: code → `{value, unit, origin, layer, reason}`.
    `terms` keeps the type's clock as it was when the file came in. `due_at` is the promised or legal date that comes
    first (null while nothing runs), `legal_due_at` the one after which silence decides. `next_at` is the next instant
    at which something happens by itself. `fee` is the last stated total; the order of work never reads it.
    """

    id = models.BigAutoField(primary_key=True)
    reference = models.CharField(max_length=20, unique=True)
    key = models.CharField(max_length=43)
    type = models.ForeignKey(PermitType, models.PROTECT, related_name="+")
    form = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=list)
    terms = models.JSONField(default=dict)
    title = models.CharField(max_length=160)
    language = models.CharField(max_length=5, default="fr")
    channel = models.CharField(max_length=10, default="web")
    state = models.CharField(max_length=12, default=State.DRAFT)
    facts_version = models.PositiveSmallIntegerField(default=1)

    starts_on = models.DateField()
    ends_on = models.DateField()
    hours = models.CharField(max_length=11, blank=True, default="")
    area = models.JSONField(null=True)
    measures = models.JSONField(default=dict)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    cell = models.BigIntegerField(null=True)
    district = models.ForeignKey(District, models.SET_NULL, null=True, related_name="+")
    address = models.CharField(max_length=240, blank=True, default="")

    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    harm = models.PositiveSmallIntegerField(default=0)
    harm_reason = models.CharField(max_length=200, blank=True, default="")
    filed_late = models.BooleanField(default=False)
    late_reason = models.CharField(max_length=200, blank=True, default="")
    by_company = models.BooleanField(default=False)
    fee = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    created_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    complete_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    legal_due_at = models.DateTimeField(null=True)
    waiting_until = models.DateTimeField(null=True)
    missing = models.JSONField(default=list)
    reminded_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    decision = models.JSONField(default=dict)
    tacit = models.BooleanField(default=False)
    renewed_from = models.ForeignKey("self", models.SET_NULL, null=True, related_name="renewals")
    submission_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # null: many without one
    source = models.CharField(max_length=40, blank=True, default="")
    external_id = models.CharField(max_length=64, blank=True, default="")
    elsewhere = models.BooleanField(default=False)
    balance = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector("reference", "external_id", "title", "address", config="public.guichet_fr"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in State]), name="permit_state"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="permit_order_of_dates"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(filed_at__isnull=False), name="permit_filed_at"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.INCOMPLETE) | Q(waiting_until__isnull=False),
                name="permit_waits_until",
            ),
            models.CheckConstraint(condition=Q(harm__lte=3), name="permit_harm"),
            models.UniqueConstraint(
                fields=["source", "external_id"], condition=~Q(external_id=""), name="permit_external_once"
            ),
        )
        indexes = (
            # What the order of work and the counts of the lists read, so that they need not fetch the files.
            models.Index(
                fields=["starts_on", "id"],
                include=["elsewhere", "complete_at", "due_at", "filed_at", "filed_late", "harm"],
                condition=IS_STUDIED,
                name="permit_studied_all",
            ),
            models.Index(
                fields=["state", "starts_on"],
                include=["due_at", "agent"],
                condition=IS_PENDING,
                name="permit_pending_all",
            ),
            models.Index(fields=["ends_on", "id"], condition=IS_IN_FORCE, name="permit_in_force"),
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="permit_next"),
            models.Index(
                fields=["decided_at"],
                include=["complete_at", "fee", "filed_late", "by_company", "district", "state"],
                condition=Q(complete_at__isnull=False, elsewhere=False),
                name="permit_waited",
            ),
            models.Index(fields=["-created_at", "-id"], include=["state"], name="permit_newest"),
            models.Index(fields=["-created_at", "-id"], condition=IS_OVER, name="permit_over"),
            models.Index(fields=["-created_at", "-id"], condition=IS_DEAD, name="permit_dead"),
            models.Index(fields=["starts_on", "id"], condition=Q(state=State.DRAFT), name="permit_drafts"),
            models.Index(
                fields=["waiting_until", "id"], condition=Q(state=State.INCOMPLETE), name="permit_waits"
            ),
            models.Index(fields=["cell"], name="permit_cell"),
            models.Index(fields=["external_id"], condition=~Q(external_id=""), name="permit_external"),
            GinIndex(fields=["search"], name="permit_search"),
        )

    def __str__(self) -> str:
        return self.reference


def new_secret() -> str:
    """Give a secret that nobody can guess, for the link of someone of a file (144 bits)."""
    return secrets.token_urlsafe(18)


class Party(models.Model):
    """Someone of a file and how to reach them; one for each role, and the same person may have several.

    Their own link is sealed with `secret` (an applicant's with `Permit.key`); it is empty for those of before it was
    kept, whose links hold the number of the row. `link_sent_at` and `link_opened_at` are of the link as it is now.
    """

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="parties")
    role = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Role])
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=160, blank=True, default="")
    organisation = models.CharField(max_length=160, blank=True, default="")
    number = models.CharField(max_length=30, blank=True, default="")
    email = models.EmailField(max_length=254, blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    address = models.TextField(blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    secret = models.CharField(max_length=24, blank=True, default=new_secret)
    link_sent_at = models.DateTimeField(null=True)
    link_opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["permit", "role"], name="party_once"),)
        indexes = (
            models.Index(fields=["resident"], name="party_resident"),
            GinIndex(
                OpClass(name_in("name"), name="gin_trgm_ops"),
                OpClass(name_in("organisation"), name="gin_trgm_ops"),
                name="party_named",
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.permit_id}"


class PermitVersion(models.Model):
    """What a permit said at one moment of its life: never changed, so that two can be compared."""

    id = models.BigAutoField(primary_key=True)
    permit = models.ForeignKey(Permit, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by_label = models.CharField(max_length=120, blank=True, default="")
    verb = models.CharField(max_length=16)
    reason = models.CharField(max_length=300, blank=True, default="")
    facts = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["permit", "number"], name="permit_version_once"),)

    def __str__(self) -> str:
        return f"{self.permit_id} v{self.number}"
