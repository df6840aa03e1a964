"""What stands beside every page of the backoffice: the parts that this person may set, and no other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guichet.billing.rules import may_configure as may_configure_billing
from guichet.catalogue.rules import may_configure
from guichet.conversations.rules import may_configure_rooms
from guichet.kernel.actor import Actor
from guichet.ledger.rules import may_read_ledger
from guichet.messaging.rules import may_configure_templates
from guichet.people.rules import may_configure_people
from guichet.permits.rules import may_configure as may_configure_permits
from guichet.places.rules import may_configure_places
from guichet.tariffs.rules import may_keep_bylaws
from guichet.web.backoffice.bilingual import district_word
from guichet.web.backoffice.entrance import Rule


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the navigation: its short name, where it leads, how it looks, whose it is and what it is for."""

    name: str
    address: str
    icon: str
    words: str | Promise
    rule: Rule
    about: str | Promise

    @property
    def url(self) -> str:
        """Give the address of the part's first page."""
        return reverse(self.address)


PARTS = (
    Part(
        "services", "config_services", "inbox", _("Services"), may_configure,
        _("What residents can ask for: words, questions, season, territory."),
    ),
    Part(
        "routing", "config_rules", "signpost-split", _("Routing"), may_configure,
        _("Which team receives what, in which order the rules are read."),
    ),
    Part(
        "commitments", "config_all_commitments", "calendar-check", _("Commitments"), may_configure,
        _("What is promised, for whom, where, and the sentence that residents read."),
    ),
    Part(
        "permits", "config_permits", "file-earmark-text", _("Permits"), may_configure_permits,
        _("What each permit asks, allows, promises; conditions; the order of work."),
    ),
    Part(
        "fees", "config_bylaws", "receipt", _("Fees"), may_keep_bylaws,
        _("What is charged and since when: by-laws, rates, worked examples."),
    ),
    Part(
        "finance", "config_finance", "cash-coin", _("Billing"), may_configure_billing,
        _("Deadlines, reminders, reasons of credits, who signs up to how much."),
    ),
    Part(
        "mails", "config_mails", "envelope", _("E-mail texts"), may_configure_templates,
        _("What the city writes at each step, in each language."),
    ),
    Part(
        "teams", "config_teams", "people", _("Teams"), may_configure_people,
        _("Who receives the work."),
    ),
    Part(
        "people", "config_people", "person", _("People"), may_configure_people,
        _("Who signs in, in which team, with which role."),
    ),
    Part(
        "roles", "config_roles", "shield-lock", _("Roles"), may_configure_people,
        _("What each role allows."),
    ),
    Part(
        "rooms", "config_rooms", "chat-left-text", _("Rooms"), may_configure_rooms,
        _("Where experts are asked, who is on duty there, how long one waits."),
    ),
    Part(
        "districts", "config_districts", "map", _("Parts of the city"), may_configure_places,
        _("Their outlines: where each case is, who receives it, what is promised there."),
    ),
    Part(
        "places", "config_places", "geo-alt", _("Streets and places"), may_configure_places,
        _("What the address search finds: streets, parks, addresses, postal codes."),
    ),
    Part(
        "hours", "config_hours", "clock", _("Hours and days"), may_configure_places,
        _("When promises count: opening hours, holidays, bridge days."),
    ),
    Part(
        "city", "config_city", "building", _("The city"), may_configure_places,
        _("Its name, its words, its languages, its colours, its telephone."),
    ),
    Part(
        "history", "config_history", "clock-history", _("What changed"), may_read_ledger,
        _("Who changed which setting, and when."),
    ),
)  # fmt: skip


def sections(actor: Actor) -> list[Part]:
    """Give the parts that an actor may open."""
    open_to = [part for part in PARTS if part.rule(actor)]
    return [
        replace(part, words=capfirst(district_word("other"))) if part.name == "districts" else part
        for part in open_to
    ]


def may_enter(actor: Actor) -> bool:
    """Tell whether at least one part is open to the actor."""
    return bool(sections(actor))
