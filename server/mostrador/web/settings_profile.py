"""The settings that are sections of the shop's profile: languages, mail, limits, retention."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import available_timezones

import msgspec

from mostrador.actions import mail_trial, profiles
from mostrador.actions.overview import Overview
from mostrador.domain.shop import Limits, Mail, Retention
from mostrador.errors import FieldError, FormInvalid
from mostrador.web.assets import WidgetAssets
from mostrador.web.console_settings import Form, Page, Visit

SOMEWHERE = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


class Languages(Form, frozen=True, kw_only=True):
    languages: tuple[str, ...] = ()
    first: str
    address: Literal["tu", "usted"]
    time_zone: str
    privacy_url: str = ""


class MailForm(Form, frozen=True):
    sender_name: str
    signature: str
    undo_seconds: int


class LimitsForm(Form, frozen=True):
    visitor: int
    network: int
    email: int
    shop: int


class RetentionForm(Form, frozen=True):
    resolved: int
    quarantine: int


def _last_part(name: str) -> str:
    """`mail.sender_name` is `sender_name` on its own page."""
    return name.rpartition(".")[2]


def _languages(here: Visit, owned: Overview) -> Mapping[str, Any]:
    profile = owned.shop.profile
    return {
        "values": {
            "languages": profile.languages,
            "first": owned.shop.language,
            "address": profile.address,
            "time_zone": profile.time_zone,
            "privacy_url": profile.privacy_url,
        },
        "offered": _offered(here),
        "zones": zones(),
    }


async def _save_languages(here: Visit, sent: Languages) -> None:
    chosen = (sent.first, *(each for each in sent.languages if each != sent.first))
    if not set(chosen) <= set(_offered(here)):
        detail = "The widget does not speak one of these languages."
        raise FormInvalid(detail, fields={"languages": FieldError("languages_invalid", detail)})
    await profiles.change(
        here.desk,
        here.speaker,
        sent.version,
        languages=chosen,
        address=sent.address,
        time_zone=sent.time_zone.strip(),
        privacy_url=sent.privacy_url.strip(),
    )


def _mail(here: Visit, owned: Overview) -> Mapping[str, Any]:
    profile = owned.shop.profile
    return {
        "values": {**msgspec.to_builtins(profile.mail), "undo_seconds": profile.undo_seconds},
        "mail_from": here.desk.settings.mail_from,
        "tried": None,
    }


async def _save_mail(here: Visit, sent: MailForm) -> None:
    signature = "\n".join(sent.signature.strip().splitlines())
    mail = Mail(sender_name=sent.sender_name.strip(), signature=signature)
    await profiles.change(here.desk, here.speaker, sent.version, mail=mail, undo_seconds=sent.undo_seconds)


async def _try_mail(here: Visit, _sent: Form) -> Mapping[str, Any]:
    return {"tried": await mail_trial.try_mail(here.desk, here.speaker), "saved": False}


def _limits(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {"values": msgspec.to_builtins(owned.shop.profile.limits)}


async def _save_limits(here: Visit, sent: LimitsForm) -> None:
    limits = Limits(visitor=sent.visitor, network=sent.network, email=sent.email, shop=sent.shop)
    await profiles.change(here.desk, here.speaker, sent.version, limits=limits)


def _retention(_here: Visit, owned: Overview) -> Mapping[str, Any]:
    return {"values": msgspec.to_builtins(owned.shop.profile.retention)}


async def _save_retention(here: Visit, sent: RetentionForm) -> None:
    retention = Retention(resolved=sent.resolved, quarantine=sent.quarantine)
    await profiles.change(here.desk, here.speaker, sent.version, retention=retention)


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """The time zones of places, without the historical names of others."""
    return tuple(sorted(name for name in available_timezones() if name.startswith(SOMEWHERE)))


def _offered(here: Visit) -> tuple[str, ...]:
    assets: WidgetAssets = here.request.app.state.widget_assets
    return tuple(assets.words.languages)


LANGUAGES = Page("languages", _languages)
MAIL = Page("mail", _mail, _last_part)
LIMITS = Page("limits", _limits, _last_part)
RETENTION = Page("retention", _retention, _last_part)
ROUTES = [
    LANGUAGES.shown(),
    LANGUAGES.takes("languages", Languages, _save_languages),
    MAIL.shown(),
    MAIL.takes("mail", MailForm, _save_mail),
    MAIL.takes("mail/try", Form, _try_mail),
    LIMITS.shown(),
    LIMITS.takes("limits", LimitsForm, _save_limits),
    RETENTION.shown(),
    RETENTION.takes("retention", RetentionForm, _save_retention),
]
