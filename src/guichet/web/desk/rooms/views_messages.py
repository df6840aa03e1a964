"""One message: correct it, take it back, make an answer of the bank of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from guichet.cases.queries.visible import case_for
from guichet.conversations import rules
from guichet.conversations.actions.talking import edit, retract
from guichet.conversations.queries.rooms import second_team_of
from guichet.conversations.queries.talk import message_for
from guichet.kernel.errors import Refused
from guichet.kernel.personal import hide_personal
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_date
from guichet.knowledge.actions.gaps import draft_from
from guichet.knowledge.rules import may_write
from guichet.web.desk.answers import add_refusal, go, once
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.navigation import navigation
from guichet.web.desk.rooms.forms import BankForm, EditForm, OnceForm
from guichet.web.desk.rooms.shown import shown_messages
from guichet.web.desk.templatetags.desk import language

if TYPE_CHECKING:
    from guichet.conversations.models import Message


@require_safe
@staff_page
def message(request: DeskRequest, message_id: int) -> HttpResponseBase:
    """Show a message with what one may do with it; the message alone when its page asks for it anew."""
    found = _found(request, message_id)
    if request.htmx:
        [said] = shown_messages(request.actor, [found], days=False)
        return render(request, "desk/rooms/parts/message.html", {"said": said})
    return _page(request, found)


def _found(request: DeskRequest, message_id: int) -> Message:
    """Find a message of one of the reader's rooms, or of the thread of a case that they see."""
    found = message_for(request.actor, message_id, in_threads=True)
    if getattr(found.conversation, "room", None) is None:
        case_for(request.actor, found.conversation.key.partition(":")[2])
    return found


def _page(
    request: DeskRequest, found: Message, form: EditForm | None = None, bank: BankForm | None = None
) -> HttpResponseBase:
    now, actor = timezone.now(), request.actor
    [said] = shown_messages(actor, [found], days=False)
    context: dict[str, Any] = {
        "said": said,
        "room": getattr(found.conversation, "room", None),
        "back": _place_of(found),
        "form": form or EditForm(initial={"text": found.text}, auto_id="edit-%s"),
        "may_correct": rules.may_correct(actor, found, now),
        "may_retract": rules.may_retract(actor, found, now),
        "minutes": rules.MINUTES_TO_CORRECT,
        "retract_form": OnceForm(auto_id="retract-%s"),
        "bank_form": bank or _bank_form(found),
        "may_write": may_write(actor) and found.retracted_at is None,
        "nav": navigation(actor, views=False),
        "section": "rooms",
    }
    is_refused = any(one is not None and one.errors for one in (form, bank))
    return render(request, "desk/rooms/message.html", context, status=422 if is_refused else 200)


def _bank_form(found: Message) -> BankForm:
    """Begin an answer: the question is the title, what was said is the body, without anybody's numbers."""
    asked = found.about.message.text if found.about else ""
    initial = {"title": hide_personal(asked).split("\n")[0][:160], "body": hide_personal(found.text)}
    return BankForm(initial=initial, auto_id="bank-%s")


@require_POST
@staff_page
def message_edit(request: DeskRequest, message_id: int) -> HttpResponseBase:
    """Correct one's own words."""
    found = _found(request, message_id)
    form = EditForm(request.POST, auto_id="edit-%s")
    if form.is_valid():
        try:
            edit(request.actor, message_id, form.cleaned_data["text"])
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The message is corrected."))
            return go(request, _place_of(found))
    return _page(request, found, form=form)


@require_POST
@staff_page
def message_retract(request: DeskRequest, message_id: int) -> HttpResponseBase:
    """Take a message back."""
    found = _found(request, message_id)
    retract(request.actor, message_id)
    messages.success(request, _("The message is taken back: nobody can read it any more."))
    return go(request, _place_of(found))


@require_POST
@staff_page
def message_to_bank(request: DeskRequest, message_id: int) -> HttpResponseBase:
    """Begin an answer of the bank from a message, with where it comes from."""
    found = _found(request, message_id)
    form = BankForm(request.POST, auto_id="bank-%s")
    if form.is_valid():
        keys: list[str] = []
        try:
            once(request.actor, form.cleaned_data["once"], lambda: keys.append(_draft(request, found, form)))
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("The answer is begun as a draft, with its source."))
            return go(request, f"/desk/bank/{keys[0]}/" if keys else _place_of(found))
    return _page(request, found, bank=form)


def _draft(request: DeskRequest, found: Message, form: BankForm) -> str:
    room = getattr(found.conversation, "room", None)
    source = (
        _("%(who)s, in the room “%(room)s”, %(day)s") if room else _("%(who)s, between services, %(day)s")
    )
    values = {
        "who": found.author_name,
        "room": localise(room.name, language()) if room else "",
        "day": long_date(timezone.localtime(found.at).date(), language()),
    }
    given = form.cleaned_data
    return draft_from(
        request.actor,
        title=given["title"],
        body=given["body"],
        source=source % values,
        language=language(),
        owner_team=second_team_of(room) if room else "",
        question=found.about.message.text if found.about else "",
    )


def _place_of(found: Message) -> str:
    room = getattr(found.conversation, "room", None)
    if room is None:
        return reverse("desk_thread", args=[found.conversation.key.partition(":")[2]]) + f"#m{found.pk}"
    return reverse("desk_room", args=[room.code]) + f"?around={found.seq}#m{found.pk}"
