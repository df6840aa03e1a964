"""Files of a permit and photos of its visits, for whoever may see the file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from guichet.documents.queries import attachment_for
from guichet.documents.store import open_for_download, response_headers
from guichet.permits.queries.inspections import inspection_page
from guichet.permits.queries.visible import permit_for
from guichet.web.desk.entrance import DeskRequest, staff_page

if TYPE_CHECKING:
    from guichet.documents.models import Attachment


def _send(request: DeskRequest, attachment: Attachment) -> FileResponse:
    small = request.GET.get("small") == "1" and attachment.is_photo
    download = open_for_download(attachment, thumbnail=small)
    return FileResponse(download.file, headers=response_headers(download))


@require_safe
@staff_page
def permit_file(request: DeskRequest, reference: str, key: UUID) -> HttpResponseBase:
    """Send a document of a file."""
    permit = permit_for(request.actor, reference)
    return _send(request, attachment_for(request.actor, permit, key, published_only=False))


@require_safe
@staff_page
def visit_file(request: DeskRequest, visit_id: int, key: UUID) -> HttpResponseBase:
    """Send a photo of a visit."""
    row, _shown = inspection_page(request.actor, visit_id)
    return _send(request, attachment_for(request.actor, row, key, published_only=False))
