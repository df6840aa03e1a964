"""The states of a version of a by-law: written, checked by its worked examples, published by someone else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.kernel.lifecycle import Lifecycle

DRAFT, CHECKED, PUBLISHED = "draft", "checked", "published"

STATE_WORDS = {
    DRAFT: _("Draft"),
    CHECKED: _("Checked, waiting for a second person"),
    PUBLISHED: _("Published"),
}

LIFECYCLE = Lifecycle(
    "by-law",
    (DRAFT, CHECKED, PUBLISHED),
    {
        (DRAFT, "save"): DRAFT,
        (DRAFT, "check"): CHECKED,
        (CHECKED, "save"): DRAFT,
        (CHECKED, "return"): DRAFT,
        (CHECKED, "publish"): PUBLISHED,
        (PUBLISHED, "end"): PUBLISHED,
    },
    STATE_WORDS,
)
