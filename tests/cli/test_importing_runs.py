"""Importing files: every line accounted for, done again without a change, broken off without a loss."""

from __future__ import annotations

import csv

import pytest

from guichet.cases.models import Case, ImportRun
from guichet.catalogue.actions import save_commitment
from guichet.catalogue.models import Service, ServiceGroup
from guichet.cli.importing.profile import ProfileFault, load_profile
from guichet.cli.importing.rows import PastFile
from guichet.cli.importing.running import Options, run_import
from guichet.kernel.actor import system
from guichet.ledger.models import Entry
from guichet.people.actions import save_team
from guichet.people.models import Team
from tests.cases.scene import everything
from tests.cli.importing import CREATING, HEADER, SAMPLES, imported, sample, small, table
from tests.factories import make_group, make_service, make_team

LINES = [[str(number), f"Service {number % 3}", f"2024-05-{1 + number % 28:02d}"] for number in range(1, 31)]
TEAMED = (*HEADER, "team", "group")


@pytest.mark.parametrize("name", SAMPLES)
def test_import_of_each_profile_accounts_for_every_line(city, name):
    lines = sum(1 for _line in sample(name).lines())
    report = imported(SAMPLES[name], load_profile(name))
    assert (report.read, report.rejected, report.already_there) == (lines, 0, 0)
    assert report.imported == Case.objects.count() == lines - report.left_out
    assert len(report.new_services) == Service.objects.count()
    assert Entry.objects.filter(event="case.imported").count() == report.imported


@pytest.mark.parametrize("name", SAMPLES)
def test_import_again_changes_nothing(city, name):
    first = imported(SAMPLES[name], load_profile(name))
    before = everything()
    again = imported(SAMPLES[name], load_profile(name))
    assert (again.imported, again.already_there, again.left_out) == (0, first.imported, first.left_out)
    assert (again.new_services, again.new_teams) == ([], [])
    after = everything()
    assert after.pop("ImportRun") != before.pop("ImportRun")
    assert after == before


@pytest.mark.parametrize("name", SAMPLES)
def test_dry_run_says_the_same_and_changes_nothing(city, name):
    tried = imported(SAMPLES[name], load_profile(name), Options(dry_run=True, create_missing=True))
    before = everything()
    assert not Case.objects.exists()
    assert not Service.objects.exists()
    assert before == everything()
    done = imported(SAMPLES[name], load_profile(name))
    for what in (
        "read",
        "imported",
        "already_there",
        "rejected",
        "left_out",
        "new_services",
        "new_teams",
        "learned",
    ):
        assert getattr(tried, what) == getattr(done, what), what
    assert (tried.oldest, tried.newest) == (done.oldest, done.newest)


def test_boston_keeps_dates_channels_ends_and_teams(city):
    imported(SAMPLES["boston-311"], load_profile("boston-311"))
    cases = Case.objects.filter(source="boston-311")
    assert {"resolved", "closed", "received"} == set(cases.values_list("state", flat=True))
    assert {"done", "planned", "duplicate", "refused", "nothing_found", "not_ours", "unstated"} >= set(
        cases.exclude(outcome="").values_list("outcome", flat=True)
    )
    assert {"phone", "web", "internal"} <= set(cases.values_list("channel", flat=True))
    first = cases.get(external_id="101000900000")
    assert first.opened_at.isoformat() == "2011-07-01T11:51:13+00:00"
    assert (first.service.name["en"], first.team.name["en"]) == (
        "Schedule a Bulk Item Pickup",
        "PWDx_Schedule a Bulk Item Pickup",
    )
    assert (first.lat, first.published, first.address) == (None, False, "261 Birch Ave Boston MA")
    assert not cases.filter(lat=42.3594, lon=-71.0587).exists()


def test_montreal_leaves_out_information_and_reads_its_states(city):
    report = imported(SAMPLES["montreal-311"], load_profile("montreal-311"))
    assert report.left_out == 3
    assert set(Case.objects.values_list("state", flat=True)) == {"received", "in_progress", "closed"}
    assert set(Case.objects.filter(state="received").values_list("ended_at", flat=True)) == {None}


