"""Which city a request is for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django_tenants.middleware.main import TenantMainMiddleware

from guichet.kernel.schema import current_schema
from guichet.tenancy.hosts import city_at


class CityMiddleware(TenantMainMiddleware):
    """Enter the city whose host name is asked for; elsewhere, the installation's own pages.

    A request stays on the search path that the request before it left, when that is its city's. Its city is a copy of
    its own, which it may not change.
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
