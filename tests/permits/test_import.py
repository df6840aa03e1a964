"""The old system's files: taken over once, kept up to date while it still handles them, refused with reasons."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from guichet.billing.models import Bill
from guichet.billing.queries.bills import bills_of
from guichet.cli.importing.permits import read_mapping
from guichet.cli.importing.profile import ProfileFault
from guichet.cli.permit_imports import import_file
from guichet.kernel.actor import system
from guichet.kernel.errors import Refused
from guichet.permits.actions.deciding import approve
from guichet.permits.models import Party, Permit
from guichet.permits.queries.queue import Wanted, queue
from tests.permits.scene import Scene

MAPPING = """
source = "old-permits"
[columns]
id = "No"
type = "Type"
status = "Statut"
starts = "Du"
ends = "Au"
filed = "Reçu le"
address = "Adresse"
fee = "Montant"
balance = "Solde"
applicant_name = "Demandeur"
[dates]
zone = "America/Toronto"
formats = ["%d/%m/%Y"]
[type]
"Benne" = "container"
[status]
"Étude" = "in_review"
"Délivré" = "active"
"Fermé" = "closed"
[elsewhere]
status = ["Étude"]
"""
HEADER = ["No", "Type", "Statut", "Du", "Au", "Reçu le", "Adresse", "Montant", "Solde", "Demandeur"]
LINES = [
    [
        "A-1",
        "Benne",
        "Étude",
        "01/12/2026",
        "10/12/2026",
        "20/11/2026",
        "1, rue A",
        "120,50 $",
        "120,50",
        "Ana Roy",
    ],
    [
        "A-2",
        "container",
        "Délivré",
        "01/11/2026",
        "30/11/2026",
        "02/10/2026",
        "2, rue B",
        "1 234,50",
        "0",
        "Léo Cyr",
    ],
    ["A-3", "Benne", "Fermé", "01/03/2020", "05/03/2020", "01/02/2020", "3, rue C", "", "−20,00", ""],
    ["A-4", "Grue", "Fermé", "01/03/2020", "05/03/2020", "", "", "", "", ""],
    ["A-5", "Benne", "Perdu", "01/03/2020", "05/03/2020", "", "", "", "", ""],
    ["A-6", "Benne", "Fermé", "05/03/2020", "01/03/2020", "", "", "", "", ""],
    ["A-7", "Benne", "Fermé", "31/02/2020", "05/03/2020", "", "", "", "", ""],
    ["A-1", "Benne", "Fermé", "01/03/2020", "05/03/2020", "", "", "", "", ""],
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Give a table and its mapping."""
    mapping, table = tmp_path / "mapping.toml", tmp_path / "permits.csv"
    mapping.write_text(MAPPING, encoding="utf-8")
    table.write_text("\n".join(";".join(line) for line in [HEADER, *LINES]), encoding="utf-8")
    return mapping, table


def test_old_files_come_in_once_and_each_line_is_accounted_for(
    scene: Scene, files: tuple[Path, Path]
) -> None:
    mapped = read_mapping(files[0])
    tried = import_file(files[1], mapped, dry_run=True)
    assert (tried.made, len(tried.refused), Permit.objects.count()) == (3, 5, 0)
    done = import_file(files[1], mapped, dry_run=False)
    assert (done.made, done.adds_up(), str(done.balance)) == (3, True, "100.50")
    held = Permit.objects.get(
        external_id="A-2"
    )  # paid there, but it runs: a change of it bills the difference
    assert bills_of(system(), ("permit", held.reference))[0].invoiced == Decimal("1234.50")
    assert not bills_of(system(), ("permit", Permit.objects.get(external_id="A-1").reference))  # paid there
    again = import_file(files[1], mapped, dry_run=False)
    assert Bill.objects.count() == 2
    assert (again.made, again.known, again.updated, Permit.objects.count()) == (0, 2, 1, 3)
    reasons = [refused.reason for refused in again.refused]
    expected = (
        "no type of permit",
        "its status",
        "it ends before",
        "« 31/02/2020 » is not a date",
        "its number stands",
    )
    assert all(reason.startswith(start) for reason, start in zip(reasons, expected, strict=True))


def test_file_still_handled_elsewhere_is_read_until_it_comes_over(
    scene: Scene, files: tuple[Path, Path]
) -> None:
    import_file(files[1], read_mapping(files[0]), dry_run=False)
    (row,) = queue(scene.boss, Wanted(view="all", words="A-1")).rows
    assert (row.external_id, row.elsewhere, row.applicant) == ("A-1", True, "Ana Roy")
    with pytest.raises(Refused):
        approve(scene.boss, row.reference)
    files[1].write_text(
        files[1].read_text().replace("A-1;Benne;Étude", "A-1;Benne;Délivré"), encoding="utf-8"
    )
    import_file(files[1], read_mapping(files[0]), dry_run=False)
    permit = Permit.objects.get(external_id="A-1")
    assert (permit.state, permit.elsewhere) == ("active", False)
    assert permit.next_at is not None
    assert permit.starts_on == dt.date(2026, 12, 1)


def test_workbook_reads_as_its_text(scene: Scene, files: tuple[Path, Path], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for line in LINES[:3]:
        book.active.append(line)
    book.save(tmp_path / "permits.xlsx")
    book.close()
    assert import_file(tmp_path / "permits.xlsx", read_mapping(files[0]), dry_run=False).made == 3
    assert Party.objects.filter(name="Léo Cyr").exists()
    assert str(Permit.objects.get(external_id="A-2").fee) == "1234.50"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('source = "old-permits"', "« source » is missing"),
        ('"Fermé" = "closed"', "« finished » is none of"),
        ('id = "No"', "id is missing"),
    ],
)
def test_mapping_that_cannot_be_used_says_what_to_change(tmp_path: Path, change: str, words: str) -> None:
    text = MAPPING.replace(change, '"Fermé" = "finished"' if "closed" in change else "")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileFault, match=words):
        read_mapping(tmp_path / "m.toml")
