"""A script walked inside the console: one question at a time, then what it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet.contacts.queries.shapes import ScriptSeen
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.knowledge.queries import ElsewhereShown, all_elsewhere
from guichet.knowledge.stepping import ELSEWHERE, SERVICE


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person may say: its words, what the button sends, the key that presses it."""

    words: str
    pick: str
    key: str


@dataclass(frozen=True, slots=True)
class ScriptShown:
    """Where the script is: the question and its choices, or its end (« answer », « service », « elsewhere »).

    `turns` are what was asked and said so far, each with what goes back to it; `asked` the questions of the service
    that are answered already.
    """

    key: str
    title: str
    turns: Sequence[tuple[str, str, str]]
    question: str
    help: str
    choices: Sequence[Choice]
    end: str
    asked: Mapping[str, str]
    body: ElsewhereShown | None


def script_shown(actor: Actor, seen: ScriptSeen, language: str) -> ScriptShown:
    """Say where the script is, in the person's language: its questions are asked aloud."""
    script, walked = seen.script, seen.walk
    path = _path(seen)
    here = f"script:{script.key}:"
    choices = walked.step["choices"] if walked.step else ()
    body = None
    if walked.end_kind == ELSEWHERE:
        body = next((one for one in all_elsewhere(actor, language) if one.key == walked.end_name), None)
    return ScriptShown(
        key=script.key,
        title=localise(script.title, language),
        turns=[
            (
                localise(asked["question"], language),
                localise(said["label"], language),
                here + ".".join(map(str, path[:place])),
            )
            for place, (asked, said) in enumerate(walked.turns)
        ],
        question=localise(walked.step["question"], language) if walked.step else "",
        help=localise(walked.step["help"], language) if walked.step and walked.step.get("help") else "",
        choices=[
            Choice(
                words=localise(choice["label"], language),
                pick=here + ".".join(map(str, (*path, place))),
                key=str(place + 1) if place < 9 else "",
            )
            for place, choice in enumerate(choices)
        ],
        end=walked.end_kind,
        asked={code: str(value) for code, value in walked.end.get("answers", {}).items()}
        if walked.end_kind == SERVICE
        else {},
        body=body,
    )


def _path(seen: ScriptSeen) -> list[int]:
    """Give the places of the choices that were followed."""
    return [asked["choices"].index(said) for asked, said in seen.walk.turns]
