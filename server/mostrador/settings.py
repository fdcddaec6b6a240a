"""Every knob of the server, its default and its reason."""

import os
import re
import tomllib
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from mostrador.errors import Misconfigured

PREFIX = "MOSTRADOR_"
ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
LOOPBACK_NAMES = {"localhost"}
LISTS = {"trusted_proxies", "allowed_private_ranges"}  # in a variable, separated by commas


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What a machine's owner decides once. What a shop's owner changes in daily life is in the console.

    Raises `Misconfigured` for a key nobody knows or a value that cannot be meant.
    """

    public_url: Annotated[str, Meta(description="Where people reach the server, with its path if mounted.")] = (
        "http://127.0.0.1:8321"
    )
    widget_url: Annotated[str, Meta(description="A host of its own for the widget, if it has one.")] = ""
    console_url: Annotated[str, Meta(description="A host of its own for the console, if it has one.")] = ""
    files_url: Annotated[str, Meta(description="A host of its own for files, if it has one.")] = ""
    host: Annotated[str, Meta(description="The address that `serve` listens on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port that `serve` listens on.")] = 8321
    unix_socket: Annotated[str, Meta(description="Listen on this socket instead of a port, behind a proxy.")] = ""
    data_folder: Annotated[str, Meta(description="Where the database, its backups and files live.")] = "mostrador-data"
    secrets_folder: Annotated[
        str, Meta(description="Where the secrets live; by default `secrets` in the data folder.")
    ] = ""
    database_url: Annotated[
        str, Meta(description="`postgresql://…`; an SQLite file in the data folder unless said.")
    ] = ""
    sqlite_synchronous: Annotated[
        Literal["FULL", "NORMAL"],
        Meta(description="FULL: an answered write survives a power cut. Grouped commits make it nearly free."),
    ] = "FULL"
    write_queue: Annotated[
        int, Meta(ge=16, description="Pieces of work that may wait for the writer; past it a 503 with Retry-After.")
    ] = 2048
    most_lines: Annotated[
        int, Meta(ge=10, description="Live lines at once; past it a client is asked to come back. 25 KiB each, or so.")
    ] = 20_000
    smtp_host: Annotated[str, Meta(description="The mail server that takes our mail.")] = "127.0.0.1"
    smtp_port: Annotated[int, Meta(ge=1, le=65535, description="Its port.")] = 25
    smtp_tls: Annotated[
        Literal["none", "starttls", "tls"], Meta(description="How the way to it is protected; none only on loopback.")
    ] = "none"
    smtp_user: Annotated[str, Meta(description="The name to log in with, if it asks for one.")] = ""
    smtp_password: Annotated[str, Meta(description="The password to log in with.")] = ""
    mail_from: Annotated[str, Meta(description="The no-reply address that mail comes from and `Reply-To` names.")] = (
        "no-reply@localhost.localdomain"
    )
    dkim_selector: Annotated[
        str, Meta(description="Under which name the mail server signs for our domain; `doctor` judges its key.")
    ] = ""
    trusted_proxies: Annotated[
        list[str], Meta(description="Proxies whose forwarded address we believe: CIDRs, or `unix` for a socket.")
    ] = []
    allowed_private_ranges: Annotated[
        list[str],
        Meta(description="Private networks (CIDRs) in which we may call addresses that others name, by http too."),
    ] = []
    web_push: Annotated[
        bool,
        Meta(description="Agents may have their browser told of chats, through its maker's push service, sealed."),
    ] = True
    metrics_token: Annotated[str, Meta(description="Lets `/metrics` be read from beyond loopback, as a Bearer.")] = ""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], Meta(description="What is logged.")] = "info"

    def __post_init__(self) -> None:
        _check_urls(self)
        _check_proxies(self.trusted_proxies)
        _check_ranges("allowed_private_ranges", self.allowed_private_ranges)
        if self.database_url:
            _check_database(self.database_url)
        if self.smtp_tls == "none" and not is_loopback(self.smtp_host):
            raise Misconfigured("smtp_tls must be starttls or tls when smtp_host is not on this machine.")
        if not ADDRESS.fullmatch(self.mail_from):
            raise Misconfigured("mail_from must be an e-mail address.")

    @classmethod
    def load(cls, path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Self:
        """Read `mostrador.toml` (if there is one) and then the `MOSTRADOR_*` variables, which win."""
        named = path or (Path(environ[f"{PREFIX}CONFIG"]) if environ.get(f"{PREFIX}CONFIG") else None)
        if named and not named.exists():
            raise Misconfigured(f"There is no file {named}.")
        path = named or Path("mostrador.toml")
        values: dict[str, Any] = _read_toml(path) | _read_environment(environ, set(cls.__struct_fields__))
        try:
            return msgspec.convert(values, cls, strict=False)
        except msgspec.ValidationError as error:
            raise Misconfigured(f"{path}: {error}") from None

    @property
    def data(self) -> Path:
        return Path(self.data_folder)

    @property
    def secrets(self) -> Path:
        return Path(self.secrets_folder) if self.secrets_folder else self.data / "secrets"

    @property
    def database(self) -> str:
        """The database's URL as SQLAlchemy reads it."""
        if not self.database_url:
            return f"sqlite:///{self.data / 'mostrador.sqlite3'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def secure(self) -> bool:
        """Whether people reach us by https, and so whether `__Host-` cookies can be had."""
        return urlsplit(self.public_url).scheme == "https"

    @property
    def widget(self) -> str:
        return self.widget_url or self.public_url

    @property
    def console(self) -> str:
        return self.console_url or self.public_url


