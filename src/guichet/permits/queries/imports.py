"""What an import needs to know: which old numbers are here already, and the types by the words of a file."""

from __future__ import annotations

from collections.abc import Collection

from guichet.kernel.words import fold
from guichet.permits.models import Permit, PermitType


def known_numbers(source: str, numbers: Collection[str]) -> dict[str, str]:
    """Give the permits of a source that are here already: their number by the old one."""
    rows = Permit.objects.filter(source=source, external_id__in=list(numbers))
    return dict(rows.values_list("external_id", "reference"))


def types_by_words() -> dict[str, int]:
    """Give the types of permits by every word that a file may call them: code, names, « in imported files »."""
    found: dict[str, int] = {}
    for row in PermitType.objects.select_related("service").order_by("id"):
        service = row.service
        for word in (service.code, *service.name.values(), *service.external):
            found.setdefault(fold(word), row.pk)
    return found
