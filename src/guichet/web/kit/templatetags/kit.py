"""The components of every page: each tag names its inputs, and an unknown name or value is an error.

Tags are built in (settings), so templates load nothing. Block tags end with `end` and their name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, PasswordInput
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guichet.kernel.typography import NBSP, figure, french_spaces, phone_spaces
from guichet.web.kit.drawings import anchor, clock_bars, draw_plan
from guichet.web.kit.fields import found_errors, view_field
from guichet.web.kit.icons import drawn_icon, icon_names, one_of
from guichet.web.kit.parts import Moment, PlanPin, PlanShape, Segment, Step
from guichet.web.kit.states import NOTE_ICONS, STATES, TONES
from guichet.web.kit.theme import DEFAULT_COLOUR, DEFAULT_FLOWER

register = template.Library()
TEN_DIGITS = 10

HEADINGS = {2, 3, 4}
FRENCH_CASE = {"one": "requête", "other": "requêtes", "gender": "f"}
ENGLISH_CASE = {"one": "request", "other": "requests"}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon beside a word; `size="l"` for a large one; `label` only when no word stands beside it."""
    return drawn_icon(name, size, str(label))


@register.simple_tag(takes_context=True)
def tag_state(context: Context, state: str, label: str = "") -> SafeString:
    """Show a state as icon, word and tone; `label` replaces the word (« Prévue jeudi »), never the icon.

    The word agrees with the city's own name for a case: « Reçue » (une requête), « Reçu » (un signalement).
    """
    known = STATES[one_of(state, tuple(STATES), "state")]
    style = f"g-tag g-{known.tone}" if known.tone else "g-tag"
    words = label or known.word(_case_words(context).get("gender", "f"))
    return format_html('<span class="{}">{} {}</span>', style, icon(known.icon), words)


@register.simple_tag(takes_context=True)
def case_word(context: Context, form: str = "one") -> str:
    """Give the city's own name for a case: `one` (requête), `other` (requêtes) or `a` (une requête)."""
    one_of(form, ("one", "other", "a"), "form of the word")
    words = _case_words(context)
    if form != "a":
        return words.get(form, "")
    if (get_language() or "fr").startswith("fr"):
        return f"{'un' if words.get('gender') == 'm' else 'une'} {words.get('one', '')}"
    return f"{'an' if words.get('one', '')[:1] in 'aeio' else 'a'} {words.get('one', '')}"


def _case_words(context: Context) -> Mapping[str, str]:
    words = (context.get("city_words") or {}).get("case")
    french_page = (get_language() or "fr").startswith("fr")
    own: Mapping[str, str] = words or (FRENCH_CASE if french_page else ENGLISH_CASE)
    return own


@register.simple_tag(name="tag")
def plain_tag(label: str, tone: str = "", icon_name: str = "") -> SafeString:
    """Show any other short word as a tag (« Nouveau », « Public »)."""
    one_of(tone, TONES, "tone")
    style = f"g-tag g-{tone}" if tone else "g-tag"
    return format_html('<span class="{}">{}{}</span>', style, icon(icon_name) if icon_name else "", label)


@register.simple_tag
def kbd(keys: str) -> SafeString:
    """Show a key as printed on a keyboard: `{% kbd "J" %}`, `{% kbd "Ctrl Entrée" %}`."""
    return format_html("<kbd>{}</kbd>", keys)


@register.simple_tag
def theme_url(city: Any = None) -> str:
    """Give the address of the city's colours; it changes with them, so that browsers may keep it for long."""
    if not getattr(city, "colour", ""):
        return static("kit/css/theme-default.css")
    colours = f"{city.colour or DEFAULT_COLOUR}{city.flower or DEFAULT_FLOWER}".replace("#", "")
    return f"{reverse('theme_css')}?v={colours}"


@register.filter(name="figure")
def written_figure(count: int) -> str:
    """Write a whole number with the spaces or commas of the language."""
    return figure(count)


