"""Writing answers: drafts, versions, restoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.knowledge import events, rules
from guichet.knowledge.content import CONTENT, TRUNK, are_apart, check_content, content_of, is_key, stamped
from guichet.knowledge.differences import differences
from guichet.knowledge.lifecycle import DRAFT, LIFECYCLE
from guichet.knowledge.models import Answer, AnswerVersion
from guichet.knowledge.queries.history import names_by_code
from guichet.knowledge.reading import free_key, new_once
from guichet.ledger.actions import record
from guichet.people.queries import account_with_id, team_named

SETTINGS = ("owner_team", "second_reader", "review_on", "example", "source")
_NEW_CONTENT: dict[str, Any] = {"texts": {}, "audience": "residents"}


def found_answer(key: str) -> Answer:
    """Find an answer, held until the end of the transaction, with its versions of now. Raises NotFound."""
    rows = Answer.objects.select_for_update(of=("self",)).select_related("newest", "live", "owner_team")
    answer = rows.filter(key=key[:80]).first()
    if answer is None:
        raise NotFound(_("There is no such answer."))
    return answer


@transaction.atomic
def save_draft(
    actor: Actor,
    key: str,
    values: Mapping[str, Any],
    *,
    seen_number: int | None = None,
    note: str = "",
    same: Sequence[str] = (),
) -> Answer:
    """Write an answer, or write it anew; what is published stays shown until the next version is.

    `values` holds only what changes: texts {"" or district: {"fr" or "en": {"title", "say", "read", "staff"}}},
    keywords, sources [{"label", "url"}], forms, services, districts, see_also, audience, valid_from, valid_until,
    owner_team (code), second_reader (account id), review_on, example, source. An empty `key` is made from the title.
    `same` names the variants (« » for the trunk) of which both languages still say the same.

    Raises Invalid with the faulty fields, Conflict with what changed when someone saved after version `seen_number`.
    """
    authorise(actor, rules.may_write)
    content = check_content(values)
    existing = Answer.objects.filter(key=key[:80]).exists() if key else False
    answer = found_answer(key) if existing else _new_answer(key, content)
    before = answer.newest
    if seen_number is not None and before is not None and before.number != seen_number:
        raise Conflict(
            _("Someone else saved this answer meanwhile. Compare, then save again."),
            changes=tuple(changes_since(answer, seen_number)),
        )
    changed = _set_settings(answer, values)
    whole = (content_of(before) if before else dict(_NEW_CONTENT)) | content
    if before is None or whole != content_of(before) or same:
        _add_version(actor, answer, whole, note=note, same=same)
        answer.state = LIFECYCLE.next(answer.state, "save")
        answer.returned_why = ""
        changed += [name for name in content if before is None or getattr(before, name) != content[name]]
    if changed or same:
        _keep(answer)
        number = answer.newest.number if answer.newest else 0
        record(actor, events.ANSWER_SAVED, answer, fields=sorted(changed), number=number)
    return answer


def changes_since(answer: Answer, number: int) -> list[str]:
    """Say what changed in an answer since a version, who changed it first."""
    seen = AnswerVersion.objects.filter(answer=answer, number=number).first()
    if seen is None or answer.newest is None:
        return []
    who = _("Saved by %(person)s.") % {"person": answer.newest.author_name}
    names = names_by_code((get_language() or "fr")[:2])
    return [who, *(one.sentence for one in differences(seen, answer.newest, names))]


def _new_answer(key: str, content: Mapping[str, Any]) -> Answer:
    trunk = content.get("texts", {}).get(TRUNK, {})
    if not trunk:
        raise Invalid(_("Write a title."), fields={"texts..fr.title": _("Write a title.")})
    if key and not is_key(key):
        raise Invalid(_("The code takes lower-case letters, digits and hyphens."), fields={"key": key})
    now = moment.now()
    title = next(parts["title"] for parts in trunk.values())
    answer = Answer(key=key or free_key(title, _taken, "reponse"), created_at=now, updated_at=now)
    with new_once():
        answer.save()
    return answer


def _taken(stem: str) -> set[str]:
    return set(Answer.objects.filter(key__startswith=stem).values_list("key", flat=True))


def _set_settings(answer: Answer, values: Mapping[str, Any]) -> list[str]:
    """Put what is not text on an answer; gives the names of what changed."""
    given: dict[str, Any] = {name: values[name] for name in SETTINGS if name in values}
    if "owner_team" in given:
        team = team_named(str(given["owner_team"])) if given["owner_team"] else None
        if given["owner_team"] and team is None:
            raise Invalid(_("Choose a team that exists."), fields={"owner_team": str(given["owner_team"])})
        given["owner_team"] = team
    if "second_reader" in given:
        reader = account_with_id(int(given["second_reader"])) if given["second_reader"] else None
        if given["second_reader"] and reader is None:
            raise Invalid(_("Choose someone who works here."), fields={"second_reader": _("Choose someone.")})
        given["second_reader"] = reader
    if "review_on" in given:
        given["review_on"] = check_content({"valid_from": given["review_on"]})["valid_from"]
    if "source" in given:
        given["source"] = clean_line(str(given["source"]), 200)
    changed = [name for name, value in given.items() if getattr(answer, name) != value]
    for name in changed:
        setattr(answer, name, given[name])
    return changed


def _add_version(
    actor: Actor, answer: Answer, content: Mapping[str, Any], *, note: str = "", same: Sequence[str] = ()
) -> None:
    before, now = answer.newest, moment.now()
    answer.newest = AnswerVersion.objects.create(
        answer=answer,
        number=(before.number if before else 0) + 1,
        **{name: content[name] for name in CONTENT if name in content},
        changed=stamped(before, content["texts"], now, same),
        author_id=actor.id if actor.is_staff else None,
        author_name=actor.label[:120],
        note=clean_line(note, 300),
        at=now,
    )
    answer.languages_apart = are_apart(answer.newest)


def _keep(answer: Answer) -> None:
    answer.version += 1
    answer.updated_at = moment.now()
    answer.save()


@transaction.atomic
def restore(actor: Actor, key: str, number: int, *, seen_number: int | None = None) -> Answer:
    """Make a draft that says what an earlier version said; nothing between them is lost."""
    authorise(actor, rules.may_write)
    answer = found_answer(key)
    old = AnswerVersion.objects.filter(answer=answer, number=number).first()
    if old is None or answer.newest is None:
        raise NotFound(_("There is no such version."))
    if seen_number is not None and answer.newest.number != seen_number:
        changes = tuple(changes_since(answer, seen_number))
        raise Conflict(
            _("Someone else saved this answer meanwhile. Compare, then save again."), changes=changes
        )
    answer.state = LIFECYCLE.next(answer.state, "save")
    said = _("Back to version %(number)d") % {"number": number}
    _add_version(actor, answer, content_of(old), note=said)
    answer.state = DRAFT
    _keep(answer)
    restored = answer.newest.number
    record(actor, events.ANSWER_SAVED, answer, fields=["texts"], number=restored, restored=number)
    return answer
