"""What two answers say apart: the other answer, and why both are right."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0002_searching")]

    operations = [
        migrations.AddField(
            model_name="finding",
            name="other",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="knowledge.answer"
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="accepted_why",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AlterField(
            model_name="finding",
            name="kind",
            field=models.CharField(
                choices=[
                    ("languages", "Languages"),
                    ("districts", "Districts"),
                    ("link", "Link"),
                    ("answers", "Answers"),
                ],
                max_length=10,
            ),
        ),
    ]
