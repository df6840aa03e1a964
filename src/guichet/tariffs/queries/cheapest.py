"""What would cost less, lawfully."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from guichet.kernel.actor import Actor
from guichet.tariffs import computing
from guichet.tariffs.cheaper import variants
from guichet.tariffs.queries.finding import asked
from guichet.tariffs.values import Computed, Input, Variant


def cheapest(
    actor: Actor,
    tariff: str,
    inputs: Mapping[str, Input],
    *,
    starts: dt.date,
    ends: dt.date,
    on: dt.date,
    district: str | None = None,
) -> list[Variant]:
    """Give up to three lawful variants that cost less, the largest saving first; none when nothing does.

    Their lines have amounts but no sentences: compute the one that is chosen.
    """
    del actor
    question = asked(tariff, inputs, starts, ends, on, district, lean=True)

    def cost(code: str, given: dict[str, Input], until: dt.date) -> Computed:
        return computing.compute(asked(code, given, starts, until, on, district, lean=True))

    return variants(question, computing.compute(question), cost)
