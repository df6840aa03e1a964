"""Putting things on the ground and taking them away; planning works; setting layers and clearances."""

from guichet.occupations.actions.ground import save_layer, set_clearances
from guichet.occupations.actions.putting import NewOccupation, drop_occupation, put_many, put_occupation
from guichet.occupations.actions.works import NewWork, import_works, move_work, save_work

__all__ = [
    "NewOccupation",
    "NewWork",
    "drop_occupation",
    "import_works",
    "move_work",
    "put_many",
    "put_occupation",
    "save_layer",
    "save_work",
    "set_clearances",
]
