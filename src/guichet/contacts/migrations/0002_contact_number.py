"""The city's own series of contact numbers."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunSQL("CREATE SEQUENCE contact_number", "DROP SEQUENCE contact_number")]
