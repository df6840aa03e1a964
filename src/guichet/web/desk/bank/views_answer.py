"""One answer: read aloud with a caller on the line; said to be wrong; its versions."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from guichet.kernel.errors import Refused
from guichet.knowledge.actions import give_feedback, remember_found
from guichet.knowledge.queries import (
    AnswerShown,
    answer_for,
    answer_shown,
    answer_tasks,
    compared,
    findings,
    history_of,
)
from guichet.web.desk.answers import add_refusal, go
from guichet.web.desk.bank.shell import show, trail_at_bank
from guichet.web.desk.bank.words import KIND_WORDS, STATE_TONES, district_words, finding_sentence
from guichet.web.desk.entrance import DeskRequest, staff_page
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.live import live_url


class RemarkForm(forms.Form):
    """Say what is wrong with an answer."""

    use_required_attribute = False
    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        widget=forms.RadioSelect,
        choices=list(KIND_WORDS.items()),
        error_messages={"required": gettext_lazy("Say what is wrong with it.")},
    )
    text = forms.CharField(
        label=gettext_lazy("In a few words"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What should it say? No personal details."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def answer(request: DeskRequest, answer: str) -> HttpResponseBase:
    """Show an answer as it is said in a district and a language, with what it needs to be trusted."""
    district = request.GET.get("district", "")[:60]
    spoken = request.GET.get("lang", "")[:2] or language()
    number = request.GET.get("version", "")
    shown = answer_shown(
        request.actor,
        answer,
        language=spoken,
        district=district or None,
        number=int(number) if number.isdecimal() and len(number) < 9 else None,
    )
    if (sought := request.GET.get("q", "").strip()[:300]) and request.method == "GET":
        remember_found(request.actor, sought, shown.key, trail=trail_at_bank(request.actor))
    form = RemarkForm(request.POST if request.method == "POST" else None, auto_id="remark-%s")
    if request.method == "POST" and form.is_valid():
        try:
            give_feedback(request.actor, answer, **form.cleaned_data, language=spoken)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Thank you: the team that owns this answer has a new task."))
            return go(request, reverse("bank_answer", args=[answer]))
    return show(request, "bank/answer.html", _page(request, shown, spoken, district, form), sent=[form])


def _page(
    request: DeskRequest, shown: AnswerShown, spoken: str, district: str, form: RemarkForm
) -> dict[str, object]:
    names = district_words()
    state = STATE_TONES["withdrawn" if shown.status == "withdrawn" else "published"]
    return {
        "shown": shown,
        "live_url": live_url(request.actor, answer_id=shown.pk),
        "spoken": spoken,
        "other": "en" if shown.language == "fr" else "fr",
        "asked_district": district if district in names else "",
        "district_name": names.get(shown.district or "", ""),
        "variants": [(code, names.get(code, code)) for code in shown.variants],
        "holds_in": [names.get(code, code) for code in shown.districts],
        "outside": bool(shown.districts and district in names and district not in shown.districts),
        "state": STATE_TONES.get(shown.state, state),
        "form": form,
        "remarks": answer_tasks(request.actor, language=spoken, key=shown.key, limit=10),
        "found": [
            finding_sentence(one.kind, one.detail, names)
            for one in findings(request.actor, language=spoken, key=shown.key, limit=20)
            if one.kind != "districts"  # what differs by district is most often meant
        ],
        "words": request.GET.get("q", "")[:300],
    }


@require_safe
@staff_page
def history(request: DeskRequest, answer: str) -> HttpResponseBase:
    """List the versions of an answer, or compare two of them."""
    row = answer_for(request.actor, answer)
    before, after = (request.GET.get(name, "") for name in ("before", "after"))
    context: dict[str, object] = {"row": row, "versions": history_of(request.actor, answer)}
    if before or after:
        if not (before.isdecimal() and after.isdecimal() and len(before + after) < 12):
            raise Http404
        first, second = sorted((int(before), int(after)))
        context["compared"] = compared(request.actor, answer, first, second)
        context["names"] = district_words()
    return show(request, "bank/history.html", context)
