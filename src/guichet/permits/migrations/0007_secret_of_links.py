"""A secret for the link of each person of a file; only the table's description changes, whatever it holds.

Rows of before keep an empty secret, and links that were sent keep opening: they are sealed with the row's number.
"""

from django.db import migrations, models

import guichet.permits.models.files


class Migration(migrations.Migration):
    dependencies = [("permits", "0006_types_in_memory")]
    operations = [
        migrations.AddField("party", "secret", models.CharField(blank=True, default="", max_length=24)),
        migrations.AlterField(
            "party",
            "secret",
            models.CharField(blank=True, default=guichet.permits.models.files.new_secret, max_length=24),
        ),
        migrations.AddField("party", "link_sent_at", models.DateTimeField(null=True)),
        migrations.AddField("party", "link_opened_at", models.DateTimeField(null=True)),
    ]
