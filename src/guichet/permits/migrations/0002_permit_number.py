"""The city's own series of permit numbers."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("permits", "0001_initial")]
    operations = [migrations.RunSQL("CREATE SEQUENCE permit_number", "DROP SEQUENCE permit_number")]
