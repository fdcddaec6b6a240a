"""What was sent, kept as files that any mail program opens."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

MOST = 500  # mails; the oldest go first


@dataclass(frozen=True, slots=True)
class Mail:
    id: int
    received: datetime
    sender: str
    recipients: tuple[str, ...]
    source: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.source, policy=email.policy.default)

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str | None:
        return self._part("plain")

    @property
    def html(self) -> str | None:
        return self._part("html")

    def _part(self, kind: str) -> str | None:
        part = self.message.get_body((kind,))
        if part is None:
            return None
        return bytes(part.get_payload(decode=True)).decode(part.get_content_charset("utf-8"), "replace")


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._mails = {mail.id: mail for mail in map(_read, sorted(folder.glob("*.eml")))}

    def put(self, sender: str, recipients: Sequence[str], source: bytes) -> Mail:
        """Keep a mail; it is on disk before the sender is told so."""
        number = max(self._mails, default=0) + 1
        mail = Mail(number, datetime.now(UTC), sender, tuple(recipients), source)
        self._path(number).write_bytes(_envelope(mail) + source)
        self._mails[number] = mail
        while len(self._mails) > MOST:
            self._drop(min(self._mails))
        return mail

    def find(self, number: int) -> Mail | None:
        return self._mails.get(number)

    def newest_first(self, recipient: str | None = None) -> list[Mail]:
        return [mail for _, mail in sorted(self._mails.items(), reverse=True) if recipient in (None, *mail.recipients)]

    def clear(self) -> None:
        for number in list(self._mails):
            self._drop(number)

    def _drop(self, number: int) -> None:
        del self._mails[number]
        self._path(number).unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}.eml"


def _envelope(mail: Mail) -> bytes:
    return (
        f"X-Caught: {mail.received.isoformat()}\r\n"
        f"X-Envelope-From: {mail.sender}\r\n"
        f"X-Envelope-To: {' '.join(mail.recipients)}\r\n"
    ).encode()


def _read(path: Path) -> Mail:
    caught, sender, recipients, source = path.read_bytes().split(b"\r\n", 3)
    return Mail(
        id=int(path.stem),
        received=datetime.fromisoformat(_value(caught)),
        sender=_value(sender),
        recipients=tuple(_value(recipients).split()),
        source=source,
    )


def _value(line: bytes) -> str:
    return line.decode().partition(": ")[2]
