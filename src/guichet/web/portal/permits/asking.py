"""A request for a permit while it is being written: one draft on the server, read as the place, the dates, the people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse

from guichet.catalogue.actions.drafts import save_draft
from guichet.catalogue.drafts import form_of_draft
from guichet.catalogue.forms import Form, Kind, missing, shown_pages
from guichet.catalogue.queries.drafts import draft_for
from guichet.kernel.errors import Invalid
from guichet.permits.checking import is_thinkable, needed_documents
from guichet.permits.lifecycle import Role
from guichet.permits.queries.types import permit_type
from guichet.permits.shapes import Document, TypeShown
from guichet.web.portal.entrance import PortalRequest

if TYPE_CHECKING:
    from guichet.catalogue.models import DraftPerson

AREA, PERIOD, PARTIES, DOCUMENTS, DONE, LIKE = "_area", "_period", "_parties", "_documents", "_done", "_like"
PLACE, DATES, DETAILS, PEOPLE, FILES, CHECK = "lieu", "dates", "details", "personnes", "documents", "verifier"
BY_STEP = (Kind.AREA, Kind.PERIOD)


@dataclass(frozen=True, slots=True)
class Period:
    """The days asked for, both counted, and hours in words (« 9 h à 17 h »), empty for day and night."""

    starts: dt.date
    ends: dt.date
    hours: str = ""

    @property
    def days(self) -> int:
        """Count the days."""
        return (self.ends - self.starts).days + 1


@dataclass(slots=True)
class Asking:
    """A draft with its type of permit and its form; `answers` are as they were typed."""

    person: DraftPerson
    kind: TypeShown
    form: Form
    answers: dict[str, Any]

    @property
    def key(self) -> str:
        """Give the key that stands in the addresses of this person."""
        return self.person.key

    @property
    def files_key(self) -> str:
        """Give the secret under which the draft's files wait."""
        return self.person.draft.files

    @property
    def area(self) -> Mapping[str, Any]:
        """Give the area as the form of areas kept it; empty when none was given."""
        kept = self.answers.get(AREA)
        return kept if isinstance(kept, Mapping) else {}

    @property
    def parties(self) -> Mapping[str, Mapping[str, str]]:
        """Give what was typed of each role; {"same": "applicant"} for the same person."""
        kept = self.answers.get(PARTIES)
        return (
            {role: each for role, each in kept.items() if isinstance(each, Mapping)}
            if isinstance(kept, Mapping)
            else {}
        )

    @property
    def documents(self) -> Mapping[str, Mapping[str, str]]:
        """Give the files that were joined, by the code of their document."""
        kept = self.answers.get(DOCUMENTS)
        return kept if isinstance(kept, Mapping) else {}

    @property
    def like(self) -> Mapping[str, Any]:
        """Give what was taken from an earlier file: its `reference`, what it `took`, what is `lost`; empty for nothing."""
        kept = self.answers.get(LIKE)
        return kept if isinstance(kept, Mapping) else {}

    @property
    def period(self) -> Period | None:
        """Give the days asked for; None while they are not both there."""
        return read_period(self.answers.get(PERIOD))

    @property
    def district(self) -> str:
        """Give the district of the place, once it is known."""
        return str(self.area.get("district", ""))

    def step_names(self) -> list[str]:
        """Give the steps of this request, in order."""
        pages = [PLACE, DATES]
        if self.pages():
            pages.append(DETAILS)
        pages.append(PEOPLE)
        if self.needed():
            pages.append(FILES)
        return [*pages, CHECK]

    def pages(self) -> list[str]:
        """Give the codes of the form's pages that are shown; those of the area and the period alone have their own step."""
        own = {
            question.code for question in self.form.questions if question.kind in BY_STEP or question.internal
        }
        return [page.code for page in shown_pages(self.form, self.answers) if set(page.questions) - own]

    def needed(self) -> list[Document]:
        """Give the documents that a request with such answers needs."""
        return needed_documents(self.kind, self.answers)

    def is_done(self, step: str) -> bool:
        """Tell whether a step holds what it needs."""
        if step == PLACE:
            return bool(self.area.get("geometry") or (not self.kind.drawn and self.area.get("place")))
        if step == DATES:
            return self.period is not None
        if step == DETAILS:
            return DETAILS in self.passed and not missing(self.form_for_pages(), self.answers)
        if step == PEOPLE:
            applicant = self.parties.get(Role.APPLICANT, {})
            return bool(applicant.get("email") or applicant.get("phone"))
        return step == FILES and FILES in self.passed

    @property
    def passed(self) -> list[str]:
        """Give the steps that were sent once, though nothing was needed there."""
        kept = self.answers.get(DONE)
        return [str(each) for each in kept] if isinstance(kept, list) else []

    def form_for_pages(self) -> Form:
        """Give the form without what the steps of the place and the dates ask."""
        kept = tuple(q for q in self.form.questions if q.kind not in BY_STEP and not q.internal)
        return Form(kept, self.form.pages)

    def first_undone(self) -> str:
        """Give the first step that still needs something; the last one when none does."""
        return next((step for step in self.step_names() if step != CHECK and not self.is_done(step)), CHECK)

    def after(self, step: str) -> str:
        """Give the step after one."""
        names = self.step_names()
        return names[min(names.index(step) + 1, len(names) - 1)]

    def before(self, step: str) -> str:
        """Give the step before one; empty for the first."""
        names = self.step_names()
        place = names.index(step)
        return names[place - 1] if place else ""

    def url(self, step: str) -> str:
        """Give the address of a step."""
        if step == DETAILS:
            return reverse("portal_permit_page", args=[self.key, self.pages()[0]])
        return reverse("portal_permit_step", args=[self.key, step])


