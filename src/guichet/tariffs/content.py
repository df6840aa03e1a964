"""What a version of a by-law holds, read: articles, questions, rates, tables, quantities, taxes, tariffs, examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from guichet.kernel.money import Rounding
from guichet.kernel.texts import Text

PARTS = ("articles", "questions", "rates", "tables", "quantities", "taxes", "tariffs", "examples")
QUESTION_KINDS = ("number", "whole", "choice", "yes_no")
RULE_KINDS = ("fee", "reduction", "exemption", "minimum", "cap", "rounding", "deposit", "refusal")
WITH_FORMULA = ("fee", "reduction", "minimum", "cap", "deposit")
OVER_ALL = ("exemption", "minimum", "cap", "rounding")
SPANS: Mapping[str, str] = {"days": "day", "weeks": "week", "months": "month", "years": "year"}
"""Names that are always known: started days, weeks, months and years of the period, the first and last day counted."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the by-law, its number and its text in short."""

    code: str
    title: Text
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that the tariffs need: a number in a unit, a choice, a yes or no. Without a default it must be given.

    `lowest` keeps numbers from being negative (0) or more; `adjustable` says that an applicant could do with less.
    """

    code: str
    kind: str
    label: Text
    unit: str = ""
    choices: tuple[tuple[str, Text], ...] = ()
    default: str | None = None
    lowest: Decimal = Decimal(0)
    highest: Decimal | None = None
    adjustable: bool = False
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A price or another figure of the by-law; `steps` are (from which day, value), the first from the beginning."""

    code: str
    label: Text
    unit: str
    article: str
    steps: tuple[tuple[dt.date | None, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a table: limits (over, up to; None: no limit) by number, answers by choice, the figure."""

    value: Decimal
    label: Text
    limits: Mapping[str, tuple[Decimal, Decimal | None]]
    when: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by bands of one or two facts. `closed` says where a value on a limit goes: « up_to » or « below » it."""

    code: str
    label: Text
    unit: str
    article: str
    by: tuple[str, ...]
    closed: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A count of started days, weeks, months or years: those after the first n, at most m, within a season."""

    unit: str
    after: int = 0
    up_to: int | None = None
    season: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something worked out before amounts: by a formula, rounded and kept within limits, or a window of time."""

    code: str
    label: Text
    formula: str = ""
    window: Window | None = None
    rounding: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """A piece of a sentence, said when its condition holds (always when it has none)."""

    when: str
    text: Text


@dataclass(frozen=True, slots=True)
class Rule:
    """One step of a tariff, in order: a fee, a reduction, what is waived, a minimum… `of` names the lines concerned."""

    code: str
    kind: str
    label: Text
    article: str
    when: str = ""
    formula: str = ""
    of: tuple[str, ...] = ()
    taxable: bool = True
    ground: Text | None = None
    rounding: str = ""
    sentence: tuple[Saying, ...] = ()


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax and its percentages by date, with the law that sets it."""

    code: str
    label: Text
    law: Text
    steps: tuple[tuple[dt.date | None, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one kind of permit or service costs: ordered rules, taxes added, how amounts are rounded.

    `others` are tariffs under which the same thing may lawfully be asked for.
    """

    code: str
    name: Text
    rules: tuple[Rule, ...]
    taxes: tuple[str, ...] = ()
    rounding: Rounding = Rounding.CENT
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A file worked by hand from the published rule: facts, the amount (or none: it must be refused), the working."""

    code: str
    title: Text
    tariff: str
    starts: dt.date
    ends: dt.date
    answers: Mapping[str, str]
    total: Decimal | None
    lines: Mapping[str, Decimal]
    working: Text


@dataclass(frozen=True, slots=True)
class Content:
    """All parts of a version, by code, in their order."""

    articles: Mapping[str, Article]
    questions: Mapping[str, Question]
    rates: Mapping[str, Rate]
    tables: Mapping[str, Table]
    quantities: Mapping[str, Quantity]
    taxes: Mapping[str, Tax]
    tariffs: Mapping[str, Tariff]
    examples: Mapping[str, Example]
    about: Text
    source: str = ""
    demonstration: bool = False
