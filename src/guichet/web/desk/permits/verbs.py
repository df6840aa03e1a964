"""What can be done to a permit: the words of each verb, its form and its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.permits.actions import changing, deciding, inspecting, ordering, reviewing
from guichet.permits.actions.filing import complete, withdraw
from guichet.permits.actions.talking import write_to_applicant
from guichet.permits.actions.wishing import settle_wishes
from guichet.permits.lifecycle import STUDIED, State
from guichet.permits.shapes import Lack, PermitShown
from guichet.web.desk.permits import forms, forms_measures, forms_message
from guichet.web.desk.permits.next_step import open_wishes, unanswered


@dataclass(frozen=True, slots=True)
class Doing:
    """What an action is given: who, the file as it was read, the form that was filled."""

    actor: Actor
    permit: PermitShown
    form: forms.PermitForm

    @property
    def given(self) -> Mapping[str, Any]:
        """Give what was typed."""
        return self.form.cleaned_data

    @property
    def reference(self) -> str:
        """Give the number of the file."""
        return self.permit.reference

    @property
    def seen(self) -> int | None:
        """Give the version of the file that was read."""
        return self.given.get("version")


@dataclass(frozen=True, slots=True)
class PermitVerb:
    """One thing to do: its words, what it says will happen, its form, its act."""

    name: str
    label: Promise
    icon: str
    submit: Promise
    says: Promise
    done: Promise
    act: Callable[[Doing], object]
    form: type[forms.PermitForm] = forms.PermitForm
    key: str = ""


def _take(doing: Doing) -> object:
    return reviewing.assign(doing.actor, doing.reference, agent_id=doing.actor.id, seen_version=doing.seen)


def _assign(doing: Doing) -> object:
    given = doing.given
    return reviewing.assign(
        doing.actor,
        doing.reference,
        agent_id=int(given["agent"] or 0),
        harm=int(given["harm"]),
        harm_reason=given["harm_reason"],
        seen_version=doing.seen,
    )


def _ask_missing(doing: Doing) -> object:
    form, given = doing.form, doing.given
    labels = {code: str(words) for code, words in form.fields["missing"].choices}  # type: ignore[attr-defined]
    documents = {each.code: each for each in doing.permit.type.documents}
    lacks = [_lack(code, labels[code], documents) for code in given["missing"]]
    if given["other"]:
        lacks.append(Lack("other", {"fr": given["other"], "en": given["other"]}, "document"))
    return reviewing.ask_missing(
        doing.actor, doing.reference, lacks, given["words"], days=given["days"], seen_version=doing.seen
    )


def _lack(code: str, label: str, documents: Mapping[str, Any]) -> Lack:
    if code in documents:
        return Lack(code, documents[code].label, "document", sentence=documents[code].help)
    kind = code if code in ("area", "period") else "question"
    return Lack(code, {"fr": label, "en": label}, kind)


def _conditions(doing: Doing) -> object:
    language = doing.permit.language
    own = [line.strip() for line in doing.given["others"].splitlines() if line.strip()]
    written = [
        reviewing.NewCondition(
            text={"fr": line, "en": line} if language == "fr" else {"en": line, "fr": line}
        )
        for line in own
    ]
    chosen = [reviewing.NewCondition(code) for code in doing.given["conditions"]]
    return reviewing.set_conditions(
        doing.actor, doing.reference, [*chosen, *written], seen_version=doing.seen
    )


def _approve(doing: Doing) -> object:
    return deciding.approve(
        doing.actor,
        doing.reference,
        words=doing.given["words"],
        without_opinions=doing.given.get("without_opinions", ""),
        seen_version=doing.seen,
    )


def _period(doing: Doing) -> changing.Changes:
    given, permit = doing.given, doing.permit
    asked = (
        doing.form.asked
        if isinstance(doing.form, forms_measures.AmendForm) and given.get("take_area")
        else {}
    )
    return changing.Changes(
        area=asked.get("area"),
        address=asked.get("address"),
        starts_on=given["starts_on"] if given["starts_on"] != permit.starts_on else None,
        ends_on=given["ends_on"] if given["ends_on"] != permit.ends_on else None,
        measures=doing.form.changed_measures() if isinstance(doing.form, forms_measures.CorrectForm) else {},
    )


def _correct(doing: Doing) -> object:
    form = doing.form
    measures = form.changed_measures() if isinstance(form, forms_measures.CorrectForm) else {}
    return changing.correct(
        doing.actor,
        doing.reference,
        changing.Changes(measures=measures),
        doing.given["reason"],
        seen_version=doing.seen,
    )


def _chase(doing: Doing) -> object:
    fields = {each.field for each in doing.permit.opinions if each.given_at is None}
    return [reviewing.chase_opinions(doing.actor, field) for field in sorted(fields)]


def _message(doing: Doing) -> object:
    form = doing.form
    template = form.template() if isinstance(form, forms_message.MessageForm) else ""
    return write_to_applicant(
        doing.actor, doing.reference, doing.given["words"], template=template, seen_version=doing.seen
    )


def _visit(doing: Doing) -> object:
    given = doing.given
    return inspecting.plan_inspection(
        doing.actor, doing.reference, given["purpose"], given["planned_on"], inspector_id=int(given["inspector"] or 0) or None,
        instructions=given["instructions"],
    )  # fmt: skip


_LIST = (
    PermitVerb(
        "take", _("Take it"), "person", _("Take it"), _("You study this file from now on; colleagues see your name on it."),
        _("The file is yours."), _take, key="t",
    ),
    PermitVerb(
        "assign", _("Who, and how urgent"), "people", _("Keep"), _("The order of work follows the harm at once."),
        _("Kept."), _assign, forms.AssignForm, key="a",
    ),
    PermitVerb(
        "ask_missing", _("Ask for what is missing"), "envelope", _("Ask for it"),
        _("The applicant receives one message with all of it. The clock stands still until it comes, or until the days are over."),
        _("Asked. The clock stands still."), _ask_missing, forms.MissingForm, key="m",
    ),
    PermitVerb(
        "complete", _("What was missing came"), "check2-square", _("Note that it came"),
        _("For what came at the counter, by post or by telephone. The clock runs again."), _("The file is complete: the clock runs again."),
        lambda doing: complete(doing.actor, doing.reference, words=doing.given["reason"]), forms.CameForm,
    ),
    PermitVerb(
        "more_time", _("Give more time"), "clock-history", _("Give more time"), _("The applicant is told of the new date."),
        _("The applicant has more time."),
        lambda doing: reviewing.more_time(doing.actor, doing.reference, doing.given["days"], seen_version=doing.seen), forms.DaysForm,
    ),
    PermitVerb(
        "ask_opinions", _("Ask for opinions"), "people", _("Ask them all"),
        _("Each service is asked at the same time and answers within its own days."), _("The services were asked."),
        lambda doing: reviewing.ask_opinions(
            doing.actor, doing.reference, doing.given["fields_asked"], doing.given["question"], seen_version=doing.seen
        ),
        forms.OpinionsForm, key="o",
    ),
    PermitVerb(
        "chase", _("Remind the services"), "bell", _("Remind them"),
        _("Each service receives one message with all the opinions that it owes."), _("The services were reminded."), _chase,
    ),
    PermitVerb(
        "set_conditions", _("Conditions"), "list-check", _("Keep the conditions"),
        _("They are printed on the permit, in this order."), _("The conditions are on the file."), _conditions, forms.ConditionsForm, key="c",
    ),
    PermitVerb(
        "correct", _("Correct the measures"), "pencil-square", _("Correct"),
        _("Each value keeps where it came from and your reason; a stated bill is worked out again, line by line."),
        _("The measures are corrected."), _correct, forms_measures.CorrectForm,
    ),
    PermitVerb(
        "approve", _("Approve"), "check-lg", _("Approve"), _("The clock stops, the bill is stated and the place is taken."),
        _("Approved."), _approve, forms.ApproveForm, key="p",
    ),
    PermitVerb(
        "issue", _("Issue the permit"), "send", _("Issue it"),
        _("The permit exists from now on: its holder receives it with its conditions, its poster and its code."),
        _("The permit is issued."), lambda doing: deciding.issue(doing.actor, doing.reference, seen_version=doing.seen), key="i",
    ),
    PermitVerb(
        "refuse", _("Refuse"), "s-no", _("Refuse"), _("The applicant receives the reasons and how to appeal."), _("Refused."),
        lambda doing: deciding.refuse(
            doing.actor, doing.reference, doing.given["reasons"], doing.given["words"], seen_version=doing.seen
        ),
        forms.RefuseForm,
    ),
    PermitVerb(
        "reconsider", _("Take it up again"), "arrow-repeat", _("Take it up again"), _("The file is under review again and its clocks start anew."),
        _("The file is under review again."),
        lambda doing: deciding.reconsider(doing.actor, doing.reference, doing.given["reason"], seen_version=doing.seen), forms.ReasonForm,
    ),
    PermitVerb(
        "begin", _("It has begun"), "play-fill", _("Note that it has begun"), _("The public map shows it as on site."), _("Noted: it is on site."),
        lambda doing: changing.begin(doing.actor, doing.reference),
    ),
    PermitVerb(
        "amend", _("Amend"), "pencil-square", _("Amend"),
        _("A new version is made and its holder told; the bill is worked out again and the difference becomes a credit or a supplement."),
        _("Amended: a new version is in force."),
        lambda doing: changing.amend(doing.actor, doing.reference, _period(doing), doing.given["reason"], seen_version=doing.seen),
        forms_measures.AmendForm,
    ),
    PermitVerb(
        "extend", _("Extend"), "calendar-event", _("Extend"), _("A new version is made; the days added become a supplement on the bill."),
        _("Extended."),
        lambda doing: changing.extend(doing.actor, doing.reference, doing.given["until"], doing.given["reason"], seen_version=doing.seen),
        forms.ExtendForm,
    ),
    PermitVerb(
        "end", _("It has ended"), "s-done", _("Note the end"), _("Days that were paid and not used become a credit, line by line."), _("The end is noted."),
        lambda doing: changing.end(doing.actor, doing.reference, doing.given["on"], doing.given["reason"]), forms.EndForm,
    ),
    PermitVerb(
        "close", _("Close the file"), "lock-fill", _("Close"), _("Nothing more can be changed."), _("The file is closed."),
        lambda doing: changing.close(doing.actor, doing.reference),
    ),
    PermitVerb(
        "message", _("Write to the applicant"), "envelope", _("Send"),
        _("It leaves by e-mail and stays on the applicant’s page, where they can answer. The clock goes on."), _("Sent."),
        _message, forms_message.MessageForm, key="r",
    ),
    PermitVerb(
        "settle_wishes", _("The holder was answered"), "check-lg", _("Note it"), _("What the holder asked for or wrote no longer waits."), _("Noted: it no longer waits."),
        lambda doing: settle_wishes(doing.actor, doing.reference),
    ),
    PermitVerb(
        "plan_inspection", _("Plan a visit"), "eye", _("Plan it"), _("It goes on the inspector’s list, with the checklist of this permit."),
        _("The visit is planned."), _visit, forms.VisitForm, key="v",
    ),
    PermitVerb(
        "report_overrun", _("Note an overrun"), "flag", _("Note it"), _("A visit is planned for the next working day."), _("The overrun is noted."),
        lambda doing: inspecting.report_overrun(doing.actor, doing.reference, doing.given["words"]), forms.OverrunForm,
    ),
    PermitVerb(
        "regularise", _("Put the overrun right"), "check2-square", _("Extend and bill"), _("The same permit goes on until that day, and the days between are billed."),
        _("The overrun is put right."),
        lambda doing: inspecting.regularise(doing.actor, doing.reference, doing.given["until"], doing.given["reason"]), forms.ExtendForm,
    ),
    PermitVerb(
        "bill_overrun", _("Bill the overrun"), "receipt", _("Bill it"), _("The days it stood there are billed without being allowed."), _("The overrun is billed."),
        lambda doing: inspecting.bill_overrun(doing.actor, doing.reference, doing.given["until"], doing.given["reason"]), forms.ExtendForm,
    ),
    PermitVerb(
        "dismiss_overrun", _("The report was unfounded"), "x-lg", _("Close the report"), _("Nothing is billed; the report stays on the file with the reason."),
        _("The report is closed."), lambda doing: inspecting.dismiss_overrun(doing.actor, doing.reference, doing.given["reason"]), forms.ReasonForm,
    ),
    PermitVerb(
        "jump", _("Put before its turn"), "chevron-up", _("Move it"), _("The whole team sees that it was moved, by whom and why."), _("The file was moved in the queue."),
        lambda doing: ordering.jump(doing.actor, doing.reference, doing.given["reason"], points=int(doing.given["where"])), forms.JumpForm,
    ),
    PermitVerb(
        "end_jump", _("Give it its own place back"), "arrow-return-left", _("Give it back"), _("The order rule alone decides again."), _("The file has its own place again."),
        lambda doing: ordering.end_jump(doing.actor, doing.reference),
    ),
    PermitVerb(
        "withdraw", _("Withdraw for the applicant"), "trash3", _("Withdraw"), _("The file ends here; what was paid for nothing is given back."), _("Withdrawn."),
        lambda doing: withdraw(doing.actor, doing.reference, doing.given["reason"], seen_version=doing.seen), forms.ReasonForm,
    ),
    PermitVerb(
        "revoke", _("Revoke"), "s-no", _("Revoke"), _("The permit is no longer valid: whoever scans its code sees it at once."), _("Revoked."),
        lambda doing: deciding.revoke(doing.actor, doing.reference, doing.given["words"], seen_version=doing.seen), forms.RevokeForm,
    ),
)  # fmt: skip
VERBS: Mapping[str, PermitVerb] = {verb.name: verb for verb in _LIST}


def offered(actor: Actor, permit: PermitShown) -> list[PermitVerb]:
    """Give what an actor may do to a file now, in the order of a file's life."""
    names = set(permit.verbs) & set(VERBS)
    if permit.elsewhere:
        return []
    handles, studied = actor.has("permit.handle"), permit.state in STUDIED
    over = any(not each.settled_at for each in permit.overruns)
    if handles and (studied or permit.state == State.INCOMPLETE):
        names |= {"assign"} | ({"take"} if permit.agent_id != actor.id else set())
    if handles and permit.state == State.INCOMPLETE:
        names.add("more_time")
    if handles and studied:
        moved = any(each.running for each in permit.jumps)
        names |= {"jump"} | ({"end_jump"} if moved else set())
        names |= {"chase"} if any(each.given_at is None for each in permit.opinions) else set()
    if (handles or actor.has("permit.inspect")) and permit.state not in (
        State.DRAFT,
        State.CLOSED,
        State.WITHDRAWN,
    ):
        names.add("plan_inspection")
    if handles and permit.state != State.DRAFT:
        names.add("message")
    if handles and (open_wishes(permit) or unanswered(permit)):
        names.add("settle_wishes")
    if over and actor.has("permit.issue"):
        names.add("dismiss_overrun")
    if not over:
        names -= {"regularise", "bill_overrun"}
    return [verb for verb in _LIST if verb.name in names]


def title_of(permit: PermitShown, language: str) -> str:
    """Give what a file is called: its type, and where."""
    name = permit.title or localise(permit.type.name, language)
    return f"{name}, {permit.address}" if permit.address else name
