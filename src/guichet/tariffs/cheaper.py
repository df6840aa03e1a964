"""Lawful ways to pay less: some days less, an area just under a limit, another tariff for the same thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import counted, day_words
from guichet.tariffs.computing import Asked
from guichet.tariffs.content import Question
from guichet.tariffs.reading import exact
from guichet.tariffs.sentences import both
from guichet.tariffs.units import say_price, say_quantity
from guichet.tariffs.values import Computed, Input, Variant

DAYS_TRIED = 14
Compute = Callable[[str, dict[str, Input], dt.date], Computed]


def variants(asked: Asked, now: Computed, compute: Compute, most: int = 3) -> list[Variant]:
    """Give what would cost less, the largest saving first; `compute(tariff, inputs, ends)` says what each costs.

    A shorter period or a smaller area is proposed only where it crosses a limit: where the saving is more than the
    days or the surface given up would have cost at the average price.
    """
    found = [*_shorter(asked, now, compute), *_smaller(asked, now, compute), *_others(asked, now, compute)]
    best: dict[str, Variant] = {}
    for one in sorted(found, key=lambda one: -one.saving):
        best.setdefault(one.changes, one)
    return list(best.values())[:most]


def _tried(compute: Compute, tariff: str, inputs: dict[str, Input], ends: dt.date) -> Computed | None:
    try:
        return compute(tariff, inputs, ends)
    except Invalid:
        return None  # not lawful, or not priced: no variant


def _shorter(asked: Asked, now: Computed, compute: Compute) -> Iterator[Variant]:
    """Find the first day to give up after which the price falls more than by an average day, and half of it more."""
    days = (asked.ends - asked.starts).days + 1
    before = now.total
    if not asked.main.jumps[asked.tariff]:
        return  # every day costs the same: none is worth more than it saves
    for less in range(1, min(DAYS_TRIED, days - 1) + 1):
        ends = asked.ends - dt.timedelta(days=less)
        computed = _tried(compute, asked.tariff, dict(asked.inputs), ends)
        if computed is None:
            return
        if before - computed.total > now.total / days * Decimal("1.5"):
            yield Variant(
                "ends", ends, _shorter_words(less, ends, now, computed), now.total - computed.total, computed
            )
            return
        before = computed.total


def _shorter_words(less: int, ends: dt.date, now: Computed, computed: Computed) -> Text:
    saving = now.total - computed.total
    return both(
        f"En finissant {counted(less, 'jour', 'jours', 'fr')} plus tôt, le {day_words(ends, 'fr')}, "
        f"vous payez {say_price(saving, now.currency, 'fr')} de moins.",
        f"If it ends {counted(less, 'day', 'days', 'en')} sooner, on {day_words(ends, 'en')}, "
        f"you pay {say_price(saving, now.currency, 'en')} less.",
    )


def _smaller(asked: Asked, now: Computed, compute: Compute) -> Iterator[Variant]:
    content = asked.main.content
    for question in content.questions.values():
        given = asked.inputs.get(question.code)
        if not question.adjustable or given is None:
            continue
        size = exact(str(given.value), question.code)
        limits = {
            high
            for table in content.tables.values()
            for band in table.bands
            for high in [_high(band.limits, question)]
        }
        lower = sorted(
            (high for high in limits if high is not None and question.lowest < high < size), reverse=True
        )
        for high in lower[:2]:
            inputs = {**asked.inputs, question.code: replace(given, value=high)}
            computed = _tried(compute, asked.tariff, inputs, asked.ends)
            if computed is not None and now.total - computed.total > now.total * (size - high) / size:
                saving = now.total - computed.total
                yield Variant(
                    question.code, high, _smaller_words(question, high, saving, now), saving, computed
                )


def _high(limits: object, question: Question) -> Decimal | None:
    pair = limits.get(question.code) if isinstance(limits, dict) else None
    return pair[1] if pair else None


def _smaller_words(question: Question, high: Decimal, saving: Decimal, now: Computed) -> Text:
    said = {language: say_quantity(high, question.unit, language) for language in ("fr", "en")}
    return both(
        f"Avec {said['fr']} ou moins ({localise(question.label, 'fr')}), "
        f"vous payez {say_price(saving, now.currency, 'fr')} de moins.",
        f"With {said['en']} or less ({localise(question.label, 'en')}), "
        f"you pay {say_price(saving, now.currency, 'en')} less.",
    )


def _others(asked: Asked, now: Computed, compute: Compute) -> Iterator[Variant]:
    tariff = asked.main.tariff(asked.tariff)
    for code in tariff.others if tariff else ():
        computed = _tried(compute, code, dict(asked.inputs), asked.ends)
        if computed is None or computed.total >= now.total:
            continue
        saving, name = now.total - computed.total, asked.main.content.tariffs[code].name
        words = both(
            f"En demandant plutôt « {localise(name, 'fr')} », "
            f"vous payez {say_price(saving, now.currency, 'fr')} de moins.",
            f"If you ask for “{localise(name, 'en')}” instead, you pay {say_price(saving, now.currency, 'en')} less.",
        )
        yield Variant("tariff", code, words, saving, computed)
