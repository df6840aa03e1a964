"""What people made up would pay for a permit: its size and days chosen beside the form, their answers from the dry run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from guichet.catalogue.forms import Form, Kind, check
from guichet.kernel import moment
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.money import say_money
from guichet.permits.pricing import Priced, price
from guichet.permits.queries.types import earliest_start, permit_type
from guichet.permits.shapes import TypeShown
from guichet.tariffs.values import Computed
from guichet.web.backoffice.bilingual import language

SHORT = {"class": "g-short"}
MOST_METRES = Decimal(500)


class SizeForm(forms.Form):
    """How long, and how large, for whom the form asks neither: a week on a local street, unless said otherwise."""

    use_required_attribute = False
    days = forms.IntegerField(
        label=gettext_lazy("Number of days"), min_value=1, max_value=3_700, initial=7, widget=forms.NumberInput(attrs=SHORT)
    )  # fmt: skip
    length = forms.DecimalField(
        label=gettext_lazy("Length (m)"), min_value=Decimal("0.1"), max_value=MOST_METRES, initial=Decimal(6),
        widget=forms.NumberInput(attrs=SHORT),
    )  # fmt: skip
    width = forms.DecimalField(
        label=gettext_lazy("Width (m)"), min_value=Decimal("0.1"), max_value=MOST_METRES, initial=Decimal("2.5"),
        widget=forms.NumberInput(attrs=SHORT),
    )  # fmt: skip

    def sizes(self) -> dict[str, Any]:
        """Give what was typed where it can be read, else what the form begins with."""
        typed = getattr(self, "cleaned_data", {}) if self.is_bound and self.is_valid() else {}
        return {name: typed.get(name) or field.initial for name, field in self.fields.items()}


@dataclass(frozen=True, slots=True)
class FeeTried:
    """What someone would pay: the amount in words and its lines, or (`fault`) why it cannot be worked out."""

    total: str = ""
    computed: Computed | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class FeesTried:
    """What each of several people would pay, the size that was taken, and the first day."""

    form: SizeForm
    starts: dt.date
    each: Sequence[FeeTried]


def fees_tried(
    actor: Actor, code: str, form: Form, several: Sequence[Mapping[str, Any]], given: Mapping[str, str]
) -> FeesTried | None:
    """Work out what each person's answers cost; None for what is no permit, or a permit that is free."""
    try:
        kind = permit_type(actor, code)
    except NotFound:
        return None
    if kind.free:
        return None
    sizes = SizeForm(given if "days" in given else None)
    starts = earliest_start(actor, code).day
    chosen = sizes.sizes()
    return FeesTried(sizes, starts, [_fee(actor, kind, form, answers, starts, chosen) for answers in several])


def _fee(
    actor: Actor,
    kind: TypeShown,
    form: Form,
    answers: Mapping[str, Any],
    starts: dt.date,
    sizes: Mapping[str, Any],
) -> FeeTried:
    values = check(form.questions, answers).values
    first, last = _days(form, values) or (starts, starts + dt.timedelta(days=int(sizes["days"]) - 1))
    file = Priced(
        tariff=kind.tariff,
        starts=first,
        ends=last,
        on=moment.today(),
        answers=values,
        measures=_measures(kind, sizes),
    )
    try:
        computed = price(actor, file)
    except Invalid as fault:
        return FeeTried(fault=fault.message)
    return (
        FeeTried(say_money(computed.total, computed.currency, language()), computed)
        if computed
        else FeeTried()
    )


def _days(form: Form, values: Mapping[str, Any]) -> tuple[dt.date, dt.date] | None:
    """Give the days that someone answered, where the form asks for a period."""
    for question in form.questions:
        found = values.get(question.code)
        if question.kind is Kind.PERIOD and isinstance(found, Mapping):
            try:
                first, last = (dt.date.fromisoformat(str(found.get(name))) for name in ("starts", "ends"))
            except ValueError:
                continue
            return (first, last) if first <= last else None
    return None


def _measures(kind: TypeShown, sizes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the measures of the size that was chosen, on a local street, as the map would give them."""
    if not kind.drawn:
        return {}
    length, width = Decimal(sizes["length"]), Decimal(sizes["width"])
    found = {
        "length_m": (length, "m"), "width_m": (width, "m"), "frontage_m": (length, "m"), "area_m2": (length * width, "m2"),
    }  # fmt: skip
    measures = {
        code: {"value": float(value), "unit": unit, "origin": "applicant"}
        for code, (value, unit) in found.items()
    }
    return measures | {"street_class": {"value": "local", "unit": "", "origin": "type"}}
