"""Invented words for the page of all components; nothing here comes from a city nor goes into one."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from guichet.web.kit.areas import AreaForm
from guichet.web.kit.parts import Choice, Moment, PlanPin, PlanShape, Segment, Step
from guichet.web.kit.states import STATES
from guichet.web.kit.widgets import DateParts

CITIES = (
    ("Val-Fleuri", "0a4f5c-f5c542"),
    ("Carmin", "c8102e-ffd9a0"),
    ("Soleil", "ffd400-ff7a59"),
    ("Lac", "3f7fd6-bfe3ff"),
    ("Orange", "ff7f00-1d3557"),
    ("Craie", "ffffff-c8102e"),
)
SWATCHES = ("facade", "brand", "tint", "tint-2", "flower", "ink", "muted", "line-strong", "page", "late", "warn", "ok", "info", "inner")  # fmt: skip
MIDDLE = (-73.5974, 45.5452)


class SampleForm(forms.Form):
    """One field of each shape."""

    first_name = forms.CharField(label="Prénom", help_text="Comme sur votre compte de taxes.")
    last_name = forms.CharField(
        label="Nom de famille", error_messages={"required": "Écrivez votre nom de famille"}
    )
    email = forms.EmailField(
        label="Courriel",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Pour vous répondre.",
    )
    district = forms.ChoiceField(
        label="Arrondissement",
        choices=[("", "Choisir…"), ("co", "Les Coteaux"), ("rn", "Rive-Nord")],
        required=False,
    )
    depth = forms.IntegerField(label="Profondeur", required=False)
    answer_by = forms.ChoiceField(
        label="Comment vous répondre ?",
        widget=forms.RadioSelect,
        choices=[("mail", "Par courriel"), ("text", Choice("Par texto", "Des frais peuvent s’appliquer."))],
        error_messages={"required": "Choisissez comment vous répondre"},
    )
    subjects = forms.MultipleChoiceField(
        label="De quoi voulez-vous des nouvelles ?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("works", "Des travaux"), ("waste", "Des collectes")],
        required=False,
    )
    begins = forms.DateField(
        label="Date de début", widget=DateParts, help_text="Par exemple, le 23 novembre 2026",
        error_messages={"invalid": "Cette date n’existe pas : vérifiez le jour"},
    )  # fmt: skip
    story = forms.CharField(
        label="Décrivez la situation",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )
    photo = forms.FileField(
        label="Une photo aide l’équipe", required=False, help_text="JPEG ou HEIC.",
        widget=forms.FileInput(attrs={"accept": "image/*", "data-max-bytes": 20_000_000}),
    )  # fmt: skip
    anonymous = forms.BooleanField(
        label="Je préfère rester anonyme", required=False, help_text="Notez bien votre numéro."
    )


def sample_page(query: Mapping[str, str]) -> dict[str, object]:
    """Give the context of the kit page; `?try=` tries other colours, `?door=desk` shows agents' sizes."""
    sent = {"first_name": "Lucie", "email": "lucie.gagnon@", "begins_day": "31", "begins_month": "11"}
    return {
        "tried": query.get("try", ""),
        "cities": CITIES,
        "swatches": SWATCHES,
        "form": SampleForm({**sent, "begins_year": "2026", "story": "Juste après le dos d’âne."}),
        "area_form": AreaForm("zone", initial={"length": "12", "width": "2,4"}, required=False),
        "states": list(STATES),
        "late_label": "2 jours de retard",
        "steps": _steps(),
        "moments": _moments(),
        "segments": _segments(),
        "shapes": _streets(),
        "pins": (
            PlanPin(MIDDLE, here=True),
            PlanPin((-73.5983, 45.5455), "A"),
            PlanPin((-73.5962, 45.5446), "B"),
        ),
        "longitude": MIDDLE[0],
        "latitude": MIDDLE[1],
        "lines": ("Nid-de-poule", "Devant le 6540, rue Chabot"),
    }


def _steps() -> tuple[Step, ...]:
    return (
        Step("Le lieu", done=True, url="#k-s"),
        Step("Les détails", current=True),
        Step("Vous joindre"),
        Step("Vérifier"),
    )


def _moments() -> tuple[Moment, ...]:
    return (
        Moment("Reçue", "Mardi 17 novembre à 8 h 42", icon="s-new"),
        Moment("Prise en charge", "Mercredi 18 novembre à 10 h", "« Nous passons jeudi. »", icon="s-seen"),
        Moment("Réparation prévue", "D’ici le vendredi 20 novembre", icon="s-plan", ahead=True),
    )


def _segments() -> tuple[Segment, ...]:
    return (
        Segment("run", 0.28),
        Segment("pause", 0.28, "pause"),
        Segment("run", 0.08),
        Segment("left", 0.36),
    )


def _streets() -> tuple[PlanShape, ...]:
    """Draw an invented grid of streets, turned as Montréal's are, with a park."""
    longitude, latitude = MIDDLE
    park = ((0.0012, 0.0007), (0.0021, 0.0013), (0.0028, 0.0003), (0.0019, -0.0003))
    shapes = [PlanShape("park", tuple((longitude + x, latitude + y) for x, y in park), "Parc Fabre")]
    for index, name in enumerate(
        ("Rue Chabot", "Rue de Bordeaux", "Rue Cartier", "Rue Fabre", "Rue Marquette")
    ):
        shift = (index - 2) * 0.0012
        ends = (
            (longitude + shift - 0.004, latitude + 0.0026),
            (longitude + shift + 0.004, latitude - 0.0026),
        )
        shapes.append(PlanShape("road", ends, name))
    for index, name in enumerate(("Rue Beaubien", "Rue Saint-Zotique")):
        shift = index * 0.0021 - 0.0007
        ends = (
            (longitude + shift - 0.003, latitude - 0.0039),
            (longitude + shift + 0.003, latitude + 0.0039),
        )
        shapes.append(PlanShape("road", ends, name, rank=4 - index))
    return tuple(shapes)
