"""The states of a version of a form: being written, read by a second person, asked of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle

DRAFT, REVIEW, PUBLISHED = "draft", "review", "published"

STATE_WORDS = {DRAFT: _("Draft"), REVIEW: _("In review"), PUBLISHED: _("Published")}

LIFECYCLE = Lifecycle(
    "form",
    (DRAFT, REVIEW, PUBLISHED),
    {
        (DRAFT, "save"): DRAFT,
        (DRAFT, "submit"): REVIEW,
        (REVIEW, "save"): DRAFT,
        (REVIEW, "return"): DRAFT,
        (REVIEW, "publish"): PUBLISHED,
        (DRAFT, "discard"): DRAFT,
        (REVIEW, "discard"): DRAFT,
    },
    STATE_WORDS,
)
