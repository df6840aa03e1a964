import django.contrib.postgres.fields

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0004_slips_of_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Elsewhere',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('name', models.JSONField()),
                ('does', models.JSONField()),
                ('phone', models.CharField(blank=True, default='', max_length=40)),
                ('hours', models.JSONField(blank=True, default=dict)),
                ('url', models.CharField(blank=True, default='', max_length=300)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('active', models.BooleanField(default=True)),
                ('example', models.BooleanField(default=False)),
                ('checked_on', models.DateField(null=True)),
                ('version', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('state', models.CharField(default='draft', max_length=10)),
                ('review_on', models.DateField(null=True)),
                ('reviewed_on', models.DateField(null=True)),
                ('reviewed_by', models.CharField(blank=True, default='', max_length=120)),
                ('languages_apart', models.BooleanField(default=False)),
                ('example', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, default='', max_length=200)),
                ('returned_why', models.CharField(blank=True, default='', max_length=300)),
                ('withdrawn_why', models.CharField(blank=True, default='', max_length=300)),
                ('replaced_by', models.SlugField(blank=True, default='', max_length=80)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('owner_team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
                ('second_reader', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AnswerVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('texts', models.JSONField()),
                ('changed', models.JSONField(default=dict)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('sources', models.JSONField(blank=True, default=list)),
                ('forms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('districts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('see_also', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('audience', models.CharField(choices=[('residents', 'Residents'), ('staff', 'Staff')], default='residents', max_length=10)),
                ('valid_from', models.DateField(null=True)),
                ('valid_until', models.DateField(null=True)),
                ('author_name', models.CharField(max_length=120)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('published_by', models.CharField(blank=True, default='', max_length=120)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='knowledge.answer')),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer', 'number'), name='answer_version_once'), models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_from__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='answer_valid_order')],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='live',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='knowledge.answerversion'),
        ),
        migrations.AddField(
            model_name='answer',
            name='newest',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='knowledge.answerversion'),
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('languages', 'Languages'), ('districts', 'Districts'), ('link', 'Link')], max_length=10)),
                ('mark', models.CharField(max_length=64)),
                ('detail', models.JSONField(default=dict)),
                ('found_at', models.DateTimeField()),
                ('accepted_by', models.CharField(blank=True, default='', max_length=120)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='knowledge.answer')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('answer', 'mark'), name='finding_once')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('stems', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('language', models.CharField(default='fr', max_length=5)),
                ('title', models.CharField(max_length=200)),
                ('subject', models.CharField(blank=True, default='', max_length=80)),
                ('state', models.CharField(choices=[('open', 'Open'), ('drafted', 'Drafted'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('by_source', models.JSONField(default=dict)),
                ('why', models.CharField(blank=True, default='', max_length=300)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('answer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='gaps', to='knowledge.answer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['-waiting'], name='gap_waiting'), django.contrib.postgres.indexes.GinIndex(fields=['stems'], name='gap_stems')],
            },
        ),
        migrations.CreateModel(
            name='GapWording',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('words', models.CharField(max_length=200)),
                ('source', models.CharField(choices=[('search', 'Search'), ('contact', 'Contact'), ('expert', 'Expert')], max_length=10)),
                ('times', models.PositiveIntegerField(default=1)),
                ('last_at', models.DateTimeField()),
                ('gap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wordings', to='knowledge.gap')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('gap', 'words', 'source'), name='gap_wording_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('title', models.JSONField()),
                ('console', models.JSONField(default=dict)),
                ('portal', models.JSONField(blank=True, default=dict)),
                ('districts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('services', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('effect', models.CharField(choices=[('tell', 'Tell'), ('warn', 'Warn'), ('stop', 'Stop')], default='tell', max_length=5)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('author_name', models.CharField(max_length=120)),
                ('example', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['ends_at'], name='notice_ends')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gte', models.F('starts_at'))), name='notice_order')],
            },
        ),
        migrations.CreateModel(
            name='Script',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=80, unique=True)),
                ('title', models.JSONField()),
                ('intro', models.JSONField(blank=True, default=dict)),
                ('steps', models.JSONField(default=list)),
                ('keywords', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('active', models.BooleanField(default=True)),
                ('example', models.BooleanField(default=False)),
                ('version', models.PositiveIntegerField(default=0)),
                ('updated_at', models.DateTimeField()),
                ('owner_team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
        ),
        migrations.CreateModel(
            name='AnswerTask',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('wrong', 'Wrong'), ('old', 'Old'), ('unclear', 'Unclear'), ('missing', 'Missing')], max_length=10)),
                ('text', models.CharField(blank=True, default='', max_length=1000)),
                ('said_by_name', models.CharField(blank=True, default='', max_length=120)),
                ('language', models.CharField(default='fr', max_length=5)),
                ('version', models.PositiveIntegerField(default=0)),
                ('times', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('refused', 'Refused')], default='open', max_length=10)),
                ('reply', models.CharField(blank=True, default='', max_length=1000)),
                ('settled_by_name', models.CharField(blank=True, default='', max_length=120)),
                ('settled_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='knowledge.answer')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.team')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['team', 'created_at'], name='answer_task_open')],
            },
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(condition=models.Q(('live__isnull', False)), fields=['review_on'], name='answer_review'),
        ),
        migrations.AddIndex(
            model_name='answer',
            index=models.Index(fields=['updated_at'], name='answer_updated'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'review']), models.Q(('live__isnull', False), ('state', 'published')), models.Q(('live__isnull', True), ('state', 'withdrawn')), _connector='OR'), name='answer_live_fits_state'),
        ),
    ]
