"""The installation's own secret, made once and kept in its data folder; and where its database is."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

DEMO_ACCOUNTS = "demo-accounts.json"  # in the data folder of a demonstration, for its sign-in page


def installation_secret(data: Path, name: str = "secret-key") -> str:
    """Give the secret kept under `data/secrets/name`, making it (readable by its owner only) the first time."""
    path = data / "secrets" / name
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    value = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value


def database_settings(url: str) -> dict[str, object]:
    """Read postgresql://user:password@host:port/name for Django; a socket folder is given as `?host=/folder`.

    Connections stay open from one request to the next and are checked before use. What else the address asks of the
    connection (`?sslmode=verify-full`) is passed on.
    """
    parts = urlsplit(url)
    pairs = (item.split("=", 1) for item in parts.query.split("&") if "=" in item)
    query = {name: unquote(value) for name, value in pairs}
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "guichet.tenancy.database",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
        "OPTIONS": {"connect_timeout": 5, "prepare_threshold": 3, **query},
    }
