"""Filling a form page by page, the same for residents and agents: fields, what was typed, what to do next."""

from guichet.web.kit.runner.checking import Lacking, Told, lacking, told
from guichet.web.kit.runner.fields import PREFIX, Asked, AskedChoice, field_name, question_field
from guichet.web.kit.runner.pages import Item, RunPage, Wanted, build_page
from guichet.web.kit.runner.running import CHECK, LEAVE, Ran, Running, run_page
from guichet.web.kit.runner.typed import read_given

__all__ = [
    "CHECK",
    "LEAVE",
    "PREFIX",
    "Asked",
    "AskedChoice",
    "Item",
    "Lacking",
    "Ran",
    "RunPage",
    "Running",
    "Told",
    "Wanted",
    "build_page",
    "field_name",
    "lacking",
    "question_field",
    "read_given",
    "run_page",
    "told",
]
