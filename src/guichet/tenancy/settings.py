"""What a city may change of itself: checked, and stored on its row. The action is `places.actions.save_city`.

Tenancy and the ledger stand on one floor and do not see each other, so the change is done here and remembered there.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from guichet.kernel.errors import Invalid
from guichet.kernel.texts import check_text
from guichet.kernel.words import clean_line
from guichet.tenancy.models import City
from guichet.tenancy.queries import current_city

LANGUAGES = ("fr", "en")
LONGEST_REOPENING = 365
LONGEST_FIRST_CONTACT = 90
LOGO_BYTES = 60_000
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_GENDERS = ("f", "m")
_SVG = "{http://www.w3.org/2000/svg}"
_ALIVE = {"script", "foreignobject", "iframe", "animate", "set", "handler", "image", "a"}


def city_stamp(city: City) -> str:
    """Give a short mark of all settings, which differs as soon as one of them does."""
    values = [getattr(city, name) for name in SETTINGS]
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def locked_city() -> City:
    """Give the current city as it is stored now, held until the end of the transaction."""
    city: City = City.objects.select_for_update().get(pk=current_city().pk)
    return city


def store_settings(city: City, changes: Mapping[str, object]) -> list[str]:
    """Check and store settings; gives the names of those that changed. Raises Invalid with all that are faulty."""
    if unknown := set(changes) - set(SETTINGS):
        raise ValueError(f"a city has no such settings: {sorted(unknown)}")
    checked: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for name, value in changes.items():
        try:
            checked[name] = SETTINGS[name](value)
        except Invalid as fault:
            faults[name] = fault.message
    if faults:
        raise Invalid(next(iter(faults.values())), fields=faults)
    changed = [name for name, value in checked.items() if getattr(city, name) != value]
    for name in changed:
        setattr(city, name, checked[name])
    if changed:
        City.objects.filter(pk=city.pk).update(**{name: checked[name] for name in changed})
    return sorted(changed)


def store_extent(west: float, south: float, east: float, north: float) -> None:
    """Keep how far the current city reaches (degrees), and its middle; what was given by hand is replaced."""
    city = locked_city()
    extent = {
        "bounds": [round(each, 5) for each in (west, south, east, north)],
        "centre_lat": round((south + north) / 2, 5),
        "centre_lon": round((west + east) / 2, 5),
    }
    for name, value in extent.items():
        setattr(city, name, value)
    City.objects.filter(pk=city.pk).update(**extent)


def _name(value: object) -> object:
    return check_text(value, max_length=80)


def _sentence(value: object) -> object:
    return check_text(value, required=(), max_length=400)


def _languages(value: object) -> object:
    given = list(value) if isinstance(value, list | tuple) else []
    if not set(given) <= set(LANGUAGES):
        raise Invalid(_("The pages speak French (fr) and English (en)."))
    chosen = [code for code in LANGUAGES if code in given]
    if "fr" not in chosen:
        raise Invalid(_("French is always one of the city’s languages."))
    return chosen


def _vocabulary(value: object) -> object:
    """Read the city's words: for each thing and language, the singular, the plural and (in French) the gender."""
    if not isinstance(value, Mapping):
        raise Invalid(_("The words are given by thing and language."))
    read: dict[str, dict[str, dict[str, str]]] = {}
    for thing, by_language in value.items():
        for code, given in (by_language or {}).items():
            words = {name: clean_line(str(given.get(name) or ""), 40).lower() for name in ("one", "other")}
            if not any(words.values()) and code != "fr":
                continue
            if not all(words.values()):
                raise Invalid(_("Write each word in the singular and in the plural."))
            if code == "fr":
                words["gender"] = str(given.get("gender"))
                if words["gender"] not in _GENDERS:
                    raise Invalid(_("Say whether the word is feminine or masculine."))
            read.setdefault(str(thing), {})[str(code)] = words
    return read


def _colour(value: object) -> object:
    colour = str(value).strip().lower()
    if not _COLOUR.fullmatch(colour):
        raise Invalid(_("Write a colour as # and six digits or letters from a to f, such as #0a4f5c."))
    return colour


def _phone(value: object) -> object:
    return clean_line(str(value or ""), 30)


def _sender(value: object) -> object:
    address = clean_line(str(value or ""), 254)
    try:
        validate_email(address)
    except ValidationError as fault:
        raise Invalid(_("Write an address such as guichet@ville.ca")) from fault
    return address


def _reopen_days(value: object) -> object:
    days = int(str(value)) if str(value).isdigit() else -1
    if not 0 <= days <= LONGEST_REOPENING:
        raise Invalid(_("Write a number of days from 0 to 365."))
    return days


def _first_contact_days(value: object) -> object:
    days = int(str(value)) if str(value).isdigit() else -1
    if not 1 <= days <= LONGEST_FIRST_CONTACT:
        raise Invalid(_("Write a number of days from 1 to 90."))
    return days


def _claims(value: object) -> object:
    """Read how damage is claimed: a title and a text by language, and the service that takes claims."""
    given = value if isinstance(value, Mapping) else {}
    read: dict[str, object] = {
        "title": check_text(given.get("title") or {}, required=(), max_length=120),
        "text": check_text(given.get("text") or {}, required=(), max_length=1_500),
        "service": str(given.get("service") or ""),
    }
    return read if any(read.values()) else {}


def _logo(value: object) -> object:
    """Read an SVG drawing: one that runs nothing and fetches nothing."""
    text = str(value or "").strip()
    if not text:
        return ""
    refused = Invalid(
        _("This drawing cannot be used. Export it as plain SVG: no script, no link, no picture inside.")
    )
    if len(text.encode()) > LOGO_BYTES:
        raise Invalid(_("This drawing is larger than 60 kB. Simplify it."))
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise refused
    try:
        root = ET.fromstring(text)  # noqa: S314  # without a DTD there is no entity to expand
    except ET.ParseError as fault:
        raise refused from fault
    if root.tag != f"{_SVG}svg" or any(_is_alive(element) for element in root.iter()):
        raise refused
    return text[text.index("<svg") :] if "<svg" in text else text


def _is_alive(element: ET.Element) -> bool:
    tag = element.tag.rpartition("}")[2].lower()
    names = {name.rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
    links = any("href" in name and not value.startswith("#") for name, value in names.items())
    return tag in _ALIVE or links or any(name.startswith("on") for name in names)


SETTINGS: Mapping[str, Callable[[object], object]] = {
    "name": _name,
    "languages": _languages,
    "vocabulary": _vocabulary,
    "colour": _colour,
    "flower": _colour,
    "logo": _logo,
    "phone": _phone,
    "phone_hours": _sentence,
    "sender": _sender,
    "banner": _sentence,
    "attribution": _sentence,
    "claims": _claims,
    "reopen_days": _reopen_days,
    "first_contact_days": _first_contact_days,
}
"""The settings that a city changes itself, each with what reads and checks it."""
