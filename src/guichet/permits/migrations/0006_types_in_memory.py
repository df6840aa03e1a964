"""The edition of the catalogue follows the types of permits too: processes keep them in memory, known to be right."""

from django.db import migrations

TABLES = ("permits_permittype", "permits_districtrule")
FOLLOW = """
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {0}
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changed();
"""
LEAVE = "DROP TRIGGER catalogue_changed ON {0};"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_editions"), ("permits", "0005_faster_lists")]
    operations = [
        migrations.RunSQL("".join(map(FOLLOW.format, TABLES)), "".join(map(LEAVE.format, TABLES))),
    ]
