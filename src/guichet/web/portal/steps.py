"""The steps of a report: which there are for a service, where they are, and what the city promises meanwhile."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.catalogue.promises import promise_sentence
from guichet.catalogue.queries import ServiceForm, form_of, promised_for, service_for, service_with_code
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.places.queries import PlanShapes, calendar, district_at, plan_around
from guichet.web.kit.parts import Step
from guichet.web.portal.drafts import Draft
from guichet.web.portal.questions import PREFIX

PLACE, DETAILS, CONTACT, CHECK = "place", "details", "contact", "check"
PLAN_METRES = 130.0
# What the house calls a part of a report → the step where it is said.
STEP_OF = {
    "place": PLACE,
    "service": CHECK,
    "description": DETAILS,
    "file": DETAILS,
    "email": CONTACT,
    "phone": CONTACT,
}
FIELD_OF = {"place": "q", "file": "photos"}


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised: a sentence, and the day by which it is settled when sent now (None when no day is promised)."""

    sentence: str
    day: dt.date | None


def asked_service(actor: Actor, code: str) -> ServiceForm | None:
    """Give a service that a resident may ask for today, with its questions."""
    service = service_for(actor, code, moment.today())
    return form_of(service) if service else None


def closed_service(code: str) -> ServiceForm | None:
    """Give a public service that is out of season."""
    service = service_with_code(code)
    return ServiceForm(service, None, ()) if service and service.public and service.active else None


def opens_again(asked: ServiceForm) -> dt.date | None:
    """Give the day on which a service out of season opens again; None for one without a season."""
    month, _dash, day = asked.service.season_from.partition("-")
    if not day:
        return None
    today = moment.today()
    starts = dt.date(today.year, int(month), min(int(day), 28) if month == "02" else int(day))
    return starts if starts > today else starts.replace(year=today.year + 1)


def step_names(asked: ServiceForm) -> list[str]:
    """Give the steps of a report in order; a service without a place has none for it."""
    return [DETAILS, CONTACT, CHECK] if asked.service.location == "none" else [PLACE, DETAILS, CONTACT, CHECK]


def step_url(asked: ServiceForm, draft: Draft | None, step: str) -> str:
    """Give the address of a step; the first ones can be opened before anything is kept."""
    code = asked.service.code
    if draft is None or not draft.is_kept:
        return reverse(f"portal_start_{step}", args=[code])
    return reverse(f"portal_{step}", args=[code, draft.key])


def first_undone(asked: ServiceForm, draft: Draft) -> str:
    """Give the first step that is not complete; the last one when all are."""
    return next((step for step in step_names(asked) if step not in draft.done), CHECK)


def next_step(asked: ServiceForm, step: str) -> str:
    """Give the step after one."""
    names = step_names(asked)
    return names[min(names.index(step) + 1, len(names) - 1)]


def steps_shown(asked: ServiceForm, draft: Draft, current: str) -> list[Step]:
    """Give the steps as the page shows them: those done can be come back to."""
    words = {
        PLACE: _("The place"),
        DETAILS: _("The details"),
        CONTACT: _("How to reach you"),
        CHECK: _("Check and send"),
    }
    return [
        Step(
            words[step],
            done=step in draft.done and step != current,
            current=step == current,
            url=step_url(asked, draft, step) if step in draft.done else "",
        )
        for step in step_names(asked)
    ]


def step_of(about: str) -> str:
    """Give the step where something that the house refused is said."""
    return DETAILS if about.startswith("answers.") else STEP_OF.get(about, CHECK)


def field_of(about: str) -> str:
    """Give the form's field for what the house speaks of."""
    room, _dot, code = about.partition(".")
    return f"{PREFIX}{code}" if room == "answers" else FIELD_OF.get(about, about)


def promise_now(asked: ServiceForm, point: tuple[float, float] | None = None) -> Promise:
    """Say what is promised for a service if it is asked for now, at a place when one is known."""
    district = district_at(*point) if point else None
    promised = promised_for(asked.service, district.pk if district else None, asked.service.priority)
    due = calendar().add(moment.now(), promised.resolve) if promised.resolve else None
    return Promise(promise_sentence(promised), timezone.localtime(due).date() if due else None)


def plan_of(point: tuple[float, float] | None, metres: float = PLAN_METRES) -> PlanShapes | None:
    """Draw a small plan around a place; None when there is no place, or nothing is drawn there."""
    if point is None:
        return None
    plan = plan_around(*point, metres)
    return None if plan.is_empty else plan
