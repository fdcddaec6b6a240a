"""Makes the peer's table."""

import django
from django.db import connection

django.setup()

from bench.peer.chat.models import Message  # noqa: E402 - Django is set up first

with connection.schema_editor() as editor:
    editor.create_model(Message)
with connection.cursor() as cursor:
    cursor.execute("PRAGMA journal_mode=WAL")
