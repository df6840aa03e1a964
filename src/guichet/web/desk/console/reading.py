"""What the console's form says: the draft to keep, and what the agent chose. Nothing typed is ever refused here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from uuid import uuid4

from django.http import QueryDict

from guichet.contacts.actions.taking import Draft, begin_contact, save_contact_draft
from guichet.contacts.lifecycle import Channel, State
from guichet.contacts.queries import Contact
from guichet.contacts.queries.assist import Looked
from guichet.kernel.actor import Actor
from guichet.knowledge.stepping import MOST_STEPS

CHOICES = ("person", "place", "service", "answer", "script", "language", "where")
KEPT = ("service", "answer", "place", "script")
NOBODY, OWN_ANSWER = "0", "none"
# What a choice undoes: an answer or a service chosen by hand is not the one to which a script led.
INSTEAD_OF = {
    "place": ("where",),
    "answer": ("script",),
    "service": ("script",),
    "script": ("answer", "service"),
}


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form holds: its fields, then what was chosen (explicitly) and what the page showed as the best guess."""

    key: str
    words: str
    notes: str
    channel: str
    language: str
    name: str
    phone: str
    email: str
    number_given: bool
    chosen: Mapping[str, str]
    shown: Mapping[str, str]
    asked: Mapping[str, str]
    topic: str = ""
    mail_to: str = ""
    mail_consent: bool = False
    looked_at: str = ""
    gone: str = ""

    @property
    def stale(self) -> bool:
        """Tell whether the page showed what was found for other words: the answer for these had not arrived yet."""
        return bool(self.words.strip()) and self.looked_at != mark_of(self.words)

    @property
    def looked(self) -> Looked:
        """Give the choices to look with."""
        where = self.chosen.get("where", "").split("|", 2)
        lat, lon = (_number(where[0]), _number(where[1])) if len(where) == 3 else (None, None)
        return Looked(
            person=_id(self.chosen.get("person", "")),
            place=_id(self.chosen.get("place", "")),
            where=(lat, lon, where[2]) if lat is not None and lon is not None else None,
            service=self.chosen.get("service", ""),
            answer="" if self.chosen.get("answer") == OWN_ANSWER else self.chosen.get("answer", ""),
            script=self.script[0],
            path=self.script[1],
            key=self.key,
        )

    @property
    def script(self) -> tuple[str, tuple[int, ...]]:
        """Give the script being walked and its choices so far (« collecte-pas-faite:0.2 »)."""
        key, _colon, path = self.chosen.get("script", "").partition(":")
        return key, tuple(
            int(one) for one in path.split(".")[:MOST_STEPS] if one.isdecimal() and len(one) < 3
        )

    def best(self, name: str) -> str:
        """Give what was chosen, else what the page showed as the best guess."""
        return self.chosen.get(name) or self.shown.get(name, "")

    def as_draft(self) -> Draft:
        """Give what is kept of the contact."""
        where = self.best("where").split("|", 2)
        has_point = len(where) == 3
        person = self.best("person")
        return Draft(
            words=self.words,
            notes=self.notes,
            channel=self.channel,
            language=self.language,
            name=self.name,
            phone=self.phone,
            email=self.email,
            person_id=_id(person),
            address=where[2] if has_point else "",
            lat=_number(where[0]) if has_point else None,
            lon=_number(where[1]) if has_point else None,
            number_given=self.number_given,
            typed={
                **{name: value for name, value in self.chosen.items() if name in KEPT},
                "topic": self.topic,
            },
        )


def mark_of(words: str) -> str:
    """Give a short mark of words, by which the page says for which it shows what it shows."""
    return blake2b(" ".join(words.split()).encode(errors="replace"), digest_size=8).hexdigest()


def read_sent(values: QueryDict, language: str) -> Sent:
    """Read the form; `pick` is the button that was pressed (« person:12 », « person: » for nobody)."""
    chosen = {name: values.get(name, "")[:300] for name in CHOICES if values.get(name)}
    name, _colon, picked = values.get("pick", "").partition(":")
    if name in CHOICES:
        chosen[name] = picked[:300]
        for other in INSTEAD_OF.get(name, ()):
            chosen.pop(other, None)
    return Sent(
        key=values.get("key", "")[:64] or uuid4().hex,
        words=values.get("words", values.get("q", "")),
        notes=values.get("notes", ""),
        channel=values.get("channel", Channel.PHONE),
        language=chosen.pop("language", "") or language,
        name=values.get("name", "")[:300],
        phone=values.get("phone", "")[:80],
        email=values.get("email", "")[:300],
        number_given=bool(values.get("number_given")),
        chosen={name: value for name, value in chosen.items() if value},
        shown={name: values.get(f"shown_{name}", "")[:300] for name in CHOICES},
        asked={name[2:]: str(values[name]) for name in values if name.startswith("q_") and values[name]},
        topic=values.get("topic", "")[:300],
        mail_to=values.get("mail_to", "")[:300],
        mail_consent=bool(values.get("mail_consent")),
        looked_at=values.get("shown_words", "")[:32],
        gone=values.get("gone", "")[:120],
    )


def sent_of(contact: Contact, *, is_next: bool = False) -> Sent:
    """Give the form as it was when the contact was last saved; for the next subject, only who it is stays."""
    where = ""
    if contact.lat is not None and contact.lon is not None:
        where = f"{contact.lat}|{contact.lon}|{contact.address}"
    kept = {"person": str(contact.person_id or ""), "where": where}
    if not is_next:
        kept |= {name: str(contact.typed.get(name, "")) for name in KEPT}
    return Sent(
        key=contact.key,
        words="" if is_next else contact.words,
        notes="" if is_next else contact.notes,
        channel=contact.channel,
        language=contact.language,
        name=contact.name,
        phone=contact.phone,
        email=contact.email,
        number_given=contact.number_given,
        chosen={name: value for name, value in kept.items() if value},
        shown={},
        asked={},
    )


def kept_contact(actor: Actor, sent: Sent) -> Contact:
    """Keep the form as a contact: begun when it is new, else saved; an ended one is left as it is."""
    draft = sent.as_draft()
    contact = begin_contact(actor, sent.key, draft)
    if contact.state == State.ENDED or (contact.version == 1 and _same(contact, draft)):
        return contact
    return save_contact_draft(actor, contact.reference, draft)


def _same(contact: Contact, draft: Draft) -> bool:
    return (contact.words, contact.notes, contact.person_id) == (draft.words, draft.notes, draft.person_id)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and text != NOBODY else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
