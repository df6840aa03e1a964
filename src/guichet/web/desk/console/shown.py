"""What the console shows, in words: every line ready for its template."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from guichet.catalogue.forms import Kind
from guichet.catalogue.promises import promise_sentence
from guichet.contacts.alarms import DANGER_WORDS
from guichet.contacts.lifecycle import RESULT_WORDS, Result
from guichet.contacts.queries.bank import AnswerShown, FoundAnswer, withdrawn
from guichet.contacts.queries.shapes import Assist, Person, PlaceSeen, ServiceLine
from guichet.kernel.actor import Actor
from guichet.kernel.texts import localise
from guichet.kernel.typography import long_moment, relative
from guichet.knowledge.queries import NoticeShown
from guichet.knowledge.stepping import ANSWER
from guichet.tenancy.queries import current_city
from guichet.web.desk.console.reading import NOBODY, OWN_ANSWER, Sent, mark_of
from guichet.web.desk.console.scripts import ScriptShown, script_shown
from guichet.web.desk.lines import Line, line_of, voice_of_page
from guichet.web.desk.templatetags.desk import language
from guichet.web.kit.templatetags.kit import phone

if TYPE_CHECKING:
    from guichet.contacts.models import Contact

SHOWN_CASES, SHOWN_PEOPLE = 4, 4
_CHIP = 60  # letters
EMERGENCY = {"quebec": "911", "france": "112"}  # by legal world

_ASKABLE = (Kind.CHOICE, Kind.YES_NO)


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was understood."""

    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Someone who may be calling: how to reach them, why they are shown, and how many of theirs are late."""

    id: int
    name: str
    reach: str
    tag: str
    tone: str
    on: bool
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class ServiceShown:
    """A service and what it promises, with the key that chooses it."""

    code: str
    name: str
    promise: str
    key: str
    on: bool
    urgent: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask first for the service: its question, and the answers to choose among."""

    code: str
    label: str
    help: str
    options: Sequence[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Recent:
    """An earlier contact of the same person or telephone."""

    reference: str
    when: str
    words: str


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that the panels of the console show."""

    found: Assist
    answers: Sequence[FoundAnswer]
    answer: FoundAnswer | None
    gone: AnswerShown | None
    variant: str
    chips: Sequence[Chip]
    people: Sequence[PersonLine]
    person: Person | None
    person_id: str
    answer_key: str
    mail_to: str
    service_code: str
    district: str
    cases: Sequence[Line]
    ended: str
    services: Sequence[ServiceShown]
    due: str
    ask: Ask | None
    around: Sequence[tuple[Line, float]]
    named: Sequence[Line]
    similar: Sequence[tuple[Line, float | None, int]]
    where: str
    here: Sequence[NoticeShown]
    notices: Sequence[NoticeShown]
    recent: Sequence[Recent]
    dangers: Sequence[str]
    emergency: str
    claim: str
    summary: str
    script: ScriptShown | None
    scripts: Sequence[tuple[str, str]]
    words: str


def screen(actor: Actor, sent: Sent, found: Assist) -> Screen:
    """Say what was found."""
    now = timezone.now()
    voice = voice_of_page(now)
    person = None if sent.chosen.get("person") == NOBODY else found.person
    place = found.place
    gone = _gone(actor, found, sent)
    answer = _answer(found, sent, gone)
    return Screen(
        found=found,
        answers=found.answers,
        answer=answer,
        gone=gone,
        variant=place.district if place and answer and answer.district else "",
        chips=_chips(found),
        people=[_person(one, person, now) for one in found.people[:SHOWN_PEOPLE]],
        person=person,
        person_id=str(person.resident.pk) if person else "",
        answer_key=answer.key if answer else "",
        mail_to=sent.mail_to
        or sent.email
        or found.understood.email
        or (person.resident.email if person else ""),
        service_code=found.service.service.code if found.service else "",
        district=place.district if place else "",
        cases=[line_of(case, voice) for case in person.theirs.open[:SHOWN_CASES]] if person else (),
        ended=_ended(person),
        services=[
            _service(one, 0 if found.script else number) for number, one in enumerate(found.services, start=1)
        ],
        due=_due(found.service),
        ask=_ask(found.service, sent),
        around=[(line_of(case, voice), metres) for case, metres in place.around] if place else (),
        named=[line_of(case, voice) for case in found.cases],
        similar=[(line_of(one.case, voice), one.metres, one.case.follower_count) for one in found.similar],
        where=f"{place.lat}|{place.lon}|{place.label}" if place and not place.outside else "",
        here=[one for one in found.notices if _holds_here(one, place)],
        notices=found.notices,
        recent=[_recent(one, now) for one in found.recent],
        dangers=[str(DANGER_WORDS[one]) for one in found.dangers],
        emergency=EMERGENCY.get(current_city().legal_world, "112"),
        claim=_claim() if found.damage else "",
        summary=_summary(found),
        script=script_shown(actor, found.script, sent.language) if found.script else None,
        scripts=[(one.key, localise(one.title, sent.language)) for one in found.scripts],
        words=mark_of(sent.words),
    )


def _answer(found: Assist, sent: Sent, gone: AnswerShown | None) -> FoundAnswer | None:
    """Give the answer to be said: the one that was chosen, else the best; none when it was answered otherwise.

    Nothing takes by itself the place of an answer that was withdrawn while it was read.
    """
    chosen = sent.chosen.get("answer", "")
    if chosen == OWN_ANSWER:
        return None
    walked = found.script.walk if found.script else None
    if walked is not None and walked.end_kind == ANSWER:
        chosen = walked.end_name
    known = next((one for one in found.answers if one.key == chosen), None)
    return known or (None if gone else next(iter(found.answers), None))


def _gone(actor: Actor, found: Assist, sent: Sent) -> AnswerShown | None:
    """Give the answer that the page showed and that was withdrawn since: it may just have been read aloud."""
    known = {"", OWN_ANSWER, *(one.key for one in found.answers)}
    keys = dict.fromkeys((sent.gone, sent.chosen.get("answer", ""), sent.shown.get("answer", "")))
    each = (withdrawn(actor, key, sent.language) for key in keys if key not in known)
    return next(filter(None, each), None)


def _chips(found: Assist) -> list[Chip]:
    read = found.understood
    chips = [Chip("telephone", phone.shown) for phone in read.phones]
    chips += [Chip("telephone", f"…{read.digits}")] if read.digits and not read.references else []
    chips += [Chip("envelope", read.email or read.email_begun)] if read.email or read.email_begun else []
    chips += [Chip("hash", one) for one in (*read.references, *([read.contact] if read.contact else ()))]
    chips += [Chip("person", name)] if (name := _name_understood(found)) else []
    where = found.place.label if found.place else found.away.address if found.away else ""
    chips += [Chip("geo-alt", where)] if where else []
    topic = " ".join(found.topic.split()[:8])
    chips += [Chip("chat-left-text", topic)] if topic else []
    return [Chip(one.icon, _shorten(one.words)) for one in chips[:7]]


def _shorten(words: str) -> str:
    """Cut what was understood to what fits a line: the field itself keeps all of it."""
    return words if len(words) <= _CHIP else f"{words[: _CHIP - 1]}…"


def _name_understood(found: Assist) -> str:
    """Give the name that was understood: that of who was chosen, as it was said, else of the first whom it fits."""
    if found.person is not None and found.person.by in {"name", "like", "chosen"}:
        return found.person.resident.name
    named = next((one.resident.name for one in found.people if one.by in {"name", "like"}), "")
    return found.understood.name or named


def _person(one: Person, chosen: Person | None, now: dt.datetime) -> PersonLine:
    late = sum(1 for case in one.theirs.open if case.next_due_at and case.next_due_at <= now)
    tags = {
        "phone": (_("Same telephone"), "ok"),
        "email": (_("Same e-mail"), "ok"),
        "like": (_("Close name"), ""),
    }
    tag, tone = tags.get(one.by, ("", ""))
    if one.same_phone and one.by == "phone":
        tag, tone = _("Shared telephone"), "warn"
    resident = one.resident
    return PersonLine(
        id=resident.pk,
        name=resident.name or resident.email or resident.phone,
        reach=" · ".join(part for part in (phone(resident.phone), resident.email) if part),
        tag=tag,
        tone=tone,
        on=chosen is not None and chosen.resident.pk == resident.pk,
        open=len(one.theirs.open),
        late=late,
    )


def _ended(person: Person | None) -> str:
    if person is None or not person.theirs.ended:
        return ""
    n, last = person.theirs.ended, person.theirs.last_ended_at
    when = relative(timezone.localtime(last), timezone.localtime(), language()) if last else ""
    return ngettext(
        "One other has ended, %(when)s.", "%(n)d others have ended, the last one %(when)s.", n
    ) % {
        "n": n,
        "when": when,
    }


def _service(line: ServiceLine, number: int) -> ServiceShown:
    return ServiceShown(
        code=line.service.code,
        name=localise(line.service.name, language()),
        promise=_promise(line),
        key=str(number) if 0 < number <= 9 else "",
        on=line.chosen,
        urgent=localise(line.service.urgent_note, language()),
    )


def _promise(line: ServiceLine) -> str:
    if line.chosen and line.due is not None:
        due = _moment(line.due)
        return _("Settled by %(date)s at the latest") % {"date": due}
    return promise_sentence(line.promised) or pgettext("promise", "No date is promised")


def _due(line: ServiceLine | None) -> str:
    return _moment(line.due) if line and line.due else ""


def _moment(when: dt.datetime) -> str:
    local = timezone.localtime(when)
    said = long_moment(local, language())
    year = f" {local.year} " if language() == "fr" else f", {local.year} "
    return said.replace(year, " ") if local.year == timezone.localtime().year else said


def _ask(line: ServiceLine | None, sent: Sent) -> Ask | None:
    if line is None or line.question is None:
        return None
    question = line.question
    options = [(one.code, localise(one.label, sent.language)) for one in question.options]
    if question.kind is Kind.YES_NO:
        options = [("yes", _("Yes")), ("no", _("No"))]
    if question.kind not in _ASKABLE:
        options = []
    given = sent.asked.get(question.code, "")
    return Ask(
        question.code,
        localise(question.label, sent.language),
        localise(question.help, sent.language),
        [(code, words, code == given) for code, words in options[:6]],
    )


def _holds_here(notice: NoticeShown, place: PlaceSeen | None) -> bool:
    """Tell whether a notice is about the part of the city where the place is: what holds everywhere is said above."""
    return place is not None and place.district_code in notice.districts


def _recent(contact: Contact, now: dt.datetime) -> Recent:
    started = timezone.localtime(contact.started_at)
    subjects = list(contact.subjects.all())
    words = ", ".join(str(RESULT_WORDS[Result(one.result)]) for one in subjects) or _("nothing noted")
    return Recent(contact.reference, relative(started, timezone.localtime(now), language()), words)


def _claim() -> str:
    """Say what the city says of damage, else what the law asks (Cities and Towns Act, CQLR c. C-19, s. 585)."""
    own = localise((current_city().claims or {}).get("text") or {}, language())
    return own or _(
        "A call is not a notice. To claim from the city, the person must write to its clerk within 15 days of the "
        "event, saying when, where and what was damaged (Cities and Towns Act, section 585)."
    )


def _summary(found: Assist) -> str:
    counts = (
        (len(found.people), ngettext("%(n)d person", "%(n)d people", len(found.people))),
        (len(found.answers), ngettext("%(n)d answer", "%(n)d answers", len(found.answers))),
        (len(found.services), ngettext("%(n)d service", "%(n)d services", len(found.services))),
    )
    said = [words % {"n": n} for n, words in counts if n]
    said += [_("%(name)s answers") % {"name": one.name} for one in found.not_ours[:1]]
    return ", ".join(said) if said else _("Nothing found yet")
