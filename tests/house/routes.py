"""Every address of Guichet and who may look at it. An address that is missing here fails the house tests.

Each row: the address as the resolver says it, then what is answered to
  nobody    someone who never came before
  resident  someone who proved that the case is theirs
  agent     the agent whose team has the case
  administrator  who sets up this city (only where it differs from what an agent gets)
  stranger  an agent of the other city, who comes to this city with the cookie of their own
and, where the address names something of this city,
  elsewhere the same person, who may do everything in the other city, asks their own city for it (never 200).
`given` names what stands for a part of the address when the scene's word of that name is not the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Route:
    """One address and what it answers to each visitor."""

    path: str
    nobody: int
    resident: int
    agent: int
    stranger: int
    elsewhere: int | None = None
    administrator: int | None = None
    method: str = "get"
    given: dict[str, str] = field(default_factory=dict)


def everyone(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address answers the same to everybody."""
    return Route(path, status, status, status, status, **more)


def own(path: str, status: int = 200, *, refused: int = 303, **more: object) -> Route:
    """Say that an address is for whoever proved that the case is theirs; others have to prove it first."""
    return Route(path, refused, status, refused, refused, refused, **more)


def staff(path: str, status: int = 200, *, refused: int = 302, **more: object) -> Route:
    """Say that an address is for the staff of this city; others are sent to the sign-in."""
    return Route(path, refused, refused, status, refused, **more)


