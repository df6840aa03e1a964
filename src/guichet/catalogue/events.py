"""What can happen in the catalogue."""

from __future__ import annotations

from guichet.kernel.events import Event

SERVICE_SAVED = Event("catalogue.service_saved", quiet=True)
FORM_SAVED = Event("catalogue.form_saved", quiet=True)
FORM_SUBMITTED = Event("catalogue.form_submitted", quiet=True)
FORM_RETURNED = Event("catalogue.form_returned", quiet=True)
FORM_DISCARDED = Event("catalogue.form_discarded", quiet=True)
SAMPLE_SAVED = Event("catalogue.sample_saved", quiet=True)
SAMPLE_REMOVED = Event("catalogue.sample_removed", quiet=True)
DRAFT_STARTED = Event("catalogue.draft_started", quiet=True)
DRAFT_SAVED = Event("catalogue.draft_saved", quiet=True)
DRAFT_SHARED = Event("catalogue.draft_shared", quiet=True)
DRAFT_OPENED = Event("catalogue.draft_opened", quiet=True)
DRAFT_SENT = Event("catalogue.draft_sent", quiet=True)
DRAFT_DROPPED = Event("catalogue.draft_dropped", quiet=True)
FORM_PUBLISHED = Event("catalogue.form_published", quiet=True)
RULE_SAVED = Event("catalogue.rule_saved", quiet=True)
RULE_REMOVED = Event("catalogue.rule_removed", quiet=True)
COMMITMENT_SAVED = Event("catalogue.commitment_saved", quiet=True)
COMMITMENT_REMOVED = Event("catalogue.commitment_removed", quiet=True)