def read_period(given: object) -> Period | None:
    """Read a kept period; None when it is not two days in order."""
    if not isinstance(given, Mapping):
        return None
    try:
        starts, ends = (dt.date.fromisoformat(str(given.get(name, ""))) for name in ("starts", "ends"))
    except ValueError:
        return None
    fits = starts <= ends and is_thinkable(starts) and is_thinkable(ends)
    return Period(starts, ends, str(given.get("hours", ""))[:20]) if fits else None


def find_asking(request: PortalRequest, key: str) -> Asking:
    """Give the draft of a key that this browser proved to be its own. Raises NotFound."""
    person = draft_for(request.actor, key)
    answers = dict(person.draft.answers)
    district = str((answers.get(AREA) or {}).get("district", ""))
    kind = permit_type(request.actor, person.draft.service.code, district)
    return Asking(person, kind, form_of_draft(person.draft), answers)


def keep(request: PortalRequest, asking: Asking, given: Mapping[str, Any], *, step: str = "") -> None:
    """Keep what was typed; what the form asks of areas and periods is answered with it."""
    if step and step not in asking.passed:
        given = {**given, DONE: [*asking.passed, step]}
    whole = {**given, **_form_answers(asking.form, given)}
    asking.answers.update(whole)
    email = str(asking.parties.get(Role.APPLICANT, {}).get("email", "")) if asking.person.owner else ""
    try:
        asking.person = save_draft(request.actor, asking.key, whole, page=step, email=email or None)
    except Invalid:  # an address that cannot be written to: said where it is typed, kept all the same
        asking.person = save_draft(request.actor, asking.key, whole, page=step)


def _form_answers(form: Form, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers to a form's own questions on the area and the period, from what the steps asked."""
    found: dict[str, Any] = {}
    for question in form.questions:
        if question.kind is Kind.AREA and AREA in given:
            area = given[AREA]
            found[question.code] = {
                "geometry": area.get("geometry"), "address": area.get("place", ""), "length_m": area.get("length", ""),
                "width_m": area.get("width", ""), "lat": area.get("lat", ""), "lon": area.get("lon", ""),
            }  # fmt: skip
        if question.kind is Kind.PERIOD and PERIOD in given:
            found[question.code] = {name: given[PERIOD].get(name, "") for name in ("starts", "ends")}
    return found


def no_store(response: HttpResponse) -> HttpResponse:
    """Keep a part of a page that holds what someone typed out of every cache."""
    response.headers["Cache-Control"] = "private, no-store"
    return response