@register.filter(needs_autoescape=True)
def french(text: Any, autoescape: bool = True) -> SafeString:  # noqa: FBT001, FBT002  Django gives it by this name
    """Set the spaces of French typography when the page is in French; telephones stay whole in any language."""
    words = phone_spaces(str(text))
    if (get_language() or "fr").startswith("fr"):
        words = french_spaces(words)
    safe = isinstance(text, SafeString) or not autoescape
    return mark_safe(words) if safe else conditional_escape(words)  # noqa: S308  it was safe before, or is escaped


@register.filter
def phone(number: str | None) -> str:
    """Write a telephone as people say it, never cut at the end of a line: « 514-555-0199 », « 06 12 34 56 78 »."""
    typed = number or ""
    if len(typed) == TEN_DIGITS and typed.isdecimal():
        french = typed.startswith("0")
        typed = (
            " ".join(typed[at : at + 2] for at in range(0, TEN_DIGITS, 2))
            if french
            else f"{typed[:3]}-{typed[3:6]}-{typed[6:]}"
        )
    return typed.replace(" ", NBSP)


@register.simple_block_tag
def note(content: str, tone: str, title: str = "", icon_name: str = "", role: str = "") -> SafeString:
    """Say something true now that changes what one does: `{% note "warn" title="…" %}<p>…</p>{% endnote %}`.

    `role="status"` announces a note that arrives after the page; `role="alert"` one that cannot wait.
    """
    one_of(tone, TONES, "tone")
    one_of(role, ("", "status", "alert"), "role of note")
    return format_html(
        '<div class="g-note{}"{}>{}<div>{}{}</div></div>',
        f" g-{tone}" if tone else "",
        format_html(' role="{}"', role) if role else "",
        icon(icon_name or NOTE_ICONS[tone]),
        format_html("<p><strong>{}</strong></p>", french(title)) if title else "",
        content,
    )


@register.simple_block_tag
def panel(
    content: str,
    *,
    title: str = "",
    name: str = "",
    level: int = 2,
    tone: str = "",
    aside: str = "",
    counter: bool = False,
) -> str:
    """Group things under a title; `aside` is a few words at its right; `counter=True` for the one panel of the page.

    `name` tells apart two panels of one title.
    """
    if level not in HEADINGS:
        message = f"a panel has a heading of level 2, 3 or 4, not {level}"
        raise template.TemplateSyntaxError(message)
    one_of(tone, ("", "tint"), "tone of panel")
    context = {
        "content": content,
        "title": french(title),
        "tag": f"h{level}",
        "style": "g-counter" if counter else f"g-panel{' g-tint' if tone else ''}",
        "aside": french(aside),
        "identifier": f"h-{slugify(name or title)}",
    }
    return render_to_string("kit/parts/panel.html", context)


@register.simple_block_tag
def empty(content: str, title: str, icon_name: str = "guichet", level: int = 2) -> SafeString:
    """Say that there is nothing, or too much, or that something is broken, and what to do now (the content)."""
    one_of(str(level), ("2", "3", "4"), "level of heading")
    return format_html(
        '<div class="g-empty">{}<h{}>{}</h{}>{}</div>', icon(icon_name), level, french(title), level, content
    )


@register.simple_block_tag
def ticket(content: str, number: str, promise: str, lead: str, lines: Sequence[str] = ()) -> str:
    """Hand over the number just given and its promise, a date in words; the content is what to do next."""
    context = {"content": content, "number": number, "promise": promise, "lead": lead, "lines": lines}
    return render_to_string("kit/parts/ticket.html", context)


@register.inclusion_tag("kit/parts/field.html")
def field(bound: BoundField, *, label: str = "", hint: str = "", unit: str = "") -> dict[str, Any]:
    """Show a field of a form: label, « (facultatif) » when it is, help, error, box; all tied for screen readers."""
    return {"field": view_field(bound, label=label, hint=hint, unit=unit)}


