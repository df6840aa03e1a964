"""What is sent is written down only as far as it can be kept, so that a huge file costs no disk and the words stay."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

from guichet.documents.intake import MAX_BYTES


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file until just past the limit and lets the rest go by; its `size` stays the one that was sent.

    The form is then read as usual and refuses the file in words, instead of the server cutting the line.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece while what was written can still be kept."""
        if self._written <= MAX_BYTES:
            super().receive_data_chunk(raw_data, start)
            self._written += len(raw_data)
