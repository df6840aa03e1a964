"""The runtime role adds papers, versions, payments and journal lines; it may not rewrite or delete them.

Of a journal entry it may set the export that it went out with, of a payment that it came back: nothing else.
"""

from __future__ import annotations

from django.db import migrations

SQL = """
CREATE SEQUENCE bill_number;
DO $$ DECLARE app record; DECLARE closed text; BEGIN
  FOR app IN
    SELECT DISTINCT grantee FROM information_schema.role_table_grants
    WHERE table_schema = current_schema() AND table_name = 'billing_invoice'
      AND grantee <> 'PUBLIC' AND grantee <> current_user
  LOOP
    FOREACH closed IN ARRAY ARRAY['billing_invoice', 'billing_billversion', 'billing_posting',
      'billing_journalentry', 'billing_payment', 'billing_providermessage', 'billing_reminder']
    LOOP
      EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %I', closed, app.grantee);
    END LOOP;
    EXECUTE format('GRANT UPDATE (export_id) ON billing_journalentry TO %I', app.grantee);
    EXECUTE format('GRANT UPDATE (returned_at, returned_why) ON billing_payment TO %I', app.grantee);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [migrations.RunSQL(SQL, "DROP SEQUENCE bill_number")]
