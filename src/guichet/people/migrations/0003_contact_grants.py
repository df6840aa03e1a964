"""Roles that answer for the whole city may take contacts; those that lead a team see how many are settled at once."""

from __future__ import annotations

from django.db import migrations

SQL = """
UPDATE people_role SET grants = grants || '{contact.take}'::varchar[]
WHERE grants @> '{case.open,case.read_all,resident.read}'::varchar[] AND NOT grants @> '{contact.take}'::varchar[];
UPDATE people_role SET grants = grants || '{contact.figures}'::varchar[]
WHERE grants && '{case.bulk}'::varchar[] AND NOT grants @> '{contact.figures}'::varchar[];
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0002_find_by_contact")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
