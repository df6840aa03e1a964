"""Attachments from the form to the page: kept once, adopted, published, removed; found only through their subject."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import pytest
from django.core.files.storage import default_storage
from django_tenants.utils import tenant_context

from guichet.documents import queries
from guichet.documents.actions import (
    MAX_FILES,
    Place,
    adopt_drafts,
    keep_upload,
    publish,
    remove_draft,
    remove_stale_drafts,
    unpublish,
)
from guichet.documents.models import Attachment, Stage
from guichet.documents.store import open_for_download, response_headers, safe_name
from guichet.kernel.actor import Actor, ActorKind, system, visitor
from guichet.kernel.errors import Conflict, Denied, Invalid, NotFound
from guichet.ledger.models import Entry
from tests.documents import samples
from tests.factories import make_case

DRAFT = "a-secret-of-one-form"
AGENT = Actor(ActorKind.STAFF, 1, "Agent", grants=frozenset({"case.publish"}))


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path, "base_url": None},
        },
    }


def keep(content=None, *, actor=None, draft=DRAFT, subject=None, name="IMG_0001.jpg", **more):
    place = Place(subject=subject) if subject else Place(draft)
    upload = io.BytesIO(samples.picture() if content is None else content)
    return keep_upload(actor or visitor(), upload, place, name=name, **more)


def files_of(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_keep_photo_stores_it_in_the_folder_of_the_city(city, tmp_path):
    kept = keep()
    assert kept.storage_key.startswith(f"{city.schema_name}/20")
    assert kept.storage_key.endswith(".jpg")
    assert default_storage.size(kept.storage_key) == kept.size
    assert len(files_of(tmp_path)) == 2
    assert Entry.objects.filter(event="documents.kept", subject_id=kept.pk).count() == 1


def test_keep_same_photo_twice_keeps_one(city, tmp_path):
    assert keep().pk == keep(name="copy.jpg").pk
    assert len(files_of(tmp_path)) == 2


def test_keep_refused_file_stores_nothing(city, tmp_path):
    with pytest.raises(Invalid) as refusal:
        keep(b"<html></html>", name="photo.jpg")
    assert set(refusal.value.fields) == {"file"}
    assert not Attachment.objects.exists()
    assert files_of(tmp_path) == []


def test_keep_one_file_too_many_is_refused_and_leaves_nothing(city, tmp_path):
    for number in range(MAX_FILES):
        keep(f"file {number}".encode(), name=f"{number}.txt")
    with pytest.raises(Invalid):
        keep(b"one more", name="more.txt")
    assert Attachment.objects.count() == len(files_of(tmp_path)) == MAX_FILES
    assert keep(b"file 3").name == "3.txt"


@pytest.mark.parametrize("more", [{"internal": True}, {"stage": Stage.AFTER}])
def test_keep_what_only_staff_may_keep_is_denied_to_residents(city, more):
    with pytest.raises(Denied):
        keep(**more)
    assert not Attachment.objects.exists()
    assert keep(actor=AGENT, subject=make_case(), **more).pk


def test_adopt_hangs_files_on_the_case(city):
    first, second = keep(), keep(samples.pdf(), name="plan.pdf")
    case = make_case()
    assert adopt_drafts(visitor(), DRAFT, case, message_id=7) == 2
    found = queries.attachments_of(visitor(), case, published_only=False)
    assert [(one.pk, one.message_id, one.draft_key) for one in found] == [
        (first.pk, 7, ""),
        (second.pk, 7, ""),
    ]
    assert adopt_drafts(visitor(), DRAFT, case) == 0
    assert queries.drafts_of(visitor(), DRAFT) == []


def test_attachments_show_each_reader_what_is_theirs(city):
    case = make_case()
    seen, inner, shown = (
        keep(subject=case),
        keep(b"inner", subject=case, actor=AGENT, internal=True),
        keep(samples.picture("PNG"), subject=case),
    )
    publish(AGENT, case, shown.key)

    def keys(actor, *, published_only):
        return {one.key for one in queries.attachments_of(actor, case, published_only=published_only)}

    assert keys(AGENT, published_only=False) == {seen.key, inner.key, shown.key}
    assert keys(visitor(), published_only=False) == {seen.key, shown.key}
    assert keys(visitor(), published_only=True) == {shown.key}
    with pytest.raises(NotFound):
        queries.attachment_for(visitor(), case, inner.key, published_only=False)
    with pytest.raises(NotFound):
        queries.attachment_for(visitor(), case, seen.key, published_only=True)
    with pytest.raises(NotFound):
        queries.attachment_for(AGENT, make_case(), seen.key, published_only=False)


def test_attachment_of_another_city_is_not_there(city, other_city):
    case = make_case()
    kept = keep(subject=case)
    with tenant_context(other_city), pytest.raises(NotFound):
        queries.attachment_for(AGENT, case, kept.key, published_only=False)


def test_publish_and_unpublish_change_what_everybody_sees(city):
    case = make_case()
    photo = keep(subject=case)
    publish(AGENT, case, photo.key)
    assert queries.published_photos(type(case), [case.pk, case.pk + 1]) == {case.pk: photo}
    unpublish(AGENT, case, photo.key)
    assert queries.published_photos(type(case), [case.pk]) == {}


def test_publish_is_denied_without_the_right_and_refused_for_files(city):
    case = make_case()
    photo, file = keep(subject=case), keep(samples.pdf(), subject=case)
    with pytest.raises(Denied):
        publish(visitor(), case, photo.key)
    with pytest.raises(Conflict):
        publish(AGENT, case, file.key)
    assert not Attachment.objects.filter(published=True).exists()


def test_remove_draft_takes_row_and_files(city, tmp_path):
    kept = keep()
    with pytest.raises(NotFound):
        remove_draft(visitor(), "another-form", kept.key)
    remove_draft(visitor(), DRAFT, kept.key)
    assert files_of(tmp_path) == []
    with pytest.raises(NotFound):
        remove_draft(visitor(), DRAFT, kept.key)


def test_remove_adopted_file_as_a_draft_is_not_possible(city):
    case = make_case()
    kept = keep(subject=case)
    for key in (DRAFT, ""):
        with pytest.raises((NotFound, Denied)):
            remove_draft(visitor(), key, kept.key)
    assert Attachment.objects.filter(pk=kept.pk).exists()


def test_remove_stale_drafts_leaves_young_and_sent_ones(city, tmp_path):
    old, young, sent = keep(b"old"), keep(b"young"), keep(b"sent", subject=make_case())
    for one in (old, sent):
        one.created_at -= dt.timedelta(hours=49)
        one.save()
    assert remove_stale_drafts(system()) == 1
    assert {one.pk for one in Attachment.objects.all()} == {young.pk, sent.pk}
    assert len(files_of(tmp_path)) == 2
    with pytest.raises(Denied):
        remove_stale_drafts(AGENT)


def test_draft_is_shown_to_whoever_holds_its_key_alone(city):
    kept = keep()
    assert queries.draft_for(visitor(), DRAFT, kept.key) == kept
    for key in ("", "another-form"):
        with pytest.raises(NotFound):
            queries.draft_for(visitor(), key, kept.key)


def test_download_shows_photos_and_hands_files_over(city):
    case = make_case()
    photo = open_for_download(keep(subject=case, name="rue.png"))
    file = open_for_download(keep(b"<b>bold</b>", subject=case, name="../é\u202egpj.exe"))
    small = open_for_download(keep(subject=case, draft=""), thumbnail=True)
    assert response_headers(photo)["Content-Disposition"] == 'inline; filename="rue.jpg"'
    assert response_headers(small)["Content-Type"] == "image/webp"
    headers = response_headers(file)
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Type"] == "text/plain"
    for opened in (photo, file, small):
        opened.file.close()


def test_download_of_lost_file_is_not_found(city):
    kept = keep(b"text")
    default_storage.delete(kept.storage_key)
    with pytest.raises(NotFound):
        open_for_download(kept)
    with pytest.raises(NotFound):
        open_for_download(kept, thumbnail=True)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("IMG 0001.JPG", "IMG 0001.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\trou.heic", "trou.jpg"),
        ("facture\u202egpj.exe", "facturegpj.jpg"),
        ("\r\nSet-Cookie: x", "Set-Cookie x.jpg"),
        ("...", "document.jpg"),
        ("x" * 300, "x" * 100 + ".jpg"),
    ],
)
def test_safe_name_cannot_lead_elsewhere(name, safe):
    assert safe_name(name, "jpg") == safe


def test_place_needs_a_draft_or_a_subject():
    for wrong in ({}, {"draft_key": "x" * 65}):
        with pytest.raises(ValueError, match="draft"):
            Place(**wrong)


def test_attachment_for_unknown_key_is_not_found(city):
    with pytest.raises(NotFound):
        queries.attachment_for(AGENT, make_case(), uuid.uuid4(), published_only=False)
