"""What the peer keeps of a message."""

from django.db import models


class Message(models.Model):
    room = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
