"""What every template may use."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

from guichet.kernel.texts import localise

NO_CITY: dict[str, object] = {
    "city": None,
    "city_name": "",
    "city_banner": "",
    "city_phone_hours": "",
    "city_attribution": "",
    "city_words": {},
    "language": "fr",
    "locale": "fr",
    "other_languages": [],
    "now": None,
    "actor": None,
    "shows_demo_accounts": False,
}


def page(request: HttpRequest) -> dict[str, object]:
    """Give the city, its words, the language and the moment."""
    city = getattr(request, "tenant", None)
    if city is None or not getattr(city, "slug", ""):
        return NO_CITY
    language = (translation.get_language() or "fr")[:2]
    others = [code for code in city.languages if code != language]
    return {
        "city": city,
        "city_name": localise(city.name, language),
        "city_banner": localise(city.banner, language) if city.banner else "",
        "city_phone_hours": localise(city.phone_hours, language),
        "city_attribution": localise(city.attribution, language),
        "city_words": {
            name: words.get(language) or words.get("fr") or {}
            for name, words in city.vocabulary.items()
            if isinstance(words, dict)
        },
        "language": language,
        "locale": translation.get_language() or "fr",
        "other_languages": others,
        "now": timezone.localtime(),
        "actor": getattr(request, "actor", None),
        "shows_demo_accounts": settings.SHOW_DEMO_ACCOUNTS,
    }
