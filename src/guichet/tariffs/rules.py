"""Who may read, write and publish the by-laws on fees."""

from __future__ import annotations

from collections.abc import Collection

from guichet.kernel.actor import Actor


def may_read_bylaws(actor: Actor) -> bool:
    """Every member of the staff reads the by-laws, drafts included."""
    return actor.is_staff or actor.is_system


def may_write(actor: Actor) -> bool:
    """Tell whether the actor may write by-laws: articles, rates, rules, worked examples."""
    return actor.is_system or actor.has("tariff.write")


def may_publish(actor: Actor, authors: Collection[int]) -> bool:
    """Two people for what is charged: whoever wrote this version does not publish it."""
    return actor.is_system or (actor.has("tariff.publish") and actor.id not in authors)


def may_end(actor: Actor) -> bool:
    """Tell whether the actor may say on which day a published version ceases to be in force, or return a draft."""
    return actor.is_system or actor.has("tariff.publish")


def may_import(actor: Actor) -> bool:
    """By-laws that come whole from a file are brought in by the house only."""
    return actor.is_system


def may_keep_bylaws(actor: Actor) -> bool:
    """Tell whether the by-laws are part of the actor's work: who writes them or publishes them."""
    return actor.is_system or actor.has("tariff.write") or actor.has("tariff.publish")
