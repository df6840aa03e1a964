"""Addresses of the settings of a city."""

from __future__ import annotations

from tests.house.routes.kinds import ROOM, config, desk_read, staff

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
