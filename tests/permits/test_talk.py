"""What city and applicant say to each other on a file, and how far it may be extended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guichet.kernel import moment
from guichet.kernel.actor import system
from guichet.kernel.errors import Conflict, Denied, Invalid
from guichet.kernel.events import Fact
from guichet.ledger.models import Entry
from guichet.messaging.models import Mail
from guichet.occupations.actions import NewOccupation, put_many
from guichet.occupations.queries.public import PublicFilters, public_occupations
from guichet.permits.actions import changing, talking, wishing
from guichet.permits.effects import send_message
from guichet.permits.models import PermitMessage
from guichet.permits.queries.page import permit_shown
from guichet.permits.queries.queue import Wanted, queue
from tests.clients import CityClient
from tests.occupations.ground import spot
from tests.permits.scene import DAY, Scene, agent, own


def test_city_writes_and_applicant_answers(scene: Scene, sign_in: Callable, client: CityClient) -> None:
    scene.service.replies = [{"code": "hours", "text": {"fr": "Ouvert de 9 h à 17 h."}}]
    scene.service.save()
    permit = scene.filed()
    desk = sign_in(grants=["permit.read", "permit.handle"])
    asked = desk.get(f"/desk/permits/{permit.reference}/do/message/?reply=hours").content.decode()
    assert "Ouvert de 9 h à 17 h.</textarea>" in asked
    sent = {"words": "Ouvert de 9 h à 17 h. Passez demain.", "version": permit.version}
    assert desk.post(f"/desk/permits/{permit.reference}/do/message/", sent).status_code == 303
    message = PermitMessage.objects.get()
    assert (message.template, message.outgoing) == ("hours", True)
    entry = Entry.objects.get(event="permit.wrote")
    assert "Passez" not in str(entry.data)  # the ledger holds no words of people
    for _twice in range(2):
        send_message(Fact(entry.pk, entry.event, entry.subject, entry.subject_id, entry.data))
    assert "Passez demain." in Mail.objects.get(event="permit_message").text
    mine = f"/permis/{permit.reference}/"
    client.get(mine, {"cle": permit.key})
    assert "Passez demain." in client.get(mine).content.decode()
    assert client.post(f"{mine}message/", {"words": " "}).status_code == 422
    assert client.post(f"{mine}message/", {"words": "Entendu, <b>merci</b>."}).status_code == 303
    page = desk.get(f"/desk/permits/{permit.reference}/").content.decode()
    assert "Entendu, &lt;b&gt;merci&lt;/b&gt;." in page
    assert "do/message/" in page
    wishing.settle_wishes(scene.boss, permit.reference)
    assert not any(each.waits for each in permit_shown(scene.boss, permit.reference).messages)


def test_files_whose_applicant_waits_for_an_answer_are_marked_and_listed(scene: Scene) -> None:
    silent, later, first = scene.filed(), scene.filed(), scene.filed()
    for permit in (first, later, later):
        talking.write_to_city(own(permit), permit.reference, "Quand ?")

    def listed(**wanted: object) -> list[str]:
        return [row.reference for row in queue(scene.boss, Wanted(**wanted)).rows]

    found = queue(scene.boss, Wanted("to_answer"))
    assert [(row.reference, row.unanswered) for row in found.rows] == [
        (first.reference, 1),
        (later.reference, 2),
    ]  # who waits longest comes first
    assert found.counts["to_answer"] == 2
    assert set(listed(unanswered=True)) == {later.reference, first.reference}
    assert listed(unanswered=True, words=silent.reference) == []
    talking.write_to_applicant(scene.boss, first.reference, "Demain.")
    assert listed(view="to_answer") == [later.reference]


def test_only_the_people_of_a_file_write_and_not_without_end(scene: Scene) -> None:
    permit = scene.filed()
    with pytest.raises(Denied):
        talking.write_to_applicant(agent("permit.read"), permit.reference, "Bonjour")
    with pytest.raises(Denied):
        talking.write_to_city(scene.boss, permit.reference, "Bonjour")
    with pytest.raises(Invalid):
        talking.write_to_applicant(scene.boss, permit.reference, "\x00 ")
    for _each in range(talking.MOST_UNREAD):
        talking.write_to_city(own(permit), permit.reference, "Encore")
    with pytest.raises(Conflict, match="call us"):
        talking.write_to_city(own(permit), permit.reference, "Encore")
    assert PermitMessage.objects.count() == talking.MOST_UNREAD


def test_extensions_end_where_the_type_says(scene: Scene) -> None:
    scene.change(most_extensions=1, longest_total=20)
    permit = scene.issued()  # twelve days
    late = permit.starts_on + 20 * DAY
    for refused in (
        lambda: changing.extend(scene.boss, permit.reference, late, "Retard"),
        lambda: wishing.wish(own(permit), permit.reference, "extend", "Retard", until=late),
    ):
        with pytest.raises(Invalid, match="20 days at most") as fault:
            refused()
        assert "until" in fault.value.fields
    changing.extend(scene.boss, permit.reference, late - 3 * DAY, "Retard")
    with pytest.raises(Invalid, match="once already"):
        changing.extend(scene.boss, permit.reference, late - DAY, "Retard")
    assert permit_shown(scene.boss, permit.reference).ends_on == late - 3 * DAY


def test_what_stands_too_long_on_the_map_is_inspected(scene: Scene, client: CityClient) -> None:
    permit = scene.issued()
    put_many(
        system(),
        "permit",
        [
            NewOccupation(
                permit.reference, spot(), moment.now() - DAY, moment.now() + DAY, state="active", public=True
            )
        ],
    )
    today = PublicFilters(moment.today(), moment.today())
    number = public_occupations(today)[0].id
    address = f"/occupations/{number}/depassement/"
    assert address in client.get(f"/occupations/{number}/").content.decode()
    assert client.post(address, {"words": "Toujours là"}).status_code == 422  # it has not begun
    changing.begin(scene.boss, permit.reference)
    assert client.post(address, {"words": ""}).status_code == 422
    assert client.post(address, {"words": "Tout le trottoir"}).status_code == 303
    shown = permit_shown(scene.boss, permit.reference)
    assert [each.purpose for each in shown.inspections] == ["overrun"]
    assert shown.overruns[0].words == "Tout le trottoir"
    put_many(
        system(),
        "works",
        [NewOccupation("W-1", spot(), moment.now() - DAY, moment.now() + DAY, public=True, state="active")],
    )
    other = next(each.id for each in public_occupations(today) if each.source == "works")
    assert client.get(f"/occupations/{other}/depassement/")["Location"].startswith("/?q=")
