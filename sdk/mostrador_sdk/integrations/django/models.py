"""The two tables of the outbox: letters that wait, and letters that cannot be delivered."""

from django.db import models


class Kept(models.Model):
    """What both have: see `mostrador_sdk.outbox.Letter`. Times are in seconds since 1970, UTC."""

    position = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=200)
    event = models.CharField(max_length=200)
    type = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    captured_at = models.FloatField()
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class WaitingLetter(Kept):
    """To be sent, and perhaps held by somebody who is sending it."""

    due_at = models.FloatField(default=0)
    owner = models.CharField(max_length=255, default="")
    held_until = models.FloatField(default=0)

    class Meta:
        verbose_name = "waiting event"


class DeadLetter(Kept):
    """Not to be delivered, and why."""

    reason = models.TextField()
    died_at = models.FloatField(db_index=True)

    class Meta:
        verbose_name = "undeliverable event"
