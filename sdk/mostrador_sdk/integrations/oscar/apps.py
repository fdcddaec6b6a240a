"""The app: connects to oscar's signals, and has Django's app do the telling."""

from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured

from mostrador_sdk.errors import NotInstalled
from mostrador_sdk.integrations.django import LABEL
from mostrador_sdk.integrations.oscar.meanings import Meanings


class MostradorOscarApp(AppConfig):
    """Its settings are `MOSTRADOR["oscar"]`: `orders`, `payments`, `parcels`."""

    name = "mostrador_sdk.integrations.oscar"
    label = "mostrador_oscar"
    verbose_name = "Mostrador for oscar"

    def ready(self) -> None:
        """Connect. Raises `ImproperlyConfigured` if Django's part is missing."""
        try:
            from mostrador_sdk.integrations.oscar.receivers import connect  # oscar's models, which come after apps
        except ImportError as error:
            raise NotInstalled("django-oscar is not installed: pip install mostrador-sdk[oscar]") from error
        if not apps.is_installed("mostrador_sdk.integrations.django"):
            raise ImproperlyConfigured('"mostrador_sdk.integrations.django" is missing in INSTALLED_APPS.')
        told: Any = apps.get_app_config(LABEL).settings.get("oscar", {})
        connect(Meanings.of(told))
