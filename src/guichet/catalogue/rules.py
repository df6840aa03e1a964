"""Who may change the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guichet.kernel.actor import Actor

if TYPE_CHECKING:
    from guichet.catalogue.models import DraftPerson, FormVersion


def may_configure(actor: Actor) -> bool:
    """Tell whether the actor may change services, questions, routing and commitments."""
    return actor.is_system or actor.has("config.catalogue")


def may_publish_alone(actor: Actor) -> bool:
    """Only Guichet itself (demonstration, import) publishes a form that nobody read again."""
    return actor.is_system


def may_publish_form(actor: Actor, version: FormVersion) -> bool:
    """Whoever wrote a form does not publish it: a second person does."""
    return actor.is_system or (actor.has("config.catalogue") and version.written_by_id != actor.id)


def may_fill(actor: Actor) -> bool:
    """Anybody may start a form; staff may for someone at their counter."""
    return not actor.is_staff or actor.has("case.open")


def may_read_draft(actor: Actor, person: DraftPerson) -> bool:
    """Tell whether the actor is this person of a draft, or the member of the staff who started it for them."""
    if actor.is_system or person.key in actor.drafts:
        return True
    return actor.is_staff and person.draft.started_by_id == actor.id


def may_share_draft(actor: Actor, person: DraftPerson) -> bool:
    """Only the owner of a draft invites others, and sends it."""
    return may_read_draft(actor, person) and person.owner


def may_tidy(actor: Actor) -> bool:
    """Removing what nobody sent is the house's own work."""
    return actor.is_system
