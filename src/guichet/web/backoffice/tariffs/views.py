"""The by-laws on fees: what is in force when, one version whole, from a draft to what is charged, files to try."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.kernel import moment
from guichet.kernel.errors import Invalid
from guichet.kernel.texts import localise
from guichet.places.queries import district_names
from guichet.tariffs import actions, queries
from guichet.tariffs.lifecycle import STATE_WORDS
from guichet.tariffs.queries.shown import VersionShown
from guichet.tariffs.rules import may_read_bylaws, may_write
from guichet.web.backoffice.bilingual import by_name, language
from guichet.web.backoffice.codes import free_code
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.saving import add_refusal, attempt, go, save, show
from guichet.web.backoffice.tariffs.comparing import compare
from guichet.web.backoffice.tariffs.drawing import draw, today_mark, years
from guichet.web.backoffice.tariffs.forms import BylawForm, EndForm, TryForm, VersionForm
from guichet.web.backoffice.tariffs.forms_parts import TaxForm
from guichet.web.backoffice.tariffs.words import PART_WORDS, BookWords

HERE = "fees"
_DAY = dt.timedelta(days=1)


@require_safe
@config_page(may_read_bylaws)
def bylaws(request: ConfigRequest) -> HttpResponseBase:
    """List the by-laws, with what is in force when and the holes and overlaps."""
    today = moment.today()
    first, last = dt.date(today.year - 1, 1, 1), dt.date(today.year + 1, 12, 31)
    lines = draw(queries.timeline(request.actor, first, last), first, last, language())
    context = {
        "versions": queries.versions(request.actor),
        "lines": lines,
        "faults": [line for line in lines if line.faults],
        "years": years(first, last),
        "today": today_mark(today, first, last, language()),
        "states": STATE_WORDS,
        "may_write": may_write(request.actor),
    }
    return show(request, "backoffice/tariffs/bylaws.html", context, here=HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@config_page(may_write)
def bylaw_new(request: ConfigRequest) -> HttpResponseBase:
    """Begin a by-law."""
    districts = by_name((code, localise(name, language())) for code, name in district_names())
    form = BylawForm(request.POST or None, districts=districts)
    made: list[str] = []
    if save(
        request,
        form,
        lambda: made.append(_begin(request, form)),
        _("The by-law is begun. Write its articles first."),
    ):
        return go(reverse("config_bylaw", args=[made[0], 1]))
    return show(request, "backoffice/tariffs/new.html", {"form": form}, here=HERE, forms_sent=(form,))


def _begin(request: ConfigRequest, form: BylawForm) -> str:
    given = form.cleaned_data
    taken = {line.code for line in queries.versions(request.actor)}
    code = free_code(str(given["number"]), taken)
    new = actions.NewByLaw(
        code,
        given["number"],
        form.text("name"),
        given["starts"],
        given["currency"],
        given["district"],
        given["ends"],
    )
    actions.begin_bylaw(request.actor, new)
    return code


@require_safe
@config_page(may_read_bylaws)
def bylaw(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Show one version: tariffs in readable words, tables, articles, examples, and what may be done."""
    return _whole(request, queries.version_shown(request.actor, code, number))


def _whole(
    request: ConfigRequest,
    shown: VersionShown,
    form: VersionForm | None = None,
    day: EndForm | None = None,
) -> HttpResponseBase:
    """Show a version with its forms, as they begin or as they were sent and refused."""
    kept = {"starts": shown.line.starts, "ends": shown.line.ends, "note": shown.line.note}
    context = {
        "shown": shown,
        "line": shown.line,
        "states": STATE_WORDS,
        "parts": PART_WORDS,
        "form": form or VersionForm(initial=kept),
        "day": day or EndForm(),
        "does": request.POST.get("do", ""),
    }
    sent = tuple(one for one in (form, day) if one is not None)
    return show(request, "backoffice/tariffs/bylaw.html", context | _words(shown), here=HERE, forms_sent=sent)


def _words(shown: VersionShown) -> dict[str, Any]:
    """Say the parts of a version; nothing when it can no longer be read."""
    if shown.book is None:
        return {}
    content, words = shown.book.content, BookWords(shown.book.content, language())
    return {
        "content": content,
        "tariffs": [
            (tariff, words.rules(tariff), words.taxes_of(tariff)) for tariff in content.tariffs.values()
        ],
        "tables": [words.table(table) for table in content.tables.values()],
        "rates": [(rate, words.rate(rate)) for rate in content.rates.values()],
        "questions": [(one, words.question(one)) for one in content.questions.values()],
        "quantities": [(one, words.quantity(one)) for one in content.quantities.values()],
        "taxes": words.taxes(),
        "known_taxes": TaxForm.offered(content, shown.book.currency),
        "failing": sum(not one.passed for one in shown.tried),
    }


