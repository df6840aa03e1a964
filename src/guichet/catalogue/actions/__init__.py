"""Changing the catalogue, by noun; what the doors need is named here."""

from guichet.catalogue.actions.drafts import (
    drop_draft,
    drop_expired_drafts,
    open_with_code,
    save_draft,
    send_draft,
    send_draft_code,
    share_draft,
    start_draft,
    unshare_draft,
)
from guichet.catalogue.actions.forms import (
    discard_form,
    publish_form,
    publish_reviewed,
    remove_sample,
    return_form,
    save_form,
    save_sample,
    submit_form,
)
from guichet.catalogue.actions.offer import (
    order_rules,
    remove_commitment,
    remove_rule,
    save_commitment,
    save_group,
    save_rule,
    save_service,
)

__all__ = [
    "discard_form",
    "drop_draft",
    "drop_expired_drafts",
    "open_with_code",
    "order_rules",
    "publish_form",
    "publish_reviewed",
    "remove_commitment",
    "remove_rule",
    "remove_sample",
    "return_form",
    "save_commitment",
    "save_draft",
    "save_form",
    "save_group",
    "save_rule",
    "save_sample",
    "save_service",
    "send_draft",
    "send_draft_code",
    "share_draft",
    "start_draft",
    "submit_form",
    "unshare_draft",
]
