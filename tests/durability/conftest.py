from collections.abc import Iterator

import pytest

from services.mail_server import MailServer, mail_server


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server that outlives ours."""
    with mail_server() as server:
        yield server
