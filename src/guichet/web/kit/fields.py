"""How one field of a form is shown: which shape, which words, what describes it to a screen reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _

from guichet.web.kit.parts import Choice, FoundError
from guichet.web.kit.widgets import DateParts, Parts

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Option:
    """One radio or box: its own id, what is sent, its words and a smaller sentence beneath."""

    id: str
    value: str
    text: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything that the template of a field needs."""

    kind: str
    name: str
    id: str
    label: str
    help: str
    errors: list[str]
    described_by: str
    optional: bool
    control: str
    unit: str
    options: list[Option] = field(default_factory=list)
    input_type: str = "radio"
    max_length: int = 0
    max_bytes: int = 0

    @property
    def invalid(self) -> bool:
        """Tell whether something is wrong with what was given."""
        return bool(self.errors)

    @property
    def max_megabytes(self) -> int:
        """Give the largest file in millions of bytes, as people say it."""
        return self.max_bytes // MEGABYTE


def view_field(bound: BoundField, *, label: str = "", hint: str = "", unit: str = "") -> FieldView:
    """Read a bound field; `label` and `hint` replace the field's own words, `unit` is written after the box."""
    widget = bound.field.widget
    kind = _kind(widget)
    identifier = bound.auto_id or f"id_{bound.html_name}"
    shown_help = hint or str(bound.help_text or "")
    errors = [str(error) for error in bound.errors]
    max_length = int(widget.attrs.get("maxlength") or 0) if kind == "area" else 0
    described = [
        f"{identifier}_{part}"
        for part, present in (("help", shown_help), ("error", errors), ("count", max_length))
        if present
    ]
    return FieldView(
        kind=kind,
        name=bound.html_name,
        id=identifier,
        label=label or str(bound.label or ""),
        help=shown_help,
        errors=errors,
        described_by=" ".join(described),
        optional=not bound.field.required and kind != "check",
        control="" if kind == "choices" else _control(bound, kind, described),
        unit=unit,
        options=_options(bound, identifier) if kind == "choices" else [],
        input_type=getattr(widget, "input_type", "") or "radio",
        max_length=max_length,
        max_bytes=int(widget.attrs.get("data-max-bytes") or 0),
    )


def found_errors(form_list: Iterable[BaseForm]) -> list[FoundError]:
    """List what is wrong in the order of the page, each with the address of its field."""
    found = []
    for form in form_list:
        found += [FoundError(str(error), "") for error in form.non_field_errors()]
        for bound in form:
            found += [FoundError(str(error), f"#{_first_id(bound)}") for error in bound.errors]
    return found


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    for kinds, kind in (
        ((DateParts, Parts), "date"),
        ((forms.RadioSelect, forms.CheckboxSelectMultiple), "choices"),
        (forms.CheckboxInput, "check"),
        (forms.Textarea, "area"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
    ):
        if isinstance(widget, kinds):
            return kind
    return "text"


def _control(bound: BoundField, kind: str, described: list[str]) -> str:
    if kind == "hidden":
        return bound.as_widget()
    own = str(bound.field.widget.attrs.get("class", ""))
    style = {"select": "form-select", "check": "form-check-input", "date": ""}.get(kind, "form-control")
    attrs: dict[str, Any] = {"class": f"{style} {own}".strip()}
    if described and kind != "date":
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind == "area" and "maxlength" in bound.field.widget.attrs:
        attrs["data-count"] = described[-1]
    if kind == "file" and "data-max-bytes" in bound.field.widget.attrs:
        size = int(bound.field.widget.attrs["data-max-bytes"]) // MEGABYTE
        attrs["data-too-big"] = _("This file is larger than %(size)s MB. Choose a smaller one.") % {
            "size": size
        }
    return bound.as_widget(attrs=attrs)


def _options(bound: BoundField, identifier: str) -> list[Option]:
    return [
        Option(
            id=f"{identifier}_{index}",
            value=str(data["value"]),
            text=str(data["label"]),
            hint=data["label"].hint if isinstance(data["label"], Choice) else "",
            chosen=bool(data["selected"]),
        )
        for index, data in enumerate(_choices(bound))
    ]


def _choices(bound: BoundField) -> Iterator[dict[str, Any]]:
    for subwidget in bound.subwidgets:
        yield subwidget.data


def _first_id(bound: BoundField) -> str:
    identifier = bound.auto_id or f"id_{bound.html_name}"
    kind = _kind(bound.field.widget)
    if kind == "choices":
        return f"{identifier}_0"
    first = getattr(bound.field.widget, "first", "day")
    return f"{identifier}_{first}" if kind == "date" else identifier
