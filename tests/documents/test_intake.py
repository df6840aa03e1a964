"""What is accepted, what is refused and why, and what is left of a photo."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from guichet.documents.intake import MAX_BYTES, Examined, examine
from guichet.documents.models import Kind
from tests.documents import samples


def short(value: object) -> str:
    """Name a case of a parametrized test without writing its whole file."""
    return value if isinstance(value, str) else f"{len(value)} bytes"


def examined(content: bytes) -> Examined:
    return examine(io.BytesIO(content))


def opened(found: Examined) -> Image.Image:
    assert found.problems == ()
    return Image.open(io.BytesIO(found.content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_examine_picture_redraws_it(kind):
    found = examined(samples.picture(kind))
    assert (found.kind, found.media_type, found.width, found.height) == (Kind.PHOTO, "image/jpeg", 640, 480)
    assert opened(found).getpixel((10, 10))[0] > 180
    assert Image.open(io.BytesIO(found.thumbnail)).size == (400, 300)


@pytest.mark.parametrize(
    "content", [samples.heic(), samples.picture(exif=samples.telling_exif(), comment=b"Jean")], ids=short
)
def test_examine_photo_of_telephone_tells_nothing_more(content):
    assert b"Telephone-of-Jean" in content
    found = examined(content)
    image = opened(found)
    assert (found.media_type, image.size) == ("image/jpeg", (640, 480))
    assert not image.getexif()
    assert set(image.info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "progressive",
        "progression",
    }
    assert not any(word in found.content + found.thumbnail for word in (b"Jean", b"Exif", b"http"))


def test_examine_photo_drops_xmp():
    content = samples.picture("WEBP", xmp=samples.XMP)
    assert b"Jean-Tremblay" in content
    assert b"Jean-Tremblay" not in examined(content).content


@pytest.mark.parametrize(
    ("orientation", "size", "top_left"),
    [(1, (640, 480), "red"), (3, (640, 480), "blue"), (6, (480, 640), "red")],
)
def test_examine_photo_held_sideways_stands_upright(orientation, size, top_left):
    image = opened(examined(samples.picture(exif=samples.telling_exif(orientation))))
    assert image.size == size
    assert image.getpixel((5, 5)).index(max(image.getpixel((5, 5)))) == (0 if top_left == "red" else 2)
    bottom = image.getpixel((5, size[1] - 5))
    assert bottom.index(max(bottom)) == {1: 0, 3: 2, 6: 2}[orientation]


def test_examine_heic_held_sideways_stands_upright():
    assert opened(examined(samples.heic(orientation=6))).size == (480, 640)


def test_examine_large_photo_makes_it_small():
    found = examined(samples.picture(image=samples.two_halves((5000, 2500))))
    assert (found.width, found.height) == (2048, 1024)


def test_examine_transparent_picture_keeps_it_transparent():
    image = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    found = examined(samples.picture("PNG", image))
    assert found.media_type == "image/webp"
    assert opened(found).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "I;16", "RGBA"])
def test_examine_picture_of_any_mode_keeps_its_shade(mode):
    image = (
        Image.new("I;16", (60, 40), 32_000) if mode == "I;16" else Image.new("L", (60, 40), 128).convert(mode)
    )
    found = examined(samples.picture("JPEG" if mode == "CMYK" else "PNG", image))
    assert 120 < opened(found).convert("L").getpixel((30, 20)) < 136


def test_examine_picture_with_a_wide_profile_gives_srgb_colours():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    found = examined(samples.picture(icc_profile=profile))
    assert "icc_profile" not in opened(found).info


def test_examine_animated_gif_keeps_first_image():
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    found = examined(samples.picture("GIF", frames[0], save_all=True, append_images=frames[1:]))
    assert opened(found).getpixel((20, 20))[0] > 180


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (samples.pdf(), "pdf"),
        ("Bonjour, voilà la liste : « à réparer ».\r\n".encode(), "txt"),
        ("\ufeffBonjour".encode(), "txt"),
        ("Élévation".encode("cp1252"), "txt"),
        (samples.docx(), "docx"),
        (samples.archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}), "xlsx"),
        (
            samples.archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}),
            "odt",
        ),
    ],
    ids=short,
)
def test_examine_document_keeps_it_as_it_came(content, extension):
    found = examined(content)
    assert (found.problems, found.kind, found.extension, found.content) == ((), Kind.FILE, extension, content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\0" * (21 * 1024 * 1024), "larger than 20 MB"),
        (samples.huge_png(20_000), "more than 50 million pixels"),
        (samples.huge_png(8_000), "more than 50 million pixels"),
        (samples.picture()[:2000], "damaged"),
        (samples.picture("PNG")[:-900], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "damaged"),
        (samples.pdf()[:60], "damaged"),
        (samples.docx()[:-30], "damaged"),
        (samples.archive({"mimetype": b"x"}), "Archives"),
        (samples.docx(**{"word/vbaProject.bin": b"MZ"}), "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old format"),
        (b"<!DOCTYPE html><title>x</title>", "Web pages"),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "Web pages"),
        (b"hello <script>alert(1)</script>", "Web pages"),
        (b'<?xml version="1.0"?><svg/>', "Web pages"),
        (b"GIF89a/*<script>alert(1)</script>", "damaged"),
        (b"MZ\x90\0\x03\0\0\0\x04" + b"\0" * 200, "not accepted"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 200, "not accepted"),
        (b"#!/bin/sh\nrm -rf /\n", "not accepted"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 100, "Videos"),
        (b"abc\x01\x02def", "not accepted"),
    ],
    ids=short,
)
def test_examine_unfit_file_says_why(content, words):
    with translation.override("en"):
        found = examined(content)
    assert words in " ".join(found.problems)
    assert found.content == b""


def test_examine_stops_reading_past_the_limit():
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1, /) -> bytes:
            self.given += size
            return b"x" * size

    endless = Endless()
    assert examine(endless).problems
    assert endless.given < MAX_BYTES + 1_000_000


def test_examine_picture_with_a_page_behind_it_keeps_the_picture_alone():
    found = examined(samples.picture() + b"<script>alert(1)</script>" + samples.archive({"evil.class": b"x"}))
    assert found.kind == Kind.PHOTO
    assert b"script" not in found.content
    assert b"evil" not in found.content


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@settings(deadline=None, max_examples=40)
@given(cut=st.integers(0, 400), places=st.lists(st.integers(0, 10_000), max_size=8))
def test_examine_spoiled_picture_never_breaks(kind, cut, places):
    content = bytearray(samples.picture(kind, samples.two_halves((64, 48)))) + b"end"
    for place in places:
        content[place % len(content)] ^= 0xFF
    del content[max(1, len(content) - cut) :]
    found = examined(bytes(content))
    assert bool(found.problems) != bool(found.content)
