"""Asking whether pages elsewhere are still there: off unless the installation wishes it."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import urlsplit

_GONE = {404, 410}
_PATIENCE = 5.0


class WebLinks:
    """Asks for the head of a page, once, without following where it leads; never inside our own network."""

    def is_there(self, url: str) -> bool | None:
        """Tell whether a page answers; None when nobody can say (too slow, refused, an inner address)."""
        parts = urlsplit(url)
        try:
            address = _public_address(
                parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
            )
        except OSError:
            return False  # nobody has this name any more
        if address is None:
            return None
        return self._ask(
            parts.scheme,
            parts.hostname or "",
            address,
            f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}",
        )

    def _ask(self, scheme: str, host: str, address: tuple[str, int], path: str) -> bool | None:
        try:
            with socket.create_connection(address, timeout=_PATIENCE) as plain:
                connection = http.client.HTTPConnection(host, timeout=_PATIENCE)
                secure = scheme == "https"
                connection.sock = (
                    ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
                )
                connection.request(
                    "HEAD", path, headers={"Host": host, "User-Agent": "Guichet", "Accept": "*/*"}
                )
                status = connection.getresponse().status
        except (OSError, http.client.HTTPException, UnicodeError):
            return None
        return status not in _GONE


def _public_address(host: str, port: int) -> tuple[str, int] | None:
    """Give where a host is, None inside our own network. OSError when nobody has this name."""
    for *_family, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if address.is_global:
            return str(address), port
    return None
