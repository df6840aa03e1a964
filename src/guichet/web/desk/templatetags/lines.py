"""The tag that writes the lines of a list."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from guichet.web.desk.lines import Line
from guichet.web.desk.written import write_lines

register = template.Library()


@register.simple_tag
def list_lines(lines: Sequence[Line], acts: Sequence[object]) -> SafeString:
    """Write the rows of a group; each has a box when something can be done to many at once."""
    return write_lines(lines, ticked=bool(acts))
