"""Putting things on the ground and taking them away; planning works; setting layers and clearances."""

from guichet.occupations.actions.ground import save_layer, set_clearance
from guichet.occupations.actions.putting import NewOccupation, drop_occupation, put_many, put_occupation

__all__ = ["NewOccupation", "drop_occupation", "put_many", "put_occupation", "save_layer", "set_clearance"]
