"""The page around a mail: the city's name on its colour, one column, nothing that needs an image or a script."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from guichet.kernel.texts import localise
from guichet.kernel.typography import french_spaces, is_french
from guichet.messaging.wording import page_words
from guichet.tenancy.models import City

PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'",
        "X-Frame-Options": "SAMEORIGIN",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
)
"""Headers with which a door shows a mail's page in a frame: it runs nothing and fetches nothing."""

DARK_WORDS = "#16191d"
_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_BUTTON = re.compile(r'<p><a href="([^"]*)">([^<]*)</a></p>')
_STYLES = (
    ("<p>", '<p style="margin:0 0 16px">'),
    ("<ul>", '<ul style="margin:0 0 16px;padding:0 0 0 20px">'),
    ("<ol>", '<ol style="margin:0 0 16px;padding:0 0 0 20px">'),
    ("<li>", '<li style="margin:0 0 6px">'),
    ("<a ", '<a class="words" style="color:#16191d;text-decoration:underline" '),
    ("<h2>", '<h2 style="margin:0 0 16px;font-size:32px;line-height:1.2;letter-spacing:4px">'),
    (
        "<blockquote>",
        '<blockquote class="quote" style="margin:0 0 16px;padding:12px 16px 1px;border-left:4px solid #8a9499">',
    ),
)


def mail_page(city: City, language: str, subject: str, html: str) -> str:
    """Draw the whole HTML of a mail around its body (the safe `html` that rendering gives)."""
    colour = city.colour if _COLOUR.match(city.colour) else DARK_WORDS
    colours = {"colour": colour, "on_colour": words_on(colour)}
    return _ENGINE.get_template("messaging/mail/page.html").render(
        Context(
            colours
            | {
                "language": language,
                "subject": subject,
                "city_name": localise(city.name, language),
                "body": _styled(html, colours),
                "footer": page_footer(city, language),
            }
        )
    )


def page_footer(city: City, language: str) -> list[str]:
    """Give the sentences that end each mail, in its plain text as in its HTML."""
    words = page_words(language)
    sentences = [words["written_by"].replace("{{ city }}", localise(city.name, language))]
    if city.phone:
        sentences.append(words["phone"].replace("{{ phone }}", city.phone))
    return [french_spaces(sentence) for sentence in sentences] if is_french(language) else sentences


def words_on(colour: str) -> str:
    """Give white or almost black, whichever reads better on a colour (WCAG 2.2, 1.4.3: at least 4.5 for one of them)."""
    luminance = _luminance(colour)
    on_white = 1.05 / (luminance + 0.05)
    on_dark = (luminance + 0.05) / (_luminance(DARK_WORDS) + 0.05)
    return "#ffffff" if on_white >= on_dark else DARK_WORDS


def _luminance(colour: str) -> float:
    """Compute the relative luminance of #rrggbb as WCAG 2.2 defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _styled(html: str, colours: Mapping[str, str]) -> SafeString:
    """Put the styles that mail programs want on each tag; a link that stands alone becomes a button."""
    button = _ENGINE.get_template("messaging/mail/button.html")
    pieces = _BUTTON.split(html)
    styled: list[str] = []
    for start in range(0, len(pieces), 3):
        piece = pieces[start]
        for tag, with_style in _STYLES:
            piece = piece.replace(tag, with_style)
        styled.append(piece)
        if start + 2 < len(pieces):
            link = {"href": mark_safe(pieces[start + 1]), "words": mark_safe(pieces[start + 2])}  # noqa: S308
            styled.append(button.render(Context({**colours, **link})))
    return mark_safe("".join(styled))  # noqa: S308  # the body was cleaned by nh3, its values escaped
