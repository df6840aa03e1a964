"""The ways in which a case can reach the city."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Channel(StrEnum):
    """How the person reached the city."""

    WEB = "web"
    PHONE = "phone"
    COUNTER = "counter"
    EMAIL = "email"
    LETTER = "letter"
    MOBILE = "mobile"
    SOCIAL = "social"
    COUNCIL = "council"
    INTERNAL = "internal"
    OTHER = "other"


CHANNEL_WORDS = {
    Channel.WEB: _("Web site"),
    Channel.PHONE: _("Telephone"),
    Channel.COUNTER: _("Counter"),
    Channel.EMAIL: _("E-mail"),
    Channel.LETTER: _("Letter"),
    Channel.MOBILE: _("Mobile application"),
    Channel.SOCIAL: _("Social network"),
    Channel.COUNCIL: _("Elected official"),
    Channel.INTERNAL: _("City staff"),
    Channel.OTHER: _("Other"),
}
CHANNEL_ICONS = {
    Channel.WEB: "globe2",
    Channel.PHONE: "telephone",
    Channel.COUNTER: "person",
    Channel.EMAIL: "envelope",
    Channel.LETTER: "envelope",
    Channel.MOBILE: "phone",
    Channel.SOCIAL: "chat-left-text",
    Channel.COUNCIL: "bank",
    Channel.INTERNAL: "shield-lock",
    Channel.OTHER: "inbox",
}
