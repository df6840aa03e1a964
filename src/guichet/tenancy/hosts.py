"""Which city a request is for: found by its host name with one plain statement."""

from __future__ import annotations

import copy
import threading
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django_tenants.middleware.main import TenantMainMiddleware

from guichet.kernel.schema import current_schema
from guichet.tenancy.models import City

# Where the row is and who wrote it tell whether it changed, even twice in one transaction.
_FIND = """
SELECT city.id, concat_ws(' ', city.xmin, city.ctid)
FROM public.tenancy_domain AS host JOIN public.tenancy_city AS city ON city.id = host.tenant_id
WHERE host.domain = %s
"""
_known: dict[int, tuple[str, City]] = {}
_lock = threading.Lock()


class CityMiddleware(TenantMainMiddleware):
    """Enter the city whose host name is asked for; elsewhere, the installation's own pages.

    Each process keeps the row of a city as long as the database has the same: most requests read no row, and stay on
    the search path that the request before left. Each request has a city of its own, which it may not change.
    """

    def process_request(self, request: HttpRequest) -> HttpResponseBase | None:
        """Put the city on the request and on the connection."""
        try:
            host = self.hostname_from_request(request)
        except DisallowedHost:
            connection.set_schema_to_public()  # type: ignore[attr-defined]
            return HttpResponseNotFound()
        city = city_at(host)
        if city is None:
            connection.set_schema_to_public()  # type: ignore[attr-defined]
            answer: Any = self.no_tenant_found(request, host)
            return answer if isinstance(answer, HttpResponseBase) else None
        city.domain_url = host
        request.tenant = city  # type: ignore[attr-defined]
        if current_schema() == city.schema_name:
            connection.tenant = city  # type: ignore[attr-defined]  # django-tenants adds it
        else:
            connection.set_tenant(city)  # type: ignore[attr-defined]
        self.setup_url_routing(request)
        return None


def city_at(host: str) -> City | None:
    """Find the city of a host name; None when none has it."""
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [host])
        row = cursor.fetchone()
    if row is None:
        return None
    with _lock:
        known = _known.get(row[0])
    if known is None or known[0] != row[1]:
        known = (row[1], City.objects.get(pk=row[0]))
        with _lock:
            _known[row[0]] = known
    return copy.copy(known[1])
