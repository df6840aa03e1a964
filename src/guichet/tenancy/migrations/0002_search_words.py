"""Extensions and the text-search configuration; idempotent, so that it can be run again on another node."""

from __future__ import annotations

from django.db import migrations

SQL = """
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
DO $$ BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
    WHERE c.cfgname = 'guichet_fr' AND n.nspname = 'public'
  ) THEN
    CREATE TEXT SEARCH CONFIGURATION public.guichet_fr (COPY = pg_catalog.french);
    ALTER TEXT SEARCH CONFIGURATION public.guichet_fr
      ALTER MAPPING FOR hword, hword_part, word, asciihword, hword_asciipart, asciiword
      WITH public.unaccent, pg_catalog.french_stem;
  END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
