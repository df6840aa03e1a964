"""The lines of a list as HTML: fifty of them cost a template more than everything else on the page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from guichet.web.desk.lines import Line

_ROW = """<tr data-row{unread}>
<td>{tick}</td>
<td><a class="t" id="c-{reference}" href="{url}">{title}{new}</a>{place}{excerpt}</td>
<td class="g-ref">{channel_icon}<span class="sr">{channel}</span> {reference}</td>
<td>{state_tag}</td>
<td class="{tone}"{whole}>{due}</td>
<td>{assignee}</td>
<td class="n">{followers}</td>
</tr>"""
_TICK = (
    '<label class="g-check"><input class="form-check-input" type="checkbox" name="ref" value="{}">'
    '<span class="sr">{} {}</span></label>'
)
_EMPTY = SafeString("")


def write_lines(lines: Iterable[Line], *, ticked: bool) -> SafeString:
    """Write the rows of a list; with `ticked`, each has a box to choose it."""
    words = (
        pgettext("a line", "Select") if ticked else "",
        format_html('<span class="sr"> – {}</span>', _("new")),
        format_html('<span class="g-muted">{}</span>', _("Nobody")),
    )
    return SafeString("\n".join([_row(line, *words) for line in lines]))


def _row(line: Line, select: str, new: SafeString, nobody: SafeString) -> SafeString:
    due = line.due
    return format_html(
        _ROW,
        unread=SafeString(' class="unread"') if line.unread else _EMPTY,
        tick=format_html(_TICK, line.reference, select, line.reference) if select else _EMPTY,
        reference=line.reference,
        url=line.url,
        title=line.title,
        new=new if line.unread else _EMPTY,
        place=format_html(' <span class="m">{}</span>', line.place) if line.place else _EMPTY,
        excerpt=format_html(' <span class="m x">– {}</span>', line.excerpt) if line.excerpt else _EMPTY,
        channel_icon=line.channel_icon,
        channel=line.channel,
        state_tag=line.state_tag,
        tone=f"g-plain-{due.tone}" if due.tone else "g-plain",
        whole=format_html(' title="{}"', due.whole) if due.whole else _EMPTY,
        due=due.words,
        assignee=line.assignee or nobody,
        followers=line.followers or "",
    )
