"""The catalogue has an edition, whoever changes it: what processes keep of it in memory is known to be right."""

from django.db import migrations

TABLES = (
    "catalogue_service",
    "catalogue_service_territory",
    "catalogue_servicegroup",
    "catalogue_formversion",
    "catalogue_commitment",
    "catalogue_routingrule",
    "people_team",
)
# In the city's own schema; the table of editions is found there too, by the search path of whoever changes something.
FUNCTION = """
CREATE FUNCTION catalogue_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO places_edition (code, stamp, updated_at) VALUES ('catalogue', gen_random_uuid(), now())
  ON CONFLICT (code) DO UPDATE SET stamp = excluded.stamp, updated_at = excluded.updated_at;
  RETURN NULL;
END $$;
INSERT INTO places_edition (code, stamp, updated_at) VALUES ('catalogue', gen_random_uuid(), now());
"""
FOLLOW = """
CREATE TRIGGER catalogue_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {0}
FOR EACH STATEMENT EXECUTE FUNCTION catalogue_changed();
"""
LEAVE = "DROP TRIGGER catalogue_changed ON {0};"


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_forms"),
        ("people", "0001_initial"),
        ("places", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION catalogue_changed();"),
        *[migrations.RunSQL(FOLLOW.format(table), LEAVE.format(table)) for table in TABLES],
    ]
