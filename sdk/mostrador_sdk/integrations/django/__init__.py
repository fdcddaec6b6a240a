"""
Django: an app that keeps what is to be told in the shop's own database, so that an event commits with its order.

    INSTALLED_APPS = [..., "mostrador_sdk.integrations.django"]
    MOSTRADOR = {"url": "https://help.shop.example", "api_key": os.environ["MOSTRADOR_API_KEY"]}

    from mostrador_sdk.integrations.django import support

    with transaction.atomic():
        order.save()
        support().orders.placed(told(order))

Its tables are made by a migration, like every other of the shop: they are there before the first order, in the backup,
and in the test database. With `"outbox": "/some/where.sqlite3"` nothing is written to them; then tell by `tell`, which
waits for the commit.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from mostrador_sdk.errors import NotInstalled

try:
    from django.apps import apps as installed  # our own `apps` is a module beside
    from django.db import transaction
except ImportError as error:
    raise NotInstalled("Django is not installed: pip install mostrador-sdk[django]") from error

if TYPE_CHECKING:
    from mostrador_sdk.client import Mostrador

LABEL = "mostrador"


def support() -> "Mostrador":
    """The site's one client, as `settings.MOSTRADOR` says. Raises `ImproperlyConfigured`."""
    client: Mostrador = installed.get_app_config(LABEL).support
    return client


def tell(verb: Callable[..., object], *given: Any, **named: Any) -> None:
    """
    `tell(support().orders.placed, order)`: told only if the open transaction commits, whichever outbox there is.

    With the outbox in the database it is written now, in that transaction. With a file it is written right after the
    commit: a process that is killed in between loses the event.
    """
    app = installed.get_app_config(LABEL)
    if app.keeps_in_database:
        verb(*given, **named)
    else:
        transaction.on_commit(partial(verb, *given, **named), using=app.alias, robust=True)
