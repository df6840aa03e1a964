"""Open files, of any room, that answered an older version of their form, and what the newest would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.catalogue.forms import Form, Moved, answers_by_code, move_answers, read_form
from guichet.catalogue.models import FormVersion
from guichet.catalogue.queries.offer import ServiceForm, form_of, service_with_code
from guichet.kernel.errors import Invalid, NotFound

MOST = 500
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Move:
    """A file that can be moved: its number, the version that it answered, what the move keeps, loses and newly asks."""

    reference: str
    number: int
    moved: Moved


@dataclass(frozen=True, slots=True)
class Moves:
    """The files of a service that can be moved to version `number`; `count` is all of them, `some` the first SHOWN."""

    number: int
    count: int
    some: list[Move]


def moves_among(newest: ServiceForm, rows: QuerySet[Any]) -> Moves:
    """Tell what a move would do to files that a room offers, in its order; rows have reference, answers and form."""
    if newest.version is None:
        return Moves(0, 0, [])
    older = rows_of_older(newest, rows).only("reference", "answers", *_FORM)
    found = list(older[:SHOWN])
    count = older.count() if len(found) == SHOWN else len(found)
    some = [
        Move(row.reference, row.form.number, moved_to(row.form, row.answers, newest.form)) for row in found
    ]
    return Moves(newest.version.number, count, some)


_FORM = ("form__number", "form__questions", "form__pages")


def rows_of_older(newest: ServiceForm, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the files that answered another version than the newest, their form read with them."""
    return rows.filter(form__isnull=False).exclude(form=newest.version).select_related("form")


def moved_to(version: FormVersion | None, answers: Sequence[Mapping[str, Any]], form: Form) -> Moved:
    """Tell what a form makes of the answers that a file gave on a version."""
    old = read_form(version.questions, version.pages) if version else Form()
    return move_answers(old, form, answers_by_code(answers))


def form_to_move_to(code: str, references: Sequence[str]) -> ServiceForm:
    """Give the form that files are moved to. Raises NotFound without one, Invalid when none or too many are named."""
    service = service_with_code(code)
    newest = form_of(service) if service else None
    if newest is None or newest.version is None:
        raise NotFound(_("This service does not exist."))
    if not references or len(references) > MOST:
        message = _("Choose from 1 to %(most)d files.") % {"most": MOST}
        raise Invalid(message, fields={"case": message})
    return newest
