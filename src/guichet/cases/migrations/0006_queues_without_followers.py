from django.db import migrations, models

OPEN = ["received", "triaged", "in_progress", "waiting", "reopened"]
IS_WORK = models.Q(state__in=OPEN) & models.Q(main_case__isnull=True)
REPLACED = ("case_open_team", "case_open_assignee", "case_open_due")
INDEXES = (
    models.Index(
        fields=["team", "next_due_at", "id"],
        include=["assignee", "state", "service", "district"],
        condition=IS_WORK,
        name="case_work_team",
    ),
    models.Index(fields=["assignee", "next_due_at", "id"], condition=IS_WORK, name="case_work_assignee"),
    models.Index(
        fields=["next_due_at", "id"],
        include=["team", "assignee", "state", "service", "district"],
        condition=IS_WORK,
        name="case_work_due",
    ),
)
_WORK = """WHERE state IN ('received', 'triaged', 'in_progress', 'waiting', 'reopened') AND main_case_id IS NULL"""
STATEMENTS = (
    "DROP INDEX case_open_team",
    "DROP INDEX case_open_assignee",
    "DROP INDEX case_open_due",
    "CREATE INDEX case_work_team ON cases_case (team_id, next_due_at, id)"
    f" INCLUDE (assignee_id, state, service_id, district_id) {_WORK}",
    f"CREATE INDEX case_work_assignee ON cases_case (assignee_id, next_due_at, id) {_WORK}",
    "CREATE INDEX case_work_due ON cases_case (next_due_at, id)"
    f" INCLUDE (team_id, assignee_id, state, service_id, district_id) {_WORK}",
)


class Migration(migrations.Migration):
    """Count what waits in queues from indexes alone.

    Written in SQL: Django would work out every model again at each of the six.
    """

    dependencies = [("cases", "0005_fewer_indexes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(list(STATEMENTS))],
            state_operations=[
                *(migrations.RemoveIndex("case", name) for name in REPLACED),
                *(migrations.AddIndex("case", index) for index in INDEXES),
            ],
        )
    ]
