"""One plain form of e-mail addresses and telephone numbers, by which people are found again."""

from __future__ import annotations

import phonenumbers

from guichet.tenancy.queries import current_city

COUNTRIES = {"quebec": "CA", "france": "FR"}


def home_country() -> str:
    """Give the country (ISO code) whose telephone numbers people of the current city write without a prefix."""
    return COUNTRIES.get(current_city().legal_world, "CA")


def email_key(address: str) -> str:
    """Give the form in which two writings of one address are equal."""
    return address.strip().casefold()


def phone_key(number: str, country: str) -> str:
    """Give a number in E.164 form (« +15145550142 »); empty when it cannot be read."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
