"""
A site with Django and nothing else, in a process of its own: `python django_site.py VERB FOLDER COUNTER`.

Its settings are global, so it never shares a process with a test.
"""

import os
import subprocess
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from sqlalchemy import make_url

from mostrador_sdk.webhooks import WebhookReceiver

WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
receiver = WebhookReceiver(WHSEC)
receiver.on("survey.answered")(lambda event: sys.stdout.write(f"{event.id} {event.data}\n"))


@receiver.on("fail")
def fail(event: object) -> None:
    raise RuntimeError("The shop's own code failed.")


def configure(folder: str, counter: str) -> None:
    settings.configure(
        SECRET_KEY="nobody logs in here",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="django_site",
        USE_TZ=True,
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
            "mostrador_sdk.integrations.django",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={"default": database(Path(folder))},
        MOSTRADOR={
            "url": counter,
            "api_key": "key",
            "shop": "shop_abcdefghijklmnop",
            "identity_secret": "it is written on a note in the till",
            "identity_key_id": "k1",
            **({"nonsense": 1} if os.environ.get("SITE_NONSENSE") else {}),
        },
    )
    django.setup()
    call_command("migrate", verbosity=0)


def database(folder: Path) -> dict[str, object]:
    """SQLite, or the PostgreSQL at SITE_DATABASE."""
    if url := os.environ.get("SITE_DATABASE"):
        place = make_url(url)
        where = {"NAME": place.database, "USER": place.username, "PASSWORD": place.password or ""}
        where |= {"HOST": place.host or place.query.get("host", ""), "PORT": place.port or place.query.get("port", "")}
        return {"ENGINE": "django.db.backends.postgresql", **where}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "site.sqlite3"}


def rules() -> None:
    """The rules of an outbox, each on empty tables; and what Django alone can do wrong."""
    import outbox_rules
    from django.db import transaction

    from mostrador_sdk.integrations.django import models, support
    from mostrador_sdk.integrations.django.outbox import DjangoOutbox
    from telling import order

    call_command("makemigrations", "mostrador", check=True, dry_run=True, verbosity=0)
    dead = subprocess.run(
        [sys.executable, "-c", "from mostrador_sdk.owner import owner_name; print(owner_name())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    last = [
        lambda _: outbox_rules.there_is_an_end_to_it(DjangoOutbox(most_rows=2, most_dead=2)),
        lambda outbox: outbox_rules.what_a_killed_process_held_is_free(outbox, dead),
    ]
    for rule in [*outbox_rules.RULES, *last]:
        models.WaitingLetter.objects.all().delete()
        models.DeadLetter.objects.all().delete()
        rule(DjangoOutbox())
    with transaction.atomic():
        with transaction.atomic():
            models.WaitingLetter._meta.db_table = "nowhere"
            support().orders.placed(order(1))
        models.WaitingLetter._meta.db_table = "mostrador_waitingletter"
        assert models.WaitingLetter.objects.count() == 1, "the transaction goes on"
    assert support().dropped == 1


def serve(port: str) -> None:
    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)


def urls() -> list:
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse
    from django.urls import path
    from django.views.decorators.csrf import csrf_exempt

    from mostrador_sdk.integrations.django.views import identity_token, webhook_view

    def let_in(request: HttpRequest) -> HttpResponse:
        user, _ = User.objects.get_or_create(username="ana", email="ana@example.com", first_name="Ana")
        login(request, user)
        return HttpResponse(str(user.pk))

    return [
        path("hooks/mostrador", webhook_view(receiver)),
        path("identity", csrf_exempt(identity_token)),
        path("identity-by-form", identity_token),
        path("login", let_in),
    ]


def main(verb: str, folder: str, counter: str, *given: str) -> None:
    sys.modules["django_site"] = sys.modules["__main__"]
    configure(folder, counter)
    globals()["urlpatterns"] = urls()
    {"rules": rules, "serve": serve}[verb](*given)


if __name__ == "__main__":
    main(*sys.argv[1:])
