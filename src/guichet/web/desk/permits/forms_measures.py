"""Forms of sizes and dates put right: on a file under study, and on a permit that was given."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from guichet.kernel.texts import localise
from guichet.permits.facts import MEASURE_WORDS
from guichet.web.desk.forms import DayInput
from guichet.web.desk.permits.forms import ReasonForm
from guichet.web.desk.permits.next_step import wish_with_changes
from guichet.web.desk.templatetags.desk import language

CORRECTABLE = ("area_m2", "length_m", "width_m", "frontage_m", "lanes", "meters", "trees")
ALWAYS = ("area_m2", "length_m")
UNITS = {
    "area_m2": "m²",
    "length_m": "m",
    "width_m": "m",
    "frontage_m": "m",
    "lanes": "",
    "meters": "",
    "trees": "",
}


class CorrectForm(ReasonForm):
    """Measures put right, with the reason: what was measured on site, or read wrongly."""

    def prepare(self) -> None:
        """Offer each number that was measured."""
        for code in CORRECTABLE:
            measure = self.permit.measures.get(code)
            if code not in ALWAYS and measure is None:
                continue
            value = (measure or {}).get("value")
            label = localise(MEASURE_WORDS[code], language())
            unit = {"m2": "m²"}.get(str((measure or {}).get("unit", UNITS[code])), UNITS[code])
            self.fields[f"m_{code}"] = forms.DecimalField(
                label=f"{label} ({unit})" if unit else label, required=False, min_value=0, decimal_places=2, localize=True,
                initial=value if isinstance(value, int | float) else None,
                widget=forms.TextInput(attrs={"class": "g-short", "inputmode": "decimal", "maxlength": 12}),
            )  # fmt: skip
        self.order_fields([*(name for name in self.fields if name.startswith("m_")), "reason"])

    def changed_measures(self) -> dict[str, float]:
        """Give the measures that differ from those of the file, by code."""
        given = {
            name[2:]: value
            for name, value in self.cleaned_data.items()
            if name.startswith("m_") and value is not None
        }
        return {
            code: float(value) for code, value in given.items()
            if float(value) != self.permit.measures.get(code, {}).get("value")
        }  # fmt: skip


class AmendForm(CorrectForm):
    """Other dates or sizes of what was approved, with the reason."""

    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    take_area = forms.BooleanField(
        label=gettext_lazy("Take the area that the holder drew"),
        required=False,
        help_text=gettext_lazy("It is measured again; sizes written here come over what is measured."),
    )

    def prepare(self) -> None:
        """Begin with what the holder asks for, else with what the permit says."""
        super().prepare()
        self.asked = wish_with_changes(self.permit)
        for name in ("starts_on", "ends_on"):
            self.fields[name].initial = self.asked.get(name) or getattr(self.permit, name)
        if self.asked.get("area"):
            self.fields["take_area"].initial = True
        else:
            del self.fields["take_area"]
        self.fields["reason"].initial = str(self.asked.get("words", ""))[:300]
        measures = [name for name in self.fields if name.startswith("m_")]
        self.order_fields(["starts_on", "ends_on", "take_area", *measures, "reason"])
