"""Reading the forms that the city writes: the one being written, those to read again, people made up to try them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from guichet.catalogue import rules
from guichet.catalogue.lifecycle import PUBLISHED, REVIEW
from guichet.catalogue.models import FormSample, FormVersion, Service
from guichet.kernel.access import authorise
from guichet.kernel.actor import Actor
from guichet.kernel.errors import NotFound


def form_being_written(actor: Actor, service: Service) -> FormVersion | None:
    """Give the version of a service's form that is being written or read again; None when there is none."""
    authorise(actor, rules.may_configure)
    rows = FormVersion.objects.select_related("written_by").filter(service=service)
    return rows.exclude(state=PUBLISHED).first()


def forms_in_review(actor: Actor) -> list[FormVersion]:
    """Give the forms that wait for a second reader, the oldest first."""
    authorise(actor, rules.may_configure)
    rows = FormVersion.objects.select_related("service", "written_by").filter(state=REVIEW)
    return list(rows.order_by("saved_at", "id"))


def samples_of(actor: Actor, service: Service) -> list[FormSample]:
    """Give the people made up to try a service's form, by name."""
    authorise(actor, rules.may_configure)
    return list(FormSample.objects.filter(service=service).order_by("name"))


def version_numbered(actor: Actor, service: Service, number: int) -> FormVersion:
    """Find a published version of a service's form. Raises NotFound."""
    authorise(actor, rules.may_configure)
    version = FormVersion.objects.filter(service=service, number=number, state=PUBLISHED).first()
    if version is None:
        raise NotFound(_("This version does not exist."))
    return version
