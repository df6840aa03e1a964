from __future__ import annotations

import datetime as dt

import pytest
from django import forms

from guichet.web.kit.parts import Choice
from guichet.web.kit.widgets import DateParts
from tests.web.kit.rendering import render


class Report(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur votre compte.")
    phone = forms.CharField(label="Téléphone", required=False)
    size = forms.ChoiceField(
        label="Taille ?",
        widget=forms.RadioSelect,
        choices=[("s", Choice("Petit", "Comme une assiette")), ("l", "Grand")],
    )
    seen = forms.DateField(label="Vu le", widget=DateParts)
    story = forms.CharField(required=False, widget=forms.Textarea(attrs={"maxlength": 500}))
    photo = forms.FileField(
        required=False, widget=forms.FileInput(attrs={"data-max-bytes": 20_000_000}), help_text="JPEG."
    )
    quiet = forms.BooleanField(label="Anonyme", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {"name": "Lucie", "size": "l", "seen_day": "3", "seen_month": "11", "seen_year": "2026"}


def field(name: str, data: dict[str, str] | None = None, language: str = "fr") -> str:
    return render("{% field bound %}", language, bound=Report(data)[name])


def test_field_ties_label_help_and_error_to_the_box():
    shown = field("name", {})
    assert '<label class="form-label" for="id_name">' in shown
    assert 'aria-describedby="id_name_help id_name_error"' in shown
    assert 'id="id_name_help"' in shown
    assert 'id="id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert "g-invalid" in shown


def test_field_says_what_is_optional_and_never_what_is_required():
    assert "(optional)" in field("phone", language="en")
    assert "(optional)" not in field("name", language="en")
    assert "*" not in field("name")


def test_choices_are_large_lines_with_their_own_labels():
    shown = field("size", GOOD)
    assert shown.count('class="g-choice"') == 2
    assert '<legend class="form-label">Taille\u202f?' in shown
    assert "<small>Comme une assiette</small>" in shown
    assert shown.count(" checked") == 1


def test_date_in_three_parts_is_read_as_a_date():
    form = Report(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["seen"] == dt.date(2026, 11, 3)


@pytest.mark.parametrize("day, month, year", [("31", "2", "2026"), ("x", "11", "2026"), ("3", "", "26")])
def test_impossible_date_is_refused_and_comes_back_as_typed(day, month, year):
    data = GOOD | {"seen_day": day, "seen_month": month, "seen_year": year}
    form = Report(data)
    assert "seen" in form.errors
    shown = field("seen", data)
    assert f'value="{day}"' in shown
    assert f'value="{year}"' in shown


def test_empty_date_is_missing_rather_than_wrong():
    form = Report(GOOD | {"seen_day": "", "seen_month": "", "seen_year": ""})
    assert form.errors.as_data()["seen"][0].code == "required"


def test_known_date_is_shown_in_its_parts():
    shown = render("{% field bound %}", bound=Report(initial={"seen": dt.date(2026, 11, 3)})["seen"])
    assert 'value="3"' in shown
    assert '<option value="11" selected>' in shown


def test_text_area_counts_and_file_says_its_limit():
    assert 'data-count="id_story_count"' in field("story")
    photo = field("photo", language="en")
    assert "20 MB at most" in photo
    assert "larger than 20 MB" in photo


def test_box_alone_and_hidden_field():
    assert field("quiet").count("<label") == 1
    assert "<label" not in field("token")


def test_field_with_a_unit_or_other_words():
    bound = Report()["name"]
    shown = render("{% field bound label='Prénom' hint='Le vôtre' unit='cm' %}", bound=bound)
    assert "Prénom" in shown
    assert "Le vôtre" in shown
    assert "<span>cm</span>" in shown


def test_error_summary_takes_the_focus_and_links_to_each_field():
    shown = render("{% error_summary form %}", "en", form=Report({}))
    assert 'role="alert" tabindex="-1"' in shown
    assert [f'href="#id_{name}"' in shown for name in ("name", "size_0", "seen_day")] == [True, True, True]
    assert "3 things to correct" in shown
    assert "What you wrote is kept." in shown


def test_error_summary_says_what_concerns_the_whole_form():
    form = Report(GOOD)
    form.add_error(None, "Cette adresse est hors de la ville")
    shown = render("{% error_summary form %}", form=form)
    assert "Cette adresse est hors de la ville" in shown
    assert "One thing" in render("{% error_summary form %}", "en", form=form)


def test_error_summary_is_absent_when_nothing_is_wrong():
    assert render("{% error_summary form %}", form=Report(GOOD)).strip() == ""


def test_error_summary_takes_several_forms():
    shown = render("{% error_summary a b %}", "en", a=Report({}, prefix="a"), b=Report({}, prefix="b"))
    assert 'href="#id_a-name"' in shown
    assert 'href="#id_b-name"' in shown
