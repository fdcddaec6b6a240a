"""A post office that delivers nothing: it takes every mail and shows it on a page."""

from examples.mail_catcher.mailbox import Mail, Mailbox
from examples.mail_catcher.pages import create_pages
from examples.mail_catcher.smtp import receiving

__all__ = ["Mail", "Mailbox", "create_pages", "receiving"]