def test_paris_counts_its_newest_as_open_and_groups_its_kinds(city):
    report = imported(SAMPLES["paris-dans-ma-rue"], load_profile("paris-dans-ma-rue"))
    opened = Case.objects.filter(state="received")
    assert 0 < opened.count() < report.imported
    assert min(opened.values_list("opened_at", flat=True)) > max(
        Case.objects.exclude(state="received").values_list("opened_at", flat=True)
    )
    assert ServiceGroup.objects.count() == 9
    assert set(Case.objects.values_list("channel", flat=True)) == {"mobile", "web"}


def test_unknown_service_is_rejected_with_its_line(city, tmp_path):
    make_service("known", name={"fr": "Service 1"})
    rejects = tmp_path / "rejected.csv"
    report = imported(table(tmp_path, LINES), small(), Options(rejects=rejects))
    assert (report.imported, report.rejected) == (10, 20)
    with rejects.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason", *HEADER]
    assert len(rows) == 21
    assert rows[1][0] == "3"
    assert "Service 2" in rows[1][1]
    assert rows[1][2:] == LINES[1]


def test_bad_lines_are_rejected_with_their_reason_and_the_others_come_in(city, tmp_path):
    bad = [["", "Service 1", "2024-05-01"], ["98", "Service 1", "hier"], ["99", "", "2024-05-01"], ["97"]]
    rejects = tmp_path / "rejected.csv"
    options = Options(create_missing=True, rejects=rejects)
    report = imported(table(tmp_path, [*LINES, *bad]), small(), options)
    assert (report.read, report.imported, report.rejected) == (34, 30, 4)
    assert sum(report.reasons.values()) == 4
    lines = rejects.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[0] for line in lines] == ["line", "32", "33", "34", "35"]


def test_no_file_of_rejected_lines_without_one(city, tmp_path):
    rejects = tmp_path / "rejected.csv"
    imported(table(tmp_path, LINES), small(), Options(create_missing=True, rejects=rejects))
    assert not rejects.exists()


def test_same_number_twice_in_a_file_comes_in_once(city, tmp_path):
    path = table(tmp_path, [*LINES, *LINES[:5]])
    for options in (Options(dry_run=True, create_missing=True), CREATING):
        report = imported(path, small(), options)
        assert (report.read, report.imported, report.already_there) == (35, 30, 5)


class Broken(Exception):
    """What stops a run between two batches, as the death of a process would."""


@pytest.mark.parametrize("batch", [1, 2, 3])
@pytest.mark.parametrize("later_size", [7, 5, 100])
def test_broken_run_goes_on_without_loss_or_duplicate(city, tmp_path, batch, later_size):
    path = table(tmp_path, [*LINES, ["", "x", "2024-05-01"], LINES[0]])
    read: list[int] = []

    def progress(lines: int) -> None:
        read.append(lines)
        if len(read) == batch:
            raise Broken

    with pytest.raises(Broken):
        run_import(PastFile(path, small()), Options(create_missing=True, batch=7), progress)
    assert Case.objects.count() == 7 * (batch - 1)
    report = imported(path, small(), Options(create_missing=True, batch=later_size))
    assert (report.resumed_at, report.read) == (7 * (batch - 1), 32)
    assert (report.imported, report.already_there, report.rejected) == (30, 1, 1)
    assert Case.objects.count() == Case.objects.values("external_id").distinct().count() == 30
    assert ImportRun.objects.get().ended_at is not None


def test_services_headings_and_teams_are_made_and_learned(city, tmp_path):
    lines = [
        ["1", "Trou", "2024-05-01", "Voirie", "Rues"],
        ["2", "Trou", "2024-05-01", "Voirie", "Rues"],
        ["3", "Trou", "2024-05-01", "Parcs", "Rues"],
        ["4", "Arbre", "2024-05-01", "Parcs", ""],
        ["5", "Bruit", "2024-05-01", "", ""],
    ]
    profile = small(columns={"team": "team", "group": "group"})
    report = imported(table(tmp_path, lines, TEAMED), profile)
    assert (report.new_services, report.new_teams) == (["Arbre", "Bruit", "Trou"], ["Parcs", "Voirie"])
    assert report.learned == {"Trou": "Voirie", "Arbre": "Parcs"}
    usual = {
        service.name["fr"]: service.team and service.team.name["fr"] for service in Service.objects.all()
    }
    assert usual == {"Trou": "Voirie", "Arbre": "Parcs", "Bruit": None}
    teams = dict(Case.objects.values_list("external_id", "team__name__fr"))
    assert teams == {"1": "Voirie", "2": "Voirie", "3": "Parcs", "4": "Parcs", "5": None}
    assert set(ServiceGroup.objects.values_list("code", flat=True)) == {"rues", "autres"}


