"""Markdown of answers: cleaned when it is written, and again each time it is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from guichet.kernel.typography import french_spaces, is_french, phone_spaces
from guichet.kernel.words import clean_text

_TAGS = {
    *("p", "br", "strong", "em", "a", "ul", "ol", "li", "h3", "h4", "h5", "blockquote", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
_MARKDOWN = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable("table")
    .disable(["image", "code", "fence", "backticks"])
)
_HTML = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_LINKED = re.compile(r"\[([^\]\n]*)\]\(\s*<?(?:mailto:|tel:)?([^)\s>]+)>?[^)\n]*\)")
_SIGNS = re.compile(r"\*\*|__|(?<![\w*])[*_](?=\w)|(?<=\w)[*_](?![\w*])|^#{1,6}\s+|^>\s?")
_RULE = re.compile(r"\|?[\s:|-]{3,}\|[\s:|-]*")  # under the heads of tables
_BARE = re.compile(r"(?<![\w(<])https?://[^\s<>()\"]+[^\s<>()\".,;:!?]")


def clean_markdown(text: str, most: int) -> str:
    """Give Markdown fit to be kept: cleaned as any text, without a tag of HTML (their words stay, scripts do not)."""
    clean = clean_text(text, most)
    while True:
        less = _HTML.sub("", _HIDDEN.sub("", clean))
        if less == clean:
            return clean.strip()
        clean = less


def render_markdown(text: str, language: str) -> str:
    """Give the HTML of Markdown, safe to put in a page; headings begin at level 3, links lead to pages and phones."""
    if not text:
        return ""
    source = phone_spaces(french_spaces(text) if is_french(language) else text)
    tokens = _MARKDOWN.parse(source)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(5, max(3, int(token.tag[1]) + 1))}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener")


def plain_words(text: str) -> str:
    """Give the words of Markdown without its signs, for search and comparison."""
    blocks = (token.children or [] for token in _MARKDOWN.parse(text) if token.type == "inline")
    return "\n".join("".join(_words(child) for child in children) for children in blocks)


def letter_words(text: str) -> str:
    """Give Markdown as it is read in a letter: its lines and lists stay, its signs go, links show their address."""
    lines = []
    for each in _LINKED.sub(r"\1 (\2)", text).split("\n"):
        row = each.strip()
        if _RULE.fullmatch(row):
            continue
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        lines.append(_SIGNS.sub("", " – ".join(cells) if row.startswith("|") else each))
    return "\n".join(lines).strip()


def _words(token: Token) -> str:
    if token.type == "text":
        return token.content
    return " " if token.type in ("softbreak", "hardbreak") else ""


def links_in(text: str) -> list[str]:
    """Give every address that Markdown leads to, once each, in order."""
    found = [address for token in _MARKDOWN.parse(text) for address in _hrefs(token.children or [])]
    found += _BARE.findall(_LINK.sub("]( ", text))
    return list(dict.fromkeys(found))


def _hrefs(children: Sequence[Token]) -> list[str]:
    return [str(child.attrs.get("href", "")) for child in children if child.type == "link_open"]
