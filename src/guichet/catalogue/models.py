"""Services, their versioned forms, what people write on them, routing rules and commitments."""

from __future__ import annotations

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from guichet.catalogue.lifecycle import PUBLISHED
from guichet.people.models import Account, Resident, Team
from guichet.places.models import District

LASTING = "keep-"


class ServiceGroup(models.Model):
    """A heading under which services are shown."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField()
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.code


class LocationNeed(models.TextChoices):
    """Whether a report must say where."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NONE = "none"


class ServiceKind(models.TextChoices):
    """What asking for a service opens: a request that a team settles, or a permit with its own clock and fees."""

    REQUEST = "request"
    PERMIT = "permit"


def secret_key() -> str:
    """Give a key that nobody guesses, for addresses (22 characters, letters, digits, « - » and « _ »)."""
    return secrets.token_urlsafe(16)


def files_key() -> str:
    """Give the secret under which the files of a draft wait, for as long as the draft does."""
    return f"{LASTING}{secrets.token_urlsafe(16)}"


class Service(models.Model):
    """Something that a resident can ask for."""

    id = models.BigAutoField(primary_key=True)
    code = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=ServiceKind.choices, default=ServiceKind.REQUEST)
    group = models.ForeignKey(ServiceGroup, models.PROTECT, related_name="services")
    name = models.JSONField()
    description = models.JSONField(default=dict)
    keywords = models.JSONField(default=dict)
    local_words = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    search_text = models.TextField(default="", blank=True)
    icon = models.CharField(max_length=40, default="inbox")
    active = models.BooleanField(default=True)
    public = models.BooleanField(default=True)
    published = models.BooleanField(default=True)
    location = models.CharField(max_length=10, choices=LocationNeed.choices, default=LocationNeed.REQUIRED)
    anonymous = models.BooleanField(default=True)
    season_from = models.CharField(max_length=5, blank=True, default="")
    season_to = models.CharField(max_length=5, blank=True, default="")
    territory = models.ManyToManyField(District, blank=True, related_name="+")
    same_incident_radius = models.PositiveSmallIntegerField(default=250)
    urgent_note = models.JSONField(default=dict, blank=True)
    claim_words = models.BooleanField(default=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    priority = models.PositiveSmallIntegerField(default=2)
    replies = models.JSONField(default=list, blank=True)
    external = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(priority__range=(1, 4)), name="service_priority"),
        )

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """The questions of a service at one moment, page by page; what is published never changes, a new one is added.

    `pages` are [{"code", "title", "help", "questions": [codes]}], empty for one page. One version at most is being
    written or read again; it has the next number. `written_by` is nobody for what Guichet itself published. `edition`
    counts the saves, for two authors at once; `returned_why` says what its reader wants changed.
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="forms")
    number = models.PositiveIntegerField()
    questions = models.JSONField(default=list)
    pages = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, default=PUBLISHED)
    written_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=0)
    returned_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["service", "number"], name="form_number_once"),
            models.UniqueConstraint(
                fields=["service"], condition=~Q(state=PUBLISHED), name="form_written_once"
            ),
            models.CheckConstraint(
                condition=~Q(state=PUBLISHED) | Q(published_at__isnull=False), name="form_published_when"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(written_by__isnull=True)
                | ~Q(published_by=F("written_by")),
                name="form_two_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id} v{self.number}"


class FormSample(models.Model):
    """A person made up to try a form: what they answer."""

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="samples")
    name = models.CharField(max_length=80)
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["service", "name"], name="form_sample_once"),)

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A form that someone fills and has not sent: it waits on the server, for one person or several.

    `answers` are by code, `writers` give the id of the person (DraftPerson) who last wrote each. `files` is the secret
    under which its files wait. `version` is null for a service that asks no question of its own. `edition` counts the saves. Once sent, `sent_as` is what it became (« permit:P-26-1 »).
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    version = models.ForeignKey(FormVersion, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField(default=dict)
    writers = models.JSONField(default=dict)
    files = models.CharField(max_length=64, default=files_key)
    page = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    resident = models.ForeignKey(Resident, models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    edition = models.PositiveIntegerField(default=0)
    sent_as = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["expires_at"], name="form_draft_expiry"),)

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftPerson(models.Model):
    """Someone who fills a draft: its owner, or someone whom the owner invited to fill some pages.

    `key` stands in the addresses that only this person receives; a browser proves with a code sent to `email` that it
    is theirs. `pages` are the codes of the pages that they may fill (empty: all).
    """

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="people")
    key = models.CharField(max_length=40, unique=True, default=secret_key)
    email = models.EmailField(max_length=254, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    owner = models.BooleanField(default=False)
    pages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    done = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64, blank=True, default="")
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["draft"], condition=Q(owner=True), name="form_draft_one_owner"),
        )

    def __str__(self) -> str:
        return f"person {self.pk} of draft {self.draft_id}"


class RoutingRule(models.Model):
    """« When this expression is true, this team »; the first true one, by position, wins."""

    id = models.BigAutoField(primary_key=True)
    position = models.PositiveIntegerField(unique=True)
    name = models.JSONField()
    expression = models.TextField()
    team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.position} {self.expression}"


class SpanUnit(models.TextChoices):
    """How a delay is counted."""

    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    DAYS = "days"


class Commitment(models.Model):
    """What is promised for a service: acknowledged, taken in charge, resolved; the most precise row applies.

    A row with a district or a priority is more precise than one without. Amounts are in `unit` of the row's step;
    null means that the step is not promised.
    """

    id = models.BigAutoField(primary_key=True)
    service = models.ForeignKey(Service, models.CASCADE, related_name="commitments")
    district = models.ForeignKey(District, models.CASCADE, null=True, blank=True, related_name="+")
    priority = models.PositiveSmallIntegerField(null=True, blank=True)
    acknowledge_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    acknowledge_unit = models.CharField(
        max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS
    )
    take_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    take_unit = models.CharField(max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS)
    resolve_amount = models.PositiveSmallIntegerField(null=True, blank=True)
    resolve_unit = models.CharField(max_length=15, choices=SpanUnit.choices, default=SpanUnit.WORKING_DAYS)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["service", "district", "priority"], name="commitment_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.service_id}/{self.district_id}/{self.priority}"
