"""Static files with their hash in the name, compressed once."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Names by content; ES modules import each other by plain names, so a missing entry is not a fault."""

    manifest_strict = False
    support_js_module_import_aggregation = True
