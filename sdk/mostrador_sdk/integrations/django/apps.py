"""The app, and the one client of the site."""

from functools import cached_property
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mostrador_sdk.client import Mostrador
from mostrador_sdk.support import Options

DATABASE = "database"
"""As `outbox`: in the site's own database."""

OURS = {"url", DATABASE, "oscar"}
"""Settings that are not the client's own."""


class MostradorApp(AppConfig):
    """Settings: `url`, `database` (its alias, for the outbox there), `oscar`, and the client's own `Options`."""

    name = "mostrador_sdk.integrations.django"
    label = "mostrador"
    verbose_name = "Mostrador"
    default_auto_field = "django.db.models.BigAutoField"

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What the site says. Raises `ImproperlyConfigured`."""
        told = getattr(settings, "MOSTRADOR", None)
        if not isinstance(told, dict) or not told.get("url"):
            raise ImproperlyConfigured('MOSTRADOR is a dict with at least "url", like https://help.shop.example.')
        if unknown := told.keys() - OURS - Options.__annotations__.keys():
            raise ImproperlyConfigured(f"MOSTRADOR has no setting {', '.join(sorted(unknown))}.")
        return told

    @property
    def keeps_in_database(self) -> bool:
        """Whether events wait in the site's own database."""
        return bool(self.settings.get("outbox", DATABASE) == DATABASE)

    @property
    def alias(self) -> str:
        """The database of the orders, and of the outbox if it is in one."""
        return str(self.settings.get(DATABASE, "default"))

    @cached_property
    def support(self) -> Mostrador:
        """Made when it is first asked for, in each process by itself."""
        from mostrador_sdk.integrations.django.outbox import DjangoOutbox  # models, which come after apps

        told = {name: value for name, value in self.settings.items() if name in Options.__annotations__}
        if not self.keeps_in_database:
            return Mostrador(self.settings["url"], **told)
        outbox = DjangoOutbox(self.alias)
        client = Mostrador(self.settings["url"], **{**told, "outbox": outbox})
        outbox.committed = client.wake
        return client