@require_POST
@config_page(may_read_bylaws)
def bylaw_act(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Do what a button asks: save the dates, check, send back, publish, end, begin a new version, discard."""
    actor, does, day = request.actor, request.POST.get("do", ""), EndForm(request.POST)
    here = reverse("config_bylaw", args=[code, number])
    if does == "check":
        said = _("Checked: someone else can publish it now.")
        attempt(request, lambda: actions.check(actor, code, number), said)
    elif does == "publish":
        attempt(request, lambda: actions.publish(actor, code, number), _("Published."))
    elif does == "return":
        why, said = request.POST.get("why", ""), _("Given back to those who write it.")
        attempt(request, lambda: actions.send_back(actor, code, number, why), said)
    elif does == "discard":
        if attempt(request, lambda: actions.discard(actor, code, number), _("The draft is thrown away.")):
            return go(reverse("config_bylaws"))
    elif does in {"end", "new"}:
        return _with_day(request, code, number, does, day)
    elif does == "save":
        return _save_dates(request, code, number)
    return go(here)


def _with_day(request: ConfigRequest, code: str, number: int, does: str, form: EndForm) -> HttpResponseBase:
    """End a version on a day, or begin a new one from a day; a day that cannot be stays in its box."""
    done = (
        _("The last day is saved.") if does == "end" else _("A new version is begun, as a copy of this one.")
    )
    to: list[int] = []

    def act() -> None:
        day = form.cleaned_data["day"]
        if does == "end":
            to.append(actions.end_version(request.actor, code, number, day).number)
        else:
            to.append(actions.begin_version(request.actor, code, starts=day).number)

    if save(request, form, act, done):
        return go(reverse("config_bylaw", args=[code, to[0]]))
    return _whole(request, queries.version_shown(request.actor, code, number), day=form)


def _save_dates(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Save the dates of a draft and its note; what is refused is said beside them, and stays as typed."""
    form = VersionForm(request.POST)

    def act() -> object:
        values = {name: form.cleaned_data[name] for name in ("starts", "ends", "note")}
        return actions.save_version(request.actor, code, number, values)

    if save(request, form, act, _("The dates are saved.")):
        return go(reverse("config_bylaw", args=[code, number]))
    return _whole(request, queries.version_shown(request.actor, code, number), form=form)


@require_safe
@config_page(may_read_bylaws)
def bylaw_changes(request: ConfigRequest, code: str, number: int, since: int) -> HttpResponseBase:
    """Show what changed in a version since another."""
    shown = queries.version_shown(request.actor, code, number)
    before = queries.version_shown(request.actor, code, since)
    groups = compare(before.book, shown.book) if before.book and shown.book else []
    context = {"shown": shown, "line": shown.line, "since": since, "groups": groups}
    return show(request, "backoffice/tariffs/changes.html", context, here=HERE)


@require_safe
@config_page(may_read_bylaws)
def bylaw_try(request: ConfigRequest, code: str, number: int) -> HttpResponseBase:
    """Try a file with a version, whatever its state: the lines that it would give."""
    shown = queries.version_shown(request.actor, code, number)
    context: dict[str, Any] = {"shown": shown, "line": shown.line}
    if shown.book is None or not shown.book.content.tariffs:
        return show(request, "backoffice/tariffs/try.html", context, here=HERE)
    today = moment.today()
    initial = {"starts": today, "ends": today + 6 * _DAY, "tariff": next(iter(shown.book.content.tariffs))}
    form = TryForm(request.GET if "tariff" in request.GET else None, book=shown.book, initial=initial)
    context["form"] = form
    if form.is_bound and form.is_valid():
        context["computed"] = _tried(form)
    return show(request, "backoffice/tariffs/try.html", context, here=HERE, forms_sent=(form,))


def _tried(form: TryForm) -> object:
    """Compute what is tried; a refusal is said beside the fact that it is about."""
    starts, ends = form.period()
    try:
        return queries.try_file(form.book, form.cleaned_data["tariff"], form.inputs(), starts, ends)
    except Invalid as refusal:
        named = {
            f"q_{name}" if f"q_{name}" in form.fields else name: words
            for name, words in refusal.fields.items()
        }
        add_refusal(form, Invalid(refusal.message, fields=named))
        return None
