"""By-laws on their pages: read, tried, changed in forms, published by someone else."""

from __future__ import annotations

import pytest

from guichet.cli.demo.tariffs import read_bylaw
from guichet.kernel.actor import system
from guichet.tariffs.actions import import_bylaw
from guichet.tariffs.models import Edition

HERE = "/config/fees/tarifs-demonstration/1/"


@pytest.fixture
def author(sign_in):
    import_bylaw(system(), read_bylaw("montreal"), verbs=())
    return sign_in(grants=["tariff.write", "tariff.publish"])


def test_read_and_try_a_draft(author):
    page = author.get(HERE, {"lang": "en"})
    assert page.status_code == 200
    assert "20 worked examples, and all come out right" in page.content.decode()
    asked = {
        "tariff": "occupation",
        "starts": "2026-11-23",
        "ends": "2026-12-04",
        "q_area_m2": "15",
        "q_signs": "4",
    }
    tried = author.get(f"{HERE}try/", {**asked, "q_street_class": "local", "q_sidewalk_free": "yes"})
    assert "275" in tried.content.decode()
    missing = author.get(f"{HERE}try/", asked)  # the class of the street is missing
    assert missing.status_code == 422
    assert "q_street_class" in missing.context["form"].errors
    negative = author.get(f"{HERE}try/", {**asked, "q_area_m2": "-15", "q_street_class": "local"})
    assert "q_area_m2" in negative.context["form"].errors


def test_change_a_rate_a_table_and_a_rule_in_forms(author):
    form = author.get(f"{HERE}rates/issue_fee/").context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form} | {"do": "save", "value": "44,00"}
    assert author.post(f"{HERE}rates/issue_fee/", {**sent, "unit": "florin"}).status_code == 422
    assert author.post(f"{HERE}rates/issue_fee/", sent).status_code == 303
    failing = [one for one in author.get(HERE).context["shown"].tried if not one.passed]
    assert failing  # the examples still say 43.00

    form = author.get(f"{HERE}tables/width_rate/").context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form} | {"do": "save"}
    assert author.post(f"{HERE}tables/width_rate/", {**sent, "w0_street_class": "artery"}).status_code == 422
    assert author.post(f"{HERE}tables/width_rate/", {**sent, "v0": "46"}).status_code == 303

    rule = f"{HERE}tariffs/occupation/rules/occupation/"
    form = author.get(rule).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    sent = {name: value for name, value in sent.items() if value is not False}
    tried = author.post(
        rule, {**sent, "do": "try", "formula": "area_m2 + width_m"}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert (
        "cannot be added" in tried.context["formula_fault"] or "additionner" in tried.context["formula_fault"]
    )
    refused = author.post(rule, {**sent, "do": "save", "formula": "area_m2 * days"})
    assert "formula" in refused.context["form"].errors
    assert author.post(rule, {**sent, "do": "save"}).status_code == 303


def test_publish_then_write_a_new_version(author, sign_in):
    act = f"{HERE}act/"
    dates = {"do": "save", "starts": "2030-01-01", "ends": "2029-01-01", "note": "à garder"}
    refused = author.post(act, dates)
    assert refused.status_code == 422
    assert all(typed in refused.content.decode() for typed in ("à garder", "2029-01-01"))
    author.post(act, {"do": "check"})
    author.post(act, {"do": "publish"})
    assert Edition.objects.get().state == "checked"  # whoever wrote it, or brought it in, asks someone else
    sign_in(grants=["tariff.publish"]).post(act, {"do": "publish"})
    assert Edition.objects.get().state == "published"
    assert b"demain" in author.post(act, {"do": "new", "day": "demain"}).content
    author.post(act, {"do": "new", "day": "2030-01-01"})
    new = "/config/fees/tarifs-demonstration/2/"
    rate = _sent(author.get(f"{new}rates/issue_fee/")) | {"do": "save", "value": "44,00"}
    assert author.post(f"{new}rates/issue_fee/", rate).status_code == 303
    table = _sent(author.get(f"{new}tables/day_rate/")) | {
        "do": "save",
        "v0": "1,25",
        "n0_fr": "rue calme",
        "n0_en": "quiet street",
    }
    assert author.post(f"{new}tables/day_rate/", table).status_code == 303
    rate = _sent(author.get(f"{new}rates/study_fee/")) | {"do": "save", "label_fr": "étude des plans"}
    assert author.post(f"{new}rates/study_fee/", rate).status_code == 303
    changes = author.get(f"{new}since/1/", headers={"Accept-Language": "en"})
    assert [(name, one.label, one.lines) for name, ones in changes.context["groups"] for one in ones] == [
        ("Rates", "issue", (("Figure", "$43.00", "$44.00"),)),
        ("Rates", "technical study", (("Name (French)", "étude technique", "étude des plans"),)),
        (
            "Tables",
            "rate per m² per day",
            (
                ("local street, up to 50\u00a0m²", "$1.15 per m² per day", "$1.25 per m² per day"),
                ("On the bill: local street, up to 50\u00a0m²", "", "quiet street"),
            ),
        ),
    ]
    listed = author.get("/config/fees/").context
    assert [line.number for line in listed["versions"]] == [2, 1]
    assert len(listed["lines"]) == 6
    assert not listed["faults"]


def _sent(page) -> dict[str, object]:
    form = page.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.value() is not False}


def test_taxes_are_taken_over_changed_and_kept_as_long_as_a_tariff_adds_them(author):
    tax = f"{HERE}taxes/"
    assert author.get(f"{tax}gst/").status_code == 200
    sent = _sent(author.get(f"{tax}qst/")) | {"do": "save"}
    assert author.post(f"{tax}qst/", {**sent, "later": "demain 10"}).status_code == 422
    assert author.post(f"{tax}qst/", {**sent, "value": "neuf"}).status_code == 422
    assert author.post(f"{tax}qst/", {**sent, "later": f"{sent['later']}\n2030-01-01 10"}).status_code == 303
    steps = next(one for one in Edition.objects.get().content["taxes"] if one["code"] == "qst")["steps"]
    assert steps[-1] == {"from": "2030-01-01", "value": "10"}
    author.post(f"{tax}qst/", {"do": "remove"})  # the tariff of filming adds it
    assert "qst" in [one["code"] for one in Edition.objects.get().content["taxes"]]
    known = author.get(f"{tax}new/?known=vat")
    assert known.context["form"]["label_fr"].value() == "TVA"
    assert author.post(f"{tax}new/?known=vat", _sent(known) | {"do": "save"}).status_code == 303
    page = author.get(HERE, {"lang": "en"}).content.decode()
    assert "VAT" in page
    assert "9.975%" in page


def test_words_of_a_band_stay_when_the_table_changes(author):
    address = f"{HERE}tables/width_rate/"
    sent = _sent(author.get(address)) | {"do": "save"}
    assert author.post(address, {**sent, "n0_fr": "petite rue", "n0_en": "small street"}).status_code == 303
    again = _sent(author.get(address)) | {"do": "save", "v1": "61"}
    assert author.post(address, again).status_code == 303
    table = next(one for one in Edition.objects.get().content["tables"] if one["code"] == "width_rate")
    assert table["bands"][0]["label"] == {"fr": "petite rue", "en": "small street"}
    overlap = author.post(address, {**again, "w1_street_class": again["w0_street_class"]})
    assert overlap.status_code == 422
    assert "petite rue" in overlap.content.decode()  # nothing typed is lost
    hole = author.post(address, {**again, "v0": ""})
    assert hole.status_code == 422
