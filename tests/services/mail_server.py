"""A mail server of our own: keeps what it takes, and refuses when it is told to."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

from services.ports import free_port


class MailServer:
    """
    `taken` are the mails, in order; `answer` is what the next ones hear instead of 250.

    `meanwhile` happens once a mail has arrived, before it is kept and its sender hears so.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answer: str | None = None
        self.meanwhile: Callable[[EmailMessage], Awaitable[None]] | None = None
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer:
            return self.answer
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        if self.meanwhile:
            await self.meanwhile(message)
        self.taken.append(message)
        return "250 OK"

    def answers(self) -> list[EmailMessage]:
        """The mails that a person wrote: neither receipts nor anything else that goes out by itself."""
        return [mail for mail in self.taken if mail["Auto-Submitted"] is None]

    def text(self, number: int = -1) -> str:
        """The plain part of a mail that was taken."""
        return text(self.taken[number])


def text(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
