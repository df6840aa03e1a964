"""Making the papers of a permit from what its page shows; nothing is kept, so that they are always the newest version."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from guichet.documents.printing import print_pdf, qr_svg
from guichet.kernel.actor import Actor
from guichet.kernel.errors import Invalid, NotFound
from guichet.kernel.texts import Text, localise
from guichet.kernel.typography import day_words, french_spaces, long_date, number, period_words
from guichet.permits.facts import MEASURE_WORDS
from guichet.permits.papers.plan import draw_plan
from guichet.permits.queries.page import as_shown, permit_shown
from guichet.permits.queries.sharing import PAPERS as SITE
from guichet.permits.queries.sharing import part_found, seen_by
from guichet.permits.shapes import PermitShown
from guichet.permits.wording import both
from guichet.tenancy.queries import current_city

PAPERS = ("permit", "poster")
_FOLDER = Path(__file__).parent
_POSTER_CONDITIONS = 6
_LONG_NUMBER = 11
WORDS: Mapping[str, Text] = {
    "facts": {"fr": "Ce qui est permis", "en": "What is allowed"},
    "what": {"fr": "Quoi", "en": "What"},
    "value": {"fr": "Détail", "en": "Detail"},
    "plan": {"fr": "Plan de l’emplacement", "en": "Plan of the place"},
    "conditions": {"fr": "Conditions", "en": "Conditions"},
    "check": {"fr": "Vérifier ce document", "en": "Check this document"},
    "appeal": {"fr": "Contester", "en": "Appeal"},
    "where": {"fr": "Où", "en": "Where"},
    "when": {"fr": "Quand", "en": "When"},
    "hours": {"fr": "Heures", "en": "Hours"},
    "until": {"fr": "Valable jusqu’au", "en": "Valid until"},
    "applicant": {"fr": "Demandé par", "en": "Asked for by"},
    "beneficiary": {"fr": "Au profit de", "en": "On behalf of"},
    "contractor": {"fr": "Entreprise sur place", "en": "Contractor on site"},
    "version": {"fr": "Version", "en": "Version"},
}


def permit_paper(actor: Actor, reference: str, paper: str = "permit", language: str = "") -> bytes:
    """Give the PDF (PDF/UA-1) of an issued permit: « permit » or « poster ». Raises NotFound when there is none yet."""
    return _printed(permit_shown(actor, reference), paper, language)


def part_paper(actor: Actor, reference: str, paper: str = "permit", language: str = "") -> bytes:
    """Give the same PDF to someone of the file who reads it by a link of their own. Raises NotFound to the others."""
    permit, roles = part_found(actor, reference)
    if SITE not in seen_by(roles):
        raise NotFound(_("This permit does not exist, or is not one of yours."))
    return _printed(as_shown(actor, permit), paper, language)


def _printed(permit: PermitShown, paper: str, language: str) -> bytes:
    if paper not in PAPERS:
        raise Invalid(_("There is no such document."), fields={"paper": paper})
    if not permit.check_code:
        raise NotFound(_("This permit has no document yet: it is not issued."))
    spoken = (language or permit.language)[:2]
    source = (_FOLDER / f"{paper}.typ").read_text(encoding="utf-8")
    return print_pdf(source, _values(permit, paper, spoken), made_at=permit.issued_at)


def _values(permit: PermitShown, paper: str, language: str) -> dict[str, Any]:
    def say(text: Text) -> str:
        return localise(text, language)

    words = {name: say(text) for name, text in WORDS.items()}
    words["permit"] = say(both(lambda: _("Permit")))
    short = permit.check_url.removeprefix("https://").removeprefix("http://")
    values: dict[str, Any] = {
        "lang": language,
        "city": say(current_city().name),
        "title": f"{words['permit']} {permit.reference}",
        "reference": permit.reference,
        "kind": say(permit.type.name),
        "words": words,
        "qr": qr_svg(permit.check_url),
        "qr_alt": _check_alt(language, permit.check_code),
        "code": permit.check_code,
        "address": permit.address,
        "hours": permit.hours.replace("-", " – "),
        "last_day": day_words(permit.ends_on, language),
        "weekday": long_date(permit.ends_on, language).partition(" ")[0],
        "period": _period(permit, language),
        "check": _check_words(language, short),
        "conditions": [say(condition.text) for condition in permit.conditions],
    }
    if paper == "poster":
        values["conditions"] = values["conditions"][:_POSTER_CONDITIONS]
        values["number_size"] = 92 if len(permit.reference) <= _LONG_NUMBER else 76
        return values
    plan = draw_plan(permit.area)
    return values | {
        "state": permit.state_words if not permit.versions else _state_words(permit, language),
        "facts": _facts(permit, language, words),
        "plan": plan,
        "plan_alt": _plan_alt(permit, language),
        "appeal": _sentence(say(permit.type.appeal)),
        "signed": _signed(permit, language),
        "footer": f"{words['permit']} {permit.reference}, {words['version'].lower()} {permit.facts_version}",
    }


def _sentence(words: str) -> str:
    """Begin with a capital: in mails these words follow others."""
    return words[:1].upper() + words[1:]


def _period(permit: PermitShown, language: str) -> str:
    return _sentence(period_words(permit.starts_on, permit.ends_on, language))


def _facts(permit: PermitShown, language: str, words: Mapping[str, str]) -> list[tuple[str, str]]:
    days = f"{permit.days}\u00a0{'jours' if language == 'fr' else 'days'}"
    rows = [
        (words["where"], permit.address),
        (words["when"], f"{_period(permit, language)} ({days})"),
        (words["hours"], permit.hours.replace("-", " – ")),
    ]
    known = {
        code: _measure(permit.measures[code], language)
        for code in ("area_m2", "length_m", "width_m")
        if permit.measures.get(code, {}).get("value") is not None
    }
    if len(known) == 3:  # one line: « 15 m² (6 m × 2,5 m) »
        known = {"area_m2": f"{known['area_m2']} ({known['length_m']} × {known['width_m']})"}
    rows += [(localise(MEASURE_WORDS[code], language), said) for code, said in known.items()]
    for role in ("applicant", "beneficiary", "contractor"):
        party = permit.party(role)
        if party is not None and party.label:
            rows.append((words[role], party.label))
    return [(label, value) for label, value in rows if value]


def _measure(measure: Mapping[str, Any], language: str) -> str:
    unit = {"m2": "m²", "m": "m"}.get(str(measure.get("unit")), "")
    value = measure["value"]
    said = number(value, language) if isinstance(value, int | float) else str(value)
    return f"{said}\u00a0{unit}".strip()


def _state_words(permit: PermitShown, language: str) -> str:
    last = permit.versions[-1]
    if permit.facts_version == 1 or not last.reason:
        return _period(permit, language)
    if language == "fr":
        return french_spaces(
            f"Version {permit.facts_version} : {last.reason}. Elle remplace les versions d’avant."
        )
    return f"Version {permit.facts_version}: {last.reason}. It replaces the versions before."


def _signed(permit: PermitShown, language: str) -> str:
    day = long_date((permit.issued_at or permit.created_at).date(), language)
    return f"Délivré le {day}." if language == "fr" else f"Issued on {day}."


def _plan_alt(permit: PermitShown, language: str) -> str:
    area = _measure(permit.measures.get("area_m2", {"value": "–"}), language)
    if language == "fr":
        return f"Plan : {area} devant le {permit.address}, en jaune sur les rues voisines, le nord en haut."
    return f"Plan: {area} at {permit.address}, in yellow on the streets around, north up."


def _check_alt(language: str, code: str) -> str:
    return (
        f"Code QR qui mène à la vérification du document {code}"
        if language == "fr"
        else f"QR code to check permit {code}"
    )


def _check_words(language: str, address: str) -> str:
    if language == "fr":
        return french_spaces(
            f"Toute personne peut vérifier ce document et signaler un dépassement : lisez le code, ou allez à {address}"
        )
    return f"Anybody can check this permit and report an overrun: read the code, or go to {address}"
