"""Which of those to whom callers are sent are other municipalities: an address may end with their names."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("knowledge", "0003_findings_between_answers")]

    operations = [
        migrations.AddField(
            model_name="elsewhere", name="neighbour", field=models.BooleanField(default=False)
        )
    ]
