"""What the city promises for a service, and how it says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.catalogue.models import Commitment
from guichet.kernel.clock import Span, Unit


@dataclass(frozen=True, slots=True)
class Promised:
    """The spans of a service's steps; None when the step is not promised."""

    acknowledge: Span | None = None
    take: Span | None = None
    resolve: Span | None = None

    def as_data(self) -> dict[str, list[object]]:
        """Give what the case keeps: `{"resolve": [5, "working_days"], …}`."""
        steps = {"acknowledge": self.acknowledge, "take": self.take, "resolve": self.resolve}
        return {name: [span.amount, span.unit.value] for name, span in steps.items() if span}


def read_promised(data: dict[str, list[object]]) -> Promised:
    """Read what a case kept."""
    spans = {name: Span(int(str(value[0])), Unit(str(value[1]))) for name, value in data.items()}
    return Promised(spans.get("acknowledge"), spans.get("take"), spans.get("resolve"))


def most_precise(rows: Iterable[Commitment], district_id: int | None, priority: int | None) -> Promised:
    """Choose among a service's commitments the row that fits and says most (district before priority)."""
    fitting = [
        row for row in rows if row.district_id in (None, district_id) and row.priority in (None, priority)
    ]
    if not fitting:
        return Promised()
    row = max(fitting, key=lambda item: (item.district_id is not None, item.priority is not None))
    return Promised(
        _span(row.acknowledge_amount, row.acknowledge_unit),
        _span(row.take_amount, row.take_unit),
        _span(row.resolve_amount, row.resolve_unit),
    )


def _span(amount: int | None, unit: str) -> Span | None:
    return Span(amount, Unit(unit)) if amount is not None else None


def span_words(span: Span) -> str:
    """Say a span: « 5 working days »."""
    amount = span.amount
    words = {
        Unit.WORKING_HOURS: ngettext("%(n)d working hour", "%(n)d working hours", amount),
        Unit.WORKING_DAYS: ngettext("%(n)d working day", "%(n)d working days", amount),
        Unit.HOURS: ngettext("%(n)d hour", "%(n)d hours", amount),
        Unit.DAYS: ngettext("%(n)d day", "%(n)d days", amount),
    }
    return words[span.unit] % {"n": amount}


def promise_sentence(promised: Promised) -> str:
    """Say the commitment as it is published on the service's page; empty when nothing is promised."""
    if promised.resolve and promised.take:
        return _("We start within %(take)s and settle within %(resolve)s.") % {
            "take": span_words(promised.take),
            "resolve": span_words(promised.resolve),
        }
    if promised.resolve:
        return _("We settle within %(resolve)s.") % {"resolve": span_words(promised.resolve)}
    if promised.take:
        return _("We start within %(take)s.") % {"take": span_words(promised.take)}
    return ""
