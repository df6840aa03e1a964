"""Work done once for each version of the code: tables and static files, skipped when nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django_tenants.utils import tenant_context

from guichet.kernel.actor import system
from guichet.people.actions import give_new_grants
from guichet.tenancy.queries import all_cities

MARKS = "marks"


def _fingerprint(paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in sorted(paths):
        seen.update(str(path).encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def _once(data: Path, name: str, fingerprint: str) -> bool:
    """Tell whether work is still to be done for this fingerprint."""
    mark = data / MARKS / name
    return not mark.exists() or mark.read_text() != fingerprint


def _done(data: Path, name: str, fingerprint: str) -> None:
    mark = data / MARKS / name
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(fingerprint)


def bring_up_to_date() -> None:
    """Make or change the tables that all cities share and those of each, and let somebody use what is new in each.

    The connection is the owner's.
    """
    call_command("migrate_schemas", verbosity=0, interactive=False)
    call_command("createcachetable", "cache", verbosity=0)
    for city in all_cities():
        with tenant_context(city):
            give_new_grants(system())


def migrate_when_needed(data: Path) -> bool:
    """Bring every city's tables up to date when a migration was added since the last time; True when it was done."""
    found = (path for app in apps.get_app_configs() for path in Path(app.path).glob("migrations/*.py"))
    fingerprint = _fingerprint(found)
    if not _once(data, "migrated", fingerprint):
        return False
    bring_up_to_date()
    _done(data, "migrated", fingerprint)
    return True


def collect_static(data: Path) -> bool:
    """Gather, name by content and compress the static files when one changed; True when it was done."""
    files = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    fingerprint = _fingerprint(files)
    if not _once(data, "static", fingerprint):
        return False
    call_command("collectstatic", verbosity=0, interactive=False)
    _done(data, "static", fingerprint)
    return True
