"""A link for each person of a permit: what it opens, what it never shows, how it is taken back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from guichet.cli.demo.tariffs import read_bylaw
from guichet.kernel.actor import system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.messaging.models import Mail
from guichet.permits.actions.deciding import approve, issue
from guichet.permits.actions.filing import NewParty, set_party
from guichet.permits.actions.following import send_link
from guichet.permits.actions.reviewing import NewCondition, set_conditions
from guichet.permits.actions.sharing import send_part_link, take_link_back
from guichet.permits.linking import own_link
from guichet.permits.models import Party, Permit, PermitMessage
from guichet.permits.queries.sharing import all_links_of
from guichet.permits.queries.visible import permit_for
from guichet.tariffs.actions import import_bylaw
from guichet.tenancy.queries import current_city
from tests.clients import CityClient
from tests.permits.scene import Scene, agent, own
from tests.permits.test_money import MEASURES

PEOPLE = (
    NewParty("applicant", name="Lucie Morin", email="lucie@example.org", address="1, rue A"),
    NewParty("beneficiary", name="Omar Benali", email="omar@example.org"),
    NewParty("contractor", organisation="Béton Nord", email="chantier@example.org"),
    NewParty("payer", organisation="Compta inc.", email="compta@example.org", address="2, rue B"),
)


@pytest.fixture
def permit(scene: Scene) -> Permit:
    """Give a permit that was handed over, with four people."""
    import_bylaw(system(), read_bylaw("montreal"), verbs=("check", "publish"))
    scene.change(tariff="occupation")
    reference = scene.filed(parties=PEOPLE, measures=MEASURES).reference
    set_conditions(scene.boss, reference, [NewCondition("passage")])
    approve(scene.boss, reference)
    return issue(scene.boss, reference)


def link(permit: Permit, role: str) -> str:
    """Give someone's own link."""
    return own_link(permit, Party.objects.get(permit=permit, role=role))


@pytest.mark.parametrize(
    ("role", "reads", "does_not"),
    [
        ("beneficiary", ["Keep 1.5 m free", "/papier/permit/"], ["/factures/", "Lucie Morin", "1, rue A", "<textarea"]),
        ("contractor", ["Keep 1.5 m free", "/papier/poster/", "<textarea"], ["/factures/", "Lucie Morin", "1, rue A"]),
        ("payer", ["/factures/", "Still to pay"], ["Keep 1.5 m free", "/papier/", "Lucie Morin", "<textarea"]),
    ],
)  # fmt: skip
def test_each_link_opens_what_its_role_sees_and_nothing_else(
    permit: Permit, client: CityClient, role: str, reads: list[str], does_not: list[str]
) -> None:
    here = f"/permis/{permit.reference}/"
    page = client.get(f"{link(permit, role)}&lang=en", follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert [words for words in reads if words not in text] == []
    assert [words for words in does_not if words in text] == []
    for verb in ("changer", "prolonger", "retirer", "liens", "completer", "envoyer", "renouveler"):
        assert client.post(f"{here}{verb}/", {"role": "applicant", "do": "back"})["Location"].startswith(here)
    said = client.post(f"{here}message/", {"words": "La grue est en panne."})
    assert said.status_code == 303
    assert PermitMessage.objects.filter(by_label="Béton Nord").count() == (role == "contractor")
    assert client.get(f"{here}papier/permit/").status_code == (404 if role == "payer" else 200)
    again = Permit.objects.get(pk=permit.pk)
    assert (again.state, again.key) == ("issued", permit.key)


def test_link_taken_back_opens_nothing_wherever_it_was_opened(
    permit: Permit, client: CityClient, client_of: Callable
) -> None:
    before = Party.objects.get(permit=permit, role="contractor").pk
    here, theirs = f"/permis/{permit.reference}/", link(permit, "contractor")
    opened = client_of(client.city)
    assert opened.get(theirs, follow=True).status_code == 200
    client.get(link(permit, "applicant"))
    page = client.get(here, {"lang": "en"}).content.decode()
    assert "Béton Nord" in page
    assert client.post(f"{here}liens/", {"role": "contractor", "do": "back"}).status_code == 303
    for browser, address in ((opened, here), (client_of(client.city), theirs)):
        assert "suivre" in browser.get(address)["Location"]
    new = link(permit, "contractor")
    assert new != theirs
    row = Party.objects.get(permit=permit, role="contractor")
    assert (row.pk, row.link_sent_at, row.link_opened_at) == (before, None, None)
    set_party(
        agent(), permit.reference, NewParty("contractor", organisation="Autre", email="autre@example.org")
    )
    assert "suivre" in client_of(client.city).get(new)["Location"]  # another person, another link
    client.post(f"{here}liens/", {"role": "applicant", "do": "back"})
    assert "suivre" in client_of(client.city).get(link(permit, "applicant"))["Location"]
    assert client_of(client.city).get(link(Permit.objects.get(pk=permit.pk), "applicant"))["Location"] == here


def test_links_are_sent_to_their_own_address_alone(permit: Permit) -> None:
    send_link(visitor(), permit.reference, "COMPTA@example.org")
    send_link(visitor(), permit.reference, "lucie@example.org")
    send_link(visitor(), permit.reference, "nobody@example.org")
    send_part_link(own(permit), permit.reference, "beneficiary")
    found = {
        mail.to: re.search(r"cle=([\w.-]+)", mail.text)[1]
        for mail in Mail.objects.filter(event="permit_link")
    }
    assert found["lucie@example.org"] == permit.key
    assert found["compta@example.org"] in link(permit, "payer")
    assert found["omar@example.org"] in link(permit, "beneficiary")
    assert "nobody@example.org" not in found


def test_only_who_asked_or_an_agent_shares(permit: Permit) -> None:
    key = link(permit, "payer").partition("cle=")[2]
    payer = visitor(parts=frozenset({(permit.reference, key)}))
    with pytest.raises(NotFound):
        permit_for(payer, permit.reference)
    with pytest.raises(NotFound):
        send_part_link(payer, permit.reference, "contractor")
    with pytest.raises(Denied):
        take_link_back(agent("permit.read"), permit.reference, "payer")
    with pytest.raises(Invalid):
        take_link_back(own(permit), permit.reference, "stranger")


def test_links_of_before_secrets_were_kept_still_open(permit: Permit, client: CityClient) -> None:
    Party.objects.filter(permit=permit, role="payer").update(secret="")
    theirs = link(permit, "payer")
    assert client.get(theirs, follow=True).status_code == 200
    take_link_back(own(permit), permit.reference, "payer")
    assert link(permit, "payer") != theirs


def test_agent_knows_when_links_left_and_were_opened(permit: Permit, client_of: Callable) -> None:
    helper, here = agent(), permit.reference
    send_part_link(helper, here, "payer")
    with pytest.raises(Conflict):  # once an hour
        send_part_link(helper, here, "payer")
    for role in ("payer", "applicant"):
        client_of(current_city()).get(link(permit, role))
    found = {each.role: each for each in all_links_of(helper, here)}
    assert list(found) == ["applicant", "beneficiary", "contractor", "payer"]
    assert found["payer"].sent_at
    assert found["payer"].opened_at
    assert found["applicant"].opened_at
    assert (found["contractor"].sent_at, found["contractor"].opened_at) == (None, None)
    take_link_back(helper, here, "payer")
    assert all_links_of(helper, here)[3].sent_at is None
    send_part_link(helper, here, "payer")  # another link: it leaves at once
    with pytest.raises(Denied):
        all_links_of(agent("permit.read"), here)
