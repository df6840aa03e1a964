import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OPEN = ["received", "triaged", "in_progress", "waiting", "reopened"]
INDEXES = (
    models.Index(fields=["-ended_at", "-id"], condition=~models.Q(state__in=OPEN), name="case_ended"),
    models.Index(fields=["channel", "priority", "state"], name="case_kind"),
    models.Index(fields=["assignee"], condition=models.Q(assignee__isnull=False), name="case_assignee"),
    models.Index(fields=["form"], condition=models.Q(form__isnull=False), name="case_form"),
)
STATEMENTS = (
    "DROP INDEX IF EXISTS cases_case_assignee_id_28343c2e",
    "DROP INDEX IF EXISTS cases_case_form_id_70b6382e",
    "CREATE INDEX case_ended ON cases_case (ended_at DESC, id DESC)"
    " WHERE NOT (state IN ('received', 'triaged', 'in_progress', 'waiting', 'reopened'))",
    "CREATE INDEX case_kind ON cases_case (channel, priority, state)",
    "CREATE INDEX case_assignee ON cases_case (assignee_id) WHERE assignee_id IS NOT NULL",
    "CREATE INDEX case_form ON cases_case (form_id) WHERE form_id IS NOT NULL",
)


class Migration(migrations.Migration):
    """Find the newest of many by any condition, and keep no index of what past requests do not have.

    Written in SQL: Django would work out every model again at each of the six.
    """

    dependencies = [
        ("cases", "0006_queues_without_followers"),
        ("catalogue", "0004_drafts_without_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(list(STATEMENTS))],
            state_operations=[
                migrations.AlterField(
                    "case",
                    "form",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.formversion",
                    ),
                ),
                migrations.AlterField(
                    "case",
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                *(migrations.AddIndex("case", index) for index in INDEXES),
            ],
        )
    ]
