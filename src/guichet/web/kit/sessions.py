"""Sessions in the database, read and written with one plain statement each: every page pays for them."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import connection
from django.utils import timezone

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
# The answer to a visitor does not wait for the disk: a crash of the database forgets their last half-second at most,
# and a form sent in it is known by its key.
_WRITE = """
UPDATE django_session SET session_data = %s, expire_date = %s
WHERE session_key = %s AND set_config('synchronous_commit', 'off', true) IS NOT NULL
"""


class SessionStore(DatabaseSessions):
    """Django's own sessions in its own table; the model is compiled only to make and to end one."""

    def load(self) -> dict[str, Any]:
        """Give what a session holds; nothing, under no key, when it is not there (any more)."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's own signature
        """Keep what a session holds. Raises UpdateError when it was ended meanwhile."""
        if must_create or self.session_key is None:
            super().save(must_create=must_create)
            return
        held: Any = self._session  # type: ignore[attr-defined]  # what the base class calls it
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [self.encode(held), self.get_expiry_date(), str(self.session_key)])
            if not cursor.rowcount:
                raise UpdateError
