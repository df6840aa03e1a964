"""Writing the form of a service: a draft, read again by a second person, published; people made up to try it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.catalogue import events, rules
from guichet.catalogue.actions.offer import locked_service
from guichet.catalogue.forms import read_form, write_pages, write_questions
from guichet.catalogue.lifecycle import DRAFT, LIFECYCLE, PUBLISHED
from guichet.catalogue.models import FormSample, FormVersion, Service
from guichet.kernel import moment
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.kernel.words import clean_line
from guichet.ledger.actions import record

MAX_SAMPLES = 20


@transaction.atomic
def publish_form(
    actor: Actor, code: str, questions: object, *, pages: object = None, seen_number: int | None = None
) -> FormVersion:
    """Publish a form at once, without a second reader: only Guichet itself may (demonstration, import).

    Cases already open keep theirs. Nothing is done when nothing changes. Raises Invalid with the faulty question's
    code, Conflict when others were published after `seen_number` (0: none).
    """
    authorise(actor, rules.may_publish_alone)
    service = locked_service(code)
    form = read_form(questions, pages)
    written, paged = write_questions(form.questions), write_pages(form)
    newest = _published(service)
    if seen_number is not None and (newest.number if newest else 0) != seen_number:
        raise Conflict(_("Someone else published questions meanwhile. Compare, then publish again."))
    if newest is not None and newest.questions == written and newest.pages == paged:
        return newest
    FormVersion.objects.filter(service=service).exclude(state=PUBLISHED).update(
        number=_next_number(service) + 1
    )
    version = FormVersion.objects.create(
        service=service,
        number=_next_number(service) if newest is None else newest.number + 1,
        questions=written,
        pages=paged,
        state=PUBLISHED,
        published_at=moment.now(),
    )
    record(actor, events.FORM_PUBLISHED, service, number=version.number)
    return version


def _published(service: Service) -> FormVersion | None:
    return FormVersion.objects.filter(service=service, state=PUBLISHED).order_by("-number").first()


def _next_number(service: Service) -> int:
    newest = FormVersion.objects.filter(service=service).order_by("-number").first()
    return newest.number + 1 if newest else 1


def _written(service: Service) -> FormVersion | None:
    """Find the version of a service that is being written or read again, its row locked."""
    rows = FormVersion.objects.select_for_update().filter(service=service)
    return rows.exclude(state=PUBLISHED).first()


def _found(code: str, seen_edition: int | None) -> FormVersion:
    version = _written(locked_service(code))
    if version is None:
        raise NotFound(_("No form is being written for this service."))
    _check_edition(version, seen_edition)
    return version


def _check_edition(version: FormVersion, seen_edition: int | None) -> None:
    if seen_edition is not None and version.edition != seen_edition:
        raise Conflict(_("Someone else changed this form meanwhile. Look at it again, then go on."))


@transaction.atomic
def save_form(
    actor: Actor, code: str, questions: object, pages: object = None, *, seen_edition: int | None = None
) -> FormVersion:
    """Keep a form while it is being written: nothing of it is judged yet. Whoever saves it last wrote it.

    A form in review goes back to its writer's hands. Raises Conflict when someone else saved it after `seen_edition`
    (0: it was not being written).
    """
    authorise(actor, rules.may_configure)
    service = locked_service(code)
    version = _written(service)
    if version is None:
        if seen_edition:
            raise Conflict(_("This form was published or given up meanwhile. Look at it again, then go on."))
        version = FormVersion(service=service, number=_next_number(service), state=DRAFT)
    else:
        _check_edition(version, seen_edition)
    if not isinstance(questions, list) or not isinstance(pages or [], list):
        raise Invalid(_("This form cannot be read."))
    version.state = LIFECYCLE.next(version.state, "save")
    version.questions, version.pages = questions, pages or []
    version.written_by_id = actor.id or None
    version.edition += 1
    version.saved_at = moment.now()
    version.save()
    record(actor, events.FORM_SAVED, service, number=version.number)
    return version


@transaction.atomic
def submit_form(actor: Actor, code: str, *, seen_edition: int | None = None) -> FormVersion:
    """Ask a second person to read a form. Raises Invalid with the faulty question's code when it cannot be asked yet."""
    authorise(actor, rules.may_configure)
    version = _found(code, seen_edition)
    state = LIFECYCLE.next(version.state, "submit")
    form = read_form(version.questions, version.pages)
    version.questions, version.pages = write_questions(form.questions), write_pages(form)
    newest = _published(version.service)
    if newest is not None and (newest.questions, newest.pages) == (version.questions, version.pages):
        raise Conflict(_("Nothing differs from what is published. Change something, or give the draft up."))
    version.state, version.returned_why = state, ""
    version.edition += 1
    version.save(update_fields=["state", "questions", "pages", "returned_why", "edition"])
    record(actor, events.FORM_SUBMITTED, version.service, number=version.number)
    return version


