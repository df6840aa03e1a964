"""How people's names are put in order, whatever the server's own order is."""

from __future__ import annotations

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower


def filed(name: F | Value) -> Lower:
    """Give the form by which a name is put in order: É with E, small letters with capitals."""
    return Lower(Func(name, function="public.unaccent", output_field=TextField()))
