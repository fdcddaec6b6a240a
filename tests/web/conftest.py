"""The office of a test, and who stands around it: a mail server, a push service, the owner."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from office import Browser, Office
from office_mail import ANA
from services.far_server import FarServer
from services.mail_server import MailServer, mail_server


@pytest.fixture
def office_settings() -> dict[str, Any]:
    """What the office is set up with; a module that needs more says so in a fixture of this name."""
    return {}


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, office_settings: dict[str, Any]) -> Iterator[Office]:
    """A running server, once on each database."""
    with Office(migrated_url, tmp_path, **office_settings) as office:
        yield office


@pytest.fixture
def post() -> Iterator[MailServer]:
    """Where mails go, for an office with its port as `smtp_port`."""
    with mail_server() as server:
        yield server


@pytest.fixture
def service() -> Iterator[FarServer]:
    """The push service of a browser's maker (RFC 8030), for an office that may call this machine."""
    with FarServer() as service:
        yield service


@pytest.fixture
def ana(office: Office) -> Browser:
    """The owner."""
    return office.at_work(ANA, "administrator")