def is_loopback(host: str) -> bool:
    """Say whether a host's name can only mean this machine."""
    if host in LOOPBACK_NAMES or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text())
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not TOML: {error}") from None
    except OSError as problem:
        raise Misconfigured(f"{path} cannot be read: {problem.strerror}.") from None


def _read_environment(environ: Mapping[str, str], known: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith(PREFIX) or name == f"{PREFIX}CONFIG":
            continue
        key = name.removeprefix(PREFIX).lower()
        if key not in known:
            raise Misconfigured(f"{name} is not a setting. See the settings table in the README.")
        is_list = key in LISTS
        values[key] = [part.strip() for part in value.split(",") if part.strip()] if is_list else value
    return values


def _check_urls(settings: Settings) -> None:
    for key in ("public_url", "widget_url", "console_url", "files_url"):
        value: str = getattr(settings, key)
        if not value and key != "public_url":
            continue
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or not _is_plain(value):
            raise Misconfigured(f"{key} must be a web address such as https://help.example.com, not {value!r}.")
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise Misconfigured(f"{key} must begin with https:// because {parts.hostname} is not this machine.")
        if value.endswith("/"):
            raise Misconfigured(f"{key} must not end with a slash.")


def _is_plain(url: str) -> bool:
    """Whether it is a place and nothing more: no name, question or fragment, and a port that can be one."""
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port != 0 and not set("?#@").intersection(url)


def _check_database(url: str) -> None:
    """A database that is not named would be whichever the machine offers."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"postgresql", "sqlite"} and (parts.port or True)  # a wrong port raises ValueError
    except ValueError:
        known = False
    if not known or not parts.path.strip("/") or parts.path == "/:memory:":
        raise Misconfigured(
            "database_url must name a database, such as postgresql://user:password@host/mostrador or sqlite:///file."
        )


def _check_proxies(proxies: list[str]) -> None:
    if {"*", "0.0.0.0/0", "::/0"}.intersection(proxies):
        raise Misconfigured("trusted_proxies must name the proxies; * would believe anybody.")
    _check_ranges("trusted_proxies", [proxy for proxy in proxies if proxy != "unix"])


def _check_ranges(key: str, ranges: list[str]) -> None:
    for text in ranges:
        try:
            ip_network(text)
        except ValueError:
            raise Misconfigured(f"{key} must hold ranges such as 10.0.0.0/8, not {text!r}.") from None