@register.inclusion_tag("kit/parts/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, Any]:
    """List what is wrong with one or more forms, with links to the fields; nothing when nothing is.

    That what was written is kept is said where it is true: a password has to be typed again.
    """
    errors = found_errors(forms)
    fields = [field for form in forms for field in form.fields.values()]
    kept = not any(isinstance(field.widget, PasswordInput) for field in fields)
    return {"errors": errors, "count": len(errors), "kept": kept}


@register.inclusion_tag("kit/parts/steps.html")
def steps(items: Sequence[Step], label: str = "") -> dict[str, Any]:
    """Show where one is in a form of 3 to 6 steps; done ones with an address can be come back to."""
    return {"items": items, "label": label or _("Steps")}


@register.inclusion_tag("kit/parts/timeline.html")
def timeline(moments: Sequence[Moment]) -> dict[str, Any]:
    """Show what happened (full line) and what will (dashed), in the given order."""
    for moment in moments:
        one_of(moment.icon, icon_names(), "icon")
    return {"moments": moments}


@register.inclusion_tag("kit/parts/clock.html")
def clock(
    segments: Sequence[Segment],
    summary: str,
    *,
    now: float | None = None,
    start: str = "",
    end: str = "",
    left_note: str = "",
    right_note: str = "",
    name: str = "clock",
) -> dict[str, Any]:
    """Draw a promise's time with its pauses hatched; `summary` says it all in words for who does not see it.

    `now` is a share of the bar, 0 to 1; `name` must differ between two clocks of one page.
    """
    return {
        "bars": clock_bars(segments),
        "summary": summary,
        "now": None if now is None else round(100 * now, 2),
        "now_anchor": anchor(now or 0.0),
        "start": start,
        "end": end,
        "left_note": left_note,
        "right_note": right_note,
        "name": slugify(name),
    }


@register.inclusion_tag("kit/parts/plan.html")
def plan(
    shapes: Sequence[PlanShape],
    pins: Sequence[PlanPin],
    *,
    longitude: float,
    latitude: float,
    metres: float = 400.0,
    label: str = "",
    credit: str = "",
    small: bool = True,
) -> dict[str, Any]:
    """Draw a place without a map library: `metres` across, centred on a point, with the given streets and pins.

    With a `label` it is an image that says so; without one it is decoration beside words.
    """
    drawn = draw_plan(shapes, pins, (longitude, latitude), metres)
    return {"drawn": drawn, "label": label, "credit": credit, "small": small}


@register.inclusion_tag("kit/parts/pager.html")
def pager(previous: str = "", following: str = "", shown: str = "") -> dict[str, Any]:
    """Turn the pages of a list by keys, not by numbers: addresses of the previous and next pages, or empty."""
    return {"previous": previous, "following": following, "shown": shown}


@register.inclusion_tag("kit/parts/chip.html")
def chip(
    label: str, *, url: str = "", on: bool = False, remove: str = "", icon_name: str = "", more: bool = False
) -> dict[str, Any]:
    """Show a filter or a choice as a chip; `remove` is the address of the page without it."""
    return {"label": label, "url": url, "on": on, "remove": remove, "icon_name": icon_name, "more": more}


@register.inclusion_tag("kit/parts/nav_link.html", takes_context=True)
def nav_link(
    context: Context,
    label: str,
    url: str,
    icon_name: str,
    *,
    count: int | None = None,
    hot: bool = False,
    here: Any = None,
) -> dict[str, Any]:
    """Put a line in the agents' navigation; `hot` calls the eye to its count; `here` defaults to the page's own address."""
    request = context.get("request")
    current = here if here is not None else bool(request and request.get_full_path() == url)
    return {
        "label": label,
        "url": url,
        "icon_name": icon_name,
        "count": count,
        "hot": hot,
        "current": current,
    }


@register.simple_tag
def suggest_words() -> SafeString:
    """Give the attributes by which an input with data-suggest-url says how many suggestions there are."""
    words = (_("One suggestion"), _("{n} suggestions"), _("No suggestion"))
    return format_html('data-one="{}" data-many="{}" data-none="{}"', *words)


@register.inclusion_tag("kit/parts/live.html")
def live_status() -> dict[str, Any]:
    """Say whether the page follows what changes; goes with [data-live-url] and js/live.js."""
    return {}


@register.inclusion_tag("kit/parts/live_news.html")
def live_news(new_events: str) -> dict[str, Any]:
    """Offer « 2 de plus : afficher » instead of moving lines under someone's eyes; hidden until there is news.

    `new_events` are the names of the events that add a line, separated by spaces (« case.opened »).
    """
    return {"new_events": new_events}
