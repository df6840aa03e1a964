"""The pictures that a service can have, with their names for those who do not see them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

SERVICE_ICONS: Mapping[str, Promise] = MappingProxyType(
    {
        "cone-striped": pgettext_lazy("icon", "Road cone"),
        "signpost-split": pgettext_lazy("icon", "Signpost"),
        "car-front": pgettext_lazy("icon", "Car"),
        "truck": pgettext_lazy("icon", "Truck"),
        "lightbulb": pgettext_lazy("icon", "Light bulb"),
        "snow": pgettext_lazy("icon", "Snowflake"),
        "droplet": pgettext_lazy("icon", "Drop of water"),
        "tree": pgettext_lazy("icon", "Tree"),
        "sun": pgettext_lazy("icon", "Sun"),
        "trash3": pgettext_lazy("icon", "Bin"),
        "recycle": pgettext_lazy("icon", "Recycling"),
        "brush": pgettext_lazy("icon", "Brush"),
        "palette": pgettext_lazy("icon", "Palette"),
        "bank": pgettext_lazy("icon", "Town hall"),
        "building": pgettext_lazy("icon", "Building"),
        "house": pgettext_lazy("icon", "House"),
        "people": pgettext_lazy("icon", "People"),
        "person": pgettext_lazy("icon", "Person"),
        "megaphone": pgettext_lazy("icon", "Megaphone"),
        "broadcast": pgettext_lazy("icon", "Noise"),
        "bell": pgettext_lazy("icon", "Bell"),
        "flag": pgettext_lazy("icon", "Flag"),
        "star": pgettext_lazy("icon", "Star"),
        "book": pgettext_lazy("icon", "Book"),
        "file-earmark-text": pgettext_lazy("icon", "Document"),
        "receipt": pgettext_lazy("icon", "Receipt"),
        "cash-coin": pgettext_lazy("icon", "Coins"),
        "calendar-event": pgettext_lazy("icon", "Calendar"),
        "telephone": pgettext_lazy("icon", "Telephone"),
        "envelope": pgettext_lazy("icon", "Envelope"),
        "camera": pgettext_lazy("icon", "Camera"),
        "map": pgettext_lazy("icon", "Map"),
        "geo-alt": pgettext_lazy("icon", "Place"),
        "globe2": pgettext_lazy("icon", "Globe"),
        "phone": pgettext_lazy("icon", "Mobile telephone"),
        "shield-lock": pgettext_lazy("icon", "Shield"),
        "diagram-3": pgettext_lazy("icon", "Organisation"),
        "tag": pgettext_lazy("icon", "Label"),
        "question-circle": pgettext_lazy("icon", "Question"),
        "exclamation-triangle-fill": pgettext_lazy("icon", "Danger"),
        "exclamation-octagon-fill": pgettext_lazy("icon", "Stop"),
        "moon-stars": pgettext_lazy("icon", "Night"),
        "arrow-return-left": pgettext_lazy("icon", "Return"),
        "kanban": pgettext_lazy("icon", "Board"),
        "inbox": pgettext_lazy("icon", "Tray"),
    }
)
