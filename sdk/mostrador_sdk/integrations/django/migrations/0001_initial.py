"""The outbox's two tables."""

from django.db import migrations, models


def kept() -> list[tuple[str, models.Field]]:
    """What both have."""
    names = [(name, models.CharField(max_length=200)) for name in ("source", "event", "type", "subject")]
    return [
        ("position", models.BigAutoField(primary_key=True, serialize=False)),
        *names,
        ("body", models.BinaryField()),
        ("size", models.PositiveIntegerField()),
        ("captured_at", models.FloatField()),
        ("attempts", models.PositiveIntegerField(default=0)),
    ]


class Migration(migrations.Migration):
    """Make them."""

    initial = True
    dependencies = ()
    operations = (
        migrations.CreateModel(
            name="WaitingLetter",
            fields=[
                *kept(),
                ("due_at", models.FloatField(default=0)),
                ("owner", models.CharField(default="", max_length=255)),
                ("held_until", models.FloatField(default=0)),
            ],
            options={"verbose_name": "waiting event"},
        ),
        migrations.CreateModel(
            name="DeadLetter",
            fields=[*kept(), ("reason", models.TextField()), ("died_at", models.FloatField(db_index=True))],
            options={"verbose_name": "undeliverable event"},
        ),
    )