@transaction.atomic
def return_form(actor: Actor, code: str, why: str, *, seen_edition: int | None = None) -> FormVersion:
    """Give a form in review back to its writer, with what is to change."""
    authorise(actor, rules.may_configure)
    version = _found(code, seen_edition)
    version.state = LIFECYCLE.next(version.state, "return")
    version.returned_why = clean_line(why, 300)
    if not version.returned_why:
        raise Invalid(_("Say what is to change."), fields={"why": _("Say what is to change.")})
    version.edition += 1
    version.save(update_fields=["state", "returned_why", "edition"])
    record(actor, events.FORM_RETURNED, version.service, number=version.number)
    return version


@transaction.atomic
def publish_reviewed(actor: Actor, code: str, *, seen_edition: int | None = None) -> FormVersion:
    """Publish a form that was submitted. Whoever wrote it is refused: two people for what is asked of residents."""
    authorise(actor, rules.may_configure)
    version = _found(code, seen_edition)
    if not rules.may_publish_form(actor, version):
        raise Denied(_("You wrote this form: someone else reads it and publishes it."))
    version.state = LIFECYCLE.next(version.state, "publish")
    read_form(version.questions, version.pages)
    version.published_by_id = actor.id or None
    version.published_at = moment.now()
    version.edition += 1
    version.save(update_fields=["state", "published_by", "published_at", "edition"])
    record(actor, events.FORM_PUBLISHED, version.service, number=version.number)
    return version


@transaction.atomic
def discard_form(actor: Actor, code: str, *, seen_edition: int | None = None) -> None:
    """Give up the form that is being written; what is published stays."""
    authorise(actor, rules.may_configure)
    version = _found(code, seen_edition)
    LIFECYCLE.next(version.state, "discard")
    service, number = version.service, version.number
    version.delete()
    record(actor, events.FORM_DISCARDED, service, number=number)


@transaction.atomic
def save_sample(actor: Actor, code: str, name: str, answers: Mapping[str, Any]) -> FormSample:
    """Keep the answers of a person made up, under a name, to try the form of a service again later."""
    authorise(actor, rules.may_configure)
    service = locked_service(code)
    called = clean_line(name, 80)
    if not called:
        raise Invalid(_("Give this person a name."), fields={"name": _("Give this person a name.")})
    known = FormSample.objects.filter(service=service)
    if known.exclude(name=called).count() >= MAX_SAMPLES:
        raise Conflict(_("A form has at most %(n)d sample people. Remove one first.") % {"n": MAX_SAMPLES})
    sample, _made = FormSample.objects.update_or_create(
        service=service, name=called, defaults={"answers": dict(answers), "saved_at": moment.now()}
    )
    record(actor, events.SAMPLE_SAVED, service, sample=sample.pk)
    return sample


@transaction.atomic
def remove_sample(actor: Actor, code: str, sample_id: int) -> None:
    """Forget a person made up."""
    authorise(actor, rules.may_configure)
    service = locked_service(code)
    gone, _rows = FormSample.objects.filter(service=service, pk=sample_id).delete()
    if not gone:
        raise NotFound(_("This sample person does not exist."))
    record(actor, events.SAMPLE_REMOVED, service, sample=sample_id)
