from django.db import migrations

# Made by Django beside others that do the same: two for texts compared by their beginning, which nothing asks for, and
# two of columns that stand first in an index of our own. Newer cities never have the last two.
USELESS = (
    "cases_case_reference_cb43aa34_like",
    "cases_case_submission_key_1330b646_like",
    "cases_case_main_case_id_e9b834e0",
    "cases_case_requester_id_1c34c677",
)


class Migration(migrations.Migration):
    """Open and import cases with four indexes less to keep."""

    dependencies = [("cases", "0004_spots")]

    operations = [
        migrations.RunSQL([f'DROP INDEX IF EXISTS "{name}"' for name in USELESS], migrations.RunSQL.noop)
    ]
