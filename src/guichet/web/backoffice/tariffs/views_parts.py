"""The pages on which the parts of a draft are written: each is checked with the whole by-law before it is kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.kernel.errors import Invalid
from guichet.tariffs import queries
from guichet.tariffs.book import Book
from guichet.tariffs.formulas import check_units, read_formula
from guichet.tariffs.queries.shown import VersionShown
from guichet.tariffs.rules import may_write
from guichet.tariffs.units import name_unit
from guichet.web.backoffice.bilingual import language
from guichet.web.backoffice.entrance import ConfigRequest, config_page
from guichet.web.backoffice.saving import attempt, go, save, show
from guichet.web.backoffice.tariffs.forms_parts import PartForm
from guichet.web.backoffice.tariffs.parts import form_of, keep, known_part, move, rows_of, stored, take_out
from guichet.web.backoffice.tariffs.words import PART_WORDS, BookWords, names_known

HERE = "fees"
TEMPLATES = {"tables": "backoffice/tariffs/table.html", "rules": "backoffice/tariffs/rule.html"}
METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@config_page(may_write)
def part(request: ConfigRequest, code: str, number: int, part: str, name: str) -> HttpResponseBase:
    """Write an article, a question, a rate, a table, a quantity, a tax, a tariff or an example."""
    return _page(request, queries.version_shown(request.actor, code, number), part, "", name)


@require_http_methods(METHODS)
@config_page(may_write)
def rule(request: ConfigRequest, code: str, number: int, tariff: str, name: str) -> HttpResponseBase:
    """Write a rule of a tariff."""
    return _page(request, queries.version_shown(request.actor, code, number), "rules", tariff, name)


def _page(request: ConfigRequest, shown: VersionShown, part: str, tariff: str, name: str) -> HttpResponseBase:
    """Show, try, save, move or remove a part."""
    back = f"{reverse('config_bylaw', args=[shown.line.code, shown.line.number])}#{part}"
    row = stored(shown, part, tariff, name)
    if shown.book is None or "save" not in shown.verbs:
        return go(back)
    does = request.POST.get("do", "")
    if does in {"remove", "up", "down"} and row is not None:
        _change_place(request, shown, part, tariff, name)
        return go(back)
    begun = row if row is not None else known_part(part, request.GET.get("known", ""))
    form = form_of(part)(request.POST or None, stored=begun, content=shown.book.content)
    if does == "save" and save(
        request, form, lambda: keep(request.actor, shown, part, tariff, name, form.row()), _("Saved.")
    ):
        return go(back)
    context = _context(shown, part, tariff, name, form, shown.book) | {"does": does, "back": back}
    template = TEMPLATES.get(part, "backoffice/tariffs/part.html")
    return show(request, template, context, here=HERE, forms_sent=(form,) if does == "save" else ())


def _change_place(request: ConfigRequest, shown: VersionShown, part: str, tariff: str, name: str) -> None:
    does, actor = request.POST.get("do", ""), request.actor
    if does == "remove":
        attempt(request, lambda: take_out(actor, shown, part, tariff, name), _("Removed."))
    else:
        step = -1 if does == "up" else 1
        attempt(request, lambda: move(actor, shown, tariff, name, step), _("The order is saved."))


def _context(
    shown: VersionShown, part: str, tariff: str, name: str, form: PartForm, book: Book
) -> dict[str, Any]:
    before: list[str] = []
    if part == "rules":
        codes = [str(row.get("code")) for row in rows_of(shown, part, tariff)]
        before = codes[: codes.index(name)] if name in codes else codes
    context = {
        "shown": shown,
        "line": shown.line,
        "part": part,
        "title": PART_WORDS[part],
        "is_new": name == "new",
        "form": form,
        "names": names_known(book, language(), before) if part in {"rules", "quantities"} else (),
    }
    return context | _verdict(form, book, before)


def _verdict(form: PartForm, book: Book, before: list[str]) -> dict[str, Any]:
    """Say at once what a formula gives: its words and its unit, or what is wrong with it."""
    source = str(form["formula"].value() or "").strip() if "formula" in form.fields else ""
    if not source:
        return {}
    money = ((book.currency.value, 1),)
    units = {**book.units, **dict.fromkeys(before, money)}
    try:
        formula = read_formula(source)
        unit = check_units(formula, units, None, language())
    except Invalid as fault:
        return {"formula_fault": fault.message}
    said = BookWords(book.content, language()).formula(source)
    pieces = [(name, name_unit(units[name], language())) for name in formula.names]
    return {
        "formula_words": said,
        "formula_unit": name_unit(unit, language()),
        "formula_pieces": pieces,
        "gives_money": unit == money,
    }
