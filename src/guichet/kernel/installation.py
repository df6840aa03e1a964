"""The installation's own secret, made once and kept in its data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def installation_secret(data: Path, name: str = "secret-key") -> str:
    """Give the secret kept under `data/secrets/name`, making it (readable by its owner only) the first time."""
    path = data / "secrets" / name
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(path.parent, 0o700)
    value = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(value)
    return value
