"""Addresses of the public door: the kit, the portal, one's own case, bill and permit."""

from __future__ import annotations

from tests.house.routes.kinds import PERMIT, everyone, own

KIT = (
    everyone("theme.css"),
    everyone("mark.svg", 404),  # the city gave no mark
    everyone("language/<str:code>/", 302, elsewhere=302, given={"code": "fr"}),
    everyone("kit/"),
    everyone("area/", 400, method="post"),  # it names no area
)
NO_DRAFT = {
    "key": "unknown",
    "file": "00000000-0000-4000-8000-000000000000",
}  # leads to the beginning of the form
PORTAL = (
    everyone(""),
    everyone("services/"),
    everyone("services/<slug:code>/", elsewhere=404),
    everyone("services/<slug:code>/signaler/", 302, elsewhere=404),
    everyone("services/<slug:code>/signaler/lieu/", 303, elsewhere=404),  # this service asks for no place
    everyone("services/<slug:code>/signaler/lieu/", 303, elsewhere=404, method="post"),
    everyone("services/<slug:code>/signaler/details/", elsewhere=404),
    everyone("services/<slug:code>/signaler/details/", 303, elsewhere=404, method="post"),
    everyone("services/<slug:code>/signaler/proches/", elsewhere=404),
    everyone("services/<slug:code>/signaler/questions/", elsewhere=404, method="post"),
    everyone("services/<slug:code>/signaler/<str:key>/lieu/", 303, elsewhere=404, given=NO_DRAFT),
    everyone("services/<slug:code>/signaler/<str:key>/details/", 303, elsewhere=404, given=NO_DRAFT),
    everyone("services/<slug:code>/signaler/<str:key>/joindre/", 303, elsewhere=404, given=NO_DRAFT),
    everyone("services/<slug:code>/signaler/<str:key>/verifier/", 303, elsewhere=404, given=NO_DRAFT),
    everyone(
        "services/<slug:code>/signaler/<str:key>/verifier/", 303, elsewhere=404, given=NO_DRAFT, method="post"
    ),
    everyone("services/<slug:code>/signaler/<str:key>/quitter/", 303, elsewhere=404, given=NO_DRAFT),
    everyone("services/<slug:code>/signaler/<str:key>/reprendre/", 404, elsewhere=404, given=NO_DRAFT),
    everyone(
        "services/<slug:code>/signaler/<str:key>/fichiers/<uuid:file>/", 404, elsewhere=404, given=NO_DRAFT
    ),
    everyone("lieux/"),
    everyone("reponses/<slug:key>/", 404, elsewhere=404, given={"key": "unknown-answer"}),
    everyone("reponses/<slug:key>/avis/", 404, elsewhere=404, method="post", given={"key": "unknown-answer"}),
    everyone("requetes/"),
    everyone("requetes/<str:reference>/", elsewhere=404),
    everyone("requetes/<str:reference>/suivre/", 303, elsewhere=303),
    everyone("requetes/<str:reference>/suivre/", 422, elsewhere=404, method="post"),
    own("requetes/<str:reference>/fichiers/<uuid:key>/", refused=404),
    everyone("carte/"),
    everyone("carte/points.geojson"),
    everyone("carte/couches/<slug:code>.geojson", 404, elsewhere=404),  # the city has no layer of this name
    everyone("occupations/"),
    everyone("occupations/carte.geojson"),
    everyone("occupations/donnees.geojson"),
    everyone("occupations/donnees.csv"),
    everyone("occupations/<int:number>/", 404, elsewhere=404, given={"number": "1"}),
    everyone("occupations/<int:number>/depassement/", 404, elsewhere=404, given={"number": "1"}),
    everyone("pages/<slug:slug>/", elsewhere=200, given={"slug": "vie-privee"}),
    everyone("robots.txt"),
)
OWN_CASE = (
    everyone("suivre/"),
    everyone("suivre/", 422, method="post"),
    everyone("suivre/numeros/"),
    everyone("suivre/numeros/", 422, method="post"),
    everyone("suivre/oublier/", 303, method="post"),
    own("suivre/<str:reference>/"),
    everyone("suivre/<str:reference>/code/", elsewhere=200),  # the same whether the number exists or not
    everyone("suivre/<str:reference>/code/", 422, elsewhere=422, method="post"),
    own("suivre/<str:reference>/merci/"),
    own("suivre/<str:reference>/agenda/", 303, refused=404),  # no date was promised
    own("suivre/<str:reference>/message/", 422, refused=404, method="post"),
    own("suivre/<str:reference>/rouvrir/", 422, refused=404, method="post"),
    own("suivre/<str:reference>/regle/", 303, refused=404, method="post"),
    everyone("suivre/<str:reference>/ne-plus-suivre/", 303, elsewhere=303, method="post"),
)
BILL = {
    "token": "unknown",
    "number": "F-26-00001",
    "holding": "1",
    "key": "00000000-0000-4000-8000-000000000000",
}
BILLS = (
    everyone("factures/<str:token>/", 404, elsewhere=404, given=BILL),
    everyone("factures/<str:token>/question/", 404, elsewhere=404, given=BILL, method="post"),
    everyone("factures/<str:token>/credit/<int:holding>/", 404, elsewhere=404, given=BILL, method="post"),
    everyone(
        "factures/<str:token>/recu/<int:payment>/", 404, elsewhere=404, given=BILL | {"payment": "999999"}
    ),
    everyone("factures/<str:token>/papier/<str:number>/", 404, elsewhere=404, given=BILL),
    everyone("factures/<str:token>/payer/", 404, elsewhere=404, given=BILL, method="post"),
    everyone("factures/<str:token>/payer/<uuid:key>/", 404, elsewhere=404, given=BILL),
    everyone("factures/<str:token>/demonstration/<uuid:key>/", 404, elsewhere=404, given=BILL),
    everyone("paiements/<slug:provider>/", 404, elsewhere=404, given={"provider": "stripe"}, method="post"),
)
NO_REQUEST = {"key": "unknown", "name": "lieu", "page": "all"}
NO_CODE = {"code": "P-26-99999-1-AAAAAAAA"}
NO_TYPE = {"code": "unknown-permit"}
MINE = "permis/<permit:reference>/"
ASKING = "permis/demande/<str:key>/"
PERMITS = (
    everyone("permis/"),
    everyone("permis/suivre/"),
    everyone("permis/suivre/", 422, method="post"),
    everyone("permis/<slug:code>/", 404, elsewhere=404, given=NO_TYPE),
    everyone("permis/<slug:code>/prix/", 404, elsewhere=404, given=NO_TYPE),
    everyone("permis/<slug:code>/demander/", 404, elsewhere=404, given=NO_TYPE, method="post"),
    everyone(f"{ASKING}reprendre/", 404, elsewhere=404, given=NO_REQUEST),
    everyone(f"{ASKING}quitter/", 303, elsewhere=303, given=NO_REQUEST),
    everyone(f"{ASKING}estimation/", 404, elsewhere=404, given=NO_REQUEST, method="post"),
    everyone(f"{ASKING}details/<slug:page>/", 303, elsewhere=303, given=NO_REQUEST),
    everyone(f"{ASKING}<slug:name>/", 303, elsewhere=303, given=NO_REQUEST),
    everyone(f"{ASKING}<slug:name>/", 303, elsewhere=303, given=NO_REQUEST, method="post"),
    # whoever has not proved that a permit is theirs is asked for its link
    everyone(MINE, 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}merci/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}envoyer/", 303, elsewhere=303, given=PERMIT, method="post"),
    everyone(f"{MINE}completer/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}changer/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}changer/estimation/", 303, elsewhere=303, given=PERMIT, method="post"),
    everyone(f"{MINE}message/", 303, elsewhere=303, given=PERMIT, method="post"),
    everyone(f"{MINE}prolonger/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}renouveler/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}liens/", 303, elsewhere=303, given=PERMIT, method="post"),
    everyone(f"{MINE}retirer/", 303, elsewhere=303, given=PERMIT),
    everyone(f"{MINE}papier/<slug:kind>/", 404, elsewhere=404, given=PERMIT),
    everyone(f"{MINE}fichiers/<uuid:key>/", 404, elsewhere=404, given=PERMIT),
    everyone("verifier/"),
    everyone("verifier/", 422, method="post"),
    everyone("verifier/<str:code>/", 404, elsewhere=404, given=NO_CODE),
    everyone("verifier/<str:code>/depassement/", 404, elsewhere=404, given=NO_CODE),
)
