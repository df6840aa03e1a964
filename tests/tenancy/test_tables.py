"""The tables of a second city are those of the first, whether they were migrated or repeated."""

from __future__ import annotations

from django.db import connection
from django_tenants.utils import tenant_context

from guichet.tenancy import tables

SHAPE = {
    "columns": """SELECT table_name, column_name, data_type, is_nullable, column_default, generation_expression
                  FROM information_schema.columns WHERE table_schema = %s""",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = %s",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                      WHERE connamespace = %s::regnamespace""",
    "triggers": """SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
                   WHERE NOT t.tgisinternal AND c.relnamespace = %s::regnamespace""",
    "functions": "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace",
    "rights": "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = %s::regnamespace",
    "sequences": "SELECT sequencename, start_value FROM pg_sequences WHERE schemaname = %s",
}


def shape_of(schema: str) -> dict[str, list[str]]:
    found = {}
    with connection.cursor() as cursor:
        for name, query in SHAPE.items():
            cursor.execute(query, [schema])
            found[name] = sorted(str(row).replace(schema, "city") for row in cursor.fetchall())
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        found["migrations"] = [str(row) for row in cursor.fetchall()]
    return found


def test_second_city_has_the_tables_of_the_first(city, other_city) -> None:
    """The template's first city was migrated, its second one repeated (tests/database.py)."""
    shapes = []
    for each in (city, other_city):
        with tenant_context(each):
            shapes.append(shape_of(each.schema_name))
    assert len(shapes[0]["columns"]) > 500
    assert shapes[0] == shapes[1]


def test_statements_that_name_a_city_are_not_repeated() -> None:
    assert tables._can_be_repeated([("CREATE TABLE a ()", None)], "city_a")
    assert not tables._can_be_repeated([("GRANT ALL ON SCHEMA city_a TO b", None)], "city_a")
    assert not tables._can_be_repeated([("INSERT INTO a VALUES (%s)", ["city_a"])], "city_a")
    assert not tables._can_be_repeated([("CREATE INDEX CONCURRENTLY a ON b (c)", None)], "city_a")
