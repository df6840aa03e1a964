"""The states of an answer: what is being written, who reads it again, what is said."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle

DRAFT, REVIEW, PUBLISHED, WITHDRAWN = "draft", "review", "published", "withdrawn"

STATE_WORDS = {
    DRAFT: _("Draft"),
    REVIEW: _("In review"),
    PUBLISHED: _("Published"),
    WITHDRAWN: _("Withdrawn"),
}

# The state is that of the newest version; what was published before stays shown until the next is published.
LIFECYCLE = Lifecycle(
    "answer",
    (DRAFT, REVIEW, PUBLISHED, WITHDRAWN),
    {
        (DRAFT, "save"): DRAFT,
        (DRAFT, "submit"): REVIEW,
        (DRAFT, "withdraw"): WITHDRAWN,
        (REVIEW, "save"): DRAFT,
        (REVIEW, "publish"): PUBLISHED,
        (REVIEW, "return"): DRAFT,
        (REVIEW, "withdraw"): WITHDRAWN,
        (PUBLISHED, "save"): DRAFT,
        (PUBLISHED, "withdraw"): WITHDRAWN,
        (WITHDRAWN, "save"): DRAFT,
    },
    STATE_WORDS,
)
