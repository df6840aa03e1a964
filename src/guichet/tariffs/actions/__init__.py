"""The verbs of the by-laws on fees; those that others call are named here."""

from guichet.tariffs.actions.importing import import_bylaw
from guichet.tariffs.actions.publishing import check, end_version, publish, send_back
from guichet.tariffs.actions.writing import (
    NewByLaw,
    begin_bylaw,
    begin_version,
    discard,
    remove_part,
    save_part,
    save_version,
)

__all__ = [
    "NewByLaw",
    "begin_bylaw",
    "begin_version",
    "check",
    "discard",
    "end_version",
    "import_bylaw",
    "publish",
    "remove_part",
    "save_part",
    "save_version",
    "send_back",
]
