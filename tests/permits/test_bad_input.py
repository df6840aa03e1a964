"""Bad input as people send it, by the pages: a clear sentence in both languages, all that was typed kept, nothing half-done."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest

from guichet.billing.models import OnlinePayment, Payment, ProviderMessage, Receivable
from guichet.catalogue.models import Draft, DraftPerson
from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict
from guichet.messaging.models import Mail
from guichet.occupations.actions.ground import save_layer
from guichet.permits.actions.deciding import approve
from guichet.permits.models import Permit
from guichet.places.editions import renew
from guichet.tariffs.actions import NewByLaw, end_version, import_bylaw
from guichet.tariffs.models import Edition
from guichet.tariffs.queries.finding import BYLAWS
from guichet.tenancy.models import City
from tests.billing.scene import invoiced
from tests.clients import CityClient, SignIn
from tests.journeys.permits import CONTENT, build_permits
from tests.permits.scene import DAY, agent

PLACE = {"area_place": "6540, rue Chabot", "area_side": "here", "area_length": "6", "area_width": "2,5"}
BOW = [[-73.6, 45.5], [-73.599, 45.501], [-73.599, 45.5], [-73.6, 45.501], [-73.6, 45.5]]
RIVER = [[-73.53, 45.52], [-73.529, 45.52], [-73.529, 45.5205], [-73.53, 45.5205], [-73.53, 45.52]]
WATER = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[-73.54, 45.51], [-73.52, 45.51], [-73.52, 45.53], [-73.54, 45.53], [-73.54, 45.51]]]}}]}  # fmt: skip
LANGUAGES = ("fr", "en")


def drawn(ring: list[list[float]]) -> dict[str, str]:
    """Give what the map sends for an outline."""
    return {"area": json.dumps({"type": "Polygon", "coordinates": [ring]}), "area_place": "Ici"}


@pytest.fixture
def asking(city: City, client: CityClient) -> str:
    """Give the address of a request for a container that was just begun."""
    build_permits()
    return client.post("/permis/conteneur/demander/")["Location"].removesuffix("lieu/")


def said(
    client: CityClient, address: str, sent: dict[str, Any], *, gone: tuple[str, ...] = ()
) -> dict[str, str]:
    """Send a page in both languages; gives what each says. All that was typed is on the page again, but what is `gone`."""
    found = {}
    for language in LANGUAGES:
        page = client.post(address, sent, headers={"Accept-Language": language})
        assert page.status_code == 422, (page.status_code, sent)
        text = page.content.decode().replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
        assert [value for name, value in sent.items() if name not in gone and str(value) not in text] == []
        found[language] = text
    return found


PLACES_THAT_CANNOT_BE = (
    (drawn(BOW), "Le contour se croise lui-même", "The outline crosses itself"),
    (drawn(RIVER), "Cette surface est dans l’eau", "This area is in the water"),
    ({"area_length": "-6"}, "Donnez la longueur en mètres, entre 0,3", "Give the length in metres, between 0.3"),
    ({"area_width": "NaN"}, "Donnez la largeur en mètres", "Give the width in metres"),
    ({"area": "{"}, "Ce dessin est illisible", "This drawing cannot be read"),
    ({"area_place": "qqq", "area_lat": "abc", "area_lon": "1"}, "Nous ne connaissons pas ce lieu", "We do not know this place"),
    ({"area_place": "qqq", "area_lat": "nan", "area_lon": "1e9"}, "Nous ne connaissons pas ce lieu", "We do not know this place"),
)  # fmt: skip


def test_place_that_cannot_be_is_said_beside_what_was_typed(asking: str, client: CityClient) -> None:
    save_layer(system(), "water", WATER, source="Ville", dated=dt.date(2026, 1, 1))
    for change, fr, en in PLACES_THAT_CANNOT_BE:
        gone = ("area_lat", "area_lon")  # hidden, and altered by hand
        told = said(client, f"{asking}lieu/", {**PLACE, **change}, gone=gone)
        assert (fr in told["fr"], en in told["en"]) == (True, True), change
    assert "_area" not in Draft.objects.get().answers
    assert Permit.objects.filter(type__service__code="conteneur").count() == 0


DAYS_THAT_CANNOT_BE = (
    (40, 30, "Le dernier jour vient avant le premier", "The last day comes before the first one"),
    (30, 429, "vous en demandez 400", "you ask for 400"),
    ("9999-12-30", "9999-12-31", "9999 ne peut pas être la bonne", "9999 cannot be right"),
    ("0001-01-01", "0001-01-02", "Vérifiez l’année", "Check the year"),
    ("demain", "10/03/2027", "Écrivez le jour sous la forme", "Write the day as year-month-day"),
    (-300, -290, "C’est trop tôt", "That is too soon"),
)


def test_days_that_cannot_be_are_said_and_never_lock_the_request(asking: str, client: CityClient) -> None:
    client.post(f"{asking}lieu/", PLACE)
    client.post(f"{asking}personnes/", {"applicant-name": "Lucie", "applicant-email": "lucie@example.org"})
    for *given, fr, en in DAYS_THAT_CANNOT_BE:
        first, last = (
            (moment.today() + one * DAY).isoformat() if isinstance(one, int) else one for one in given
        )
        sent = {"starts": first, "ends": last}
        told = said(client, f"{asking}dates/", sent)
        assert (fr in told["fr"], en in told["en"]) == (True, True), given
        assert client.post(f"{asking}estimation/", sent).status_code == 200
        assert (
            client.get(f"{asking}personnes/").status_code == 200
        )  # it still opens, whatever was typed in it
        sending = client.post(f"{asking}verifier/")
        assert sending.status_code == 422 or "/verifier/" not in sending["Location"]
    assert Permit.objects.filter(type__service__code="conteneur").count() == 0


PRICES_THAT_CANNOT_BE = (
    ("days=0&length=6&width=2", "un au moins", "one at least"),
    ("days=400&length=6&width=2", "vous en demandez 400", "you ask for 400"),
    ("days=7&length=-5&width=2", "une longueur entre 1 et 40", "a length between 1 and 40"),
    ("days=7&length=6&width=2&starts=9999-12-31", "Vérifiez l’année", "Check the year"),
    ("starts=hier", "année-mois-jour", "year-month-day"),
)


def test_price_of_what_cannot_be_is_said(asking: str, client: CityClient) -> None:
    for query, *words in PRICES_THAT_CANNOT_BE:
        for language, sentence in zip(LANGUAGES, words, strict=True):
            page = client.get(f"/permis/conteneur/prix/?{query}", headers={"Accept-Language": language})
            assert sentence in page.content.decode(), query


def filled(client: CityClient, asking: str) -> None:
    """Fill a request from the place to the people: ten days, in thirty days."""
    first = moment.today() + 30 * DAY
    client.post(f"{asking}lieu/", PLACE)
    days = {"starts": first.isoformat(), "ends": (first + 9 * DAY).isoformat()}
    details = client.post(f"{asking}dates/", days)["Location"]
    client.post(details, {"q_content": "Gravats", "asked": "content", "do": "next"})
    people = {"applicant-name": "Lucie", "applicant-email": "lucie@example.org"}
    client.post(f"{asking}personnes/", people | {"applicant-address": "6540, rue Chabot"})


def test_whoever_pays_a_fee_gives_an_address(asking: str, client: CityClient) -> None:
    lucie = {"applicant-name": "Lucie", "applicant-email": "lucie@example.org"}
    payer = {**lucie, "applicant-address": "6540, rue Chabot", "payer-who": "other", "payer-name": "Compta"}
    for given in (lucie, payer):
        same = dict.fromkeys(("beneficiary-who", "contractor-who", "payer-who"), "same")
        page = client.post(f"{asking}personnes/", same | given, headers={"Accept-Language": "en"})
        assert page.status_code == 422
        assert "whoever pays" in page.content.decode()
        assert "Lucie" in page.content.decode()
    sent = client.post(f"{asking}personnes/", same | payer | {"payer-address": "1, rue A"})
    assert sent.status_code == 303


def _bylaw(
    code: str,
    starts: dt.date,
    content: dict[str, Any] | None = None,
    verbs: tuple[str, ...] = ("check", "publish"),
) -> None:
    new = NewByLaw(
        code, code, {"fr": code, "en": code}, starts=starts, currency="CAD", content=content or CONTENT
    )
    import_bylaw(system(), new, verbs=verbs)


def _hole() -> None:
    end_version(system(), "essai", 1, moment.today() + 31 * DAY)
    _bylaw("suite", moment.today() + 35 * DAY)


def _two() -> None:
    with pytest.raises(Conflict):
        _bylaw("double", dt.date(2025, 1, 1))
    _bylaw("double", dt.date(2025, 1, 1), verbs=("check",))
    Edition.objects.update(state="published")  # as an older Guichet could have left it
    renew(BYLAWS)


def _by_zero() -> None:
    content: dict[str, Any] = copy.deepcopy(CONTENT)
    content["questions"].append(
        {"code": "shops", "default": "0", "label": {"fr": "commerces", "en": "shops"}}
    )
    content["tariffs"][0]["rules"][1]["formula"] = "area_m2 * days * day_rate / shops"
    Edition.objects.update(content=content)
    renew(BYLAWS)


@pytest.mark.parametrize("fault", [_hole, _two, _by_zero])
def test_by_law_that_gives_no_price_keeps_nobody_out(
    asking: str, client: CityClient, fault: Callable[[], None]
) -> None:
    fault()
    filled(client, asking)
    for language, words in (("fr", "pas encore de prix"), ("en", "no price for these dates yet")):
        page = client.get(f"{asking}personnes/", headers={"Accept-Language": language})
        assert words in page.content.decode()
    client.post(f"{asking}documents/", {})
    sent = client.post(f"{asking}verifier/")
    assert sent.status_code == 303, sent.content.decode()[:3000]
    Permit.objects.update(missing=[])
    permit = Permit.objects.get(type__service__code="conteneur")
    with pytest.raises(Conflict, match="Le montant ne peut pas"):
        approve(agent(), permit.reference)
    permit.refresh_from_db()
    assert (permit.state, permit.fee) == ("filed", None)


def test_tax_that_changes_in_mid_permit_is_shown_in_two_lines(asking: str, client: CityClient) -> None:
    content: dict[str, Any] = copy.deepcopy(CONTENT)
    first = moment.today() + 30 * DAY
    steps = [{"value": "5"}, {"from": (first + 5 * DAY).isoformat(), "value": "6"}]
    law = {"fr": "Loi", "en": "Act"}
    content["taxes"] = [{"code": "gst", "label": {"fr": "TPS", "en": "GST"}, "law": law, "steps": steps}]
    content["tariffs"][0]["taxes"] = ["gst"]
    Edition.objects.update(content=content)
    renew(BYLAWS)
    client.post(f"{asking}lieu/", PLACE)
    sent = {"starts": first.isoformat(), "ends": (first + 9 * DAY).isoformat()}
    text = (
        client.post(f"{asking}estimation/", sent).content.decode().replace("\u202f", " ").replace("\xa0", " ")
    )
    for words in ("5 %", "6 %", "247,09"):  # 62 at 5 %, then five days of 86,25 at 5 % and five at 6 %
        assert words in text, words


def _signed(body: bytes, at: int, key: str = "whsec_1") -> str:
    return f"t={at},v1={hmac.new(key.encode(), f'{at}.'.encode() + body, hashlib.sha256).hexdigest()}"


def test_webhook_forged_or_replayed_pays_nothing_twice(city: City, client: CityClient, settings: Any) -> None:
    name = city.slug.upper().replace("-", "_")
    settings.STRIPE_KEYS = {f"GUICHET_STRIPE_KEY_{name}": "sk", f"GUICHET_STRIPE_WEBHOOK_{name}": "whsec_1"}
    bill, paper = invoiced()
    OnlinePayment.objects.create(
        key="0f8fad5b-d9cb-469f-a165-70867728950e", bill=bill, invoice=paper, provider="stripe", session_id="cs_1",
        amount_cents=372_50, currency="CAD", started_at=moment.now(),
    )  # fmt: skip
    paid = {
        "id": "cs_1",
        "payment_status": "paid",
        "amount_total": 372_50,
        "currency": "cad",
        "payment_intent": "pi_1",
    }
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "checkout.session.completed", "data": {"object": paid}}
    ).encode()
    now = int(time.time())

    def send(signature: str, words: bytes = body) -> tuple[int, str]:
        answer = client.post(
            "/paiements/stripe/",
            words,
            content_type="application/json",
            headers={"Stripe-Signature": signature},
        )
        return answer.status_code, answer.content.decode()

    altered = body.replace(b"37250", b"00001")
    for forged in (
        _signed(body, now, "whsec_2"),
        _signed(body, now - 301),
        _signed(altered, now),
        "",
        "t=x,v1=é",
        "v1=0",
    ):
        assert send(forged)[0] == 400, forged
    assert (Payment.objects.count(), ProviderMessage.objects.count()) == (0, 0)
    assert [send(_signed(body, at)) for at in (now, now, now - 200)] == [
        (200, "paid"),
        (200, "again"),
        (200, "again"),
    ]
    assert send(_signed(b"x" * 300_001, now), b"x" * 300_001)[0] == 413
    assert send(_signed(b"[]", now), b"[]")[0] == 400
    assert (Payment.objects.get().amount_cents, Receivable.objects.get().balance_cents) == (372_50, 0)


def test_words_sent_after_the_session_ended_are_kept(asking: str, client: CityClient) -> None:
    client.post(f"{asking}lieu/", PLACE)
    client.cookies.clear()  # two weeks later
    people = {
        "applicant-name": "Lucie Morin",
        "applicant-address": "6540, rue Chabot",
        "applicant-email": "l@example.org",
    }
    away = client.post(f"{asking}personnes/", people)
    new = client.get(
        away["Location"]
    )  # it had no address yet by which to prove it: a new one takes the words
    assert Draft.objects.order_by("-pk").first().answers["_parties"]["applicant"]["name"] == "Lucie Morin"
    mine = DraftPerson.objects.order_by("-pk").first()
    assert mine.key in new["Location"]
    client.cookies.clear()
    here = f"/permis/demande/{mine.key}/"
    away = client.post(f"{here}personnes/", {**people, "applicant-phone": "514 555-0188"})
    page = client.get(away["Location"], headers={"Accept-Language": "en"})
    assert "Ce que vous avez écrit est gardé" in page.content.decode()
    client.post(away["Location"])
    code = re.search(r"\b\d{6}\b", Mail.objects.filter(event="draft_code").latest("id").text)[0]
    onward = client.post(away["Location"], {"code": code}, follow=True)
    assert onward.status_code == 200
    assert Draft.objects.order_by("-pk").first().answers["_parties"]["applicant"]["phone"] == "514 555-0188"


def test_payer_without_address_is_told_on_the_page_and_nothing_is_issued(
    asking: str, client: CityClient, sign_in: SignIn
) -> None:
    filled(client, asking)
    client.post(f"{asking}documents/", {})
    number = client.post(f"{asking}verifier/")["Location"].split("/")[2]
    Permit.objects.update(missing=[])
    approve(agent(), number)
    desk = sign_in("permit_chief")
    act = f"/desk/permits/{number}/do/issue/"
    for language, words in (("fr", "n’a pas d’adresse postale"), ("en", "no postal address")):
        sent = {bound.html_name: bound.value() or "" for bound in desk.get(act).context["form"]}
        page = desk.post(act, sent, headers={"Accept-Language": language})
        assert page.status_code in {409, 422}
        assert words in page.content.decode()
    permit = Permit.objects.get(reference=number)
    assert (permit.state, permit.issued_at) == ("approved", None)
    assert Receivable.objects.filter(bill__subject_reference=number).count() == 0
