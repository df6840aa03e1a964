"""The lines of a list as HTML: fifty of them cost a template more than everything else on the page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guichet.web.desk.lines import Line


def write_lines(lines: Iterable[Line], *, ticked: bool) -> SafeString:
    """Write the rows of a list; with `ticked`, each has a box to choose it."""
    select = pgettext("a line", "Select") if ticked else ""
    new = f'<span class="sr"> – {escape(_("new"))}</span>'
    nobody = f'<span class="g-muted">{escape(_("Nobody"))}</span>'
    return SafeString("\n".join([_row(line, escape(select), new, nobody) for line in lines]))


def _row(line: Line, select: str, new: str, nobody: str) -> str:
    """Write a row: each of its words is escaped here; only the drawn icon and state are HTML already."""
    due, reference = line.due, escape(line.reference)
    whole = f' title="{escape(due.whole)}"' if due.whole else ""
    return f"""<tr data-row{' class="unread"' if line.unread else ""}>
<td>{_tick(reference, select) if select else ""}</td>
<td><a class="t" id="c-{reference}" href="{escape(line.url)}">{escape(line.title)}{new if line.unread else ""}</a>\
{_small("m", line.place)}{_small("m x", line.excerpt, "– ")}</td>
<td class="g-ref">{line.channel_icon}<span class="sr">{escape(line.channel)}</span> {reference}</td>
<td>{line.state_tag}</td>
<td class="{f"g-plain-{due.tone}" if due.tone else "g-plain"}"{whole}>{escape(due.words)}</td>
<td>{escape(line.assignee) or nobody}</td>
<td class="n">{line.followers or ""}</td>
</tr>"""


def _tick(reference: str, select: str) -> str:
    return (
        f'<label class="g-check"><input class="form-check-input" type="checkbox" name="ref" value="{reference}">'
        f'<span class="sr">{select} {reference}</span></label>'
    )


def _small(style: str, words: str, before: str = "") -> str:
    return f' <span class="{style}">{before}{escape(words)}</span>' if words else ""
