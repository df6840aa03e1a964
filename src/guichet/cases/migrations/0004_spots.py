from django.db import migrations, models


class Migration(migrations.Migration):
    """Find the open and lately ended cases of a spot without reading the years of cases that ended there before."""

    dependencies = [("cases", "0003_confirmed")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_cell"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("main_case__isnull", True)),
                fields=["cell", "service", "ended_at"],
                name="case_spot",
            ),
        ),
    ]
