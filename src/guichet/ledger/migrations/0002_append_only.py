"""The runtime role may add to the ledger and read it, never change it."""

from __future__ import annotations

from django.db import migrations

SQL = """
DO $$ DECLARE app record; BEGIN
  FOR app IN
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_schema = current_schema() AND table_name = 'ledger_entry'
      AND grantee <> 'PUBLIC' AND grantee <> current_user
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry FROM %I', app.grantee);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
