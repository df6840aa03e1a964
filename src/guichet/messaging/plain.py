"""Markdown as plain text: the twin of each mail that is read without HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it.token import Token

Fill = Callable[[str], str]


def plain_text(tokens: Sequence[Token], fill: Fill) -> str:
    """Write parsed Markdown as text; `fill` puts values in place of marks before lines are indented.

    Quotations are indented by four spaces, items keep their dash or number, a link is followed by its address.
    """
    page = _Page(fill)
    for token in tokens:
        page.take(token)
    return page.text


class _Page:
    """The text as it grows, with what stands before each line where we are."""

    def __init__(self, fill: Fill) -> None:
        self.text = ""
        self._fill = fill
        self._before: list[str] = []
        self._numbers: list[int] = []
        self._tight = False
        self._fresh_item = False
        self._after_item = False

    def take(self, token: Token) -> None:
        """Write one token."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self._numbers.append(
                    int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else 0
                )
            case "bullet_list_close" | "ordered_list_close":
                self._numbers.pop()
            case "list_item_open":
                self._open_item()
            case "blockquote_open":
                self._before.append("    ")
            case "list_item_close" | "blockquote_close":
                self._before.pop()
                self._fresh_item = False
            case "paragraph_open":
                self._tight = token.hidden
            case "hr":
                self._write("---")
            case "inline":
                self._write(self._fill(_inline(token.children or [])))

    def _open_item(self) -> None:
        number = self._numbers[-1]
        if number:
            self._numbers[-1] += 1
        self._before.append(f"{number}. " if number else "- ")
        self._fresh_item = True

    def _write(self, block: str) -> None:
        first = "".join(self._before)
        rest = " " * len(first)
        if self._fresh_item:
            self._before[-1] = " " * len(self._before[-1])
            self._fresh_item = False
        lines = block.split("\n")
        written = "\n".join(f"{rest if index else first}{line}".rstrip() for index, line in enumerate(lines))
        gap = "\n" if self._tight and self._after_item else "\n\n"
        self.text = f"{self.text}{gap}{written}" if self.text else written
        self._after_item = bool(self._numbers)


def _inline(children: Sequence[Token]) -> str:
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "link_open":
            links.append((str(child.attrs.get("href", "")), len(parts)))
        elif child.type == "link_close":
            address, start = links.pop()
            words = "".join(parts[start:])
            if words != address:
                parts[start:] = [
                    f"{words}\n{address}" if start == 0 and child is children[-1] else f"{words} ({address})"
                ]
        else:
            parts.append(child.content)
    return "".join(parts)
