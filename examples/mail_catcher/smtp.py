"""The slot in the door: SMTP on loopback."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from examples.mail_catcher.mailbox import Mailbox

LARGEST = 10 * 1024 * 1024  # bytes


@asynccontextmanager
async def receiving(mailbox: Mailbox, listener: socket.socket) -> AsyncIterator[None]:
    """Take mail at the socket until the block ends."""
    loop = asyncio.get_running_loop()
    slot = Slot(mailbox)
    server = await loop.create_server(
        lambda: SMTP(slot, hostname="localhost", ident="Mail catcher", data_size_limit=LARGEST, loop=loop),
        sock=listener,
    )
    try:
        yield
    finally:
        server.close()


class Slot:
    """
    Takes everything, but for two kinds of address that show how senders cope.

    `bounce…@` is refused for good, `later…@` for now.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("bounce"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("later"):
            return "451 4.7.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        source = content if isinstance(content, bytes) else (content or "").encode()
        mail = self._mailbox.put(envelope.mail_from or "", envelope.rcpt_tos, source)
        return f"250 Caught as {mail.id}"
