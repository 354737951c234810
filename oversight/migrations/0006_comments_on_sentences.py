import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Keep what reviewers say of single sentences, and what writers answer."""

    dependencies = [
        ("records", "0026_checks_of_the_council"),
        ("oversight", "0005_guidance_of_the_council"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="SentenceComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=people.keys.new_key, editable=False, max_length=16, unique=True
                    ),
                ),
                ("version_number", models.PositiveSmallIntegerField()),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        help_text="Which sentence of the version, from 1."
                    ),
                ),
                ("question", models.CharField(max_length=250)),
                ("sentence", models.TextField()),
                ("words", models.TextField()),
                ("commented_at", models.DateTimeField()),
                (
                    "commented_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sentence_comments",
                        to="records.entry",
                    ),
                ),
            ],
            options={
                "ordering": ["commented_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="CommentAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField()),
                ("answered_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="oversight.sentencecomment",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="sentencecomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("words", ""), _negated=True),
                    models.Q(("sentence", ""), _negated=True),
                ),
                name="a_comment_names_its_sentence",
            ),
        ),
        migrations.AddConstraint(
            model_name="commentanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True),
                name="an_answer_to_a_comment_has_words",
            ),
        ),
    ]