def test_names_that_the_city_knows_are_found_whatever_their_writing(city, tmp_path):
    team = save_team(system(), "roads", {"fr": "Voirie"}, external=["PWDx_Street"])
    service = make_service(
        "hole", name={"fr": "Nid-de-poule", "en": "Pothole"}, external=["NDP - 1"], team=team
    )
    words = ["nid-de-poule", "POTHOLE", "ndp - 1", "hole"]
    lines = [[str(n), word, "2024-05-01", "pwdx_street", ""] for n, word in enumerate(words)]
    report = imported(table(tmp_path, lines, TEAMED), small(columns={"team": "team"}))
    assert (report.new_services, report.new_teams) == ([], [])
    assert set(Case.objects.values_list("service", "team")) == {(service.pk, team.pk)}


def test_one_service_written_in_two_ways_is_made_once(city, tmp_path):
    lines = [[str(n), word, "2024-05-01"] for n, word in enumerate(["Égout", "EGOUT", "égout"])]
    report = imported(table(tmp_path, lines), small())
    assert len(report.new_services) == Service.objects.count() == 1
    assert report.imported == 3


def test_long_names_are_cut_to_what_fits_and_found_again(city, tmp_path):
    long = [f"{word} {'x' * 200}" for word in ("Service", "Équipe", "Famille")]
    path = table(tmp_path, [["1", long[0], "2024-05-01", long[1], long[2]]], TEAMED)
    profile = small(columns={"team": "team", "group": "group"})
    assert imported(path, profile).imported == 1
    again = imported(path, profile)
    assert (again.already_there, again.new_services, again.new_teams) == (1, [], [])


def test_closed_team_and_heading_of_the_city_stay_as_they_are(city, tmp_path):
    make_team("voirie", name="Ancienne voirie", active=False)
    make_group("rues", name={"fr": "Nos rues"}, position=3)
    profile = small(columns={"team": "team", "group": "group"})
    imported(table(tmp_path, [["1", "Trou", "2024-05-01", "Voirie", "Rues"]], TEAMED), profile)
    old, heading = Team.objects.get(code="voirie"), ServiceGroup.objects.get(code="rues")
    assert (old.active, old.name["fr"]) == (False, "Ancienne voirie")
    assert (heading.name["fr"], heading.position) == ("Nos rues", 3)
    assert Case.objects.get().team.code == "voirie-2"


def test_open_cases_are_due_by_the_city_s_commitment_unless_told(city, tmp_path):
    service = make_service("hole")
    save_commitment(system(), "hole", {"resolve": (10, "days")})
    path = table(tmp_path, [["1", "hole", "2024-05-01"]])
    imported(path, small())
    case = Case.objects.get()
    assert case.next_due_at.date().isoformat() == "2024-05-11"
    case.delete()
    imported(path, small(source="other"), Options(promise=False))
    assert Case.objects.get(service=service).next_due_at is None


def test_learning_can_be_left_out(city, tmp_path):
    profile = small(columns={"team": "team"})
    path = table(tmp_path, [["1", "Trou", "2024-05-01", "Voirie", ""]], TEAMED)
    imported(path, profile, Options(create_missing=True, learn_routes=False))
    assert Service.objects.get().team is None


def test_file_that_lacks_a_column_changes_nothing(city, tmp_path):
    path = table(tmp_path, [["1", "Trou"]], ("number", "kind"))
    before = everything()
    with pytest.raises(ProfileFault, match="when"):
        run_import(PastFile(path, small()), CREATING)
    assert everything() == before


def test_service_made_from_a_label_of_a_file_is_not_shown_to_residents(city, tmp_path):
    imported(table(tmp_path, LINES), small(), CREATING)
    assert set(Service.objects.values_list("public", flat=True)) == {False}
