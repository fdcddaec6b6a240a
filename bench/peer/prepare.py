"""Makes the peer's database with one queue that the public may write to; prints the queue's id."""

from importlib import import_module

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    models = import_module("helpdesk.models")  # after the set-up, as Django wants it

    queue = models.Queue.objects.create(
        title="Pedidos", slug="pedidos", allow_public_submission=True, email_address="help@example.com"
    )
    print(queue.id)


main()
