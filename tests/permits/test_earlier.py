"""« Like last time », what is known of who asks, and the place where agreed decisions are shown."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest

from guichet.catalogue.actions import publish_form
from guichet.catalogue.models import Draft
from guichet.documents.actions import Place, keep_upload
from guichet.documents.models import Attachment
from guichet.kernel.actor import system
from guichet.permits import precedents
from guichet.permits.models import Permit
from guichet.permits.precedents import Precedent, Situation, precedents_from
from tests.clients import CityClient
from tests.documents.samples import pdf
from tests.factories import make_service, make_team
from tests.permits.scene import DAY, Scene

LANE = {"code": "lane", "kind": "yes_no", "label": {"fr": "Une voie ?", "en": "A lane?"}}
OLD = {"code": "old", "kind": "text", "label": {"fr": "Ancienne ?", "en": "Old?"}}


@pytest.fixture
def known(scene: Scene, client: CityClient) -> Permit:
    """Give a permit of last time whose holder this browser proved to be."""
    form = publish_form(system(), "container", [LANE, OLD])
    given = [
        {"code": "lane", "label": LANE["label"], "value": True, "display": {"fr": "Oui"}},
        {"code": "old", "label": OLD["label"], "value": "x", "display": {"fr": "x"}},
    ]
    keep_upload(system(), io.BytesIO(pdf()), Place(draft_key="d" * 20), name="plan.pdf")
    permit = scene.issued(form=form, answers=[*scene.new().answers, *given], draft_key="d" * 20)
    publish_form(system(), "container", [LANE, {**OLD, "code": "new"}])
    client.get(f"/permis/{permit.reference}/", {"cle": permit.key})
    return permit


def test_new_request_begins_like_last_time(scene: Scene, client: CityClient, known: Permit) -> None:
    assert known.reference in client.get("/permis/container/").content.decode()
    begun = client.post("/permis/container/demander/", {"like": known.reference})
    assert begun["Location"].endswith("/dates/")  # the days are never taken
    page = client.get(begun["Location"]).content.decode()
    assert f"Comme la dernière fois ({known.reference})" in page
    assert "Ancienne" in page  # it is no longer asked, and that is said
    draft = Draft.objects.get()
    assert (draft.answers["lane"], "_period" in draft.answers) == ("yes", False)
    assert draft.answers["_parties"]["applicant"]["address"] == "1, rue A"
    assert draft.answers["_parties"]["payer"] == {"who": "same"}
    documents = begun["Location"].replace("/dates/", "/documents/")
    assert "Joindre celui de la dernière fois" in client.get(documents).content.decode()
    assert client.post(documents, {"again": "plan"}).status_code == 200
    assert Attachment.objects.filter(name="plan.pdf").count() == 2
    assert Draft.objects.get().answers["_documents"]["plan"]["name"] == "plan.pdf"
    assert client.post(documents, {"again": "nothing"}).status_code == 200


def test_stranger_gets_nothing_of_it(scene: Scene, known: Permit, client_of: Callable, city: object) -> None:
    stranger = client_of(city)
    assert known.reference not in stranger.get("/permis/container/").content.decode()
    assert stranger.post("/permis/container/demander/", {"like": known.reference}).status_code == 404
    assert not Draft.objects.exists()
    stranger.post("/permis/container/demander/")
    assert Draft.objects.get().answers == {}


def test_what_is_known_is_there_in_another_form(scene: Scene, client: CityClient, known: Permit) -> None:
    make_service("trou", team=make_team("voirie"), location="required")
    page = client.get("/services/trou/signaler/lieu/").content.decode()
    assert "1, rue A" in page
    assert 'value="1, rue A"' in client.get("/services/trou/signaler/lieu/?home=1").content.decode()
    make_service("autre", team=make_team("accueil"), location="none")
    sent = client.post("/services/autre/signaler/details/", {"description": "x", "next": "1", "asked": []})
    assert 'value="lucie@example.org"' in client.get(sent["Location"]).content.decode()


@pytest.fixture
def sources() -> Iterator[None]:
    """Forget at the end who was registered in a test."""
    before = list(precedents.SOURCES)
    yield
    precedents.SOURCES[:] = before


def test_agreed_decisions_are_shown_once_somebody_knows_them(
    scene: Scene, sign_in: Callable, sources: None
) -> None:
    permit, seen = scene.filed(), []

    @precedents_from
    def source(_actor: object, situation: Situation) -> list[Precedent]:
        seen.append(situation)
        said = {"fr": "Conteneur du 12 mai", "en": "Container of 12 May"}
        return [Precedent(said, {"fr": "Accordé"}, {"fr": "Même rue"}, "/cas/1/")]

    page = sign_in(grants=["permit.read"]).get(f"/desk/permits/{permit.reference}/").content.decode()
    assert 'href="/cas/1/"' in page
    assert (seen[0].type, seen[0].days) == ("container", 12)
    assert "Lucie" not in str(seen[0])
    assert permit.starts_on + 11 * DAY == permit.ends_on
