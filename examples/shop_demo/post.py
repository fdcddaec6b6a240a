"""The shop's own mails: the order, and the question whether an address is right."""

import smtplib
import sys
from email.headerregistry import Address
from email.message import EmailMessage

SENDER = Address("Zapatería Lola", "hola", "zapaterialola.example")


class Post:
    def __init__(self, server: tuple[str, int] | None, address: str) -> None:
        self._server = server
        self.address = address

    def send(self, *, name: str, email: str, subject: str, text: str) -> None:
        """Send a mail; a post office that is closed must not stop a sale."""
        if self._server is None:
            return
        local, _, domain = email.rpartition("@")
        mail = EmailMessage()
        mail["From"] = SENDER
        mail["To"] = Address("".join(char for char in name if char.isprintable()), local, domain)
        mail["Subject"] = subject
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
        try:
            with smtplib.SMTP(*self._server, timeout=5) as line:
                line.send_message(mail)
        except OSError as error:
            print(f"A mail of the shop was not sent: {type(error).__name__}", file=sys.stderr)
