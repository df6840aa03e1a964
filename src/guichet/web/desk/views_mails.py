"""What the city wrote: failed mails first, each with what the server said, to be sent again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.kernel.errors import Conflict, Invalid
from guichet.messaging.actions import resend
from guichet.messaging.queries import PAGE, failed_count, failed_mails, mail_for, outbox
from guichet.web.desk.answers import go
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation

ASLEEP = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


@require_safe
@staff_page
def mails(request: DeskRequest) -> HttpResponseBase:
    """List the city's mails, those that failed on their own page."""
    only_failed = request.GET.get("only") == "failed"
    after = request.GET.get("after", "")
    before_id = int(after) if after.isdecimal() else None
    reader = failed_mails if only_failed else outbox
    found = reader(request.actor, before_id, limit=PAGE + 1)
    failed_url = f"{reverse('desk_mails')}?only=failed"
    here = f"{failed_url}&" if only_failed else f"{reverse('desk_mails')}?"
    context = {
        "mails": found[:PAGE],
        "next_url": f"{here}after={found[PAGE - 1].pk}" if len(found) > PAGE else "",
        "only_failed": only_failed,
        "shows_all": not only_failed,
        "failed_url": failed_url,
        "failed": failed_count(request.actor),
        "is_outbox": settings.MAIL_OUTBOX,
        "may_resend": request.actor.has("mail.resend"),
        "nav": navigation(request.actor),
    }
    return render(request, "desk/mails.html", context)


@require_safe
@staff_page
def mail(request: DeskRequest, mail_id: int) -> HttpResponseBase:
    """Show one mail with its tries, as its reader received it."""
    page = mail_for(request.actor, mail_id)
    context = {
        "page": page,
        "mail": page.mail,
        "is_outbox": settings.MAIL_OUTBOX,
        "may_resend": request.actor.has("mail.resend"),
        "nav": navigation(request.actor, views=False),
    }
    return render(request, "desk/mail.html", context)


@require_safe
@staff_page
def mail_body(request: DeskRequest, mail_id: int) -> HttpResponseBase:
    """Give the mail's own page for the frame that shows it: nothing in it can run or leave."""
    page = mail_for(request.actor, mail_id)
    response = HttpResponse(page.html)
    response.headers["Content-Security-Policy"] = ASLEEP
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@require_POST
@staff_page
def mail_resend(request: DeskRequest, mail_id: int) -> HttpResponseBase:
    """Send a failed mail again."""
    try:
        resend(request.actor, mail_id)
    except (Conflict, Invalid) as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The e-mail is back in the queue."))
    return go(request, reverse("desk_mail", args=[mail_id]))
