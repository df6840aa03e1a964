"""Decision trees: read from what was typed, checked so that none leaves an agent without a way out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line

STEP, ANSWER, SERVICE, ELSEWHERE = "step", "answer", "service", "elsewhere"
MOST_STEPS, MOST_CHOICES = 60, 12
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Targets:
    """What choices may lead to: keys of answers and of bodies elsewhere, services with the codes of their questions."""

    answers: Collection[str] = ()
    elsewhere: Collection[str] = ()
    services: Mapping[str, Collection[str]] = field(default_factory=dict)


def check_steps(given: object, targets: Targets) -> list[Step]:
    """Read the steps of a script: cleaned, and sure to lead somewhere.

    Raises Invalid, whose fields name the faulty step or choice (« steps.1.question.fr », « steps.0.choices.2.to »):
    a text missing, a target that is not there, a step that nothing leads to, a circle without a way out.
    """
    steps = given if isinstance(given, list | tuple) else []
    faults: dict[str, str] = {}
    if not steps:
        faults["steps"] = _("Write at least one question.")
    if len(steps) > MOST_STEPS:
        faults["steps"] = _("A script has at most %(most)d questions.") % {"most": MOST_STEPS}
    read = [_read_step(step, f"steps.{index}", faults) for index, step in enumerate(steps[:MOST_STEPS])]
    codes = [step["code"] for step in read]
    for index, code in enumerate(codes):
        if code in codes[:index]:
            faults[f"steps.{index}.code"] = _("Two questions have this code.")
    for index, step in enumerate(read):
        for place, choice in enumerate(step["choices"]):
            if fault := _target_fault(choice, codes, targets):
                faults.setdefault(f"steps.{index}.choices.{place}.to", fault)
    if not faults:
        faults = _ways_out(read)
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    return read


def _read_step(step: object, place: str, faults: dict[str, str]) -> Step:
    given: Mapping[str, Any] = step if isinstance(step, Mapping) else {}
    code = clean_line(str(given.get("code") or ""), 60)
    if not _CODE.fullmatch(code):
        faults[f"{place}.code"] = _("The code takes lower-case letters, digits and hyphens.")
    choices = given.get("choices") or []
    if not choices:
        faults[f"{place}.choices"] = _("Give at least one choice: nobody may be left without a way on.")
    if len(choices) > MOST_CHOICES:
        faults[f"{place}.choices"] = _("A question has at most %(most)d choices.") % {"most": MOST_CHOICES}
    return {
        "code": code,
        "question": _text(given.get("question"), f"{place}.question", 300, faults),
        "help": _text(given.get("help"), f"{place}.help", 600, faults, needed=False),
        "choices": [
            {
                "label": _text(choice.get("label"), f"{place}.choices.{index}.label", 120, faults),
                "to": clean_line(str(choice.get("to") or ""), 120),
                "answers": {
                    clean_line(str(name), 60): value for name, value in (choice.get("answers") or {}).items()
                },
            }
            for index, choice in enumerate(choices[:MOST_CHOICES])
        ],
    }


def _text(
    value: object, place: str, most: int, faults: dict[str, str], *, needed: bool = True
) -> dict[str, str]:
    try:
        return check_text(value, required=("fr",) if needed else (), max_length=most)
    except Invalid as fault:
        faults |= {f"{place}.{language}": words for language, words in fault.fields.items()}
        if not fault.fields:
            faults[place] = fault.message
        return {}


def _target_fault(choice: Mapping[str, Any], codes: Sequence[str], targets: Targets) -> str:
    kind, _colon, name = choice["to"].partition(":")
    known: Mapping[str, Collection[str]] = {
        STEP: codes,
        ANSWER: targets.answers,
        SERVICE: targets.services,
        ELSEWHERE: targets.elsewhere,
    }
    if kind not in known or not name:
        return _("Choose where this leads.")
    if name not in known[kind]:
        words = {
            STEP: _("No question has the code “%(name)s”."),
            ANSWER: _("No published answer has the key “%(name)s”."),
            SERVICE: _("No open service has the code “%(name)s”."),
            ELSEWHERE: _("The list of what is not ours has no “%(name)s”."),
        }
        return words[kind] % {"name": name[:60]}
    if choice["answers"] and kind != SERVICE:
        return _("Only a choice that leads to a service fills in its questions.")
    unknown = sorted(set(choice["answers"]) - set(targets.services.get(name, ())))
    if unknown:
        return _("This service does not ask “%(question)s”.") % {"question": unknown[0][:60]}
    return ""


def _ways_out(steps: Sequence[Step]) -> dict[str, str]:
    """Find the steps that nothing leads to, and those from which no end can be reached."""
    places = {step["code"]: index for index, step in enumerate(steps)}
    leads = {step["code"]: [_next_step(choice) for choice in step["choices"]] for step in steps}
    reached, edge = {steps[0]["code"]}, [steps[0]["code"]]
    while edge:
        found = [to for to in leads[edge.pop()] if to and to not in reached]
        reached.update(found)
        edge += found
    ending = {code for code, nexts in leads.items() if "" in nexts}
    grown = True
    while grown:
        more = {code for code, nexts in leads.items() if code not in ending and ending.intersection(nexts)}
        ending |= more
        grown = bool(more)
    faults = {
        f"steps.{places[code]}.code": _("No choice leads to this question.")
        for code in leads
        if code not in reached
    }
    faults |= {
        f"steps.{places[code]}.choices": _("From here one turns in circles: no choice leads to an end.")
        for code in leads
        if code not in ending
    }
    return faults


def _next_step(choice: Mapping[str, Any]) -> str:
    kind, _colon, name = str(choice["to"]).partition(":")
    return name if kind == STEP else ""


def step_of(steps: Sequence[Step], code: str) -> Step | None:
    """Find a step by its code; the first one for an empty code."""
    if not code:
        return steps[0] if steps else None
    return next((step for step in steps if step["code"] == code), None)


@dataclass(frozen=True, slots=True)
class Walk:
    """Where some choices lead: the question where one stands (None at an end), those answered, the choice that ended it."""

    step: Step | None
    turns: tuple[tuple[Step, Mapping[str, Any]], ...] = ()
    end: Mapping[str, Any] = field(default_factory=dict)

    @property
    def end_kind(self) -> str:
        """Give what it ends in: « answer », « service », « elsewhere »; empty before the end."""
        return str(self.end.get("to", "")).partition(":")[0]

    @property
    def end_name(self) -> str:
        """Give the key or code of what it ends in."""
        return str(self.end.get("to", "")).partition(":")[2]


def walk(steps: Sequence[Step], chosen: Sequence[int]) -> Walk:
    """Follow choices, each by its place, as far as they lead; one that is not there (the script changed) ends the way."""
    step, turns = step_of(steps, ""), list[tuple[Step, Mapping[str, Any]]]()
    for index in chosen:
        if step is None or index >= len(step["choices"]):
            break
        choice = step["choices"][index]
        turns.append((step, choice))
        kind, _colon, name = choice["to"].partition(":")
        if kind != STEP:
            return Walk(None, tuple(turns), choice)
        step = step_of(steps, name)
    return Walk(step, tuple(turns))
