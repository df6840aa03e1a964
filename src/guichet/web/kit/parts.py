"""The shapes that components take: small frozen values that a view builds and a template hands over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Self

Tone = Literal["", "late", "warn", "ok", "info", "inner"]
Point = tuple[float, float]


class Choice(str):
    """The words of one choice of a form, with an optional smaller sentence beneath: `Choice("By text", "At 514…")`."""

    __slots__ = ("hint",)
    hint: str

    def __new__(cls, words: str, hint: str = "") -> Self:
        """Make a string that carries its hint."""
        made = super().__new__(cls, words)
        made.hint = hint
        return made


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a form: done steps have an address to come back to; exactly one is current."""

    title: str
    done: bool = False
    current: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened, or (`ahead`) that will; `when` is already in words."""

    title: str
    when: str = ""
    text: str = ""
    icon: str = "s-done"
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a promise's time: counted, paused, left or late; `share` of the whole bar, 0 to 1."""

    kind: Literal["run", "pause", "left", "late"]
    share: float
    label: str = ""


@dataclass(frozen=True, slots=True)
class PlanShape:
    """Something drawn on a plan; points are (longitude, latitude) as in GeoJSON.

    `rank` is the importance of a road, 1 (lane) to 4 (boulevard). Only roads and parks have their names written.
    """

    kind: Literal["road", "park", "water", "building", "district", "area"]
    points: tuple[Point, ...]
    name: str = ""
    rank: int = 1


@dataclass(frozen=True, slots=True)
class PlanPin:
    """A pin of a plan at (longitude, latitude); `here` is the place that the page is about."""

    at: Point
    text: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class FoundError:
    """One line of an error summary: the sentence and the address of the field (#id) that it is about."""

    message: str
    href: str
