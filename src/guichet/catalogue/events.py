"""What can happen in the catalogue."""

from __future__ import annotations

from guichet.kernel.events import Event

SERVICE_SAVED = Event("catalogue.service_saved", quiet=True)
FORM_PUBLISHED = Event("catalogue.form_published", quiet=True)
RULE_SAVED = Event("catalogue.rule_saved", quiet=True)
RULE_REMOVED = Event("catalogue.rule_removed", quiet=True)
COMMITMENT_SAVED = Event("catalogue.commitment_saved", quiet=True)
COMMITMENT_REMOVED = Event("catalogue.commitment_removed", quiet=True)
