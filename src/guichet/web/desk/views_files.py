"""Photos and files of a case, for whoever may see the case."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from guichet.cases.queries.visible import case_for
from guichet.documents.queries import attachment_for
from guichet.documents.store import open_for_download, response_headers
from guichet.web.desk.entrance import DeskRequest, staff_page


@require_safe
@staff_page
def case_file(request: DeskRequest, reference: str, key: UUID) -> HttpResponseBase:
    """Send a file of a case, or its small picture (`?small=1`); browsers show our pictures and run nothing."""
    case = case_for(request.actor, reference)
    attachment = attachment_for(request.actor, case, key, published_only=False)
    download = open_for_download(
        attachment, thumbnail=request.GET.get("small") == "1" and attachment.is_photo
    )
    return FileResponse(download.file, headers=response_headers(download))
