import django.contrib.postgres.fields
import django.db.models.deletion
import guichet.catalogue.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0001_initial'),
        ('people', '0005_team_phone'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('answers', models.JSONField(default=dict)),
                ('writers', models.JSONField(default=dict)),
                ('files', models.CharField(default=guichet.catalogue.models.files_key, max_length=64)),
                ('page', models.CharField(blank=True, default='', max_length=40)),
                ('language', models.CharField(default='fr', max_length=5)),
                ('edition', models.PositiveIntegerField(default=0)),
                ('sent_as', models.CharField(blank=True, default='', max_length=60)),
                ('created_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='DraftPerson',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(default=guichet.catalogue.models.secret_key, max_length=40, unique=True)),
                ('email', models.EmailField(blank=True, default='', max_length=254)),
                ('name', models.CharField(blank=True, default='', max_length=120)),
                ('owner', models.BooleanField(default=False)),
                ('pages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('done', models.BooleanField(default=False)),
                ('code_hash', models.CharField(blank=True, default='', max_length=64)),
                ('code_until', models.DateTimeField(null=True)),
                ('code_tries', models.PositiveSmallIntegerField(default=0)),
                ('codes_sent', models.PositiveSmallIntegerField(default=0)),
                ('added_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='FormSample',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('answers', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='formversion',
            name='edition',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='formversion',
            name='pages',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='formversion',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='formversion',
            name='returned_why',
            field=models.CharField(blank=True, default='', max_length=300),
        ),
        migrations.AddField(
            model_name='formversion',
            name='saved_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='formversion',
            name='state',
            field=models.CharField(default='published', max_length=10),
        ),
        migrations.AddField(
            model_name='formversion',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='service',
            name='kind',
            field=models.CharField(choices=[('request', 'Request'), ('permit', 'Permit')], default='request', max_length=10),
        ),
        migrations.AlterField(
            model_name='formversion',
            name='published_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='formversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published'), _negated=True), fields=('service',), name='form_written_once'),
        ),
        migrations.AddConstraint(
            model_name='formversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='form_published_when'),
        ),
        migrations.AddConstraint(
            model_name='formversion',
            constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), ('written_by__isnull', True), models.Q(('published_by', models.F('written_by')), _negated=True), _connector='OR'), name='form_two_people'),
        ),
        migrations.AddField(
            model_name='draft',
            name='resident',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.resident'),
        ),
        migrations.AddField(
            model_name='draft',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.service'),
        ),
        migrations.AddField(
            model_name='draft',
            name='started_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.formversion'),
        ),
        migrations.AddField(
            model_name='draftperson',
            name='draft',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='catalogue.draft'),
        ),
        migrations.AddField(
            model_name='formsample',
            name='service',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='samples', to='catalogue.service'),
        ),
        migrations.AddIndex(
            model_name='draft',
            index=models.Index(fields=['expires_at'], name='form_draft_expiry'),
        ),
        migrations.AddConstraint(
            model_name='draftperson',
            constraint=models.UniqueConstraint(condition=models.Q(('owner', True)), fields=('draft',), name='form_draft_one_owner'),
        ),
        migrations.AddConstraint(
            model_name='formsample',
            constraint=models.UniqueConstraint(fields=('service', 'name'), name='form_sample_once'),
        ),
    ]
