"""Writing decision trees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue.queries import newest_questions, service_choices
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid
from guichet.knowledge import events, rules
from guichet.knowledge.content import is_key
from guichet.knowledge.editions import SCRIPTS
from guichet.knowledge.models import Answer, Elsewhere, Script
from guichet.knowledge.reading import Reading, first_text, free_key, new_once
from guichet.knowledge.stepping import Targets, check_steps
from guichet.ledger.actions import record
from guichet.people.models import Team
from guichet.people.queries import team_named
from guichet.places.editions import renew


@transaction.atomic
def save_script(
    actor: Actor, key: str, values: Mapping[str, Any], *, seen_version: int | None = None
) -> Script:
    """Write a script; an empty `key` is made from the title.

    `values` holds only what changes: title, intro (by language), steps (see `Script`), keywords, owner_team (code),
    active, example.

    Raises Invalid with the faulty fields, Conflict when someone else saved it after `seen_version`.
    """
    authorise(actor, rules.may_write)
    if key and not is_key(key):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"key": key})
    found = Script.objects.select_for_update().filter(key=key).first() if key else None
    if found is not None and seen_version is not None and found.version != seen_version:
        raise Conflict(_("Someone else saved this script meanwhile. Compare, then save again."))
    checked = _checked(values)
    script = found or Script(key=key, title={})
    for name, value in checked.items():
        setattr(script, name, value)
    if not script.title or not script.steps:
        raise Invalid(_("Write at least one question."), fields={"steps": _("Write at least one question.")})
    script.key = script.key or free_key(first_text(script.title), _taken, "script")
    script.version += 1
    script.updated_at = moment.now()
    with new_once():
        script.save()
    renew(SCRIPTS)
    record(actor, events.SCRIPT_SAVED, script, fields=sorted(checked), version=script.version)
    return script


def targets() -> Targets:
    """Give what the choices of a script may lead to now."""
    questions = newest_questions()
    return Targets(
        answers=set(Answer.objects.filter(live__isnull=False).values_list("key", flat=True)),
        elsewhere=set(Elsewhere.objects.filter(active=True).values_list("key", flat=True)),
        services={
            service.code: {question.code for question in questions.get(service.code, ())}
            for service in service_choices()
        },
    )


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    reading = Reading(values)
    reading.text("title", 120, "fr")
    reading.text("intro", 400)
    reading.value("steps", lambda steps: check_steps(steps, targets()))
    reading.words("keywords", 40)
    reading.value("owner_team", _team, _("Choose a team that exists."))
    reading.flags("active", "example")
    return reading.done()


def _team(code: object) -> Team | None:
    team = team_named(str(code)) if code else None
    if code and team is None:
        raise ValueError("a team that exists")
    return team


def _taken(stem: str) -> set[str]:
    return set(Script.objects.filter(key__startswith=stem).values_list("key", flat=True))