def desk_read(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address is read by every member of the staff."""
    return Route(path, 302, 302, status, 302, **more)


def config(path: str, status: int = 200, **more: object) -> Route:
    """Say that an address is for those who set up this city; other staff are refused."""
    return Route(path, 302, 302, 403, 302, administrator=status, **more)


KIT = (
    everyone("theme.css"),
    everyone("mark.svg", 404),  # the city gave no mark
    everyone("language/<str:code>/", 302, elsewhere=302, given={"code": "fr"}),
    everyone("kit/"),
    everyone("area/", 400, method="post"),  # it names no area
)
ROOM = {"code": "salon"}
NO_PERMIT = {"code": "unknown-permit", "district": "verdun"}
BYLAW = "config/fees/<slug:code>/<int:number>/"
NO_BYLAW = {
    "code": "unknown",
    "number": "1",
    "since": "1",
    "part": "rates",
    "name": "new",
    "tariff": "unknown",
}  # its life is told in tests/tariffs
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
NO_BILL = {
    "reference": "B-26-999999",
    "verb": "issue",
    "number": "F-26-99999",
    "decision": "1",
    "line": "1",
    "export": "1",
}
FINANCE = (
    staff("desk/finance/", 403),
    staff("desk/finance/owed/", 403),
    staff("desk/finance/register/", 403),
    staff("desk/finance/register/file/", 403),
    staff("desk/finance/register/<int:decision>/", 404, elsewhere=404, given=NO_BILL, method="post"),
    staff("desk/finance/bills/<str:reference>/", 404, elsewhere=404, given=NO_BILL),
    staff(
        "desk/finance/bills/<str:reference>/do/<slug:verb>/", 404, elsewhere=404, given=NO_BILL, method="post"
    ),
    staff("desk/finance/receipts/<int:payment>/", 404, elsewhere=404, given={"payment": "999999"}),
    staff("desk/finance/papers/<str:number>/", 404, elsewhere=404, given=NO_BILL),
    staff("desk/finance/counter/", 403),
    staff("desk/finance/counter/<str:reference>/", 403, elsewhere=404, given=NO_BILL),
    staff("desk/finance/day/", 403),
    staff("desk/finance/bank/", 403),
    staff("desk/finance/bank/<int:line>/", 302, elsewhere=302, given=NO_BILL, method="post"),
    staff("desk/finance/exports/", 403),
    staff("desk/finance/exports/<int:export>/", 403, elsewhere=404, given=NO_BILL),
)
PERMIT = {"reference": "P-26-99999", "kind": "permit", "key": "00000000-0000-4000-8000-000000000000"}
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
FILE = "desk/permits/<str:reference>/"
FILED = PERMIT | {"verb": "approve"}
# Permits are their own team's: this agent, of another, is refused where nothing is theirs to see.
DESK_PERMITS = (
    staff("desk/permits/", 403, elsewhere=200),
    staff("desk/permits/opinions/", 403, elsewhere=200),
    staff("desk/permits/opinions/<int:opinion_id>/", 404, elsewhere=404, given={"opinion_id": "999999"}),
    staff("desk/permits/lapses/", 403, elsewhere=200),
    staff("desk/permits/lapses/do/", 303, method="post"),
    staff("desk/permits/fairness/", 403, elsewhere=200),
    staff("desk/permits/inspections/", 403, elsewhere=200),
    staff("desk/permits/inspections/<int:visit_id>/", 404, elsewhere=404, given={"visit_id": "999999"}),
    staff(
        "desk/permits/inspections/<int:visit_id>/files/<uuid:key>/",
        404,
        elsewhere=404,
        given=PERMIT | {"visit_id": "999999"},
    ),
    staff(FILE, 404, elsewhere=404, given=PERMIT),
    staff(f"{FILE}ground/", 404, elsewhere=404, given=PERMIT),
    staff(f"{FILE}bill/", 404, elsewhere=404, given=PERMIT),
    staff(f"{FILE}do/<slug:verb>/", 404, elsewhere=404, given=FILED),
    staff(f"{FILE}do/<slug:verb>/", 404, elsewhere=404, given=FILED, method="post"),
    staff(f"{FILE}files/<uuid:key>/", 404, elsewhere=404, given=PERMIT),
    staff(f"{FILE}paper/<slug:kind>/", 404, elsewhere=404, given=PERMIT),
)
DESK = (
    staff("desk/"),
    staff("desk/views/", 303, method="post"),
    staff("desk/views/<int:view_id>/remove/", 303, elsewhere=404, method="post"),
    staff("desk/works/"),
    staff("desk/works/carte.geojson"),
    staff("desk/works/import/"),
    staff("desk/works/<str:reference>/", 404, elsewhere=404, given={"reference": "T26-0001"}),
    staff(
        "desk/works/<str:reference>/do/<slug:verb>/",
        404,
        elsewhere=404,
        method="post",
        given={"reference": "T26-0001", "verb": "cancel"},
    ),
    staff("desk/tasks/"),
    staff("desk/places/"),
    staff("desk/new/"),
    staff("desk/new/<slug:code>/", elsewhere=404),
    staff("desk/new/<slug:code>/", 422, elsewhere=404, method="post"),
    staff("desk/new/<slug:code>/preview/", elsewhere=404, method="post"),
    staff("desk/bulk/report/", 303),
    staff("desk/bulk/<slug:act>/", elsewhere=200, given={"act": "take"}, method="post"),
    staff("desk/cases/<str:reference>/", elsewhere=404),
    staff("desk/cases/<str:reference>/place/", elsewhere=404),
    staff("desk/cases/<str:reference>/around/", elsewhere=404),
    staff("desk/cases/<str:reference>/write/", elsewhere=404),
    staff("desk/cases/<str:reference>/write/", 422, elsewhere=404, method="post"),
    staff("desk/cases/<str:reference>/do/<slug:verb>/", elsewhere=404, given={"verb": "take"}),
    staff(
        "desk/cases/<str:reference>/do/<slug:verb>/",
        303,
        elsewhere=404,
        given={"verb": "take"},
        method="post",
    ),
    staff("desk/cases/<str:reference>/tasks/<int:task_id>/done/", elsewhere=404),
    staff("desk/cases/<str:reference>/tasks/<int:task_id>/cancel/", 303, elsewhere=404, method="post"),
    staff("desk/cases/<str:reference>/files/<uuid:key>/", elsewhere=404),
    staff("desk/cases/<str:reference>/files/<uuid:key>/public/", 303, elsewhere=404, method="post"),
    staff("desk/rooms/"),
    staff("desk/rooms/ask/"),
    staff("desk/rooms/ask/", 422, method="post"),
    staff("desk/rooms/contacts/<str:contact>/", elsewhere=200, given={"contact": "26-000001"}),
    staff("desk/rooms/questions/<int:question_id>/", elsewhere=404),
    staff("desk/rooms/questions/<int:question_id>/", 422, elsewhere=404, method="post"),
    staff(
        "desk/rooms/questions/<int:question_id>/do/<slug:act>/",
        303,
        elsewhere=404,
        given={"act": "take"},
        method="post",
    ),
    staff("desk/rooms/messages/<int:message_id>/", elsewhere=404),
    staff("desk/rooms/messages/<int:message_id>/edit/", 422, elsewhere=404, method="post"),
    staff("desk/rooms/messages/<int:message_id>/retract/", 303, elsewhere=404, method="post"),
    staff("desk/rooms/messages/<int:message_id>/bank/", 422, elsewhere=404, method="post"),
    staff("desk/rooms/cases/<str:reference>/", elsewhere=404),
    staff("desk/rooms/cases/<str:reference>/", 422, elsewhere=404, method="post"),
    staff("desk/rooms/<slug:code>/", elsewhere=404, given=ROOM),
    staff("desk/rooms/<slug:code>/", 422, elsewhere=404, given=ROOM, method="post"),
    staff("desk/rooms/<slug:code>/read/", 204, elsewhere=404, given=ROOM, method="post"),
    staff("desk/mails/"),
    staff("desk/mails/<int:mail_id>/", elsewhere=404),
    staff("desk/mails/<int:mail_id>/body/", elsewhere=404),
    staff("desk/mails/<int:mail_id>/resend/", 303, elsewhere=404, method="post"),
    # Calls are the first line's; this agent leads a team, and only sees the figures and the call-backs.
    staff("desk/contact/", 403, elsewhere=200),
    staff("desk/contact/look/", 403, elsewhere=200, method="post"),
    staff("desk/contact/save/", 403, elsewhere=302, method="post"),
    staff("desk/contact/exit/<slug:way>/", 403, elsewhere=303, given={"way": "expert"}, method="post"),
    staff("desk/contact/list/", 403, elsewhere=200),
    staff("desk/contact/callbacks/"),
    staff(
        "desk/contact/callbacks/<int:callback_id>/<slug:act>/",
        303,
        elsewhere=303,
        given={"act": "try"},
        method="post",
    ),
    staff("desk/contact/figures/"),
    staff("desk/contact/<str:number>/", 404, elsewhere=404),
    staff("desk/contact/<str:number>/case/<slug:code>/", 404, elsewhere=404),
    staff("desk/contact/<str:number>/case/<slug:code>/", 404, elsewhere=404, method="post"),
    staff("desk/contact/<str:number>/case/<slug:code>/preview/", 404, elsewhere=404, method="post"),
    staff("desk/contact/<str:number>/expert/", 404, elsewhere=404),
    staff("desk/contact/<str:number>/expert/", 404, elsewhere=404, method="post"),
    staff("desk/contact/<str:number>/expert/answer/", 404, elsewhere=404),
    staff("desk/contact/<str:number>/expert/done/", 404, elsewhere=404, method="post"),
    staff("desk/contact/<str:number>/other/", 404, elsewhere=404),
    staff("desk/contact/<str:number>/other/", 404, elsewhere=404, method="post"),
    staff("desk/me/"),
    staff("desk/me/keys/", 303, method="post"),
)
BANK = (
    staff("desk/bank/"),
    staff("desk/bank/review/"),
    staff("desk/bank/review/", 422, method="post"),
    staff("desk/bank/gaps/"),
    staff("desk/bank/gaps/", 404, method="post"),
    staff("desk/bank/remarks/"),
    staff("desk/bank/remarks/", 404, method="post"),
    staff("desk/bank/findings/"),
    staff("desk/bank/findings/", 404, method="post"),
    staff("desk/bank/notices/"),
    staff("desk/bank/notices/<slug:notice>/", elsewhere=404),
    staff("desk/bank/scripts/"),
    staff("desk/bank/scripts/<slug:script>/", elsewhere=404),
    staff("desk/bank/scripts/<slug:script>/edit/", elsewhere=404),
    staff("desk/bank/not-ours/"),
    staff("desk/bank/not-ours/<slug:body>/", elsewhere=404),
    staff("desk/bank/words/"),
    staff("desk/bank/words/", 422, method="post"),
    staff("desk/bank/words/<int:group>/", 404, elsewhere=404, given={"group": "999999"}),
    staff(
        "desk/bank/words/<int:group>/decide/", 404, elsewhere=404, method="post", given={"group": "999999"}
    ),
    staff(
        "desk/bank/words/choices/<int:choice>/forget/",
        404,
        elsewhere=404,
        method="post",
        given={"choice": "999999"},
    ),
    staff("desk/bank/<slug:answer>/", elsewhere=404),
    staff("desk/bank/<slug:answer>/", 422, elsewhere=404, method="post"),
    staff("desk/bank/<slug:answer>/edit/", elsewhere=404),
    staff("desk/bank/<slug:answer>/edit/", 422, elsewhere=404, method="post"),
    staff("desk/bank/<slug:answer>/history/", elsewhere=404),
    staff("desk/bank/<slug:answer>/do/<slug:verb>/", elsewhere=404, given={"verb": "withdraw"}),
    staff(
        "desk/bank/<slug:answer>/do/<slug:verb>/",
        422,
        elsewhere=404,
        given={"verb": "withdraw"},
        method="post",
    ),
)
SIGN_IN = (
    Route("desk/sign-in/", nobody=200, resident=200, agent=302, stranger=200),
    staff("desk/sign-out/"),
    staff("desk/sign-out/", 302, method="post"),
    everyone("desk/sign-in/closed/"),
    staff("desk/sign-in/again/", 403),  # nobody was asked to
    everyone("desk/sign-in/code/", 302),
    staff("desk/sign-in/code-again/", 403),
    staff("desk/me/second-step/"),
    staff("desk/me/second-step/on/"),
    staff("desk/me/second-step/off/", 404),  # this agent has no second step to turn off
    staff("desk/me/second-step/codes/", 404),
    staff("desk/me/second-step/codes/new/"),
    staff("desk/me/second-step/codes/file/", 404),
)

SERVICE = "config/services/<slug:code>/"
HEADING, TEAM, ROLE = {"code": "roads"}, {"code": "voirie"}, {"code": "administrator"}
DISTRICT = {"code": "verdun"}
MAIL = {"event": "case_received"}
CONFIG = (
    config("config/"),
    config("config/services/"),
    config("config/services/new/"),
    config("config/headings/"),
    config("config/headings/<slug:code>/", elsewhere=303, given=HEADING),  # back to the list
    config(SERVICE, elsewhere=404),
    config(SERVICE, elsewhere=404, method="post"),
    config(f"{SERVICE}switch/", 303, elsewhere=404, method="post"),
    config(f"{SERVICE}questions/", elsewhere=404),
    config(f"{SERVICE}questions/", 303, elsewhere=404, method="post"),
    config(f"{SERVICE}questions/end/", 303, elsewhere=303, method="post"),
    config(f"{SERVICE}questions/try/", elsewhere=404),
    config(f"{SERVICE}questions/try/", 303, elsewhere=404, method="post"),
    config(f"{SERVICE}questions/people/", 303, elsewhere=404, method="post"),
    config(f"{SERVICE}questions/move/", elsewhere=404),
    config(f"{SERVICE}questions/move/", 404, elsewhere=404, method="post"),
    config(f"{SERVICE}questions/versions/", elsewhere=404),
    config(
        f"{SERVICE}questions/versions/<int:number>/again/",
        303,
        elsewhere=404,
        given={"number": "9"},
        method="post",
    ),
    config(f"{SERVICE}commitments/", elsewhere=404),
    config(f"{SERVICE}commitments/<int:commitment_id>/remove/", 303, elsewhere=404, method="post"),
    config("config/commitments/"),
    config("config/routing/"),
    config("config/routing/order/", 303, method="post"),
    config("config/routing/new/"),
    config("config/routing/<int:rule_id>/", elsewhere=404),
    config("config/routing/<int:rule_id>/", 422, elsewhere=404, method="post"),
    config("config/routing/<int:rule_id>/remove/", 303, elsewhere=404, method="post"),
    config("config/permits/"),
    config("config/permits/new/"),
    config("config/permits/conditions/"),
    config("config/permits/conditions/<slug:code>/", 404, elsewhere=404, given=NO_PERMIT),
    config("config/permits/order/"),
    config("config/permits/<slug:code>/", 404, elsewhere=404, given=NO_PERMIT),
    config(
        "config/permits/<slug:code>/districts/<slug:district>/",
        404,
        elsewhere=404,
        given=NO_PERMIT,
    ),  # told in tests/permits
    config("config/finance/"),
    config("config/finance/reasons/"),
    config("config/finance/reasons/new/"),
    config("config/finance/reasons/<slug:code>/", 404, elsewhere=404, given={"code": "none"}),
    config("config/finance/limits/"),
    config(
        "config/finance/limits/<slug:kind>/<int:signer_id>/",
        404,
        elsewhere=404,
        given={"kind": "role", "signer_id": "999999"},
    ),
    desk_read("config/fees/"),
    config("config/fees/new/"),
    config("config/fees/new/", method="post"),
    desk_read(BYLAW, 404, elsewhere=404, given=NO_BYLAW),
    desk_read(f"{BYLAW}act/", 303, elsewhere=303, given=NO_BYLAW, method="post"),
    desk_read(f"{BYLAW}try/", 404, elsewhere=404, given=NO_BYLAW),
    desk_read(f"{BYLAW}since/<int:since>/", 404, elsewhere=404, given=NO_BYLAW),
    config(f"{BYLAW}<slug:part>/<str:name>/", 404, elsewhere=404, given=NO_BYLAW),
    config(f"{BYLAW}tariffs/<slug:tariff>/rules/<slug:name>/", 404, elsewhere=404, given=NO_BYLAW),
    config("config/mails/"),
    config("config/mails/<slug:event>/", elsewhere=200, given=MAIL),
    config("config/mails/<slug:event>/remove/", 404, elsewhere=404, given=MAIL, method="post"),
    config("config/mails/<slug:event>/seen/<slug:code>/", 404, elsewhere=404, given=MAIL | {"code": "fr"}),
    config("config/teams/"),
    config("config/teams/new/"),
    config("config/teams/<slug:code>/", elsewhere=404, given=TEAM),
    config("config/people/"),
    config("config/people/new/"),
    config("config/people/<int:account_id>/", elsewhere=404),
    config("config/people/<int:account_id>/", elsewhere=404, method="post"),
    config("config/districts/"),
    config("config/districts/<slug:code>/", elsewhere=404, given=DISTRICT),
    config("config/places/"),
    config("config/places/<int:place_id>/", 404, elsewhere=404, given={"place_id": "1"}),
    staff("config/distances/"),  # whoever plans works keeps them too
    config("config/hours/"),
    config("config/hours/days/", 422, method="post"),
    config(
        "config/hours/days/<str:day>/remove/", 404, elsewhere=404, given={"day": "2031-12-25"}, method="post"
    ),
    config("config/hours/holidays/", 303, method="post"),
    config("config/city/"),
    config("config/history/"),
    config("config/rooms/"),
    config("config/rooms/new/"),
    config("config/rooms/<slug:code>/", elsewhere=404, given=ROOM),
    config("config/roles/"),
    config("config/roles/new/"),
    config("config/roles/<slug:code>/", elsewhere=404, given=ROLE),
)

ROUTES: tuple[Route, ...] = (
    *KIT, *PORTAL, *OWN_CASE, *PERMITS, *BILLS, *DESK_PERMITS, *DESK, *FINANCE, *BANK, *SIGN_IN, *CONFIG,
)  # fmt: skip
