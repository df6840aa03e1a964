"""Who comes in, and how."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.urls import NoReverseMatch, reverse

from guichet.cli.demo.cities import DemoCity, write_accounts
from guichet.cli.demo.loading import DemoAccount
from guichet.people.models import Account
from tests.factories import make_account

PASSWORD = "un mot de passe assez long"
SIGN_IN = "/desk/sign-in/"


@pytest.fixture
def account(city) -> Account:
    made = make_account("second_line", email="agent@ville.example", name="Camille Agent")
    made.set_password(PASSWORD)
    made.save()
    return made


@pytest.fixture
def inside(account, client):
    """The browser of someone who came in by the form."""
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    return client


def test_right_password_leads_to_the_list(account, client) -> None:
    answer = client.post(SIGN_IN, {"login": "Agent@Ville.example", "password": PASSWORD})
    assert answer["Location"] == "/desk/"
    assert "Camille Agent" in client.get("/desk/").content.decode()


def test_sign_in_goes_back_where_one_was_going(account, client) -> None:
    given = {"login": account.email, "password": PASSWORD, "next": "/desk/?view=late"}
    assert client.post(SIGN_IN, given)["Location"] == "/desk/?view=late"


def test_sign_in_never_leads_to_another_site(account, client) -> None:
    given = {"login": account.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(SIGN_IN, given)["Location"] == "/desk/"


@pytest.mark.parametrize(
    "given",
    [
        {"login": "agent@ville.example", "password": "pas le bon du tout"},
        {"login": "personne@ville.example", "password": PASSWORD},
        {"login": "", "password": ""},
        {"login": "pas une adresse", "password": PASSWORD},
    ],
)
def test_wrong_sign_in_is_refused_in_words(account, client, given: dict) -> None:
    answer = client.post(SIGN_IN, given)
    assert answer.status_code == 200
    assert 'class="g-errors"' in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_too_many_wrong_passwords_close_the_door_even_to_the_right_one(account, client) -> None:
    for _turn in range(6):
        client.post(SIGN_IN, {"login": account.email, "password": "pas le bon du tout"})
    answer = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert client.get("/desk/").status_code == 302


def test_closed_account_does_not_come_in(account, client) -> None:
    account.is_active = False
    account.save()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert client.get("/desk/").status_code == 302


def test_signing_out_closes_the_desk(inside) -> None:
    assert inside.get("/desk/sign-out/").status_code == 200
    assert inside.post("/desk/sign-out/").status_code == 302
    assert inside.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_change_password",
        "mfa_add_webauthn",
    ],
)
def test_what_staff_does_not_need_is_not_reachable(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_account_of_another_city_does_not_come_in(account, client_of, other_city) -> None:
    elsewhere = client_of(other_city)
    elsewhere.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert elsewhere.get("/desk/").status_code == 302


def test_own_settings_come_along(account, client) -> None:
    account.language, account.shortcuts = "en", False
    account.save()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    page = client.get("/desk/").content.decode()
    assert 'lang="en"' in page
    assert 'data-own-keys="off"' in page


def test_keys_are_switched_off_then_on(inside, account) -> None:
    for on in ("0", "1"):
        inside.post("/desk/me/keys/", {"on": on})
        account.refresh_from_db()
        assert account.shortcuts is (on == "1")
        assert ('data-own-keys="off"' in inside.get("/desk/me/").content.decode()) is (on == "0")


def code_of(secret: str) -> str:
    """Give what a telephone shows now."""
    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def second_step(inside, account) -> str:
    """Switch the second step on, as one does; gives the secret of the telephone."""
    on = "/desk/me/second-step/on/"
    again = inside.get(on)
    assert again["Location"].startswith("/desk/sign-in/again/?next=")
    assert inside.post(again["Location"], {"password": "pas le bon du tout"}).status_code == 200
    assert inside.post(again["Location"], {"password": PASSWORD})["Location"] == on
    secret = inside.get(on).context["form"].secret
    assert inside.post(on, {"code": code_of(secret)})["Location"] == "/desk/me/second-step/codes/"
    return secret


def test_second_step_is_asked_after_the_password(second_step, account, client_of, city) -> None:
    browser = client_of(city)
    answer = browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert answer["Location"] == "/desk/sign-in/code/"
    assert browser.get("/desk/").status_code == 302
    assert browser.get("/desk/sign-in/code/").status_code == 200
    refused = browser.post("/desk/sign-in/code/", {"code": "000000"})
    assert 'class="g-errors"' in refused.content.decode()
    assert browser.get("/desk/").status_code == 302
    browser.post("/desk/sign-in/code/", {"code": code_of(second_step)})
    assert browser.get("/desk/").status_code == 200


def test_spare_code_opens_once(second_step, inside, account, client_of, city) -> None:
    page = inside.get("/desk/me/second-step/codes/").content.decode()
    code = re.findall(r"<code>([^<]+)</code>", page)[0]
    for status in (200, 302):
        browser = client_of(city)
        browser.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
        browser.post("/desk/sign-in/code/", {"code": code})
        assert browser.get("/desk/").status_code == status


def test_secret_of_the_second_step_is_not_readable_in_the_database(second_step, account) -> None:
    kept = Authenticator.objects.get(user=account, type="totp").data
    assert second_step not in str(kept)


def test_every_page_of_the_second_step_opens(second_step, inside) -> None:
    for part in ("", "off/", "codes/", "codes/new/", "codes/file/"):
        assert inside.get(f"/desk/me/second-step/{part}", follow=True).status_code == 200


def test_second_step_is_switched_off(second_step, inside, account) -> None:
    inside.post("/desk/me/second-step/off/")
    assert not Authenticator.objects.filter(user=account, type="totp").exists()


def test_accounts_of_a_demonstration_are_shown_in_demonstrations_only(client, settings, tmp_path) -> None:
    settings.DATA = tmp_path
    zoe = DemoAccount("Zoé", "zoe@ville.example", {"fr": "Accueil"})
    write_accounts(tmp_path, [DemoCity("ville-a", "Ville A", "ville-a.localhost", [zoe], "secret-de-demo")])
    settings.SHOW_DEMO_ACCOUNTS = False
    assert "zoe@ville.example" not in client.get(SIGN_IN).content.decode()
    settings.SHOW_DEMO_ACCOUNTS = True
    assert "zoe@ville.example" in client.get(SIGN_IN).content.decode()


def test_too_many_visits_of_the_sign_in_are_answered_by_an_honest_page(client) -> None:
    statuses = [client.post(SIGN_IN, {"login": "", "password": ""}).status_code for _turn in range(31)]
    assert statuses[-1] == 429
    assert "Trop d’essais" in client.post(SIGN_IN).content.decode()


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://ville-a.localhost/desk/cases/26-000001/", "/desk/cases/26-000001/"),
        ("https://evil.example/x", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_what_is_sent_after_the_session_ended_leads_back_to_its_page(client, referer: str, back: str) -> None:
    answer = client.post("/desk/cases/26-000001/write/", {"body": "Mes mots"}, headers={"Referer": referer})
    assert answer["Location"] == f"/desk/sign-in/?next={back}"
