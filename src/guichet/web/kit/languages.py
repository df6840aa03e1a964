"""The language that a visitor chose, remembered by their browser."""

from __future__ import annotations

LANGUAGE_COOKIE = "guichet_language"
LANGUAGE_SECONDS = 365 * 24 * 3600
