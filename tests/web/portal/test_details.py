"""Questions, words and photos: judged together, and nothing typed is ever lost."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from guichet.catalogue.actions import publish_form
from guichet.documents.models import Attachment
from guichet.kernel.actor import system
from tests.factories import make_service
from tests.web.portal.resident import words


def test_missing_answer_is_named_and_the_rest_is_kept(visitor, pothole):
    visitor.place()
    answer = visitor.details(q_size="", description="Près du banc")
    assert answer.status_code == 422
    assert "Answer “How big?”" in words(answer)
    assert "Près du banc" in words(answer)


def test_question_that_an_answer_brings_comes_in_a_second_pass(visitor, pothole):
    visitor.place()
    visitor.details(q_size="large")
    assert visitor.at.endswith("?more=1")
    page = words(visitor.get())
    assert "How deep?" in page
    assert "another question" in page
    answer = visitor.details(q_size="large", asked=["size", "depth"], q_depth="")
    assert "Answer “How deep?”" in words(answer)


def test_question_comes_at_once_with_scripts(visitor, pothole):
    sent = {"q_size": "large", "description": ""}
    answer = visitor.post("/services/nid-de-poule/signaler/questions/", sent)
    assert "How deep?" in words(answer)
    assert "Internal code" not in words(answer)


def test_answer_of_the_wrong_kind_is_refused(visitor, pothole):
    visitor.place()
    answer = visitor.details(q_size="large", asked=["size", "depth"], q_depth="deep")
    assert "Write a number" in words(answer)
    assert b'value="deep"' in answer.content


def test_altered_choice_is_refused(visitor, pothole):
    visitor.place()
    assert visitor.details(q_size="huge").status_code == 422


def test_ten_thousand_characters_are_refused_and_kept(visitor, pothole):
    visitor.place()
    answer = visitor.details(description="é" * 10_000)
    assert "it has 10,000" in words(answer)
    assert "é" * 10_000 in answer.content.decode()


def test_what_was_typed_is_there_when_one_comes_back(visitor, pothole):
    visitor.place()
    visitor.details(q_size="", description="👋🏽 مرحبا")
    assert "👋🏽 مرحبا" in words(visitor.get(visitor.step("details")))


def test_photo_is_kept_shown_and_removed(visitor, pothole, photo):
    visitor.place()
    page = visitor.step("details")
    visitor.post(page, {"add": "1", "description": "Le trou", "photos": photo()})
    (kept,) = Attachment.objects.all()
    shown = visitor.get(page)
    assert "Le trou" in words(shown)
    picture = page.replace("/details/", f"/fichiers/{kept.key}/")
    assert visitor.get(picture)["Content-Type"] == "image/webp"
    visitor.post(page, {"remove": str(kept.key)})
    assert not Attachment.objects.exists()


def test_photo_of_a_draft_is_for_its_browser_alone(visitor, pothole, photo, client_of, city):
    visitor.place()
    page = visitor.step("details")
    visitor.post(page, {"add": "1", "photos": photo()})
    picture = page.replace("/details/", f"/fichiers/{Attachment.objects.get().key}/")
    assert client_of(city).get(picture).status_code == 404


def test_file_of_the_wrong_kind_is_refused_by_name(visitor, pothole):
    visitor.place()
    fake = SimpleUploadedFile("vacances.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")
    answer = visitor.details(photos=fake, description="Je garde mes mots")
    assert answer.status_code == 422
    assert "vacances.jpg" in words(answer)
    assert "Je garde mes mots" in words(answer)


def test_file_too_large_is_refused_and_words_are_kept(visitor, pothole):
    visitor.place()
    large = SimpleUploadedFile("film.jpg", b"\xff\xd8" + b"0" * 21_000_000, content_type="image/jpeg")
    answer = visitor.details(photos=large, description="Je garde mes mots")
    assert "larger than 20 MB" in words(answer)
    assert "Je garde mes mots" in words(answer)


def test_fourth_photo_is_refused(visitor, pothole, photo):
    visitor.place()
    four = [photo(f"{colour}.jpg", colour) for colour in ("red", "green", "blue", "black")]
    answer = visitor.post(visitor.step("details"), {"add": "1", "photos": four})
    assert "Three files at most" in words(answer)
    assert Attachment.objects.count() == 3


def test_service_without_a_place_starts_with_the_details(visitor, question):
    assert visitor.get("/services/autre/signaler/")["Location"] == "/services/autre/signaler/details/"
    visitor.post("/services/autre/signaler/details/", {"description": "Bonjour", "next": "1"})
    assert "/joindre/" in visitor.at


def test_later_step_is_not_reached_before_the_ones_before(visitor, pothole):
    visitor.place()
    assert "/details/" in visitor.get(visitor.step("verifier"))["Location"]
    visitor.contact()
    assert "/details/" in visitor.at


def test_contact_is_asked_unless_one_stays_anonymous(visitor, pothole):
    visitor.place()
    visitor.details()
    answer = visitor.contact(email="")
    assert "or tick the box to stay anonymous" in words(answer)
    visitor.contact(email="", anonymous="on")
    assert "you chose to stay anonymous" in words(visitor.get())


def test_service_that_needs_an_answer_offers_no_anonymity(visitor, question):
    visitor.post("/services/autre/signaler/details/", {"description": "Bonjour", "next": "1"})
    assert "stay anonymous" not in words(visitor.get())
    assert "we need a way to answer you" in words(visitor.contact(email="", anonymous="on"))


def test_address_that_cannot_be_written_to_is_refused_and_kept(visitor, pothole):
    visitor.place()
    visitor.details()
    answer = visitor.contact(email="lucie@")
    assert "Complete the address" in words(answer)
    assert b'value="lucie@"' in answer.content


def test_photo_can_be_required(visitor, city, photo):
    service = make_service("bruit", name={"en": "Noise"})
    proof = {"code": "proof", "kind": "photo", "label": {"fr": "Preuve", "en": "Proof"}, "required": True}
    publish_form(system(), service.code, [proof])
    start = "/services/bruit/signaler/details/"
    assert "Add a photo" in words(visitor.post(start, {"next": "1", "asked": ["proof"]}))
    notes = SimpleUploadedFile("note.jpg", b"only words", content_type="image/jpeg")
    refused = words(visitor.post(start, {"next": "1", "asked": ["proof"], "photos": notes}))
    assert "This file is not a photo" in refused
    visitor.post(start, {"next": "1", "asked": ["proof"], "photos": photo()})
    assert "/joindre/" in visitor.at
