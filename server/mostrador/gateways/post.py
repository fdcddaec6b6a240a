"""Mail leaves the house here."""

import asyncio
from contextlib import suppress
from email.message import EmailMessage

from aiosmtplib import (
    SMTP,
    SMTPConnectError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from mostrador.settings import Settings

TIMEOUT = 30.0  # seconds for each answer of the mail server
LONGEST = 60.0  # seconds for one mail, whatever its many answers take; with a goodbye well within the worker's lease
KNOCK = 10.0  # seconds, for somebody who waits in front of a terminal
PERMANENT = range(500, 600)  # RFC 5321, 4.2.1
OURS_TO_MEND = {530, 534, 535, 538}  # RFC 4954: our login is refused, not the customer's address


class MailRefused(Exception):
    """The other side will never take this mail."""

    def __init__(self, code: int) -> None:
        super().__init__(f"The mail server refused the mail for good ({code}).")
        self.code = code


class MailDelayed(Exception):
    """It did not work this time."""


class Post:
    """Sends through the mail server in the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def send(self, message: EmailMessage) -> None:
        """Hand a mail over. Raises `MailRefused` for good, `MailDelayed` for now."""
        client = self._client(TIMEOUT)
        try:
            async with asyncio.timeout(LONGEST):
                await client.connect()
                await client.send_message(message)
            with suppress(SMTPException, OSError):  # the mail is taken, however the goodbye goes
                await client.quit()
        except SMTPRecipientsRefused as refused:
            raise _failure(refused.recipients[0].code) from None
        except (SMTPConnectError, SMTPServerDisconnected) as problem:
            raise MailDelayed(type(problem).__name__) from None
        except SMTPResponseException as refused:
            raise _failure(refused.code) from None
        except (SMTPException, OSError) as problem:
            raise MailDelayed(type(problem).__name__) from None
        finally:
            client.close()

    async def try_login(self) -> None:
        """Knock at the mail server and log in, without a mail. Raises `MailRefused` or `MailDelayed`."""
        try:
            async with self._client(KNOCK) as client:
                await client.noop()
        except SMTPResponseException as refused:
            raise _failure(refused.code) from None
        except (SMTPException, OSError) as problem:
            raise MailDelayed(type(problem).__name__) from None

    def _client(self, timeout: float) -> SMTP:
        settings = self._settings
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            username=settings.smtp_user or None,
            password=settings.smtp_password or None,
            timeout=timeout,
        )


def _failure(code: int) -> Exception:
    if code in PERMANENT and code not in OURS_TO_MEND:
        return MailRefused(code)
    return MailDelayed(f"code {code}")
