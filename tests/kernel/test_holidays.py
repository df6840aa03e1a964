"""The holidays of Québec and France."""

from __future__ import annotations

from datetime import date

import pytest

from guichet.kernel.clock import holidays_for


def days_of(country: str, subdivision: str, year: int, *, offices: bool = True) -> set[str]:
    return {f"{day:%m-%d}" for day in holidays_for(country, subdivision, [year], offices=offices)}


def test_holidays_of_quebec_follow_the_law() -> None:
    law = {"01-01", "04-03", "05-18", "06-24", "07-01", "09-07", "10-12", "12-25"}
    assert days_of("CA", "QC", 2026, offices=False) == law
    assert days_of("CA", "QC", 2026) == law | {"01-02", "04-06", "12-24", "12-26", "12-31"}


def test_holidays_of_quebec_moved_to_monday_are_there() -> None:
    names = holidays_for("CA", "QC", [2029])
    assert names[date(2029, 6, 25)]["fr"] == "Fête nationale du Québec (reporté)"
    assert names[date(2029, 7, 2)]["en"] == "Canada Day (observed)"


def test_holidays_of_france_follow_the_code() -> None:
    france = {
        "01-01",
        "04-06",
        "05-01",
        "05-08",
        "05-14",
        "05-25",
        "07-14",
        "08-15",
        "11-01",
        "11-11",
        "12-25",
    }
    assert days_of("FR", "", 2026) == france
    assert days_of("FR", "alsace-moselle", 2026) == france | {"04-03", "12-26"}
    assert "12-20" in days_of("FR", "974", 2026)


def test_holidays_have_both_names_in_order_of_date() -> None:
    found = holidays_for("CA", "QC", [2027, 2026])
    assert list(found) == sorted(found)
    assert found[date(2026, 1, 1)] == {"fr": "Jour de l’An", "en": "New Year’s Day"}
    assert all(set(names) == {"fr", "en"} and all(names.values()) for names in found.values())
    assert holidays_for("FR", "", []) == {}


@pytest.mark.parametrize(("country", "subdivision"), [("US", "NY"), ("CA", "XX"), ("FR", "QC")])
def test_holidays_of_unknown_place_are_refused(country: str, subdivision: str) -> None:
    with pytest.raises(ValueError, match="no holidays known"):
        holidays_for(country, subdivision, [2026])
