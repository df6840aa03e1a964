"""The database backend of django-tenants, with a lighter look at whether a connection is still there."""

from __future__ import annotations

import select

from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper


class DatabaseWrapper(TenantsWrapper):
    """Django's connection to PostgreSQL, one schema for each city."""

    def is_usable(self) -> bool:
        """Tell whether the server still answers, asking it only when the line is not silent.

        Django asks at the beginning of each request. A server that ended, or that ended this connection, has said so on
        the line: there is something to read, or its end; an idle connection that is well has nothing.
        """
        line = getattr(self.connection, "pgconn", None)
        if line is None or line.socket < 0:
            return False
        heard = select.poll()
        heard.register(line.socket, select.POLLIN | select.POLLPRI)
        return bool(super().is_usable()) if heard.poll(0) else True
