"""Mails, written from templates in the customer's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from mostrador.words import Words


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One mail. `template` names `mail/<template>.txt` and `.html`.

    `automatic` is the value of Auto-Submitted (RFC 3834), or nothing for what a person wrote. `unsubscribe` is the
    address by which its reader gets no more of these, by one click of their mail program (RFC 8058), or nothing.
    """

    template: str
    language: str
    to: str
    sender_name: str
    subject: str
    message_id: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    automatic: Literal["", "auto-replied", "auto-generated"] = ""
    unsubscribe: str = ""


class Letters:
    def __init__(self, words: Words, mail_from: str) -> None:
        self._words = words
        self._from = mail_from
        self._templates = Environment(
            loader=PackageLoader("mostrador", "templates/mail"),
            auto_reload=False,
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, letter: Letter) -> EmailMessage:
        """Compose it, text and HTML; addresses go in as addresses, so that no text becomes a second recipient."""
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(letter.sender_name, addr_spec=self._from)
        message["Reply-To"] = Address(letter.sender_name, addr_spec=self._from)
        message["To"] = Address(addr_spec=letter.to)
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(letter.at)
        message["Message-ID"] = f"<{letter.message_id}@{self._domain}>"
        if letter.references:
            references = " ".join(f"<{reference}@{self._domain}>" for reference in letter.references)
            message["References"] = references
            message["In-Reply-To"] = f"<{letter.references[-1]}@{self._domain}>"
        if letter.automatic:
            message["Auto-Submitted"] = letter.automatic
            message["X-Auto-Response-Suppress"] = "All"
        if letter.unsubscribe:
            message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self.text(letter))
        message.add_alternative(self.html(letter), subtype="html")
        return message

    def text(self, letter: Letter) -> str:
        return self._render(letter, "txt")

    def html(self, letter: Letter) -> str:
        return self._render(letter, "html")

    @property
    def _domain(self) -> str:
        return self._from.rpartition("@")[2]

    def _render(self, letter: Letter, kind: str) -> str:
        template = self._templates.get_template(f"{letter.template}.{kind}")
        return template.render(
            **letter.values,
            t=self._words.in_language(letter.language),
            language=letter.language,
            subject=letter.subject,
            sender_name=letter.sender_name,
        )
