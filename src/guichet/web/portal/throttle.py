"""A brake on doors that could be tried again and again."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from guichet.web.portal.entrance import PortalRequest

MOST, SECONDS = 30, 600


def is_too_often(request: PortalRequest, door: str) -> bool:
    """Count one more try of a visitor at a door; true from the thirty-first within ten minutes.

    The visitor is known by their address on the network, which is kept only as a keyed hash, for ten minutes.
    """
    who = salted_hmac("guichet.portal.throttle", str(request.META.get("REMOTE_ADDR", ""))).hexdigest()[:24]
    key = f"portal-tries:{door}:{who}"
    if cache.add(key, 1, SECONDS):
        return False
    try:
        return int(cache.incr(key)) > MOST
    except ValueError:  # it ran out just now
        return False
