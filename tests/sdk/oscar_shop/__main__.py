"""
`python -m oscar_shop set-up | serve PORT | do CODE`: the shop in a process of its own, as Django's settings are global.

SHOP_BUG=yes gives our own capturing a bug.
"""

import os
import sys

import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "oscar_shop.settings"


def set_up() -> None:
    """The tables, and a cup that anybody may buy."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    from oscar.core.loading import get_model
    from oscar.test.factories import create_product

    country = {"iso_3166_1_a2": "ES", "iso_3166_1_a3": "ESP", "printable_name": "Spain", "is_shipping_country": True}
    get_model("address", "Country").objects.create(name="Spain", iso_3166_1_numeric="724", **country)
    create_product(title="Taza & plato", upc="T1", price="28.40", num_in_stock=100)


def main(verb: str, *given: str) -> None:
    django.setup()
    if os.environ.get("SHOP_BUG") == "yes":
        from mostrador_sdk.capture import Capture

        Capture.tell = _fail
    if verb == "set-up":
        set_up()
    elif verb == "serve":
        call_command("runserver", f"127.0.0.1:{given[0]}", use_reloader=False)
    else:
        exec(given[0], {})  # noqa: S102 - what a test wants done in the shop


def _fail(*_, **__) -> None:
    raise RuntimeError("A bug of ours.")


if __name__ == "__main__":
    main(*sys.argv[1:])
