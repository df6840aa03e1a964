"""Templates of mails and the queue of what goes out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class MailTemplate(models.Model):
    """What the city writes when something happens; one for all services, or one for a service.

    `subject` and `body` are texts by language ({"fr": …, "en": …}); the body is Markdown with fields in braces.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.CharField(max_length=40)
    service_code = models.CharField(max_length=80, blank=True, default="")
    subject = models.JSONField()
    body = models.JSONField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "service_code"], name="template_once"),)

    def __str__(self) -> str:
        return f"{self.event} {self.service_code}"


class MailState(models.TextChoices):
    """Where a mail is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


class Mail(models.Model):
    """One mail to one person. `key` makes writing it twice impossible.

    `html` is the body alone; the page around it is the city's and is drawn when the mail is sent or shown.
    `queued_at` is when the present tries began: a mail that is sent again has a whole day again.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=120, unique=True)
    event = models.CharField(max_length=40)
    to = models.CharField(max_length=254)
    language = models.CharField(max_length=5, default="fr")
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField()
    message_id = models.CharField(max_length=250)
    in_reply_to = models.CharField(max_length=250, blank=True, default="")
    subject_type = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(state=MailState.QUEUED) & Q(next_try_at__isnull=False))
                | (~Q(state=MailState.QUEUED) & Q(next_try_at__isnull=True)),
                name="mail_queued_has_next_try",
            ),
        )
        indexes = (
            models.Index(fields=["next_try_at", "id"], name="mail_due", condition=Q(state=MailState.QUEUED)),
            models.Index(fields=["-id"], name="mail_failed", condition=Q(state=MailState.FAILED)),
            models.Index(
                fields=["subject_type", "subject_id", "id"],
                name="mail_subject",
                condition=~Q(subject_type=""),
            ),
        )

    def __str__(self) -> str:
        return self.key


class MailAttempt(models.Model):
    """One try to send a mail, and what the server said."""

    id = models.BigAutoField(primary_key=True)
    mail = models.ForeignKey(Mail, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    accepted = models.BooleanField()
    answer = models.CharField(max_length=500, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.mail_id} {self.at}"
