"""Every address of Guichet and who may look at it; kinds.py says what a row means."""

from tests.house.routes.config import CONFIG
from tests.house.routes.desk import BANK, DESK, DESK_PERMITS, FINANCE, SIGN_IN
from tests.house.routes.kinds import Route
from tests.house.routes.portal import BILLS, KIT, OWN_CASE, PERMITS, PORTAL

ROUTES: tuple[Route, ...] = (
    *KIT, *PORTAL, *OWN_CASE, *PERMITS, *BILLS, *DESK_PERMITS, *DESK, *FINANCE, *BANK, *SIGN_IN, *CONFIG,
)  # fmt: skip

__all__ = ["ROUTES", "Route"]
