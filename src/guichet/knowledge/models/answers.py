"""Answers, their versions, what is found wrong with them, and what people say of them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from guichet.knowledge.lifecycle import DRAFT, PUBLISHED, REVIEW, WITHDRAWN
from guichet.people.models import Account, Team


class Audience(models.TextChoices):
    """Who may read an answer."""

    RESIDENTS = "residents"
    STAFF = "staff"


class Answer(models.Model):
    """What the city says about one question: whose it is, where it stands, which version is said.

    `state` is that of the newest version; `live` is the version that is shown (none: nothing is). `key` stands in
    addresses. `languages_apart` says that the newest version is in one language only, or was changed in one only.
    `version` counts every change of the row, for two authors at once.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=10, default=DRAFT)
    newest = models.ForeignKey("AnswerVersion", models.PROTECT, null=True, related_name="+")
    live = models.ForeignKey("AnswerVersion", models.PROTECT, null=True, related_name="+")
    owner_team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    second_reader = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    review_on = models.DateField(null=True)
    reviewed_on = models.DateField(null=True)
    reviewed_by = models.CharField(max_length=120, blank=True, default="")
    languages_apart = models.BooleanField(default=False)
    example = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")
    returned_why = models.CharField(max_length=300, blank=True, default="")
    withdrawn_why = models.CharField(max_length=300, blank=True, default="")
    replaced_by = models.SlugField(max_length=80, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["review_on"], name="answer_review", condition=Q(live__isnull=False)),
            models.Index(fields=["updated_at"], name="answer_updated"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[DRAFT, REVIEW])
                | Q(state=PUBLISHED, live__isnull=False)
                | Q(state=WITHDRAWN, live__isnull=True),
                name="answer_live_fits_state",
            ),
        )

    def __str__(self) -> str:
        return self.key


class AnswerVersion(models.Model):
    """What an answer said at one moment; never changed once it was submitted.

    `texts` is {"": {"fr": {"title", "say", "read", "staff"}, "en": {…}}, "district-code": {…}}: the common trunk under
    "", and for a district only what differs. `changed` says for each variant when its texts were last changed,
    {"": {"fr": …, "en": …}}, as ISO times. `read` and `staff` are Markdown, cleaned. `sources` are [{"label", "url"}]. `forms` and `services` are
    codes of services, `districts` codes of districts (none: everywhere), `see_also` keys of answers.
    """

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    texts = models.JSONField()
    changed = models.JSONField(default=dict)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)
    forms = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    services = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    districts = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    see_also = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.RESIDENTS)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    author = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_until__gte=models.F("valid_from")),
                name="answer_valid_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.number}"


class FindingKind(models.TextChoices):
    """What the nightly look over the bank finds."""

    LANGUAGES = "languages"
    DISTRICTS = "districts"
    LINK = "link"
    ANSWERS = "answers"


class Finding(models.Model):
    """Something that does not fit in a published answer, until it is corrected or accepted as right.

    `mark` is the same every night for the same fact. `detail` holds what was found where, never who. `other` is the
    answer that says something else, when it is another one.
    """

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="findings")
    other = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=FindingKind.choices)
    mark = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    accepted_by = models.CharField(max_length=120, blank=True, default="")
    accepted_at = models.DateTimeField(null=True)
    accepted_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["answer", "mark"], name="finding_once"),)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.kind}"


class FeedbackKind(models.TextChoices):
    """What someone says of an answer."""

    WRONG = "wrong"
    OLD = "old"
    UNCLEAR = "unclear"
    MISSING = "missing"


class TaskState(models.TextChoices):
    """Where a remark stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class AnswerTask(models.Model):
    """A remark on an answer, to be settled by the team that owns it.

    `said_by` names a colleague; a resident's remark is anonymous. `version` is the number of the version that was
    read, 0 when it is not known.
    """

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="tasks")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=FeedbackKind.choices)
    text = models.CharField(max_length=1_000, blank=True, default="")
    said_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    said_by_name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=5, default="fr")
    version = models.PositiveIntegerField(default=0)
    times = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    reply = models.CharField(max_length=1_000, blank=True, default="")
    settled_by_name = models.CharField(max_length=120, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["team", "created_at"], name="answer_task_open", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.answer_id} {self.kind}"
